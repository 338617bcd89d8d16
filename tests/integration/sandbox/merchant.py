"""A merchant's server that writes down every call and answers as told.

It checks signatures by the protocol's own words (section 4.2), with code of its own: neither the simulator's nor ours.
"""

import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

SECRET = "s3cr3t-KEY_test"
_ALL_FIELDS = frozenset(
    {
        "click_trans_id",
        "service_id",
        "click_paydoc_id",
        "merchant_trans_id",
        "amount",
        "action",
        "error",
        "error_note",
        "sign_time",
        "sign_string",
    }
)


def signature(form: Mapping[str, str], secret: str = SECRET) -> str:
    """`sign_string` as section 4.2 writes it."""
    names = ["click_trans_id", "service_id", "", "merchant_trans_id", "amount", "action", "sign_time"]
    if form["action"] == "1":
        names.insert(4, "merchant_prepare_id")
    text = "".join(form[name] if name else secret for name in names)
    return hashlib.md5(text.encode("utf-8"), usedforsecurity=False).hexdigest()


@dataclass(kw_only=True)
class RecordingMerchant:
    """Accepts everything with attempt 501, unless told otherwise.

    Attributes:
        prepare: what Prepare is answered instead.
        complete: what the first Completes are answered, one after another; an int is a bare HTTP status.
        calls: the forms received, in order.
    """

    prepare: dict[str, Any] | int | None = None
    complete: list[dict[str, Any] | int | str] = field(default_factory=list)
    calls: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    @property
    def said(self) -> list[tuple[str, str]]:
        """Action and error of each call."""
        return [(call["action"], call["error"]) for call in self.calls]

    async def answer(self, request: web.Request) -> web.Response:
        assert "application/x-www-form-urlencoded" == request.content_type
        pairs = parse_qsl(await request.text(), keep_blank_values=True, strict_parsing=True)
        form = dict(pairs)
        assert len(pairs) == len(form)
        self.calls.append(form)
        missing = sorted(_ALL_FIELDS - form.keys())
        if missing or signature(form) != form["sign_string"]:
            return web.json_response({"error": -1 if not missing else -8, "error_note": str(missing)})
        if form["action"] == "0":
            return _reply(self.prepare if self.prepare is not None else {"error": 0, "merchant_prepare_id": 501})
        usual = {"error": 0 if form["error"] == "0" else -9, "merchant_confirm_id": 501}
        return _reply(self.complete.pop(0) if self.complete else usual)


def _reply(answer: dict[str, Any] | int | str) -> web.Response:
    if isinstance(answer, int):
        return web.Response(status=answer)
    if isinstance(answer, str):
        return web.Response(text=answer)
    return web.json_response({"error_note": "note", **answer})


@asynccontextmanager
async def recording_merchant() -> AsyncIterator[RecordingMerchant]:
    """The merchant on a free port."""
    merchant = RecordingMerchant()
    app = web.Application()
    app.add_routes([web.post("/webhooks/click/t0ken", merchant.answer)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        merchant.url = f"http://127.0.0.1:{runner.addresses[0][1]}/webhooks/click/t0ken"
        yield merchant
    finally:
        await runner.cleanup()
