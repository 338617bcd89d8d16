"""A payer with a screen: a headless Chromium, and the pages of the sandbox as its user sees them.

Other end-to-end tests pay with `pay_in_browser(driver, payment_url)`.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import presence_of_element_located, staleness_of
from selenium.webdriver.support.wait import WebDriverWait

BROWSER, DRIVER = "chromium", "chromedriver"
DESKTOP, PHONE = (1280, 900), (360, 740)
_PATIENCE_SECONDS = 90
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
)


def missing_browser() -> str:
    """Why there is no browser here; empty when there is one."""
    missing = [name for name in (BROWSER, DRIVER) if shutil.which(name) is None]
    return (
        f"{' and '.join(missing)} not installed (Debian: apt-get install chromium chromium-driver)" if missing else ""
    )


@contextmanager
def running_browser(profile: Path, *, screen: tuple[int, int] = DESKTOP, language: str = "en") -> Iterator[Chrome]:
    """A browser with a profile nobody has used, from its start to its end; a narrow screen is a phone's."""
    width, height = screen
    options = ChromeOptions()
    options.binary_location = str(shutil.which(BROWSER))
    for flag in (*_FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"intl.accept_languages": language})
    if screen == PHONE:
        metrics = {"width": width, "height": height, "pixelRatio": 2.0, "touch": True}
        options.add_experimental_option("mobileEmulation", {"deviceMetrics": metrics})
    driver = Chrome(options=options, service=Service(executable_path=str(shutil.which(DRIVER))))
    try:
        driver.set_page_load_timeout(_PATIENCE_SECONDS)
        yield driver
    finally:
        driver.quit()


def pay_in_browser(driver: Chrome, payment_url: str, choice: str = "pay") -> list[str]:
    """Open a payment link of the sandbox and press a button; how each payment ended ("paid", "declined", …)."""
    open_payment(driver, payment_url)
    return choose(driver, choice)


def open_payment(driver: Chrome, payment_url: str) -> WebElement:
    """The pay page of a link; its main button."""
    driver.get(payment_url)
    return button(driver, "pay")


def button(driver: Chrome, choice: str) -> WebElement:
    """A button of the pay page: pay, fail, leave, pay_twice or repeat."""
    return _wait_for(driver, f'button[name="choice"][value="{choice}"]')


def choose(driver: Chrome, choice: str) -> list[str]:
    """Click a button; how each payment ended."""
    button(driver, choice).click()
    return outcomes(driver)


def outcomes(driver: Chrome) -> list[str]:
    """How each payment of the receipt ended, once there is a receipt."""
    _wait_for(driver, "[data-outcome]")
    found = driver.find_elements(By.CSS_SELECTOR, "[data-outcome]")
    return [str(section.get_attribute("data-outcome")) for section in found]


def calls(driver: Chrome) -> list[str]:
    """The calls told on the receipt, unfolded as a reader would."""
    driver.find_element(By.TAG_NAME, "summary").click()
    return [heading.text for heading in driver.find_elements(By.CSS_SELECTOR, "[data-call] h3")]


def return_to_merchant(driver: Chrome) -> str:
    """Follow the receipt's link back; the address it leads to."""
    follow(driver, driver.find_element(By.CSS_SELECTOR, ".back a"))
    return driver.current_url


def follow(driver: Chrome, link: WebElement) -> None:
    """Click something that leads to another page, and be there."""
    link.click()
    await_next_page(driver, link)


def await_next_page(driver: Chrome, element: WebElement) -> None:
    """Wait until the page of an element has given way to the next."""
    WebDriverWait(driver, _PATIENCE_SECONDS).until(staleness_of(element))


def _wait_for(driver: Chrome, selector: str) -> WebElement:
    return WebDriverWait(driver, _PATIENCE_SECONDS).until(presence_of_element_located((By.CSS_SELECTOR, selector)))
