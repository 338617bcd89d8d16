"""The pages in English."""

from adapters.sandbox.pages.saying import Saying
from adapters.sandbox.payme.exchange import Silence
from adapters.sandbox.payme.outcome import Outcome
from adapters.sandbox.payme.texts.words import Texts
from adapters.sandbox.payme.visits import Choice

ENGLISH = Texts(
    banner="Sandbox: no real money moves here.",
    languages="Language",
    payment="Payment through Payme",
    merchant="Paid to",
    purpose="What for",
    pay="Pay {amount}",
    other_choices="Or see what else can happen",
    choices={
        Choice.DECLINE: Saying(
            "Decline the card", "The card has no money; the merchant is told that the payment is off."
        ),
        Choice.PAY_TWICE: Saying("Pay twice", "As if the payer had paid in two windows, one after the other."),
        Choice.LEAVE: Saying("Leave without paying", "The merchant hears nothing."),
    },
    outcomes={
        Outcome.PAID: Saying("Paid", "Your card was charged, and the merchant has confirmed it."),
        Outcome.RETURNED: Saying("Money returned", "The whole payment was sent back to your card."),
        Outcome.REFUSED: Saying("The merchant refused", "Your card was not charged, or the money is back already."),
        Outcome.CANCELED: Saying("Not paid", "Your card was not charged."),
        Outcome.WAITING: Saying("Under way", "The merchant has not answered yet; Payme will ask again."),
    },
    left=Saying("Not paid", "You left. The link can be opened again."),
    refund=Saying("Refund in the cabinet", "The merchant is asked whether the money can be taken back."),
    merchants_code="The merchant's code",
    back_to_merchant="Return to the merchant",
    details="What Payme and the merchant said ({count})",
    request="Payme sent",
    answer="The merchant answered",
    silences={
        Silence.UNREACHABLE: "No answer: the merchant's server could not be reached.",
        Silence.TIMED_OUT: "No answer in time.",
        Silence.HTTP_STATUS: "HTTP {status}: to Payme only HTTP 200 is an answer.",
        Silence.NOT_THE_PROTOCOL: "An answer that Payme cannot read.",
        Silence.LOST: "The answer was lost on its way.",
    },
    unknown_merchant=Saying(
        "There is no such merchant", "Nobody has configured this register. Check the merchant id of the link."
    ),
    bad_link=Saying("The link cannot be read", "Something is wrong with its field {field}."),
    stale_page=Saying("This page is too old", "Nothing was paid. Open the payment link again."),
)
