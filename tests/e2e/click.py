"""A caller, a payer and Click as they behave when the service goes away under their hands: everybody asks again."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from uuid import uuid4

from aiohttp import ClientSession, ClientTimeout

from adapters.grpc_api.client import HamyonClient, Transaction, connected
from adapters.sandbox.click.calls import DEBITED, complete_form, prepare_form
from adapters.sandbox.click.link import UZS, PayableLink
from adapters.sandbox.click.numbers import PaymentNumbers
from bootstrap.demo.cast import uzs
from tests.e2e.service import RunningService

SECRET_KEY = "what Click and the merchant know"
SERVICE_ID = 1001
AMOUNT = uzs(1_000)
_PATIENCE = ClientTimeout(total=30)


@dataclass(kw_only=True)
class DepositUnderWay:
    """One deposit from the request to the money, resumed as often as it takes.

    What was answered is not asked again; what was not answered is repeated word for word, as Click does. `at_once`: so
    often Click says everything at the same moment, each time over another connection.
    """

    account_id: str
    webhook_path: str
    at_once: int = 1
    request_id: str = field(default_factory=lambda: f"deposit-{uuid4()}")
    trans_id: int = field(default_factory=lambda: uuid4().int % 10**9)
    answers: dict[str, Mapping[str, int]] = field(default_factory=dict)
    forms: dict[str, Mapping[str, str]] = field(default_factory=dict)

    async def drive(self, service: RunningService) -> Transaction:
        """Do whatever is still to be done; the deposit, over."""
        async with connected(service.grpc, api_key=service.key) as client:
            deposit = await client.deposit(
                account_id=self.account_id, amount=AMOUNT, gateway="click", request_id=self.request_id
            )
            await self._pay(service, deposit.id)
            return await client.ended(deposit.id)

    async def _pay(self, service: RunningService, order: str) -> None:
        link = PayableLink(service_id=str(SERVICE_ID), amount="1000.00", money=AMOUNT, reference=order, return_url="")
        now = datetime.now(UTC)
        prepared = self.forms.setdefault(
            "prepare",
            prepare_form(
                link=link,
                numbers=PaymentNumbers(trans_id=self.trans_id, paydoc_id=self.trans_id + 1),
                secret_key=SECRET_KEY,
                at=now,
            ),
        )
        attempt = (await self._say(service, "prepare"))["merchant_prepare_id"]
        self.forms.setdefault(
            "complete",
            complete_form(prepared=prepared, attempt=attempt, error=DEBITED, secret_key=SECRET_KEY, at=now),
        )
        await self._say(service, "complete")

    async def _say(self, service: RunningService, what: str) -> Mapping[str, int]:
        if what not in self.answers:
            said = [self._say_once(service, self.forms[what]) for _ in range(self.at_once)]
            self.answers[what] = (await asyncio.gather(*said))[-1]
        return self.answers[what]

    async def _say_once(self, service: RunningService, form: Mapping[str, str]) -> Mapping[str, int]:
        url = f"{service.http}{self.webhook_path}"
        async with ClientSession(timeout=_PATIENCE) as session, session.post(url, data=form) as reply:
            reply.raise_for_status()
            return MappingProxyType(await reply.json(content_type=None))


async def announce(service: RunningService) -> DepositUnderWay:
    """A new account in front of a configured Click; nothing of the deposit has happened."""
    async with connected(service.grpc, api_key=service.key) as client:
        webhook_path = await client.configure(
            "click", {"service_id": SERVICE_ID, "merchant_id": 2001, "secret_key": SECRET_KEY}
        )
        return DepositUnderWay(account_id=await _account(client), webhook_path=webhook_path)


async def _account(client: HamyonClient) -> str:
    user_id = await client.register_user()
    return (await client.open_account(user_id=user_id, currency_code=UZS.code)).id
