"""Where the service listens and how it is reached from outside."""

import socket
from dataclasses import dataclass

from adapters.grpc_api.server_options import GrpcServerOptions
from adapters.postgres.embedded.addresses import free_port
from bootstrap.settings import Settings, SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The addresses of this process; `public_url` has no slash at its end."""

    grpc: GrpcServerOptions
    http_host: str
    http_port: int
    public_url: str


def resolve_addresses(settings: Settings) -> Addresses:
    """The addresses; port 0 becomes one that is free now.

    Asked before anything is started: a taken port is found in a moment and not after the database has come up.

    Raises:
        SettingsError: naming the variable of the port that is taken.
    """
    grpc_port = _usable(settings.grpc_host, settings.grpc_port, name="GRPC")
    http_port = _usable(settings.http_host, settings.http_port, name="HTTP")
    host = "127.0.0.1" if settings.http_host in ("0.0.0.0", "::") else settings.http_host  # noqa: S104 - compared only
    return Addresses(
        grpc=GrpcServerOptions(host=settings.grpc_host, port=grpc_port, grace_seconds=settings.grace_seconds),
        http_host=settings.http_host,
        http_port=http_port,
        public_url=settings.public_url.rstrip("/") or f"http://{host}:{http_port}",
    )


def _usable(host: str, port: int, *, name: str) -> int:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # As the servers themselves do: a port whose last connections are still fading is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            return port or free_port(host)
    except OSError as error:
        raise SettingsError(
            f"{name} cannot listen on {host}:{port} ({error.strerror}): "
            f"stop what uses it, or choose another with HAMYON_{name}_PORT (and HAMYON_{name}_HOST)."
        ) from error
