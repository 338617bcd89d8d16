"""Money goes out: held first, paid out by an operator, then booked."""

from adapters.grpc_api.client import status_name
from bootstrap.demo.cast import Stage, Wallet, uzs
from shared_kernel.money import Money

WITHDRAWN = uzs(25_000)


async def withdraw_in_cash(stage: Stage, wallet: Wallet, *, before: Money) -> None:
    """A withdrawal with its hold, and the operator who hands out the notes."""
    client, narrator = stage.client, stage.narrator
    narrator.chapter(f"{wallet.owner} withdraws {WITHDRAWN} in cash")
    withdrawal = await client.withdraw(
        account_id=wallet.account_id, amount=WITHDRAWN, gateway="cash", note=f"{wallet.owner}, at the counter"
    )
    narrator.check("The withdrawal waits for the cashier", expected="PENDING", actual=status_name(withdrawal))
    await stage.check_balance(wallet, posted=before, held=WITHDRAWN)
    await client.complete_payment(withdrawal.billing_transaction_id, data={"receipt": "17", "cashier": "Dilnoza"})
    narrator.tell("The cashier hands out the notes and completes the payout.")
    ended = await client.ended(withdrawal.id)
    narrator.check("The withdrawal is", expected="COMPLETED", actual=status_name(ended))
    await stage.check_balance(wallet, posted=before - WITHDRAWN)
