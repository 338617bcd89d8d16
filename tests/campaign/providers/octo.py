"""The simulated Octo."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from aiohttp import web

from adapters.sandbox.faults import Fault
from adapters.sandbox.octo.behaviour import Behaviour, Envelope, Repeat
from adapters.sandbox.octo.notifier import Patience
from adapters.sandbox.octo.refund import RefundStatus
from adapters.sandbox.octo.refusals import OctoRefusalError
from adapters.sandbox.octo.routes import octo_routes
from adapters.sandbox.octo.shops import OctoShop
from adapters.sandbox.octo.simulator import OctoSimulator
from adapters.sandbox.octo.statement import Statement
from billing.domain.details.octo import OctoDetails
from billing.domain.transaction import Transaction
from tests.campaign.providers.port import ProviderBooks, Surroundings, Trouble
from tests.campaign.script import How

_SHOP = OctoShop(shop_id=3001, name="Bahor Books", secret="octo secret of the campaign", unique_key="unique key")
_HASTY = Patience(answer_seconds=10.0, pauses_seconds=(0.0, 0.0), silence_seconds=0.0, slow_seconds=0.01)


class _Shops:
    async def find(self, shop_id: int) -> OctoShop | None:
        return _SHOP if shop_id == _SHOP.shop_id else None


class Octo:
    """Octo with one shop. Its cabinet's refunds are announced: otherwise nobody would know."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._simulator = OctoSimulator(
            shops=_Shops(),
            session=surroundings.session,
            clock=surroundings.clock,
            identifiers=surroundings.identifiers,
            patience=_HASTY,
        )
        self._simulator.behave(_behaviour(surroundings.choice))
        self._trouble = Trouble(self._simulator.faults)
        self._hold = surroundings.holds
        self.routes: Sequence[web.AbstractRouteDef] = octo_routes(self._simulator, identifiers=surroundings.identifiers)

    def settings(self, base: str) -> Mapping[str, Any]:
        return {
            "octo_shop_id": _SHOP.shop_id,
            "octo_secret": _SHOP.secret,
            "unique_key": _SHOP.unique_key,
            "hold": self._hold,
            "api_url": f"{base}/sandbox/octo",
        }

    def join(self, webhook_url: str) -> None:
        """Every payment says itself whom to tell."""

    def plan(self, operation: str, fault: Fault) -> None:
        self._trouble.plan(operation, fault)

    def calm(self) -> None:
        self._trouble.calm()

    async def pay(self, transaction: Transaction, how: How) -> None:
        name = _reference(transaction)
        if not name or how is How.LEAVE:
            return
        if how is How.REFUNDS_PEND:
            self._simulator.plan_refunds([RefundStatus.PENDING], reference=name)
        with suppress(OctoRefusalError):
            match how:
                case How.DECLINE:
                    await self._simulator.decline(name)
                case How.TWICE:
                    pays = (self._simulator.pay(name) for _ in range(2))
                    await asyncio.gather(*pays, return_exceptions=True)
                case _:
                    await self._simulator.pay(name)

    async def give_back(self, transaction: Transaction, amount: int) -> None:
        with suppress(OctoRefusalError):
            await self._simulator.send_back(_reference(transaction), amount=amount)

    async def undo(self, transaction: Transaction) -> None:
        """Nothing: a refund that has arrived stays."""

    async def decide(self, transaction: Transaction, *, amount: int | None) -> None:
        with suppress(OctoRefusalError):
            if amount is None:
                await self._simulator.release(_reference(transaction))
            else:
                await self._simulator.capture(_reference(transaction), amount=amount)

    async def settle(self) -> None:
        for statement in self._simulator.statements():
            name = statement.octo_payment_uuid
            await self._simulator.deliver_withheld(name)
            for key, status in statement.refunds.items():
                if status is RefundStatus.PENDING:
                    await self._simulator.settle_refund(name, key=key, outcome=RefundStatus.SUCCEEDED)
        await self.settled()

    async def settled(self) -> None:
        await self._simulator.settled()

    def books(self, transaction: Transaction) -> ProviderBooks:
        found = [one for one in self._simulator.statements() if _is_of(one, transaction)]
        return ProviderBooks(
            collected=sum(one.captured for one in found),
            returned=sum(one.refunded for one in found),
            held=sum(one.held for one in found),
            refunds=tuple(
                (key, refund.amount)
                for one in found
                for key, refund in self._simulator.payment(one.octo_payment_uuid).refunds.items()
                if refund.status is RefundStatus.SUCCEEDED
            ),
        )

    async def close(self) -> None:
        await self._simulator.close()


def _behaviour(choice: int) -> Behaviour:
    return Behaviour(
        envelope=tuple(Envelope)[choice % 3],
        repeated_create=tuple(Repeat)[choice // 3 % 2],
        repeated_refund=tuple(Repeat)[choice // 6 % 2],
        tells_pay_url=bool(choice // 12 % 2),
        read_interval=timedelta(0),
        announces_refunds=True,
    )


def _reference(transaction: Transaction) -> str:
    details = transaction.details
    return (details.shop_transaction_id or "") if isinstance(details, OctoDetails) else ""


def _is_of(statement: Statement, transaction: Transaction) -> bool:
    """Whether it is one of the tries to open this payment."""
    return statement.shop_transaction_id.startswith(str(transaction.id))
