"""The pages in English."""

from adapters.sandbox.octo.exchange import Silence
from adapters.sandbox.octo.outcome import Outcome
from adapters.sandbox.octo.texts.words import Texts
from adapters.sandbox.octo.visits import Choice
from adapters.sandbox.pages.saying import Saying

ENGLISH = Texts(
    banner="Sandbox: no real money moves here.",
    languages="Language",
    payment="Payment through Octo",
    merchant="Paid to",
    reference="Payment number",
    purpose="What for",
    pay="Pay {amount}",
    other_choices="Or see what else can happen",
    choices={
        Choice.DECLINE: Saying("Decline the card", "The payment is canceled and the merchant is told."),
        Choice.LEAVE: Saying(
            "Leave without paying", "The merchant hears nothing, and the link stays open for a while."
        ),
    },
    outcomes={
        Outcome.PAID: Saying("Paid", "Your card was charged."),
        Outcome.PART_CHARGED: Saying("Paid in part", "A part of the sum was charged, the rest was released."),
        Outcome.HELD: Saying(
            "The money is held", "It is reserved on your card. The merchant decides whether to take it."
        ),
        Outcome.RETURNED: Saying("Money returned", "The whole payment was sent back to your card."),
        Outcome.PART_RETURNED: Saying("Money returned in part", "A part of the payment was sent back to your card."),
        Outcome.CANCELED: Saying("Canceled", "Your card was not charged. To pay, ask the merchant for a new link."),
        Outcome.OPEN: Saying("Not paid", "The link stays open until it runs out."),
    },
    unheard="The merchant has not confirmed the last message. The real Octo would give up after a few repeats, too.",
    charged="Charged",
    returned="Returned",
    back_to_merchant="Return to the merchant",
    details="What Octo and the merchant said ({count})",
    request="Octo sent",
    answer="The merchant answered",
    silences={
        Silence.UNREACHABLE: "No answer: the merchant's server could not be reached.",
        Silence.TIMED_OUT: "No answer in time.",
        Silence.HTTP_STATUS: "HTTP {status}: to Octo only HTTP 200 is an answer.",
        Silence.UNKNOWN_SHOP: "Not sent: the shop is not configured any more.",
    },
    unknown_payment=Saying(
        "There is no such payment",
        "The sandbox forgets its payments when it is restarted. Create the payment again and open its new link.",
    ),
    stale_page=Saying("This page is too old", "Nothing was paid. Open the payment link again."),
)
