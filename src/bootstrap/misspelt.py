"""Variables that look like a setting and are none: HAMYON_ENVIROMENT=production must not start a laptop's service."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

# Other programs may set variables of this prefix, as Kubernetes does for a service called `hamyon`
# (HAMYON_SERVICE_HOST): only what nearly is the name of a setting was meant as one.
_LIKENESS = 0.88


def misspelt(variables: Iterable[str], *, settings: Iterable[str]) -> Iterator[str]:
    """A sentence for every variable that was meant as one of the settings (both with their prefix)."""
    names = [name.upper() for name in settings]
    for variable in sorted({name.upper() for name in variables} - set(names)):
        for meant in get_close_matches(variable, names, n=1, cutoff=_LIKENESS):
            yield f"{variable} is no setting: {meant} was meant?"
