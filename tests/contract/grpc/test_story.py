"""What a caller does on an ordinary day."""

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from hamyon.accounts.v1 import accounts_pb2, balances_pb2, movements_pb2, transactions_pb2, users_pb2
from hamyon.billing.v1 import payments_pb2, queries_pb2
from hamyon.common.v1.money_pb2 import Money
from tests.contract.grpc.conftest import Belongings
from tests.contract.grpc.world import Grpc, Refusal, refusal_of, sentence_of


async def test_an_account_is_opened_and_shown_with_its_balance(face: Grpc, mine: Belongings) -> None:
    account = (await face.accounts("GetAccount", accounts_pb2.GetAccountRequest(account_id=mine.account_id))).account
    assert (mine.user_id, "UZS", accounts_pb2.ACCOUNT_STATUS_ACTIVE) == (
        account.user_id,
        account.currency_code,
        account.status,
    )
    assert Money(minor_units=0, currency_code="UZS") == account.balance.available
    assert 10 == len(account.number)


async def test_a_deposit_waits_for_its_payer_and_its_payment_is_found_in_billing(face: Grpc, mine: Belongings) -> None:
    request = transactions_pb2.GetTransactionRequest(transaction_id=mine.transaction_id)
    deposit = (await face.accounts("GetTransaction", request)).transaction
    asked = queries_pb2.GetTransactionRequest(transaction_id=deposit.billing_transaction_id)
    payment = (await face.billing("GetTransaction", asked)).transaction
    assert transactions_pb2.TRANSACTION_STATUS_PENDING == deposit.status
    assert deposit.amount == payment.amount
    assert deposit.id == payment.order_reference


async def test_an_operator_completes_a_cash_payment_with_notes_once(face: Grpc, mine: Belongings) -> None:
    request = payments_pb2.CompleteTransactionRequest(
        request_id="c1", transaction_id=mine.payment_id, data={"receipt": "17"}
    )
    first = (await face.billing("CompleteTransaction", request)).transaction
    again = (await face.billing("CompleteTransaction", request)).transaction
    assert first == again
    assert {"receipt": "17"} == dict(first.cash.data)
    assert 700 == first.captured_amount.minor_units


async def test_lists_are_read_page_by_page_and_a_token_fits_only_its_own_list(face: Grpc, mine: Belongings) -> None:
    request = accounts_pb2.ListAccountsRequest(user_id=mine.user_id, page_size=1)
    first = await face.accounts("ListAccounts", request)
    request.page_token = first.next_page_token
    second = await face.accounts("ListAccounts", request)
    assert [mine.second_account_id, mine.account_id] == [first.accounts[0].id, second.accounts[0].id]
    assert "" == second.next_page_token
    users = users_pb2.ListUsersRequest(page_token=first.next_page_token)
    foreign = await face.refusal("/hamyon.accounts.v1.AccountsService/ListUsers", users.SerializeToString())
    assert Refusal("INVALID_ARGUMENT", "INVALID_PAGE_TOKEN", ("page_token",)) == foreign


async def test_payments_are_found_by_their_details_and_counted(face: Grpc, mine: Belongings) -> None:
    complete = payments_pb2.CompleteTransactionRequest(
        request_id="c1", transaction_id=mine.payment_id, data={"receipt": "17"}
    )
    await face.billing("CompleteTransaction", complete)
    wanted = queries_pb2.TransactionFilter(
        gateways=["cash"],
        details=[
            queries_pb2.DetailFilter(
                path="cash.data.receipt", operator=queries_pb2.DETAIL_OPERATOR_EQUAL, values=["17"]
            )
        ],
    )
    found = await face.billing("ListTransactions", queries_pb2.ListTransactionsRequest(filter=wanted))
    counted = await face.billing("CountTransactions", queries_pb2.CountTransactionsRequest(filter=wanted))
    assert [mine.payment_id] == [item.id for item in found.transactions]
    assert 1 == counted.count


async def test_a_past_balance_tells_what_was_posted_and_nothing_else(face: Grpc, mine: Belongings) -> None:
    request = balances_pb2.GetBalanceRequest(account_id=mine.account_id, at_time=Timestamp(seconds=1_700_000_000))
    balance = (await face.accounts("GetBalance", request)).balance
    assert balance.HasField("posted")
    assert not balance.HasField("held")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ru-RU,ru;q=0.9", "Такого счёта нет."),
        ("uz", "Bunday hisob yo‘q."),
        ("de", "There is no such account."),
    ],
)
async def test_refusals_speak_the_callers_language(face: Grpc, mine: Belongings, language: str, sentence: str) -> None:
    request = accounts_pb2.GetAccountRequest(account_id=mine.user_id)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await face.accounts("GetAccount", request, metadata=[("accept-language", language)])
    assert sentence == sentence_of(refused.value)
    assert Refusal("NOT_FOUND", "ACCOUNT_NOT_FOUND", ("account_id",)) == refusal_of(refused.value)


async def test_the_largest_payout_is_refused_because_nobody_has_it(face: Grpc, mine: Belongings) -> None:
    refused = await face.refusal("/hamyon.accounts.v1.AccountsService/Withdraw", _withdrawal(mine, 10**15))
    assert Refusal("FAILED_PRECONDITION", "INSUFFICIENT_FUNDS") == refused


async def test_more_than_one_payout_can_be_is_refused_though_it_fits_on_the_wire(face: Grpc, mine: Belongings) -> None:
    refused = await face.refusal("/hamyon.accounts.v1.AccountsService/Withdraw", _withdrawal(mine, 2**63 - 1))
    assert Refusal("INVALID_ARGUMENT", "AMOUNT_TOO_LARGE", ("amount",)) == refused


def _withdrawal(mine: Belongings, minor_units: int) -> bytes:
    request = movements_pb2.WithdrawRequest(
        request_id="w",
        account_id=mine.account_id,
        amount=Money(minor_units=minor_units, currency_code="UZS"),
        gateway="cash",
    )
    return request.SerializeToString()
