"""What a page looks like, measured in the browser: nothing cut off, targets a thumb can hit, text that stands out."""

from selenium.webdriver import Chrome

_OVERFLOW = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"

_TARGETS = """
return [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')].map(one => {
  const box = one.getBoundingClientRect();
  return [one.innerText || one.name, box.width, box.height];
});
"""

# Luminance and contrast as WCAG 2.1 defines them; the ground is the nearest ancestor's that is not transparent.
_CONTRASTS = """
const channels = color => color.match(/[\\d.]+/g).map(Number);
const luminance = color => {
  const [r, g, b] = channels(color).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = one => {
  const color = getComputedStyle(one).backgroundColor;
  return channels(color)[3] === 0 && one.parentElement ? ground(one.parentElement) : color;
};
const texts = [...document.body.querySelectorAll('*')].filter(one =>
  one.checkVisibility() && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
return texts.map(one => {
  const [low, high] = [luminance(getComputedStyle(one).color), luminance(ground(one))].sort((a, b) => a - b);
  return [one.innerText, (high + 0.05) / (low + 0.05)];
});
"""


def overflow(driver: Chrome) -> int:
    """How many pixels the page is wider than its window."""
    return driver.execute_script(_OVERFLOW)


def small_targets(driver: Chrome, *, smallest: int) -> list[tuple[str, float, float]]:
    """Everything one can tap that is narrower or lower than this, in CSS pixels."""
    found = [(name, width, height) for name, width, height in driver.execute_script(_TARGETS)]
    assert found
    return [target for target in found if min(target[1:]) < smallest]


def faint_texts(driver: Chrome, *, least: float) -> list[tuple[str, float]]:
    """Every visible text with less contrast than this to what is behind it."""
    found = [(text, contrast) for text, contrast in driver.execute_script(_CONTRASTS)]
    assert found
    return [text for text in found if text[1] < least]
