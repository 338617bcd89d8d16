"""Octo's hand on the telephone: tells merchants how payments ended and does what they say of holds (section 9)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import msgspec
from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.sandbox.faults import Fault, Faults
from adapters.sandbox.octo.exchange import Exchange, Silence, answered, unanswered
from adapters.sandbox.octo.notification import Decision, Notice, verdict_of, write
from adapters.sandbox.octo.payment import OctoPayment, OctoStatus
from adapters.sandbox.octo.refusals import OctoRefusalError
from adapters.sandbox.octo.shops import OctoShops
from shared_kernel.identifiers import Identifiers

NOTIFY = "notify"

_OPPOSITE: Mapping[OctoStatus, OctoStatus] = MappingProxyType(
    {
        OctoStatus.SUCCEEDED: OctoStatus.CANCELED,
        OctoStatus.CANCELED: OctoStatus.SUCCEEDED,
        OctoStatus.WAITING_FOR_CAPTURE: OctoStatus.CANCELED,
    }
)
_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long Octo waits and how often it repeats; the real figures are not published.

    Attributes:
        answer_seconds: how long a merchant may take for an answer.
        pauses_seconds: the pauses before each repetition; their number bounds the repeats.
        silence_seconds: how long a call that is to time out hangs before the connection breaks.
        slow_seconds: how long a slow answer takes.
    """

    answer_seconds: float = 5.0
    pauses_seconds: tuple[float, ...] = (0.5, 1.5)
    silence_seconds: float = 15.0
    slow_seconds: float = 2.0


class Notifier:
    """Sends notifications, rightly or as planned wrongly."""

    def __init__(
        self, *, session: ClientSession, shops: OctoShops, faults: Faults, patience: Patience, identifiers: Identifiers
    ) -> None:
        self._session = session
        self._shops = shops
        self._faults = faults
        self._patience = patience
        self._identifiers = identifiers

    async def announce(self, payment: OctoPayment) -> None:
        """Tell the merchant how the payment stands, and follow its verdict on a hold to the end."""
        status = payment.announced = payment.status
        fault = self._faults.next(operation=NOTIFY, reference=payment.terms.reference)
        if fault is Fault.LOST:
            return
        notice = await self._write(payment, status=status)
        if notice is None:
            payment.exchanges.append(unanswered({"status": status.value}, Silence.UNKNOWN_SHOP))
            return
        if fault is Fault.LATE:
            payment.withheld.append(notice)
            return
        if fault is Fault.CONTRADICT and status in _OPPOSITE:
            contradiction = await self._write(payment, status=_OPPOSITE[status])
            await self._deliver(payment, contradiction or notice)
        for _ in range(2 if fault is Fault.TWICE else 1):
            await self._deliver(payment, notice)
        await self.deliver_withheld(payment)
        await self.follow(payment)

    async def follow(self, payment: OctoPayment) -> None:
        """Tell the merchant of a status it has not been told of: each is told once."""
        if payment.status is not payment.announced:
            await self.announce(payment)

    async def deliver_withheld(self, payment: OctoPayment) -> None:
        """Send what was kept back, word for word as it was written then."""
        withheld, payment.withheld = payment.withheld, []
        for notice in withheld:
            await self._deliver(payment, notice)

    async def _write(self, payment: OctoPayment, *, status: OctoStatus) -> Notice | None:
        """The notification in the shop's present key; None when nobody has configured the shop any more."""
        shop = await self._shops.find(payment.shop_id)
        if shop is None:
            return None
        return write(payment, status=status, unique_key=shop.unique_key, identifiers=self._identifiers)

    async def _deliver(self, payment: OctoPayment, notice: Notice) -> None:
        """Send until it is heard, a hold until it is decided."""
        is_hold = notice["status"] == OctoStatus.WAITING_FOR_CAPTURE
        for pause in (0.0, *self._patience.pauses_seconds):
            await asyncio.sleep(pause)
            exchange = await self._post(payment.terms.notify_url, notice)
            payment.exchanges.append(exchange)
            if exchange.silence is None and (not is_hold or _decided(payment, exchange)):
                return

    async def _post(self, url: str, notice: Notice) -> Exchange:
        """A merchant that fails is an exchange without an answer, never an error."""
        try:
            async with self._session.post(
                url,
                data=_encoder.encode(notice),
                headers={"Content-Type": "application/json"},
                timeout=ClientTimeout(total=self._patience.answer_seconds),
                allow_redirects=False,
            ) as reply:
                return answered(notice, http_status=reply.status, body=await reply.text(errors="replace"))
        except TimeoutError:
            return unanswered(notice, Silence.TIMED_OUT)
        except ClientError:
            return unanswered(notice, Silence.UNREACHABLE)


def _decided(payment: OctoPayment, exchange: Exchange) -> bool:
    """Do what the reply says of the hold; whether the repeats may stop."""
    if payment.status is not OctoStatus.WAITING_FOR_CAPTURE:
        # Decided in another way meanwhile: a hold is decided once.
        return True
    verdict = verdict_of(exchange.reply)
    if verdict is None or verdict.decision is Decision.WAIT:
        return verdict is not None
    try:
        if verdict.decision is Decision.CAPTURE:
            payment.capture(verdict.final_amount)
        else:
            payment.release()
    except OctoRefusalError:
        return False
    return True
