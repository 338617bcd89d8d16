"""The chains: which links an operation passes, in which order.

validation → money creation → currency conversion → domain operation → persistence
"""

from collections.abc import Mapping
from types import MappingProxyType

from accounts.chain.books import Books
from accounts.chain.currency_conversion import convert_to_account, convert_to_receiver
from accounts.chain.domain_operation import (
    announce,
    hold_funds,
    move_between_accounts,
    move_through_clearing,
    take_what_is_there,
    undo,
)
from accounts.chain.house_bookings import post_between_houses
from accounts.chain.link import Link
from accounts.chain.money_creation import create_money
from accounts.chain.operation import Operation, Verb
from accounts.chain.persistence import (
    AdjustmentPersistence,
    BookedRefundPersistence,
    DepositPersistence,
    FailedRefundPersistence,
    FeePersistence,
    ReservedRefundPersistence,
    TransferPersistence,
    WithdrawPersistence,
    persist_completed,
    persist_failed,
    persist_pending,
)
from accounts.chain.refunded_deposit import convert_as_deposited, find_deposit, require_refundable
from accounts.chain.repayment import persist_repaid, repay_house
from accounts.chain.validation import (
    require_positive,
    validate_one_account,
    validate_settlement,
    validate_two_accounts,
)

CHAINS: Mapping[Verb, tuple[Link, ...]] = MappingProxyType(
    {
        Verb.DEPOSIT: (validate_one_account, create_money, convert_to_account, announce, DepositPersistence),
        Verb.WITHDRAW: (validate_one_account, create_money, convert_to_account, hold_funds, WithdrawPersistence),
        Verb.TRANSFER: (
            validate_two_accounts,
            create_money,
            convert_to_receiver,
            move_between_accounts,
            TransferPersistence,
        ),
        Verb.RESERVE_REFUND: (
            require_positive,
            find_deposit,
            require_refundable,
            create_money,
            convert_as_deposited,
            hold_funds,
            ReservedRefundPersistence,
        ),
        Verb.BOOK_REFUND: (
            require_positive,
            find_deposit,
            create_money,
            convert_as_deposited,
            take_what_is_there,
            BookedRefundPersistence,
        ),
        Verb.FAIL_REFUND: (
            require_positive,
            find_deposit,
            create_money,
            convert_as_deposited,
            FailedRefundPersistence,
        ),
        Verb.KEEP_FEE: (require_positive, post_between_houses, FeePersistence),
        Verb.WITHDRAW_DISPUTED: (require_positive, post_between_houses, AdjustmentPersistence),
        Verb.REINSTATE_DISPUTED: (require_positive, post_between_houses, AdjustmentPersistence),
        Verb.PEND: (persist_pending,),
        Verb.SETTLE: (validate_settlement, create_money, move_through_clearing, persist_completed),
        Verb.FAIL: (undo, persist_failed),
        Verb.REPAY: (create_money, repay_house, persist_repaid),
    }
)


def run(operation: Operation, books: Books) -> Operation:
    """Pass the operation through its chain.

    Raises:
        HamyonError: a link refused; nothing has changed.
        QuoteRequired: the operation needs an exchange rate.
    """
    for link in CHAINS[operation.verb]:
        operation = link(operation, books)
    return operation
