"""Stripe's library is imported by the first call to Stripe, not by every process that starts."""

import subprocess
import sys

_PROGRAM = """
import sys
from adapters.gateways.registry import GATEWAYS, RegisteredProviders, webhook_handlers
from adapters.gateways.stripe.client import StripeApis
from adapters.gateways.stripe.settings import parse_settings
from adapters.http_client.session import HttpSession

before = "stripe" in sys.modules
settings = parse_settings({"secret_key": "sk_test_shop", "webhook_secrets": "whsec_1"})
StripeApis(HttpSession()).of(settings)
print(before, "stripe" in sys.modules)
"""


def test_the_library_is_imported_when_it_is_needed() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    assert "False True\n" == done.stdout
