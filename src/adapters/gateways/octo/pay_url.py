"""The address Octo sends the payer to: opaque, but Octo's own (protocol, section 3)."""

from urllib.parse import urlsplit

from adapters.gateways.octo.settings import API_URL, OctoSettings

_OCTO = ".octo.uz"


def is_pay_url(address: str, *, settings: OctoSettings) -> bool:
    """Whether a payer can be sent there.

    Octo's pages are on its own hosts; a relay or a sandbox that is configured instead sends to itself.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    host = parts.hostname or ""
    if settings.api_url == API_URL:
        return parts.scheme == "https" and host.endswith(_OCTO)
    return parts.scheme in {"https", "http"} and (host.endswith(_OCTO) or host == urlsplit(settings.api_url).hostname)
