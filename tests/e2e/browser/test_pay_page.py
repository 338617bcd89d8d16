"""The sandbox's pay page in a real browser: by mouse, by keyboard, on a phone, in three languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.e2e.browser.looks import faint_texts, overflow, small_targets
from tests.e2e.browser.pages import (
    PHONE,
    await_next_page,
    button,
    calls,
    choose,
    follow,
    missing_browser,
    open_payment,
    outcomes,
    pay_in_browser,
    return_to_merchant,
    running_browser,
)
from tests.e2e.browser.site import Site, running_site

pytestmark = pytest.mark.skipif(bool(missing_browser()), reason=missing_browser() or "there is a browser")

PREPARE, PAID, CANCELED = ("0", "0"), ("1", "0"), ("1", "-5017")
SMALLEST_TARGET, LEAST_CONTRAST = 44, 4.5


@pytest.fixture
def site() -> Iterator[Site]:
    """A sandbox and a merchant nobody has called yet."""
    with running_site() as running:
        yield running


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser on a desk."""
    with running_browser(tmp_path_factory.mktemp("desktop")) as driver:
        yield driver


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A browser on a phone."""
    with running_browser(tmp_path_factory.mktemp("phone"), screen=PHONE) as driver:
        yield driver


def test_a_payer_pays_by_mouse_and_returns_to_the_merchant(browser: Chrome, site: Site) -> None:
    main_button = open_payment(browser, site.link())
    assert "Pay 1,000.00 UZS" == main_button.text.replace("\N{NO-BREAK SPACE}", " ")
    assert ["paid"] == choose(browser, "pay")
    assert [PREPARE, PAID] == site.merchant.said
    assert ["1. Prepare", "2. Complete"] == calls(browser)
    assert site.return_url == return_to_merchant(browser)


def test_a_payer_pays_with_nothing_but_the_keyboard(browser: Chrome, site: Site) -> None:
    """Tab past the two other languages to the button, Enter; on the receipt Tab to the way back, Enter."""
    open_payment(browser, site.link())
    assert "pay" == _tab(browser, times=3).get_attribute("value")
    _enter(browser)
    assert ["paid"] == outcomes(browser)
    back = _tab(browser, times=3)
    assert "Return to the merchant" == back.text
    _enter(browser)
    assert site.return_url == browser.current_url
    assert [PREPARE, PAID] == site.merchant.said


def test_every_button_can_be_reached_by_tab_and_shows_that_it_is_focused(browser: Chrome, site: Site) -> None:
    open_payment(browser, site.link())
    for expected in ("pay", "fail", "leave", "pay_twice", "repeat"):
        focused = _tab(browser, times=3 if expected == "pay" else 1)
        assert expected == focused.get_attribute("value")
        assert "solid" == focused.value_of_css_property("outline-style")


@pytest.mark.parametrize(
    ("choice", "expected", "said"),
    [
        ("fail", ["declined"], [PREPARE, CANCELED]),
        ("leave", ["left"], []),
        ("pay_twice", ["paid", "paid"], [PREPARE, PREPARE, PAID, PAID]),
        ("repeat", ["paid"], [PREPARE, PAID, PREPARE, PAID]),
    ],
)
def test_every_other_button_does_what_it_says(
    choice: str, expected: list[str], said: list[tuple[str, str]], *, browser: Chrome, site: Site
) -> None:
    assert expected == pay_in_browser(browser, site.link(), choice)
    assert said == site.merchant.said


def test_a_double_click_a_reload_and_the_way_back_pay_nothing_more(browser: Chrome, site: Site) -> None:
    main_button = open_payment(browser, site.link())
    ActionChains(browser).double_click(main_button).perform()
    assert ["paid"] == outcomes(browser)
    browser.refresh()
    assert ["paid"] == outcomes(browser)
    browser.back()
    button(browser, "pay")
    assert [PREPARE, PAID] == site.merchant.said


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_on_a_phone_nothing_is_cut_off_and_every_target_is_big_enough(language: str, phone: Chrome, site: Site) -> None:
    addresses = [site.link(lang=language, amount="999999999.99"), f"{site.base}/sandbox/click?lang={language}"]
    for address in addresses:
        phone.get(address)
        assert (0, []) == _unfriendly_to_phones(phone)
    pay_in_browser(phone, addresses[0], "pay_twice")
    calls(phone)
    assert (0, []) == _unfriendly_to_phones(phone)


def test_a_payer_chooses_the_language_by_its_name(browser: Chrome, site: Site) -> None:
    open_payment(browser, site.link())
    for name, tag, headline in (
        ("Русский", "ru", "Оплата через Click"),
        ("Oʻzbekcha", "uz", "Click orqali toʻlov"),
        ("English", "en", "Payment through Click"),
    ):
        follow(browser, browser.find_element(By.LINK_TEXT, name))
        assert tag == browser.find_element(By.TAG_NAME, "html").get_attribute("lang")
        assert headline == browser.find_element(By.TAG_NAME, "h1").text


def test_the_browsers_own_language_is_the_first(tmp_path: Path, site: Site) -> None:
    with running_browser(tmp_path, language="uz") as driver:
        open_payment(driver, site.link())
        assert "Click orqali toʻlov" == driver.find_element(By.TAG_NAME, "h1").text
        assert ["paid"] == choose(driver, "pay")
        assert "Toʻlandi" == driver.find_element(By.TAG_NAME, "h2").text


def test_a_payer_tops_an_account_up_by_number_and_sum(browser: Chrome, site: Site) -> None:
    """Every field is found by its label, as a screen reader finds it."""
    browser.get(f"{site.base}/sandbox/click")
    for label, text in (("Account number", "7001234563"), ("Sum, UZS", "1500.50")):
        named = browser.find_element(By.XPATH, f"//label[.='{label}']").get_attribute("for")
        browser.find_element(By.ID, str(named)).send_keys(text)
    follow(browser, browser.find_element(By.TAG_NAME, "button"))
    assert ["paid"] == choose(browser, "pay")
    told = [(call["merchant_trans_id"], call["amount"]) for call in site.merchant.calls]
    assert [("7001234563", "1500.50")] * 2 == told


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(scheme: str, browser: Chrome, site: Site) -> None:
    """By day and by night; WCAG 2.1, 1.4.3 asks for a contrast of at least 4.5."""
    _prefer(browser, scheme)
    open_payment(browser, site.link())
    ground = browser.find_element(By.TAG_NAME, "main").value_of_css_property("background-color")
    assert ("rgba(255, 255, 255, 1)" == ground) is (scheme == "light")
    assert [] == faint_texts(browser, least=LEAST_CONTRAST)
    choose(browser, "pay_twice")
    calls(browser)
    assert [] == faint_texts(browser, least=LEAST_CONTRAST)
    browser.get(site.link(service_id="4711"))
    assert [] == faint_texts(browser, least=LEAST_CONTRAST)


def _prefer(driver: Chrome, scheme: str) -> None:
    feature = {"name": "prefers-color-scheme", "value": scheme}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})


def _tab(driver: Chrome, *, times: int) -> WebElement:
    """Press Tab; what is focused then."""
    ActionChains(driver).send_keys(Keys.TAB * times).perform()
    return driver.switch_to.active_element


def _enter(driver: Chrome) -> None:
    """Press Enter on what is focused, and be on the page it leads to."""
    focused = driver.switch_to.active_element
    ActionChains(driver).send_keys(Keys.ENTER).perform()
    await_next_page(driver, focused)


def _unfriendly_to_phones(driver: Chrome) -> tuple[int, list[tuple[str, float, float]]]:
    """Pixels that are cut off, and what is too small to be tapped."""
    return overflow(driver), small_targets(driver, smallest=SMALLEST_TARGET)
