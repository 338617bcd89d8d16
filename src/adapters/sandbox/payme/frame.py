"""The frame of the simulator's pages."""

from adapters.sandbox.pages.frame import Frame
from adapters.sandbox.payme.texts.by_language import TEXTS

FRAME = Frame(TEXTS)
