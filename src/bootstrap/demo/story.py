"""The whole story, in order, with the numbers that must come out."""

from adapters.grpc_api.client import money_of
from bootstrap.demo import moving, paying_in, paying_out
from bootstrap.demo.cast import UZS, Stage, Wallet, uzs
from bootstrap.demo.narrator import StoryBrokenError
from shared_kernel.money import Money


async def tell(stage: Stage) -> None:
    """Play every chapter with two people nobody has seen before, so that it can be told again and again.

    Raises:
        StoryBrokenError: something came out otherwise.
        CallError: the service refused, or went away.
    """
    aziza, bobur = await _open_accounts(stage)
    link = await paying_in.deposit_through_click(stage, aziza)
    left = paying_in.DEPOSITED - moving.TRANSFERRED
    await moving.transfer(stage, aziza, bobur)
    await stage.check_balance(aziza, posted=left)
    await stage.check_balance(bobur, posted=moving.TRANSFERRED)
    batch = moving.THERE + moving.THERE_TOO - moving.BACK
    await moving.transfer_batch(stage, aziza, bobur)
    await stage.check_balance(aziza, posted=left - batch)
    await stage.check_balance(bobur, posted=moving.TRANSFERRED + batch)
    await paying_out.withdraw_in_cash(stage, bobur, before=moving.TRANSFERRED + batch)
    await paying_in.top_up_by_number(stage, bobur, known_link=link)
    held_back = moving.TRANSFERRED + batch - paying_out.WITHDRAWN + paying_in.TOPPED_UP
    await stage.check_balance(bobur, posted=held_back)
    through_others = await paying_in.deposit_through_the_others(stage, bobur)
    await stage.check_balance(bobur, posted=held_back + through_others)
    converted = await moving.convert(stage, aziza)
    came_in = paying_in.DEPOSITED + paying_in.TOPPED_UP + through_others
    await _add_up(stage, (aziza, bobur), came_in=came_in, went_out=paying_out.WITHDRAWN + converted)


async def _open_accounts(stage: Stage) -> tuple[Wallet, Wallet]:
    stage.narrator.chapter("Two people open accounts in soums")
    aziza = await _open_account(stage, "Aziza", locale="uz")
    bobur = await _open_account(stage, "Bobur", locale="ru")
    return aziza, bobur


async def _open_account(stage: Stage, owner: str, *, locale: str) -> Wallet:
    user_id = await stage.client.register_user(email=f"{owner.lower()}@example.uz", locale=locale)
    account = await stage.client.open_account(user_id=user_id, currency_code=UZS.code)
    stage.narrator.tell(f"{owner} is user {user_id} and has account {account.number}.")
    wallet = Wallet(owner=owner, user_id=user_id, account_id=account.id, number=account.number)
    await stage.check_balance(wallet, posted=uzs(0))
    return wallet


async def _add_up(stage: Stage, wallets: tuple[Wallet, ...], *, came_in: Money, went_out: Money) -> None:
    """What came in is what went out and what is there; every statement leads to its balance."""
    stage.narrator.chapter("The books add up")
    there = uzs(0)
    for wallet in wallets:
        there += await _read_statement(stage, wallet)
    stage.narrator.tell(f"{came_in} came in and {went_out} went out.")
    stage.narrator.check("There are", expected=came_in - went_out, actual=there)


async def _read_statement(stage: Stage, wallet: Wallet) -> Money:
    """Add the entries of an account up, the oldest first; its balance."""
    running = uzs(0)
    for version, entry in enumerate(reversed(await stage.client.entries(wallet.account_id)), start=1):
        amount, balance_after = money_of(entry.amount), money_of(entry.balance_after)
        running += amount
        if (entry.version, balance_after) != (version, running):
            raise StoryBrokenError(f"{wallet.owner}'s entry {entry.version} says {balance_after} and not {running}.")
        stage.narrator.tell(f"{wallet.owner}'s entry {version}: {amount}, balance {running}")
    await stage.check_balance(wallet, posted=running)
    return running
