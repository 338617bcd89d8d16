"""What the gRPC server is told; apart from it, so that naming an address does not load gRPC."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GrpcServerOptions:
    """Where the server listens, and how long it lets calls finish when it stops (seconds)."""

    host: str
    port: int
    grace_seconds: float
