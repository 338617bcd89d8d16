"""What the simulator answers a browser: pages to look at, and one button to press once."""

from http import HTTPStatus

from aiohttp import web

from adapters.sandbox.click.books import Invoice, InvoiceStatus
from adapters.sandbox.click.frame import FRAME
from adapters.sandbox.click.link import InvalidLinkError, PayableLink, read_link
from adapters.sandbox.click.pay_page import pay_page
from adapters.sandbox.click.receipt_page import receipt_page
from adapters.sandbox.click.simulator import Choice, ClickSimulator
from adapters.sandbox.click.texts.by_language import TEXTS
from adapters.sandbox.click.top_up_page import top_up_page
from adapters.sandbox.click.visits import Visits
from adapters.sandbox.merchants import SandboxMerchants
from adapters.sandbox.pages.language import Language, chosen_language, language_of


class ClickPages:
    """The pay page, its one POST, the receipt, and the form of payers who come without a link."""

    def __init__(self, *, merchants: SandboxMerchants, simulator: ClickSimulator, visits: Visits) -> None:
        self._merchants = merchants
        self._simulator = simulator
        self._visits = visits

    async def top_up(self, request: web.Request) -> web.Response:
        """`GET /sandbox/click`: type an account number and a sum."""
        language = language_of(request)
        texts = TEXTS[language]
        merchants = await self._merchants.known()
        if not merchants:
            return FRAME.trouble(request, language, status=HTTPStatus.NOT_FOUND, saying=texts.no_merchants)
        content = top_up_page(merchants, texts=texts, language=language)
        return FRAME.framed(request, language, title=texts.top_up.title, content=content)

    async def show(self, request: web.Request) -> web.Response:
        """`GET /sandbox/click/pay`: what the merchant's payment link opens."""
        language = language_of(request)
        texts = TEXTS[language]
        try:
            link = read_link(request.query)
        except InvalidLinkError as error:
            saying = texts.invalid_link
            return FRAME.trouble(request, language, status=HTTPStatus.BAD_REQUEST, saying=saying, parameter=error.field)
        return await self._pay_page(request, language, link)

    async def show_invoice(self, request: web.Request) -> web.Response:
        """`GET /sandbox/click/invoices/{invoice_id}`: what a payer sees on the phone."""
        language = language_of(request)
        number = request.match_info["invoice_id"]
        invoice = self._simulator.books.invoice(int(number)) if number.isdecimal() else None
        if invoice is None or invoice.status is not InvoiceStatus.WAITING:
            return FRAME.trouble(request, language, status=HTTPStatus.GONE, saying=TEXTS[language].stale_page)
        return await self._pay_page(request, language, invoice.link, invoice)

    async def _pay_page(
        self, request: web.Request, language: Language, link: PayableLink, invoice: Invoice | None = None
    ) -> web.Response:
        texts = TEXTS[language]
        merchant = await self._merchants.find(link.service_id)
        if merchant is None:
            saying = texts.unknown_service
            return FRAME.trouble(
                request, language, status=HTTPStatus.NOT_FOUND, saying=saying, service_id=link.service_id
            )
        visit = self._visits.open(link=link, merchant=merchant, invoice=invoice)
        content = pay_page(visit, texts=texts, language=language)
        return FRAME.framed(request, language, title=texts.payment, content=content)

    async def decide(self, request: web.Request) -> web.StreamResponse:
        """`POST /sandbox/click/pay`: play the choice, once for each page shown, and lead on to the receipt."""
        form = await request.post()
        language = chosen_language(str(form.get("lang", ""))) or language_of(request)
        visit = self._visits.find(str(form.get("token", "")))
        choice = _choice(str(form.get("choice", "")))
        if visit is None or choice is None:
            # 410, not a redirect: going back and forth must never look like having paid.
            return FRAME.trouble(request, language, status=HTTPStatus.GONE, saying=TEXTS[language].stale_page)
        async with visit.deciding:
            if visit.payments is None:
                visit.payments = await self._simulator.play(
                    choice, link=visit.link, merchant=visit.merchant, invoice=visit.invoice
                )
        # See other: the reload of a receipt repeats a GET and pays nothing.
        raise web.HTTPSeeOther(f"/sandbox/click/receipts/{visit.token}?lang={language.value}")

    async def receipt(self, request: web.Request) -> web.Response:
        """`GET /sandbox/click/receipts/{token}`: what came of it."""
        language = language_of(request)
        texts = TEXTS[language]
        visit = self._visits.find(request.match_info["token"])
        if visit is None or visit.payments is None:
            return FRAME.trouble(request, language, status=HTTPStatus.GONE, saying=texts.stale_page)
        content = receipt_page(visit, payments=visit.payments, texts=texts, language=language)
        return FRAME.framed(request, language, title=texts.payment, content=content)


def _choice(word: str) -> Choice | None:
    return next((choice for choice in Choice if choice.value == word), None)
