"""The sandbox's first page: every provider that is played, in the reader's language, with links that lead somewhere."""

import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web

from adapters.sandbox.index.page import Played, index_routes
from adapters.sandbox.index.texts.by_language import TEXTS
from adapters.sandbox.pages.language import Language

PLAYED = (Played(gateway="click", top_up="/sandbox/click"), Played(gateway="octo", books="/sandbox/octo/books"))


@pytest.fixture
async def site() -> AsyncIterator[ClientSession]:
    """A reader in front of the page."""
    app = web.Application()
    app.add_routes(index_routes(PLAYED))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        async with ClientSession(f"http://127.0.0.1:{runner.addresses[0][1]}") as session:
            yield session
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("language", Language)
async def test_the_page_tells_of_the_providers_that_are_played(language: Language, site: ClientSession) -> None:
    async with site.get("/sandbox", params={"lang": language.value}) as answer:
        page = await answer.text()
    assert f'<html lang="{language.value}">' in page
    assert [("click", "Click"), ("octo", "Octo")] == re.findall(r'data-gateway="(\w+)">\s*<h2>(\w+)</h2>', page)
    assert all(TEXTS[language].offers[one.gateway].split(",")[0] in page for one in PLAYED)
    links = re.findall(r'<a class="button" href="([^"]+)"', page)
    assert [f"/sandbox/click?lang={language.value}", "/sandbox/octo/books"] == links


def test_every_language_tells_of_the_same_providers() -> None:
    assert [TEXTS[Language.EN].offers.keys()] * 3 == [texts.offers.keys() for texts in TEXTS.values()]
