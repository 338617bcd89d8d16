"""Bad input gets the documented code with a reason and the field's name, and nothing is written."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor

from hamyon.accounts.v1.movements_pb2 import BatchTransferRequest, TransferRequest
from tests.contract.grpc.bad_input import CANNOT_BE_BAD, table, transfer
from tests.contract.grpc.bad_values import Bad, spoil
from tests.contract.grpc.conftest import Belongings
from tests.contract.grpc.world import RPCS, Grpc, Refusal, explained, rows

SERVICES = sorted({rpc.containing_service.full_name for rpc in RPCS.values()})
NOBODY = Belongings(
    key="", key_id="", user_id="", account_id="", second_account_id="", transaction_id="", payment_id=""
)


@pytest.mark.parametrize("service", SERVICES)
async def test_every_bad_value_is_refused_with_its_reason_and_field_and_writes_nothing(
    face: Grpc, mine: Belongings, theirs: Belongings, owner: psycopg.AsyncConnection[Any], service: str
) -> None:
    before = await rows(owner)
    surprises = {}
    for path, row in table(mine, theirs).items():
        if RPCS[path].containing_service.full_name != service:
            continue
        for field, bad in ((field, bad) for field, bads in row.fields.items() for bad in bads):
            request = type(row.good)()
            request.CopyFrom(row.good)
            spoil(request, field, bad)
            refused = await face.refusal(path, request.SerializeToString())
            if not _expected(bad, field, refused):
                surprises[f"{path} {field}: {bad.why}"] = refused
    assert {} == surprises
    assert before == await rows(owner)


async def test_a_bad_item_of_a_batch_is_refused_as_a_transfer_would_be_and_hinders_no_other(
    face: Grpc, mine: Belongings, theirs: Belongings, owner: psycopg.AsyncConnection[Any]
) -> None:
    row = transfer(mine, theirs)
    cases = [(field, bad) for field, bads in row.fields.items() for bad in bads]
    batch = BatchTransferRequest()
    for number, (field, bad) in enumerate(cases):
        item = TransferRequest()
        item.CopyFrom(row.good)
        item.request_id = f"item {number}"
        spoil(item, field, bad)
        batch.transfers.append(item)
    before = await rows(owner)
    results = (await face.accounts("BatchTransfer", batch)).results
    surprises = {
        f"{field}: {bad.why}": explained(result.error)
        for (field, bad), result in zip(cases, results, strict=True)
        if not _expected(bad, field, explained(result.error))
    }
    assert {} == surprises
    assert before == await rows(owner)


def test_every_field_of_every_request_has_a_bad_value_in_the_table() -> None:
    rows_of = table(NOBODY, NOBODY)
    forgotten = {
        f"{path}: {field}"
        for path, rpc in RPCS.items()
        for field in _fields(rpc.input_type)
        if field not in rows_of[path].fields and field not in CANNOT_BE_BAD
    }
    assert set() == forgotten


def _expected(bad: Bad, field: str, refused: Refusal) -> bool:
    named = bad.field or field
    return (bad.code, bad.reason) == (refused.code, refused.reason) and any(
        item == named or item.startswith((f"{named}.", f"{named}[")) for item in refused.fields
    )


def _fields(message: Descriptor, prefix: str = "") -> Iterator[str]:
    """Every field, and the fields of messages in it; lists, maps and moments are values. Yes and no are never bad."""
    for field in message.fields:
        if field.type == FieldDescriptor.TYPE_BOOL:
            continue
        yield f"{prefix}{field.name}"
        if field.message_type and not field.is_repeated and field.message_type.full_name.startswith("hamyon"):
            yield from _fields(field.message_type, f"{prefix}{field.name}.")
