"""The frame of the simulator's pages."""

from adapters.sandbox.click.texts.by_language import TEXTS
from adapters.sandbox.pages.frame import Frame

FRAME = Frame(TEXTS)
