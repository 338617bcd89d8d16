"""The pay pages of the other gateways in a real browser: opened by a deposit's link, read in three languages, paid."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from adapters.grpc_api.client import HamyonClient, status_name
from bootstrap.demo.cast import uzs
from tests.e2e.browser.looks import faint_texts, overflow, small_targets
from tests.e2e.browser.pages import PHONE, choose, follow, missing_browser, open_payment, running_browser
from tests.e2e.service import RunningService
from tests.e2e.test_deposit_story import account

pytestmark = pytest.mark.skipif(bool(missing_browser()), reason=missing_browser() or "there is a browser")

LANGUAGES = (
    ("Oʻzbekcha", "uz", "{} orqali toʻlov"),
    ("Русский", "ru", "Оплата через {}"),
    ("English", "en", "Payment through {}"),
)


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser on a phone."""
    with running_browser(tmp_path_factory.mktemp("phone"), screen=PHONE) as driver:
        yield driver


@pytest.mark.parametrize("gateway", ["payme", "octo", "stripe"])
async def test_a_payer_reads_the_page_in_three_languages_and_pays(
    gateway: str, client: HamyonClient, phone: Chrome
) -> None:
    """On a phone: nothing is cut off, every target is big enough, all text stands out."""
    deposit = await client.deposit(account_id=await account(client), amount=uzs(150_000), gateway=gateway)
    open_payment(phone, deposit.payment_url)
    for name, tag, headline in LANGUAGES:
        follow(phone, phone.find_element(By.LINK_TEXT, name))
        assert (tag, headline.format(gateway.capitalize())) == _page(phone)
        assert (0, [], []) == _unfriendly(phone)
    assert ["paid"] == choose(phone, "pay")
    assert (0, [], []) == _unfriendly(phone)
    assert "COMPLETED" == status_name(await client.ended(deposit.id))


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_the_first_page_is_read_on_a_phone(language: str, service: RunningService, phone: Chrome) -> None:
    phone.get(f"{service.http}/sandbox?lang={language}")
    assert language == _page(phone)[0]
    assert (0, [], []) == _unfriendly(phone)


def _page(driver: Chrome) -> tuple[str, str]:
    """Language and headline."""
    language = driver.find_element(By.TAG_NAME, "html").get_attribute("lang")
    return str(language), driver.find_element(By.TAG_NAME, "h1").text


def _unfriendly(driver: Chrome) -> tuple[int, list[tuple[str, float, float]], list[tuple[str, float]]]:
    """Pixels that are cut off, what is too small to be tapped, and what is too faint to be read."""
    return overflow(driver), small_targets(driver, smallest=44), faint_texts(driver, least=4.5)
