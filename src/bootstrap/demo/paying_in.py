"""Money comes in: through a payment link, and by account number as payers do in the provider's app."""

from uuid import uuid4

from adapters.grpc_api.client import CallError, status_name
from bootstrap.demo.cast import Stage, Wallet, uzs
from bootstrap.demo.payer import is_played
from bootstrap.sandbox.contracts import CONTRACTS
from shared_kernel.money import Money

DEPOSITED = uzs(150_000)
TOPPED_UP = uzs(10_000)
DEPOSITED_EACH = uzs(20_000)


async def deposit_through_click(stage: Stage, wallet: Wallet) -> str:
    """A deposit, its payer, its end, and its repetition; the payment link."""
    client, narrator = stage.client, stage.narrator
    narrator.chapter(f"{wallet.owner} deposits {DEPOSITED} through Click")
    request_id = f"demo-{uuid4()}"
    deposit = await client.deposit(
        account_id=wallet.account_id, amount=DEPOSITED, gateway="click", request_id=request_id
    )
    narrator.check("The deposit is answered at once", expected="PENDING", actual=status_name(deposit))
    narrator.tell(f"The payer is sent to {deposit.payment_url}")
    watching = client.watch(deposit.id)
    narrator.check("A watcher is told", expected="PENDING", actual=status_name(await anext(watching)))
    outcome = await stage.payer.pay(deposit.payment_url)
    narrator.check("The payer presses the button, and Click says", expected="paid", actual=outcome)
    narrator.check(
        "The watcher is told", expected="COMPLETED", actual=status_name([told async for told in watching][-1])
    )
    await stage.check_balance(wallet, posted=DEPOSITED)
    again = await client.deposit(account_id=wallet.account_id, amount=DEPOSITED, gateway="click", request_id=request_id)
    narrator.check("The same request again is the same deposit", expected=deposit.id, actual=again.id)
    await stage.check_balance(wallet, posted=DEPOSITED)
    return deposit.payment_url


async def top_up_by_number(stage: Stage, wallet: Wallet, *, known_link: str) -> None:
    """A payer types the account number; nobody has announced this deposit."""
    narrator = stage.narrator
    narrator.chapter(f"Somebody tops up {wallet.owner}'s account by its number, {wallet.number}")
    amount = str(TOPPED_UP.to_decimal())
    outcome = await stage.payer.top_up(wallet.number, amount, known_link=known_link)
    narrator.check("The payer presses the button, and Click says", expected="paid", actual=outcome)
    (newest, *_) = await stage.client.transactions(wallet.account_id)
    finished = await stage.client.ended(newest.id)
    narrator.check("The deposit made itself, and is", expected="COMPLETED", actual=status_name(finished))


async def deposit_through_the_others(stage: Stage, wallet: Wallet) -> Money:
    """A deposit through every other gateway that the sandbox plays; what came in."""
    stage.narrator.chapter(f"{wallet.owner} deposits {DEPOSITED_EACH} through every other gateway")
    came_in = uzs(0)
    for gateway in (contract.gateway for contract in CONTRACTS if contract.gateway != "click"):
        came_in += await _deposit_through(stage, wallet, gateway)
    return came_in


async def _deposit_through(stage: Stage, wallet: Wallet, gateway: str) -> Money:
    client, narrator = stage.client, stage.narrator
    try:
        deposit = await client.deposit(account_id=wallet.account_id, amount=DEPOSITED_EACH, gateway=gateway)
    except CallError as error:
        if error.reason != "GATEWAY_NOT_CONFIGURED":
            raise
        narrator.tell(f"{gateway.capitalize()} is skipped: it is disabled here.")
        return uzs(0)
    if not is_played(deposit.payment_url):
        await client.cancel_payment(deposit.billing_transaction_id)
        narrator.tell(f"{gateway.capitalize()} is skipped: it is configured with a contract of your own.")
        return uzs(0)
    outcome = await stage.payer.pay(deposit.payment_url)
    narrator.check(f"The payer presses the button, and {gateway.capitalize()} says", expected="paid", actual=outcome)
    ended = await client.ended(deposit.id)
    narrator.check("The deposit is", expected="COMPLETED", actual=status_name(ended))
    return DEPOSITED_EACH
