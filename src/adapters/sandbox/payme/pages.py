"""What the simulator answers a payer's browser: pages to look at, and buttons to press once."""

from contextlib import suppress
from http import HTTPStatus

from aiohttp import web

from adapters.sandbox.pages.language import Language, chosen_language, language_of
from adapters.sandbox.payme.frame import FRAME
from adapters.sandbox.payme.link import read_form, read_link
from adapters.sandbox.payme.pay_page import pay_page
from adapters.sandbox.payme.receipt import Bill
from adapters.sandbox.payme.receipt_page import receipt_page, seconds_to_way_back, way_back
from adapters.sandbox.payme.refusals import UNKNOWN_REGISTER, PaymeSaysNoError
from adapters.sandbox.payme.simulator import PaymeSimulator
from adapters.sandbox.payme.texts.by_language import TEXTS
from adapters.sandbox.payme.visits import Choice, Visit, Visits


class PaymePages:
    """The checkout page, its one POST, and the receipt with the cabinet's refund button."""

    def __init__(self, *, simulator: PaymeSimulator, visits: Visits) -> None:
        self._simulator = simulator
        self._visits = visits

    async def open_link(self, request: web.Request) -> web.Response:
        """`GET /sandbox/payme/checkout/{base64}`."""
        try:
            bill = read_link(request.match_info["link"])
        except PaymeSaysNoError as refusal:
            return _refused(request, language_of(request), refusal)
        return await self._checkout(request, bill)

    async def open_form(self, request: web.Request) -> web.Response:
        """`POST /sandbox/payme/checkout`: a form of the merchant's own site."""
        try:
            bill = read_form(await request.post())
        except PaymeSaysNoError as refusal:
            return _refused(request, language_of(request), refusal)
        return await self._checkout(request, bill)

    async def decide(self, request: web.Request) -> web.StreamResponse:
        """`POST /sandbox/payme/visits/{token}`: play the choice, or refund, and lead on to the receipt."""
        form = await request.post()
        language = chosen_language(str(form.get("lang", ""))) or language_of(request)
        visit = self._visits.find(request.match_info["token"])
        choice = next((one for one in Choice if one.value == form.get("choice")), None)
        if visit is None or (choice is None and not form.get("refund")):
            # 410, not a redirect: going back and forth must never look like having paid.
            return FRAME.trouble(request, language, status=HTTPStatus.GONE, saying=TEXTS[language].stale_page)
        async with visit.deciding:
            if visit.choice is None and choice is not None:
                visit.choice = choice
                await self._play(visit)
            elif form.get("refund") in visit.receipts:
                # Canceled in another window meanwhile: the receipt tells how.
                with suppress(PaymeSaysNoError):
                    await self._simulator.cancel(str(form["refund"]))
        # See other: the reload of a receipt repeats a GET and pays nothing.
        raise web.HTTPSeeOther(f"/sandbox/payme/visits/{visit.token}?lang={language.value}")

    async def receipt(self, request: web.Request) -> web.Response:
        """`GET /sandbox/payme/visits/{token}`: what came of it."""
        language = language_of(request)
        visit = self._visits.find(request.match_info["token"])
        if visit is None or visit.choice is None:
            return FRAME.trouble(request, language, status=HTTPStatus.GONE, saying=TEXTS[language].stale_page)
        receipts = [self._simulator.books.find(receipt) for receipt in visit.receipts]
        content = receipt_page(
            visit,
            receipts,
            merchant=await self._merchant(visit.bill),
            texts=TEXTS[language],
            language=language,
        )
        page = FRAME.framed(request, language, title=TEXTS[language].payment, content=content)
        seconds = seconds_to_way_back(visit.bill, receipts)
        if seconds is not None:
            page.headers["Refresh"] = f"{seconds}; url={way_back(visit.bill, receipts)}"
        return page

    async def _checkout(self, request: web.Request, bill: Bill) -> web.Response:
        asked = bill.language if "lang" not in request.query else ""
        language = chosen_language(asked) or language_of(request)
        try:
            register = await self._simulator.register(bill)
        except PaymeSaysNoError as refusal:
            return _refused(request, language, refusal)
        visit = self._visits.open(bill)
        content = pay_page(visit, merchant=register.name, texts=TEXTS[language], language=language)
        return FRAME.framed(request, language, title=TEXTS[language].payment, content=content)

    async def _play(self, visit: Visit) -> None:
        times = {Choice.PAY: 1, Choice.PAY_TWICE: 2}.get(visit.choice or Choice.LEAVE, 0)
        for _ in range(times):
            visit.receipts.append((await self._simulator.pay(visit.bill)).id)
        if visit.choice is Choice.DECLINE:
            visit.receipts.append((await self._simulator.decline(visit.bill)).id)

    async def _merchant(self, bill: Bill) -> str:
        try:
            return (await self._simulator.register(bill)).name
        except PaymeSaysNoError:
            return ""


def _refused(request: web.Request, language: Language, refusal: PaymeSaysNoError) -> web.Response:
    texts = TEXTS[language]
    if refusal.code == UNKNOWN_REGISTER:
        return FRAME.trouble(request, language, status=HTTPStatus.NOT_FOUND, saying=texts.unknown_merchant)
    return FRAME.trouble(request, language, status=HTTPStatus.BAD_REQUEST, saying=texts.bad_link, field=refusal.data)
