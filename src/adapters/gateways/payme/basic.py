"""Who calls: the Basic password that Payme and the merchant share (Payme protocol, section 3.2)."""

import base64
import hmac
import ipaddress
from collections.abc import Mapping

from adapters.gateways.payme.settings import PaymeSettings

_SCHEME = "basic"


def authorization(*, login: str, password: str) -> str:
    """The header Payme sends."""
    return "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()


def is_payme(*, headers: Mapping[str, str], remote: str, settings: PaymeSettings) -> bool:
    """Whether login and password are right and, where addresses are configured, the call comes from one of them.

    Nothing else authenticates Payme: an address can be taken by others, so it never stands in for the password.
    """
    return _has_password(headers.get("Authorization", ""), settings) and _comes_from_payme(headers, remote, settings)


def _has_password(header: str, settings: PaymeSettings) -> bool:
    scheme, _, encoded = header.strip().partition(" ")
    if scheme.lower() != _SCHEME:
        return False
    try:
        sent = base64.b64decode(encoded.strip(), validate=True)
    except ValueError:
        return False
    # The password may hold colons, the login cannot: the first one parts them. Bytes, because compare_digest takes no
    # other text than ASCII.
    login, _, password = sent.partition(b":")
    right_login = hmac.compare_digest(login, settings.login.encode())
    right_password = hmac.compare_digest(password, settings.password.encode())
    return right_login and right_password


def _comes_from_payme(headers: Mapping[str, str], remote: str, settings: PaymeSettings) -> bool:
    if not settings.allowed_addresses:
        return True
    # The last address of such a header is the one our own proxy saw; what stands before it anybody may have written.
    shown = headers.get(settings.address_header, "").rpartition(",")[2] if settings.address_header else remote
    try:
        address = ipaddress.ip_address(shown.strip())
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return any(mapped in network for network in settings.allowed_addresses)
