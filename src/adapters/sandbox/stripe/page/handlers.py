"""What the simulator answers a payer's browser: pages to look at, and buttons to press once."""

from http import HTTPStatus

from aiohttp import web

from adapters.sandbox.pages.html import Html, fill, join
from adapters.sandbox.pages.language import Language, chosen_language, language_of
from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.page.frame import FRAME, outcome, trouble, way_back
from adapters.sandbox.stripe.page.pay_page import pay_page
from adapters.sandbox.stripe.page.standing import METHODS, Choice, Standing, choices_of, standing_of
from adapters.sandbox.stripe.page.texts.by_language import TEXTS
from adapters.sandbox.stripe.page.visits import Visits
from adapters.sandbox.stripe.resources.checkout import KIND
from adapters.sandbox.stripe.rest.errors import ApiError, Json
from adapters.sandbox.stripe.simulator import StripeSimulator

_ONBOARDING = """<h1>$title</h1>
<p class="soft">$text</p>
<form class="top-up" method="post" action="/sandbox/stripe/onboard/$account">
<input type="hidden" name="token" value="$token">
<input type="hidden" name="lang" value="$language">
<button class="button main">$onboard</button>
</form>"""


class StripePages:
    """The hosted pay page, which is its own receipt, and the onboarding of connected accounts."""

    def __init__(self, *, simulator: StripeSimulator, visits: Visits) -> None:
        self._simulator = simulator
        self._visits = visits

    async def show(self, request: web.Request) -> web.Response:
        """`GET /sandbox/stripe/pay/{id}`: what a session's `url` opens."""
        language = language_of(request)
        texts = TEXTS[language]
        found = self._find(request, KIND)
        if found is None:
            return trouble(request, language, status=HTTPStatus.NOT_FOUND, saying=texts.unknown)
        books, session = found
        content = pay_page(
            session,
            standing=standing_of(session, books=books),
            token=self._visits.open(session["id"]).token,
            merchant=await self._merchant(books),
            texts=texts,
            language=language,
        )
        return FRAME.framed(request, language, title=texts.payment, content=content)

    async def decide(self, request: web.Request) -> web.StreamResponse:
        """`POST /sandbox/stripe/pay/{id}`: play the choice, once for each page shown, and show what came of it."""
        form = await request.post()
        language = chosen_language(str(form.get("lang", ""))) or language_of(request)
        name = request.match_info["id"]
        visit = self._visits.find_to(name, str(form.get("token", "")))
        choice = next((one for one in Choice if one.value == form.get("choice")), None)
        if visit is None or choice is None:
            # 410, not a redirect: going back and forth must never look like having paid.
            return trouble(request, language, status=HTTPStatus.GONE, saying=TEXTS[language].stale_page)
        if not visit.is_used:
            visit.is_used = True
            self._play(choice, request)
        # See other: the reload of the page that follows is a GET and pays nothing.
        raise web.HTTPSeeOther(f"/sandbox/stripe/pay/{name}?lang={language.value}")

    async def show_onboarding(self, request: web.Request) -> web.Response:
        """`GET /sandbox/stripe/onboard/{id}`: what an account link opens."""
        language = language_of(request)
        texts = TEXTS[language]
        found = self._find(request, "account")
        if found is None:
            return trouble(request, language, status=HTTPStatus.NOT_FOUND, saying=texts.unknown)
        account = found[1]
        content = self._onboarded(account, language) if account["payouts_enabled"] else self._asked(account, language)
        return FRAME.framed(request, language, title=texts.onboarding.title, content=content)

    async def onboard(self, request: web.Request) -> web.StreamResponse:
        """`POST /sandbox/stripe/onboard/{id}`: the owner has confirmed everything."""
        form = await request.post()
        language = chosen_language(str(form.get("lang", ""))) or language_of(request)
        name = request.match_info["id"]
        visit = self._visits.find_to(name, str(form.get("token", "")))
        if visit is None:
            return trouble(request, language, status=HTTPStatus.GONE, saying=TEXTS[language].stale_page)
        if not visit.is_used:
            visit.is_used = True
            self._simulator.onboard(name)
        raise web.HTTPSeeOther(f"/sandbox/stripe/onboard/{name}?lang={language.value}")

    def _play(self, choice: Choice, request: web.Request) -> None:
        """Do what was chosen, unless it was overtaken in another window: the page tells how it stands."""
        found = self._find(request, KIND)
        if found is None:
            return
        books, session = found
        standing = standing_of(session, books=books)
        if choice not in choices_of(session, standing):
            return
        if choice in METHODS:
            self._simulator.pay(session["id"], method=METHODS[choice])
        elif standing is Standing.ASKED:
            self._simulator.authenticate(session["id"], succeeded=choice is Choice.BANK_AGREES)
        else:
            self._simulator.settle_delayed(session["id"], succeeded=choice is Choice.BANK_AGREES)

    def _find(self, request: web.Request, kind: str) -> tuple[Books, Json] | None:
        """The object of the address, as it is now."""
        try:
            return self._simulator.look(request.match_info["id"], kind=kind)
        except ApiError:
            return None

    async def _merchant(self, books: Books) -> str:
        account = await self._simulator.backend.accounts.find(self._simulator.backend.key_of(books))
        return account.name if account else ""

    def _asked(self, account: Json, language: Language) -> Html:
        texts = TEXTS[language]
        return fill(
            _ONBOARDING,
            title=texts.onboarding.title,
            text=texts.onboarding.text,
            account=account["id"],
            token=self._visits.open(account["id"]).token,
            language=language.value,
            onboard=texts.onboard,
        )

    def _onboarded(self, account: Json, language: Language) -> Html:
        texts = TEXTS[language]
        done = outcome(texts.onboarded, name="onboarded", tone="good")
        return join((done, way_back(account.get("_return_url"), label=texts.back_to_merchant)))
