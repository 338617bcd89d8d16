"""A payer's browser without a screen: opens a payment link, reads the page's form and presses the pay button."""

from html.parser import HTMLParser
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from bootstrap.demo.narrator import StoryBrokenError

_PAY_PAGES = "/sandbox/"
_BUTTON = {"choice": "pay"}
_PATIENCE = ClientTimeout(total=30)


def is_played(payment_url: str) -> bool:
    """Whether the link leads to the sandbox."""
    return urlsplit(payment_url).path.startswith(_PAY_PAGES)


class Payer:
    """Pays on the sandbox's pages; on no other page, because there the money would be real."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session

    async def pay(self, payment_url: str) -> str:
        """Follow the link and pay, if it can be paid; how it ended, like `paid`.

        Raises:
            StoryBrokenError: it leads somewhere else than to the sandbox, or the page is none that can be paid on.
        """
        if not is_played(payment_url):
            raise StoryBrokenError(
                f"The payment link leads to {payment_url.partition('?')[0]} and not to the sandbox: "
                "that gateway has a contract of your own. Run the demo against a service with another HAMYON_HOME."
            )
        form = _read(await self._page("GET", payment_url))
        if form.outcome and not form.action:
            # Closed meanwhile: the page says how it stands and has no button any more.
            return form.outcome
        receipt = await self._page("POST", urljoin(payment_url, form.action), data={**form.hidden, **_BUTTON})
        return _read(receipt).outcome

    async def top_up(self, account_number: str, amount: str, *, known_link: str) -> str:
        """Pay by account number as in the Click app; `known_link` tells which merchant's. How it ended.

        Raises:
            StoryBrokenError: as above.
        """
        merchant = dict(parse_qsl(urlsplit(known_link).query))["service_id"]
        typed = {"service_id": merchant, "transaction_param": account_number, "amount": amount}
        return await self.pay(f"{known_link.partition('?')[0]}?{urlencode(typed)}")

    async def _page(self, method: str, url: str, *, data: dict[str, str] | None = None) -> str:
        try:
            async with self._session.request(method, url, data=data, timeout=_PATIENCE) as answer:
                text = await answer.text()
        except (ClientError, TimeoutError) as error:
            raise StoryBrokenError(f"The pay page at {url.partition('?')[0]} does not answer ({error}).") from error
        if answer.status != HTTPStatus.OK:
            raise StoryBrokenError(f"The pay page at {url.partition('?')[0]} answers {answer.status}.")
        return text


class _Page(HTMLParser):
    """What a payer needs of a page: its form, or how the payment ended."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, str] = {}
        self.outcome = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, hidden fields and outcomes."""
        found = {name: value or "" for name, value in attrs}
        if tag == "form" and found.get("method") == "post":
            self.action = found["action"]
        if tag == "input" and found.get("type") == "hidden":
            self.hidden[found["name"]] = found["value"]
        self.outcome = found.get("data-outcome", self.outcome)


def _read(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    return page
