"""Who is heard: nobody without the secret, nobody at an endpoint that is off, nothing beyond reason."""

import dataclasses

import pytest

from adapters.webhooks.limits import WebhookLimits
from billing.domain.status import Status
from shared_kernel.errors import ValidationError
from tests.contract.gateways.house import Merchant

BOTH = tuple[Merchant, Merchant]


async def test_a_call_signed_by_anybody_else_changes_nothing_and_the_genuine_one_still_completes(
    merchants: BOTH,
) -> None:
    mine, theirs = merchants
    payment = await mine.order()
    genuine, before = await mine.paid(payment), await mine.books()
    strangers = ["", " ", "a guess", str(theirs.settings[theirs.dialect.signing])]
    forged = {f"signed with {secret!r}": mine.dialect.signed(genuine, secret) for secret in strangers}
    for why, call in {**forged, **mine.dialect.tampered(genuine)}.items():
        reply = await mine.post(call)
        assert (before, False) == (await mine.books(), mine.dialect.is_yes(reply)), why
        assert reply.status < 500, why
    await mine.post(genuine)
    assert (1, Status.COMPLETED) == (await mine.completions(), (await mine.now(payment)).status)


async def test_every_refused_call_is_on_record_as_refused(merchant: Merchant) -> None:
    payment = await merchant.order()
    call = merchant.dialect.signed(await merchant.paid(payment), "a guess")
    await merchant.post(call)
    last = (await merchant.store.deliveries())[-1]
    assert (merchant.tenant_id, call.body) == (last.tenant_id, last.body)
    assert "accepted" != last.outcome


async def test_an_oversized_call_is_not_read(merchant: Merchant) -> None:
    payment = await merchant.order()
    genuine, before = await merchant.paid(payment), await merchant.books()
    reply = await merchant.post(genuine.with_body(genuine.body.ljust(WebhookLimits().body_bytes + 1)))
    assert (413, before) == (reply.status, await merchant.books())
    assert b"" == (await merchant.store.deliveries())[-1].body


async def test_an_endpoint_nobody_has_answers_nobody(merchant: Merchant) -> None:
    payment = await merchant.order()
    genuine, before = await merchant.paid(payment), await merchant.books()
    reply = await merchant.post(genuine, path=f"/webhooks/{merchant.gateway}/guessed")
    assert (404, before) == (reply.status, await merchant.books())
    last = (await merchant.store.deliveries())[-1]
    # Of a long body of nobody's only the beginning is kept.
    assert (None, "not_found") == (last.tenant_id, last.outcome.partition(";")[0])


async def test_a_disabled_gateway_hears_nobody_until_it_is_configured_again(merchant: Merchant) -> None:
    payment = await merchant.order()
    genuine, before = await merchant.paid(payment), await merchant.books()
    await merchant.payments.disable_gateway()(tenant_id=merchant.tenant_id, gateway=merchant.gateway)
    assert (404, before) == ((await merchant.post(genuine)).status, await merchant.books())
    await merchant.configure(merchant.settings)
    assert merchant.dialect.is_yes(await merchant.post(genuine))


@pytest.mark.parametrize("blank", [None, "", "   "])
async def test_half_a_configuration_is_refused_naming_what_is_missing(merchant: Merchant, blank: str | None) -> None:
    before = await merchant.store.configurations.get(tenant_id=merchant.tenant_id, gateway=merchant.gateway)
    for name in merchant.dialect.settings:
        for half in ({**merchant.settings, name: blank}, _without(merchant, name)):
            with pytest.raises(ValidationError) as refused:
                await merchant.payments.configure_gateway()(
                    tenant_id=merchant.tenant_id, gateway=merchant.gateway, settings=half
                )
            assert f"settings.{name}" == refused.value.field
    after = await merchant.store.configurations.get(tenant_id=merchant.tenant_id, gateway=merchant.gateway)
    assert before == after


async def test_half_a_configuration_that_was_stored_anyway_is_off_and_an_empty_secret_verifies_nobody(
    merchant: Merchant,
) -> None:
    payment = await merchant.order()
    genuine, before = await merchant.paid(payment), await merchant.books()
    for name in merchant.dialect.settings:
        for half in (_without(merchant, name), {**merchant.settings, name: ""}):
            await _store(merchant, half)
            for call in (genuine, merchant.dialect.signed(genuine, "")):
                assert (404, before) == ((await merchant.post(call)).status, await merchant.books()), name
    await _store(merchant, merchant.settings)
    assert merchant.dialect.is_yes(await merchant.post(genuine))


def _without(merchant: Merchant, name: str) -> dict[str, str | int | None]:
    return {key: value for key, value in merchant.settings.items() if key != name}


async def _store(merchant: Merchant, settings: dict[str, str | int | None]) -> None:
    configurations = merchant.store.configurations
    known = await configurations.get(tenant_id=merchant.tenant_id, gateway=merchant.gateway)
    assert known is not None
    await configurations.save(dataclasses.replace(known, settings=settings))
