"""The index page in English."""

from adapters.sandbox.index.texts.words import Texts

ENGLISH = Texts(
    banner="Sandbox: no real money moves here.",
    languages="Language",
    title="Sandbox",
    text="Here Hamyon plays the payment providers: the same links, calls and signatures, and no money. "
    "Begin a deposit through one of these gateways and open the payment link of the answer.",
    offers={
        "click": "Payment links and invoices in soums, top-ups by account number, and reversals. "
        "The payer can also have too little money, "
        "leave, pay on two phones at once, or make Click repeat its calls.",
        "octo": "Payments in soums, dollars and roubles, holds, and refunds. The payer's card can also be declined.",
        "payme": "Payment links and invoices in soums, holds, and refunds. "
        "The payer's card can also be declined, the payer can pay twice, "
        "and what was paid can be taken back in Payme's cabinet.",
        "stripe": "Payments by card or bank debit in many currencies, holds, refunds, subscriptions and payouts. "
        "The payer's bank can also ask first, answer days later, refuse, or take a payment back.",
    },
    top_up="Top up an account",
    books="What the provider has in its books (JSON)",
)
