"""Texts that are longer than a metadata value may be: they go on under `name_2`, `name_3` and so on."""

from collections.abc import Mapping


def long_text(metadata: Mapping[str, str], name: str) -> str:
    """The whole text of a name; empty when there is none."""
    parts = [metadata.get(name, "")]
    while more := metadata.get(f"{name}_{len(parts) + 1}"):
        parts.append(more)
    return "".join(parts)
