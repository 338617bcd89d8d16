"""The pages in English."""

from adapters.sandbox.click.exchange import Silence
from adapters.sandbox.click.payment import Outcome
from adapters.sandbox.click.simulator import Choice
from adapters.sandbox.click.texts.words import Texts
from adapters.sandbox.pages.saying import Saying

ENGLISH = Texts(
    banner="Sandbox: no real money moves here.",
    languages="Language",
    payment="Payment through Click",
    merchant="Paid to",
    reference="Order or account",
    amount="Amount",
    paydoc="Click payment",
    pay="Pay {amount}",
    other_choices="Or see what else can happen",
    choices={
        Choice.FAIL: Saying("Not enough money", "Click cannot charge you and tells the merchant."),
        Choice.LEAVE: Saying("Leave without paying", "The merchant hears nothing."),
        Choice.PAY_TWICE: Saying("Pay twice", "As if you paid on two phones at once."),
        Choice.REPEAT: Saying("Pay and repeat the calls", "Click sends every call again, as after a lost answer."),
    },
    outcomes={
        Outcome.PAID: Saying("Paid", "You were charged, and the merchant has confirmed it."),
        Outcome.CHARGED_AGAIN: Saying("Charged a second time", "The merchant says that it had been paid before."),
        Outcome.RETURNED: Saying("Money returned", "The merchant had canceled this payment, so Click gives it back."),
        Outcome.HANGING: Saying(
            "Charged, but not confirmed",
            "The merchant gave no valid answer. The real Click would ask several times more; "
            "then its support has to settle the payment by hand.",
        ),
        Outcome.DECLINED: Saying("Not enough money", "You were not charged. The merchant was told."),
        Outcome.REFUSED: Saying("The merchant refused", "You were not charged. The details below say why."),
        Outcome.ALREADY_PAID: Saying("Already paid", "The merchant says so. You were not charged again."),
        Outcome.NO_ANSWER: Saying(
            "The merchant does not answer",
            "You were not charged. Start the merchant's server, open the payment link again and pay; "
            "a call after a charge would be repeated by Click.",
        ),
        Outcome.LEFT: Saying("You left without paying", "The merchant was told nothing and still waits."),
    },
    charged_twice="You were charged twice: the merchant owes you one of the two.",
    back_to_merchant="Return to the merchant",
    details="What Click and the merchant said ({count})",
    request="Click sent",
    answer="The merchant answered",
    silences={
        Silence.UNREACHABLE: "No answer: the merchant's server could not be reached.",
        Silence.TIMED_OUT: "No answer in time.",
        Silence.HTTP_STATUS: "HTTP {status}: Click reads an answer only from HTTP 200.",
        Silence.NOT_THE_PROTOCOL: "HTTP 200, but this is not an answer of Click's protocol.",
    },
    top_up=Saying("Top up an account", "Type an account number and a sum, as a payer does in the Click app."),
    account_number="Account number",
    sum="Sum, UZS",
    go_on="Continue",
    another_top_up="Top up an account",
    unknown_service=Saying(
        "Nobody takes money under this number",
        "No gateway is configured with service_id {service_id}. Configure the gateway “click” (AdminService, "
        "ConfigureGateway) with this service_id, your merchant_id and any secret_key, then open the link again.",
    ),
    no_merchants=Saying(
        "Nobody to pay yet",
        "Configure the gateway “click” (AdminService, ConfigureGateway) with a service_id, a merchant_id and any "
        "secret_key, then reload this page.",
    ),
    invalid_link=Saying(
        "This payment cannot be paid",
        "The parameter “{parameter}” is missing or wrong. A payment needs service_id, merchant_id, "
        "amount (in soums, like 1000.00) and transaction_param.",
    ),
    stale_page=Saying("This page is too old", "Nothing was paid. Open the payment link again."),
)
