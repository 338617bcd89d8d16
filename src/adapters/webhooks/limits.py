"""How much of anything one sender may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookLimits:
    """Bounds of the shell.

    Attributes:
        body_bytes: the longest body that is read; beyond it 413. Stripe sends whole objects, with a merchant's notes.
        read_seconds: how long a sender may take for its body; beyond it 408.
        handle_seconds: how long we may take for an answer; beyond it 503, and the provider repeats. Click publishes
            no time limit and asks for an answer within a couple of seconds.
        in_flight: deliveries at once; beyond it 503 before anything is read.
        connections: open connections at once; beyond it the newest is closed. Half of the 1,024 open files that a
            process usually may have: the database and gRPC need theirs.
        head_seconds: how long a connection may take for a request's head; beyond it the connection is closed.
        unread_seconds: how long a sender may leave our answer untaken; beyond it the connection is closed.
        strangers_per_second: calls to endpoints nobody has that are kept in the long run; the others are counted.
        stranger_burst: how many of those are kept at once.
    """

    body_bytes: int = 256 * 1024
    read_seconds: float = 5.0
    handle_seconds: float = 10.0
    in_flight: int = 256
    connections: int = 512
    head_seconds: float = 10.0
    unread_seconds: float = 10.0
    strangers_per_second: float = 10.0
    stranger_burst: int = 50
