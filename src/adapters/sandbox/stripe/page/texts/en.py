"""The pages in English."""

from adapters.sandbox.pages.saying import Saying
from adapters.sandbox.stripe.page.standing import Choice, Standing
from adapters.sandbox.stripe.page.texts.words import Texts

ENGLISH = Texts(
    banner="Sandbox: no real money moves here.",
    languages="Language",
    payment="Payment through Stripe",
    merchant="Paid to",
    reference="Order or account",
    pay="Pay {amount}",
    save="Save the card",
    other_choices="Or see what else can happen",
    choices={
        Choice.NO_MONEY: Saying("Not enough money", "The card is declined; you can try another."),
        Choice.ASK_BANK: Saying("The bank asks first", "3-D Secure: the payment waits for your yes or no."),
        Choice.DELAY: Saying("Pay from a bank account", "The merchant hears days later whether the money has come."),
        Choice.REFUND_PENDS: Saying("Pay; refunds will wait", "A refund stays pending before it succeeds."),
        Choice.REFUND_FAILS: Saying("Pay; refunds will fail", "A refund is accepted and fails some time later."),
        Choice.DISPUTE: Saying("Pay and dispute it", "Your bank takes the money back from the merchant."),
        Choice.BANK_AGREES: Saying("The bank agrees", "The payment goes through."),
        Choice.BANK_REFUSES: Saying("The bank refuses", "The payment fails, and the merchant is told."),
    },
    standings={
        Standing.OPEN: Saying("Ready to be paid", "Nothing has been charged yet."),
        Standing.DECLINED: Saying("The card was declined", "You were not charged. Try again or leave."),
        Standing.ASKED: Saying("Your bank wants to know", "Is it you who pays? Nothing has been charged yet."),
        Standing.WAITING: Saying("Under way", "Your bank will pay or refuse; the merchant still waits for the money."),
        Standing.PAID: Saying("Paid", "You were charged, and the merchant is being told."),
        Standing.HELD: Saying("Reserved", "The money is held on your card until the merchant takes or releases it."),
        Standing.NOTHING_DUE: Saying("Done", "There was nothing to pay now. The merchant is being told."),
        Standing.FAILED: Saying("Not paid", "Your bank refused. You were not charged, and the merchant was told."),
        Standing.EXPIRED: Saying("Too late", "This payment is closed. You were not charged; ask for a new link."),
    },
    leave="Leave without paying",
    back_to_merchant="Return to the merchant",
    onboarding=Saying("Receive payouts through Stripe", "Stripe would ask here who you are and where your bank is."),
    onboard="Confirm everything",
    onboarded=Saying("Ready for payouts", "Stripe knows all it wanted to know. The merchant is being told."),
    unknown=Saying(
        "There is nothing under this address",
        "The sandbox forgets everything when it is restarted. Ask the merchant for a new link.",
    ),
    stale_page=Saying("This page is too old", "Nothing was done. Open the link again."),
)
