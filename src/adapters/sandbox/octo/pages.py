"""What the simulator answers a payer's browser: pages to look at, and one button to press once."""

from contextlib import suppress
from http import HTTPStatus

from aiohttp import web

from adapters.sandbox.octo.frame import FRAME
from adapters.sandbox.octo.pay_page import pay_page
from adapters.sandbox.octo.payment import OctoPayment
from adapters.sandbox.octo.receipt_page import receipt_page
from adapters.sandbox.octo.refusals import OctoRefusalError
from adapters.sandbox.octo.simulator import OctoSimulator
from adapters.sandbox.octo.texts.by_language import TEXTS
from adapters.sandbox.octo.visits import Choice, Visit, Visits
from adapters.sandbox.pages.language import Language, chosen_language, language_of


class OctoPages:
    """The hosted pay page, its one POST, and the receipt."""

    def __init__(self, *, simulator: OctoSimulator, visits: Visits) -> None:
        self._simulator = simulator
        self._visits = visits

    async def show(self, request: web.Request) -> web.Response:
        """`GET /sandbox/octo/pay/{uuid}`: what `octo_pay_url` opens; a payment that is over shows how it ended."""
        language = _language(request)
        try:
            payment = self._simulator.open_page(request.match_info["uuid"])
        except OctoRefusalError:
            return _unknown(request, language)
        if not payment.is_open:
            return await self._receipt(request, language, payment)
        content = pay_page(
            payment,
            visit=self._visits.open(payment.uuid),
            merchant=await self._merchant(payment),
            texts=TEXTS[language],
            language=language,
        )
        return FRAME.framed(request, language, title=TEXTS[language].payment, content=content)

    async def decide(self, request: web.Request) -> web.StreamResponse:
        """`POST /sandbox/octo/pay/{uuid}`: play the choice, once for each page shown, and lead on to the receipt."""
        form = await request.post()
        language = chosen_language(str(form.get("lang", ""))) or _language(request)
        visit = self._visits.find(str(form.get("token", "")))
        choice = next((one for one in Choice if one.value == form.get("choice")), None)
        if visit is None or choice is None or visit.uuid != request.match_info["uuid"]:
            # 410, not a redirect: going back and forth must never look like having paid.
            return FRAME.trouble(request, language, status=HTTPStatus.GONE, saying=TEXTS[language].stale_page)
        async with visit.deciding:
            if visit.choice is None:
                visit.choice = choice
                await self._play(visit)
        # See other: the reload of a receipt repeats a GET and pays nothing.
        raise web.HTTPSeeOther(f"/sandbox/octo/receipts/{visit.token}?lang={language.value}")

    async def receipt(self, request: web.Request) -> web.Response:
        """`GET /sandbox/octo/receipts/{token}`: what came of it."""
        language = _language(request)
        visit = self._visits.find(request.match_info["token"])
        if visit is None or visit.choice is None:
            return FRAME.trouble(request, language, status=HTTPStatus.GONE, saying=TEXTS[language].stale_page)
        try:
            payment = self._simulator.payment(visit.uuid)
        except OctoRefusalError:
            return _unknown(request, language)
        return await self._receipt(request, language, payment)

    async def _play(self, visit: Visit) -> None:
        # Paid or canceled in another window meanwhile: the receipt tells how.
        with suppress(OctoRefusalError):
            if visit.choice is Choice.PAY:
                await self._simulator.pay(visit.uuid)
            elif visit.choice is Choice.DECLINE:
                await self._simulator.decline(visit.uuid)

    async def _receipt(self, request: web.Request, language: Language, payment: OctoPayment) -> web.Response:
        texts = TEXTS[language]
        content = receipt_page(payment, merchant=await self._merchant(payment), texts=texts, language=language)
        return FRAME.framed(request, language, title=texts.payment, content=content)

    async def _merchant(self, payment: OctoPayment) -> str:
        shop = await self._simulator.shops.find(payment.shop_id)
        return shop.name if shop else ""


def _language(request: web.Request) -> Language:
    """The payer's own choice, else what the merchant asked for by `language`, else the browser's."""
    asked = request.query.get("language", "") if "lang" not in request.query else ""
    return chosen_language(asked) or language_of(request)


def _unknown(request: web.Request, language: Language) -> web.Response:
    return FRAME.trouble(request, language, status=HTTPStatus.NOT_FOUND, saying=TEXTS[language].unknown_payment)
