"""Each link by itself: what it adds to the operation, and what it refuses."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.chain.books import Books
from accounts.chain.chains import CHAINS, run
from accounts.chain.currency_conversion import QuoteRequired, convert_to_account, convert_to_receiver
from accounts.chain.domain_operation import (
    announce,
    hold_funds,
    move_between_accounts,
    move_through_clearing,
    undo,
)
from accounts.chain.money_creation import create_money
from accounts.chain.operation import Operation, Verb, customer_accounts, system_accounts
from accounts.chain.persistence import DepositPersistence, TransferPersistence, WithdrawPersistence, write
from accounts.chain.validation import validate_one_account, validate_settlement, validate_two_accounts
from accounts.domain.account import Account, AccountStatus
from accounts.domain.conversion import Conversion, Quote, convert
from accounts.domain.entry import Posting
from accounts.domain.errors import (
    AccountFrozenError,
    AccountNotFoundError,
    AmountNotPositiveError,
    AmountTooSmallError,
    InsufficientFundsError,
    SameAccountError,
)
from accounts.domain.status import Status
from accounts.domain.system_account import SystemAccount, clearing, exchange, settlement_accounts
from accounts.domain.transaction import Kind, Transaction
from shared_kernel.currency import UnknownCurrencyError, currency
from shared_kernel.money import CurrencyMismatchError
from tests.builders import NOON, OTHER_TENANT, TENANT, a_deposit, a_key, a_withdrawal, an_account, money, new_id

UZS, USD = currency("UZS"), currency("USD")
DOLLARS = Quote(source=USD, target=UZS, rate=Decimal("126.505"), rate_source="fixed", quoted_at=NOON)


def books_of(*accounts: Account, transactions: Sequence[Transaction] = ()) -> Books:
    books = Books(at=NOON)
    books.add(accounts)
    for transaction in transactions:
        books.transactions[transaction.id] = transaction
    return books


def an_operation(
    verb: Verb, account: Account, receiver: Account | None = None, *, minor_units: int = 100, code: str = "UZS"
) -> Operation:
    return Operation(
        verb=verb,
        tenant_id=TENANT,
        transaction_id=new_id(),
        key=a_key("r-1"),
        account_id=account.id,
        counter_account_id=receiver.id if receiver else None,
        minor_units=minor_units,
        currency_code=code,
        gateway="" if receiver else "click",
    )


def moving(verb: Verb, opened: Transaction) -> Operation:
    return Operation(
        verb=verb,
        tenant_id=opened.tenant_id,
        transaction_id=opened.id,
        minor_units=opened.amount.minor_units,
        currency_code=opened.amount.currency.code,
    )


def sums(postings: Sequence[Posting]) -> dict[str, int]:
    totals: defaultdict[str, int] = defaultdict(int)
    for posting in postings:
        totals[posting.amount.currency.code] += posting.amount.minor_units
    return totals


def house_account(tenant_account: SystemAccount) -> Account:
    return Account(
        id=tenant_account.id,
        tenant_id=TENANT,
        currency=tenant_account.currency,
        purpose=tenant_account.purpose,
        created_at=NOON,
        updated_at=NOON,
    )


def test_every_verb_has_a_chain_that_ends_in_persistence() -> None:
    assert set(Verb) == set(CHAINS)
    assert DepositPersistence is CHAINS[Verb.DEPOSIT][-1]
    assert WithdrawPersistence is CHAINS[Verb.WITHDRAW][-1]
    assert TransferPersistence is CHAINS[Verb.TRANSFER][-1]


def test_validation_lets_a_good_operation_pass_unchanged() -> None:
    one, other = an_account(), an_account()
    deposit, transfer = an_operation(Verb.DEPOSIT, one), an_operation(Verb.TRANSFER, one, other)
    assert deposit == validate_one_account(deposit, books_of(one))
    assert transfer == validate_two_accounts(transfer, books_of(one, other))


@given(st.integers(max_value=0))
def test_validation_refuses_every_amount_that_is_not_positive(minor_units: int) -> None:
    one, other = an_account(), an_account()
    for validate in (validate_one_account, validate_two_accounts):
        with pytest.raises(AmountNotPositiveError):
            validate(an_operation(Verb.TRANSFER, one, other, minor_units=minor_units), books_of(one, other))


def test_validation_names_the_side_of_a_transfer_it_refuses() -> None:
    one, other = an_account(), an_account()
    with pytest.raises(SameAccountError):
        validate_two_accounts(an_operation(Verb.TRANSFER, one, one), books_of(one))
    for field, known in (("from_account_id", other), ("to_account_id", one)):
        with pytest.raises(AccountNotFoundError) as caught:
            validate_two_accounts(an_operation(Verb.TRANSFER, one, other), books_of(known))
        assert field == caught.value.field


def test_validation_refuses_accounts_where_money_does_not_move() -> None:
    frozen = an_account(status=AccountStatus.FROZEN)
    with pytest.raises(AccountFrozenError) as caught:
        validate_one_account(an_operation(Verb.DEPOSIT, frozen), books_of(frozen))
    assert {"account_id": str(frozen.id)} == caught.value.parameters


def test_a_house_account_is_no_account_to_a_request() -> None:
    house = house_account(exchange(tenant_id=TENANT, currency=UZS))
    with pytest.raises(AccountNotFoundError):
        validate_one_account(an_operation(Verb.DEPOSIT, house), books_of(house))


def test_an_account_of_another_tenant_in_the_same_batch_is_not_found() -> None:
    theirs = an_account(tenant_id=OTHER_TENANT)
    with pytest.raises(AccountNotFoundError):
        validate_one_account(an_operation(Verb.DEPOSIT, theirs), books_of(theirs))


def test_money_is_made_of_a_number_and_a_code() -> None:
    account = an_account()
    assert money(100) == create_money(an_operation(Verb.DEPOSIT, account), books_of(account)).money
    with pytest.raises(UnknownCurrencyError):
        create_money(an_operation(Verb.DEPOSIT, account, code="UZB"), books_of(account))


def test_equal_currencies_are_not_converted_even_with_a_quote_at_hand() -> None:
    account = an_account()
    operation = an_operation(Verb.DEPOSIT, account)._replace(money=money(100), quote=DOLLARS)
    assert operation == convert_to_account(operation, books_of(account))


def test_a_conversion_without_its_quote_asks_for_exactly_that_quote() -> None:
    account = an_account()
    for wrong in (None, replace(DOLLARS, source=UZS, target=USD), replace(DOLLARS, target=currency("JPY"))):
        operation = an_operation(Verb.DEPOSIT, account)._replace(money=money(100, "USD"), quote=wrong)
        with pytest.raises(QuoteRequired) as caught:
            convert_to_account(operation, books_of(account))
        assert (USD, UZS) == (caught.value.source, caught.value.target)


def test_a_conversion_keeps_both_amounts_and_the_rate() -> None:
    account = an_account()
    operation = an_operation(Verb.DEPOSIT, account)._replace(money=money(3, "USD"), quote=DOLLARS)
    expected = Conversion(source=money(3, "USD"), target=money(380), rate=DOLLARS.rate, rate_source="fixed")
    assert expected == convert_to_account(operation, books_of(account)).conversion


def test_a_transfer_is_asked_for_in_the_senders_currency() -> None:
    sender, receiver = an_account(code="USD"), an_account(code="UZS")
    operation = an_operation(Verb.TRANSFER, sender, receiver)._replace(money=money(100, "UZS"))
    with pytest.raises(CurrencyMismatchError) as caught:
        convert_to_receiver(operation, books_of(sender, receiver))
    assert ({"expected": "USD", "actual": "UZS"}, "amount.currency_code") == (
        caught.value.parameters,
        caught.value.field,
    )


def test_a_conversion_to_less_than_one_minor_unit_is_refused() -> None:
    worthless = replace(DOLLARS, rate=Decimal("0.000001"))
    with pytest.raises(AmountTooSmallError):
        convert(amount=money(1, "USD"), quote=worthless)


def test_a_deposit_posts_nothing_before_the_payer_paid() -> None:
    account = an_account()
    operation = an_operation(Verb.DEPOSIT, account)._replace(money=money(100))
    assert operation == announce(operation, books_of(account))


def test_a_withdrawal_holds_what_it_will_take_from_the_account() -> None:
    account = an_account(posted=1_000)
    operation = an_operation(Verb.WITHDRAW, account)._replace(money=money(3, "USD"))
    converted = operation._replace(conversion=convert(amount=money(3, "USD"), quote=DOLLARS))
    assert 3 == hold_funds(operation, books_of(account)).hold
    assert 380 == hold_funds(converted, books_of(account)).hold


@given(st.integers(1, 10**12), st.booleans())
def test_postings_of_a_transfer_sum_to_zero_in_every_currency(minor_units: int, converts: bool) -> None:  # noqa: FBT001
    sender, receiver = an_account(code="USD"), an_account(code="UZS" if converts else "USD")
    amount = money(minor_units, "USD")
    operation = an_operation(Verb.TRANSFER, sender, receiver, minor_units=minor_units, code="USD")._replace(
        money=amount,
        conversion=convert(amount=amount, quote=DOLLARS) if converts else None,
    )
    postings = move_between_accounts(operation, books_of(sender, receiver)).postings
    assert {0} == set(sums(postings).values())
    assert (sender.id, receiver.id) == (postings[0].account_id, postings[-1].account_id)
    assert (4 if converts else 2) == len(postings)


@pytest.mark.parametrize("make", [a_deposit, a_withdrawal])
@pytest.mark.parametrize("converts", [False, True])
def test_a_settlement_posts_to_its_house_accounts_and_sums_to_zero(make, converts: bool) -> None:  # noqa: ANN001, FBT001
    account = an_account(posted=100_000, held=380)
    opened = make(account, amount=money(3, "USD" if converts else "UZS"))
    if converts:
        opened = replace(opened, conversion=convert(amount=opened.amount, quote=DOLLARS))
    settling = moving(Verb.SETTLE, opened)._replace(money=opened.amount)
    moved = move_through_clearing(settling, books_of(account, transactions=[opened]))
    houses = {item.id for item in settlement_accounts(opened) if item.purpose != "shortfall"}
    assert {0} == set(sums(moved.postings).values())
    assert {account.id, *houses} == {posting.account_id for posting in moved.postings}
    (ours,) = (posting.amount for posting in moved.postings if posting.account_id == account.id)
    assert opened.account_amount == (ours if opened.kind is Kind.DEPOSIT else -ours)
    assert (0 if opened.kind is Kind.DEPOSIT else -opened.account_amount.minor_units) == moved.hold


def test_failing_gives_back_the_hold_of_a_withdrawal_and_nothing_of_a_deposit() -> None:
    account = an_account(posted=1_000, held=300)
    deposit, withdrawal = a_deposit(account, amount=money(300)), a_withdrawal(account, amount=money(300))
    books = books_of(account, transactions=[deposit, withdrawal])
    assert 0 == undo(moving(Verb.FAIL, deposit), books).hold
    assert -300 == undo(moving(Verb.FAIL, withdrawal), books).hold


def test_a_settlement_is_for_exactly_the_amount_and_currency_asked() -> None:
    account = an_account()
    opened = a_deposit(account, amount=money(300))
    books = books_of(account, transactions=[opened])
    good = moving(Verb.SETTLE, opened)
    assert good == validate_settlement(good, books)
    for wrong in (
        good._replace(minor_units=301),
        good._replace(currency_code="USD"),
        good._replace(minor_units=0),
    ):
        with pytest.raises(CurrencyMismatchError):
            validate_settlement(wrong, books)


@pytest.mark.parametrize(
    ("kind", "status", "persistence"),
    [
        (Kind.DEPOSIT, Status.INITIATED, DepositPersistence),
        (Kind.WITHDRAWAL, Status.INITIATED, WithdrawPersistence),
        (Kind.TRANSFER, Status.COMPLETED, TransferPersistence),
    ],
)
def test_persistence_makes_the_transaction_as_it_was_asked(kind: Kind, status: Status, persistence) -> None:  # noqa: ANN001
    account = an_account()
    operation = an_operation(Verb.DEPOSIT, account)._replace(
        money=money(100), destination="d", return_url="u", metadata={"a": "1"}
    )
    made = persistence(operation, books_of(account)).transaction
    assert (operation.transaction_id, TENANT, kind, status) == (made.id, made.tenant_id, made.kind, made.status)
    assert (money(100), account.id, account.user_id) == (made.amount, made.account_id, made.user_id)
    assert ("click", "d", "u", {"a": "1"}) == (made.gateway, made.destination, made.return_url, made.metadata)
    assert (1, NOON, NOON) == (made.version, made.created_at, made.updated_at)


def test_writing_releases_a_hold_before_it_posts() -> None:
    """A withdrawal of the whole balance takes money that is held for it until this very moment."""
    account = an_account(posted=300, held=300, version=4)
    house = house_account(clearing(tenant_id=TENANT, gateway="click", currency=UZS))
    opened = a_withdrawal(account, amount=money(300), status=Status.PENDING)
    done = run(moving(Verb.SETTLE, opened), books_of(account, house, transactions=[opened]))
    after = {item.id: item for item in done.accounts}
    assert (0, 0, 5) == (after[account.id].posted, after[account.id].held, after[account.id].version)
    assert 300 == after[house.id].posted
    assert {(account.id, 5, 0), (house.id, 1, 300)} == {
        (entry.account_id, entry.version, entry.balance_after) for entry in done.entries
    }


def test_a_refusal_leaves_the_working_set_as_it_was() -> None:
    poor, other = an_account(posted=50), an_account()
    books = books_of(poor, other)
    with pytest.raises(InsufficientFundsError):
        run(an_operation(Verb.TRANSFER, poor, other), books)
    assert {poor.id: poor, other.id: other} == {item.id: item for item in books.accounts.values()}
    assert {} == books.transactions


def test_two_postings_to_one_account_are_two_entries_in_order() -> None:
    account = an_account(posted=100, version=1)
    opened = a_deposit(account)
    twice = tuple(Posting(account_id=account.id, amount=money(amount)) for amount in (10, -4))
    done = write(moving(Verb.SETTLE, opened)._replace(postings=twice), opened, books_of(account))
    assert [(2, 110), (3, 106)] == [(entry.version, entry.balance_after) for entry in done.entries]
    assert [106] == [item.posted for item in done.accounts]


def test_an_operation_names_the_accounts_a_batch_must_lock() -> None:
    one, other = an_account(code="USD"), an_account()
    transfer = an_operation(Verb.TRANSFER, one, other)
    assert (one.id, other.id) == customer_accounts(transfer)
    assert () == system_accounts(transfer)
    assert tuple(exchange(tenant_id=TENANT, currency=item) for item in (USD, UZS)) == system_accounts(
        transfer._replace(quote=DOLLARS)
    )
