"""Thin events (section 12.2): they only name what has changed."""

from datetime import UTC, datetime

from adapters.sandbox.stripe.rest.errors import Json


def thin(event: Json) -> Json:
    """The thin twin of a snapshot event."""
    about = event["data"]["object"]
    moment = datetime.fromtimestamp(event["created"], UTC)
    path = f"{about['object'].replace('.', '/')}s"
    return {
        "id": event["id"],
        "object": "v2.core.event",
        "type": f"v1.{event['type']}",
        "created": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "livemode": event["livemode"],
        "context": event.get("account"),
        "reason": None,
        "related_object": {"id": about["id"], "type": about["object"], "url": f"/v1/{path}/{about['id']}"},
    }
