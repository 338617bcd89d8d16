"""Money moves between accounts: one transfer, one too many, a batch, and one into another currency."""

from decimal import Decimal

from adapters.grpc_api.client import CallError, money_of, status_name
from bootstrap.demo.cast import USD, Stage, Wallet, uzs
from shared_kernel.money import Money

TRANSFERRED = uzs(40_000)
TOO_MUCH = uzs(1_000_000)
THERE, THERE_TOO, BACK = uzs(1_000), uzs(2_000), uzs(500)
CONVERTED = uzs(50_000)


async def transfer(stage: Stage, giver: Wallet, taker: Wallet) -> None:
    """One transfer is done at once; a second, of more than there is, changes nothing."""
    client, narrator = stage.client, stage.narrator
    narrator.chapter(f"{giver.owner} sends {taker.owner} {TRANSFERRED}")
    sent = await client.transfer(from_account_id=giver.account_id, to_account_id=taker.account_id, amount=TRANSFERRED)
    narrator.check("The transfer is", expected="COMPLETED", actual=status_name(sent))
    try:
        await client.transfer(from_account_id=giver.account_id, to_account_id=taker.account_id, amount=TOO_MUCH)
        refusal = "nothing, it was accepted"
    except CallError as error:
        refusal = error.reason
    narrator.check(f"{TOO_MUCH} are refused with", expected="INSUFFICIENT_FUNDS", actual=refusal)


async def transfer_batch(stage: Stage, one: Wallet, other: Wallet) -> None:
    """Four transfers in one call, each for itself: three are done and one is refused."""
    narrator = stage.narrator
    narrator.chapter(f"Four transfers between {one.owner} and {other.owner} in one call, one of them impossible")
    results = await stage.client.transfer_all(
        [
            (one.account_id, other.account_id, THERE),
            (one.account_id, other.account_id, TOO_MUCH),
            (one.account_id, other.account_id, THERE_TOO),
            (other.account_id, one.account_id, BACK),
        ]
    )
    outcomes = ["refused" if result.HasField("error") else status_name(result.transaction) for result in results]
    expected = "COMPLETED, refused, COMPLETED, COMPLETED"
    narrator.check("They are", expected=expected, actual=", ".join(outcomes))


async def convert(stage: Stage, giver: Wallet) -> Money:
    """A transfer into dollars, where the service has a rate; what was given."""
    client, narrator = stage.client, stage.narrator
    narrator.chapter(f"{giver.owner} puts {CONVERTED} aside in dollars")
    account = await client.open_account(user_id=giver.user_id, currency_code=USD.code)
    dollars = Wallet(owner=f"{giver.owner} (USD)", user_id=giver.user_id, account_id=account.id, number=account.number)
    try:
        sent = await client.transfer(
            from_account_id=giver.account_id, to_account_id=dollars.account_id, amount=CONVERTED
        )
    except CallError as error:
        if error.reason != "RATE_UNAVAILABLE":
            raise
        narrator.tell(
            "Skipped: the service has no rate. Start it with HAMYON_EXCHANGE_RATES=USD/UZS=12650.00 to see it."
        )
        return uzs(0)
    rate = Decimal(sent.conversion.rate)
    received = CONVERTED.convert(rate=rate, into=USD)
    narrator.check(f"At {rate} that makes", expected=received, actual=money_of(sent.conversion.target))
    await stage.check_balance(dollars, posted=received)
    return CONVERTED
