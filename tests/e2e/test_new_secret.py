"""An installation gets a new secret: everything goes on, and the old one can be thrown away."""

from pathlib import Path

from bootstrap.sandbox.contracts import CONTRACTS
from tests.e2e.service import address_of, hamyon, started

OLD = "the secret that somebody left in a chat"
NEW = "the secret that nobody but us has seen"


def test_after_a_rotation_the_service_works_without_the_old_secret(home: Path) -> None:
    """And settings that no known secret opens are named, as long as there are any."""
    with started(home, secret_key=OLD):
        pass
    refused = hamyon("serve", home=home, secret_key=NEW)
    assert (1, True) == (refused.returncode, "cannot be decrypted" in refused.stderr)
    unknown = hamyon("keys", "rotate-settings", home=home, secret_key=NEW)
    assert 1 == unknown.returncode
    assert "The settings of click of tenant " in unknown.stdout
    assert "HAMYON_PREVIOUS_SECRET_KEYS" in unknown.stdout
    both = {"secret_key": NEW, "previous_secret_keys": f"{OLD}, {'an even older secret ' * 2}"}
    rotated = hamyon("keys", "rotate-settings", home=home, **both)
    assert (0, "") == (rotated.returncode, rotated.stderr)
    assert rotated.stdout.splitlines()[-1].startswith(f"Wrapped {len(CONTRACTS)} gateway settings with key ")
    with started(home, secret_key=NEW) as service:
        beside = hamyon("keys", "rotate-settings", home=home, secret_key=NEW)
        assert (0, True) == (beside.returncode, "Wrapped 0 gateway settings with key " in beside.stdout)
        told = hamyon("demo", home=home, **address_of(service))
        assert (0, "") == (told.returncode, told.stderr)
