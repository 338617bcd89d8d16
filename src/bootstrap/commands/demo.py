"""`hamyon demo`: find the running service and its key, and tell the story."""

from collections.abc import Callable

from aiohttp import ClientSession

from adapters.grpc_api.client import CallError, connected
from bootstrap.demo.cast import Stage
from bootstrap.demo.narrator import Narrator
from bootstrap.demo.payer import Payer
from bootstrap.demo.story import tell
from bootstrap.development import KEY_FILE
from bootstrap.settings import Settings, SettingsError


async def run_demo(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Tell the story to the end.

    Raises:
        SettingsError: the service or its key is not where the settings say.
        HamyonError: something is off; the sentence says what.
    """
    address = _address(settings)
    narrator = Narrator(say)
    async with connected(address, api_key=_api_key(settings)) as client, ClientSession() as session:
        try:
            await tell(Stage(client=client, payer=Payer(session), narrator=narrator))
        except CallError as error:
            if error.code == "UNAVAILABLE" and not narrator.checked:
                raise SettingsError(
                    f"Nobody answers at {address}: start the service with `hamyon serve`, "
                    "or say where it is with HAMYON_GRPC_HOST and HAMYON_GRPC_PORT."
                ) from error
            if error.code == "UNAUTHENTICATED":
                raise SettingsError(
                    f"The Hamyon at {address} does not know the key in {settings.home}: name the one that belongs "
                    "together with HAMYON_GRPC_PORT and HAMYON_HOME."
                ) from error
            raise
    say(f"\nAll is as it must be: {narrator.checked} things checked.")


def _address(settings: Settings) -> str:
    host = settings.grpc_host
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared only
        host = "localhost"
    return f"[{host}]:{settings.grpc_port}" if ":" in host else f"{host}:{settings.grpc_port}"


def _api_key(settings: Settings) -> str:
    if settings.dev_api_key is not None:
        return settings.dev_api_key.get_secret_value()
    key_file = settings.home / KEY_FILE
    try:
        return key_file.read_text().strip()
    except OSError as error:
        raise SettingsError(
            f"There is no API key in {key_file.absolute()}: start the service with `hamyon serve` first, "
            "or name its directory with HAMYON_HOME."
        ) from error
