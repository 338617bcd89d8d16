"""Plays a script in its town, and then lets everything come to its end."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from accounts.application.deposit import DepositRequest
from accounts.application.withdraw import WithdrawRequest
from billing.domain.transaction import Transaction
from shared_kernel.errors import HamyonError
from shared_kernel.idempotency import RequestKey, request_key
from shared_kernel.money import Money
from tests.campaign.operator import Operator
from tests.campaign.script import Link, Script, Step, Verb
from tests.campaign.town import Town

Ask = Callable[[RequestKey], Awaitable[object]]

_RETURN_URL = "https://m.example/return"
_BY_CALLERS = frozenset({Verb.CANCEL, Verb.CAPTURE, Verb.REFUND})
_PHONE = "998901234567"
# Enough for the longest pause of every call; more than that means that something never ends.
_MOST_ROUNDS = 40
_FEWEST_ROUNDS = 3
_ROUND = timedelta(minutes=61)
# A bank may send a payout back for as long as a week, and it is asked about for as long.
_LONG_ROUND = timedelta(days=3)
# A call that waits for another stays due meanwhile: a few looks are enough, more would find it again.
_MOST_TRIES = 4

# What is still asked about a payment that waits for its payer is no loose end, nor whether a payout came back.
_LOOSE_ENDS = """
SELECT call.operation, call.status, call.message, transaction.status
FROM billing.provider_calls AS call
JOIN billing.transactions AS transaction
  ON (transaction.tenant_id, transaction.id) = (call.tenant_id, call.transaction_id)
WHERE call.tenant_id = %s AND call.status IN ('due', 'under_way', 'unknown')
  AND NOT (
      call.operation = 'look_up' AND call.subject_id = transaction.id
      AND (
          transaction.status IN ('pending', 'authorized')
          OR (transaction.direction, transaction.status) = ('payout', 'completed')
      )
  )
"""


class Play:
    """One performance of a script."""

    def __init__(self, town: Town, script: Script) -> None:
        self._town = town
        self._script = script
        self._operator = Operator(town)
        self._links = {link.number: link for link in script.links}

    async def perform(self) -> None:
        """Do every step, one after another."""
        for number, step in enumerate(self._script.steps, start=1):
            self._town.trace.append(f"{number:2}. {step.told()}")
            for one in (step, step.beside) if step.beside else (step,):
                for operation, fault in one.faults:
                    self._town.providers[self._links[one.link].gateway].plan(operation, fault)
            if step.beside is None:
                await self._do(step, f"{number}")
            else:
                await asyncio.gather(self._do(step, f"{number}"), self._do(step.beside, f"{number}b"))
            for provider in self._town.providers.values():
                await provider.settled()
                provider.calm()

    async def end(self) -> None:
        """Nothing goes wrong any more, time passes, and the workers work until nothing is open."""
        await self._end(_ROUND)
        if any(link.payout for link in self._script.links):
            await self._end(_LONG_ROUND)

    async def _end(self, time: timedelta) -> None:
        for number in range(_MOST_ROUNDS):
            for provider in self._town.providers.values():
                await provider.settle()
            self._town.lane.clock.pass_by(time)
            await self._work()
            for link in self._links.values():
                transaction = None if link.payout else await self._town.transaction(link.number)
                if transaction is not None:
                    await self._operator.look_into(transaction)
            await self._town.settled()
            if number >= _FEWEST_ROUNDS - 1 and not await self.loose_ends():
                return

    async def loose_ends(self) -> list[str]:
        """The calls that are open and should not be."""
        rows = await self._town.lane.rows(_LOOSE_ENDS, self._town.tenant_id)
        return [" ".join(map(str, row)) for row in rows]

    async def _do(self, step: Step, name: str) -> None:
        link = self._links[step.link]
        try:
            told = await self._done(step, link, name)
        except HamyonError as refusal:
            told = f"{refusal.reason}: {refusal.message}"
        self._town.trace.append(f"      {name}: {told}")

    async def _done(self, step: Step, link: Link, name: str) -> object:
        if step.verb is Verb.WAIT:
            return await self._wait(step.percent)
        if step.verb is Verb.OPEN:
            return await self._asked(step, name, lambda key: self._open(link, key))
        transaction = await self._town.transaction(link.number)
        if transaction is None:
            return "there is no such payment"
        # The ledger takes a deposit whole or not at all.
        is_whole = link.deposit and step.verb in {Verb.CAPTURE, Verb.DECIDE}
        part = link.tiyin if is_whole else max(link.tiyin * step.percent // 100, 1)
        if step.verb in _BY_CALLERS:
            return await self._asked(step, name, self._request(step, transaction, part))
        if step.verb is Verb.ARRIVE and link.gateway == "cash":
            return await self._hand_over(step, name, transaction)
        if link.payout:
            await self._on_its_way(step, transaction)
        else:
            await self._at_the_provider(step, transaction, min(part, link.tiyin))
        return "done"

    async def _at_the_provider(self, step: Step, transaction: Transaction, part: int) -> None:
        provider = self._town.providers[transaction.gateway]
        match step.verb:
            case Verb.PAY:
                await provider.pay(transaction, step.how)
            case Verb.GIVE_BACK:
                await provider.give_back(transaction, part)
            case Verb.UNDO:
                if not transaction.unwanted:
                    await provider.undo(transaction)
            case _:
                await provider.decide(transaction, amount=None if step.whole else part)

    async def _on_its_way(self, step: Step, payout: Transaction) -> None:
        payer = self._town.payers[payout.gateway]
        match step.verb:
            case Verb.ARRIVE:
                await payer.arrive(payout)
            case Verb.COME_BACK:
                await payer.come_back(payout)
            case _:
                await payer.reverse(payout)

    async def _hand_over(self, step: Step, name: str, payout: Transaction) -> object:
        """An operator takes money from the till once it is written down here that he does."""
        complete = self._town.lane.application.payments.complete_transaction()
        written = await self._asked(
            step, name, lambda key: complete(tenant_id=payout.tenant_id, transaction_id=payout.id, key=key)
        )
        await self._town.payers[payout.gateway].arrive(payout)
        return written

    def _request(self, step: Step, transaction: Transaction, part: int) -> Ask:
        payments = self._town.lane.application.payments
        amount = None if step.whole else Money(part, transaction.amount.currency)
        who, which = self._town.tenant_id, transaction.id
        match step.verb:
            case Verb.CANCEL:
                return lambda key: payments.cancel_transaction()(tenant_id=who, transaction_id=which, key=key)
            case Verb.CAPTURE:
                return lambda key: payments.capture_transaction()(
                    tenant_id=who, transaction_id=which, key=key, amount=amount
                )
            case _:
                return lambda key: payments.refund_transaction()(
                    tenant_id=who, transaction_id=which, key=key, amount=amount
                )

    async def _asked(self, step: Step, name: str, ask: Ask) -> object:
        """A request of a caller: perhaps in a process that dies, perhaps twice at once and once more."""
        key = request_key(request_id=f"{self._script.seed} {name}", operation=step.verb, content=(step.link,))
        if step.crash:
            return await self._killed(ask(key))
        if not step.again:
            return _short(await ask(key))
        outcomes = await asyncio.gather(ask(key), ask(key), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException) and not isinstance(outcome, HamyonError):
                raise outcome
        return _short(await ask(key))

    async def _killed(self, work: Awaitable[object]) -> str:
        """Let our process die as soon as a provider is asked; without that, it lives."""
        asked = self._town.asked
        asked.clear()
        task, question = asyncio.ensure_future(work), asyncio.create_task(asked.wait())
        await asyncio.wait({task, question}, return_when=asyncio.FIRST_COMPLETED)
        question.cancel()
        if task.done():
            return f"survived: {_short(await task)}"
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return "killed"

    async def _open(self, link: Link, key: RequestKey) -> object:
        metadata = {"link": str(link.number), **_wishes(link)}
        application, town = self._town.lane.application, self._town
        if link.payout:
            return await application.wallets.withdraw()(
                tenant_id=town.tenant_id,
                request=WithdrawRequest(
                    request_id=key.request_id,
                    account_id=town.account.id,
                    minor_units=link.tiyin,
                    currency_code="UZS",
                    gateway=link.gateway,
                    destination=town.payers[link.gateway].destination,
                    metadata=metadata,
                ),
            )
        if link.deposit:
            request = DepositRequest(
                request_id=key.request_id,
                account_id=town.account.id,
                minor_units=link.tiyin,
                currency_code="UZS",
                gateway=link.gateway,
                return_url=_RETURN_URL,
                metadata=metadata,
            )
            return await application.wallets.deposit()(tenant_id=town.tenant_id, request=request)
        return await application.payments.create_transaction()(
            tenant_id=town.tenant_id,
            gateway=link.gateway,
            amount=Money(link.tiyin, town.account.currency),
            key=key,
            order_reference=f"order-{self._script.seed}-{link.order}",
            return_url=_RETURN_URL,
            metadata=metadata,
        )

    async def _wait(self, minutes: int) -> str:
        self._town.lane.clock.pass_by(timedelta(minutes=minutes))
        return f"{await self._work()} tries"

    async def _work(self) -> int:
        """What the workers of the service do when their time has come."""
        application, made = self._town.lane.application, 0
        await application.payments.expire_attempts()()
        await application.wallets.recover_initiated()(older_than=timedelta(0))
        for _ in range(_MOST_TRIES):
            tried = await application.payments.resolve_calls()()
            made += tried
            if not tried:
                break
        return made


def _wishes(link: Link) -> dict[str, str]:
    """How the payer is asked, where it is not by a link."""
    if link.card:
        return {"click.card_token": link.card}
    if not link.invoice:
        return {}
    if link.gateway == "click":
        return {"click.phone": _PHONE}
    return {"payme_phone": _PHONE, "payme_hold": "true" if link.held else "false"}


def _short(outcome: object) -> str:
    status = getattr(outcome, "status", None)
    return str(status) if status is not None else str(outcome)
