"""Variables that look like a setting and are none: HAMYON_ENVIROMENT=production must not start a laptop's service."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType

_LIKENESS = 0.88
# What people write from memory.
_SHORT: Mapping[str, str] = MappingProxyType(
    {"ENV": "ENVIRONMENT", "DB_URL": "DATABASE_URL", "SECRET": "SECRET_KEY", "LOG": "LOG_LEVEL"}
)
# Kubernetes names the address of a service called `hamyon-https` HAMYON_HTTPS_PORT.
_ADDRESSES_OF_OTHERS = ("tcp://", "udp://")


def misspelt(variables: Mapping[str, str], *, settings: Iterable[str], prefix: str) -> Iterator[str]:
    """A sentence for every variable with the prefix that was meant as one of the settings.

    Other programs may set variables of this prefix: only what nearly is the name of a setting was meant as one. With a
    word more, as in HAMYON_SECRET_KEY_OLD, it is somebody else's.
    """
    names = [name.upper() for name in settings]
    for variable, value in sorted(variables.items()):
        name = variable.upper().removeprefix(prefix)
        if name == variable.upper() or name in names or value.startswith(_ADDRESSES_OF_OTHERS):
            continue
        meant = _SHORT.get(name) or _nearly(name, names)
        if meant:
            yield f"{prefix}{name} is no setting: {prefix}{meant} was meant?"


def _nearly(name: str, names: Iterable[str]) -> str | None:
    for like in get_close_matches(name, list(names), n=1, cutoff=_LIKENESS):
        if not name.startswith(f"{like}_") and not name.endswith(f"_{like}"):
            return like
    return None
