"""A batch of transfers: each for itself, repetitions answered, in the order asked."""

from collections.abc import AsyncIterator
from typing import Any, cast

import pytest

from accounts.domain.account import Account
from adapters.grpc_api.call import Call, Context
from adapters.grpc_api.localisation import load_texts
from adapters.grpc_api.message_rules import MessageRules
from adapters.grpc_api.method import methods_of
from adapters.grpc_api.server import ACCOUNTS
from adapters.grpc_api.servicers.transfer_batch import TransferBatch
from adapters.grpc_api.statuses import Statuses
from hamyon.accounts.v1.movements_pb2 import BatchTransferResult, TransferRequest
from hamyon.common.v1.money_pb2 import Money
from shared_kernel.identifiers import SystemIdentifiers
from shared_kernel.tenant import PERMISSIONS, Caller
from tests.builders import TENANT, new_id
from tests.contract.grpc.world import explained
from tests.fakes.accounts.world import AccountsWorld


class NoMetadata:
    """A context of grpc, as far as a call reads it."""

    def invocation_metadata(self) -> tuple[()]:
        return ()


@pytest.fixture
async def world() -> AsyncIterator[AccountsWorld]:
    async with AccountsWorld().running() as running:
        yield running


async def test_transfers_are_answered_in_order_and_a_refused_one_hinders_no_other(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    results = await _batch(world, _item(rich, poor, 60), _item(poor, rich, 100), _item(rich, poor, 40))
    assert ["60", "INSUFFICIENT_FUNDS", "40"] == [*map(_outcome, results)]
    assert (0, 100) == (world.now(rich).posted, world.now(poor).posted)


async def test_two_with_one_request_id_and_content_are_one_transfer_shown_twice(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    item = _item(rich, poor, 60)
    first, second = await _batch(world, item, item)
    assert first.transaction.id == second.transaction.id
    assert 40 == world.now(rich).posted


async def test_one_request_id_with_two_contents_moves_only_the_first(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    item = _item(rich, poor, 60)
    other = _item(rich, poor, 1, request_id=item.request_id)
    results = await _batch(world, item, other, item)
    assert ["60", "REQUEST_ID_REUSED", "60"] == [*map(_outcome, results)]
    assert 40 == world.now(rich).posted


async def test_the_whole_batch_may_be_sent_again_and_answers_the_same(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=2_500), await world.account()
    items = [_item(rich, poor, 1) for _ in range(2_500)]
    first = await _batch(world, *items)
    assert first == await _batch(world, *items)
    assert (0, 2_500) == (world.now(rich).posted, world.now(poor).posted)


async def test_when_the_queue_takes_no_more_every_transfer_left_is_told_so(world: AccountsWorld) -> None:
    rich, poor = await world.account(funds=100), await world.account()
    world.queue.close()
    results = await _batch(world, _item(rich, poor, 60), TransferRequest(), _item(rich, poor, 40))
    assert ["QUEUE_FULL", "INVALID_REQUEST", "QUEUE_FULL"] == [*map(_outcome, results)]


def _item(source: Account, target: Account, units: int, *, request_id: str = "") -> TransferRequest:
    return TransferRequest(
        request_id=request_id or str(new_id()),
        from_account_id=str(source.id),
        to_account_id=str(target.id),
        amount=Money(minor_units=units, currency_code="UZS"),
    )


def _outcome(result: BatchTransferResult) -> str:
    if result.HasField("error"):
        return explained(result.error).reason
    return str(result.transaction.amount.minor_units)


async def _batch(world: AccountsWorld, *items: TransferRequest) -> list[BatchTransferResult]:
    batch = TransferBatch(transfer=world.transfer, rules=MessageRules(), statuses=Statuses(texts=load_texts()))
    method = next(item for item in methods_of(ACCOUNTS) if item.name == "BatchTransfer")
    call = Call(method=method, context=cast("Context", cast("Any", NoMetadata())), identifiers=SystemIdentifiers())
    call.caller = Caller(tenant_id=TENANT, permissions=PERMISSIONS, key_id=new_id())
    return await batch(items, call=call)
