"""The table of bad input: for every field of every request what is wrong with a value and what the caller learns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from google.protobuf.message import Message

from hamyon.accounts.v1 import accounts_pb2, balances_pb2, movements_pb2, transactions_pb2, users_pb2
from hamyon.admin.v1 import api_keys_pb2, gateways_pb2, tenants_pb2
from hamyon.billing.v1 import payments_pb2, queries_pb2, refunds_pb2
from hamyon.common.v1.money_pb2 import Money
from hamyon.operations.v1 import discrepancies_pb2, ledger_pb2, reconciliations_pb2
from tests.contract.grpc.bad_values import (
    AMOUNT,
    CONTROL,
    CURRENCY,
    ENUM,
    ENUMS,
    GATEWAY,
    ID,
    ID_NUMBER,
    MAP,
    MISSING,
    MOMENT,
    NAME,
    OPTIONAL_CURRENCY,
    OPTIONAL_ID,
    PAGE_SIZE,
    PAGE_TOKEN,
    POSITIVE_UNITS,
    REQUEST_ID,
    URL,
    WORD,
    Bad,
    foreign,
)
from tests.contract.grpc.conftest import Belongings

ACCOUNTS = "/hamyon.accounts.v1.AccountsService/"
BILLING = "/hamyon.billing.v1.BillingService/"
OPERATIONS = "/hamyon.operations.v1.OperationsService/"
ADMIN = "/hamyon.admin.v1.AdminService/"

# A message without fields, or one that says nothing by itself: whatever is sent in it, nothing of it can be wrong.
CANNOT_BE_BAD = {"cash", "integrator", "filter", "stripe", "payme", "octo", "other"}

# Left out, it is all there is; sent, it is an amount.
OPTIONAL_AMOUNT: Mapping[str, Sequence[Bad]] = {
    "amount": (Bad(why="empty", value=Money(), field="amount.currency_code"),),
    "amount.minor_units": POSITIVE_UNITS,
    "amount.currency_code": CURRENCY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One rpc: a request that would pass, and the bad values of each of its fields."""

    good: Message
    fields: Mapping[str, Sequence[Bad]]


def table(mine: Belongings, theirs: Belongings) -> dict[str, Row]:
    """Every rpc by its path."""
    return {**_users(mine, theirs), **_reads(mine, theirs), **_movements(mine, theirs)} | {
        **_payments(mine, theirs),
        **_payment_lists(mine),
        **_operations(mine),
        **_admin(mine),
    }


def _users(mine: Belongings, theirs: Belongings) -> dict[str, Row]:
    unknown_user = foreign(theirs.user_id, "USER_NOT_FOUND")
    changing = {
        "request_id": REQUEST_ID,
        "account_id": (*ID, foreign(theirs.account_id, "ACCOUNT_NOT_FOUND")),
    }
    named = {"request_id": "r", "account_id": mine.account_id}
    return {
        ACCOUNTS + "RegisterUser": Row(
            good=users_pb2.RegisterUserRequest(request_id="r"),
            fields={
                "request_id": REQUEST_ID,
                "user_id": OPTIONAL_ID,
                "email": (Bad(why="no address", value="nobody"), Bad(why="too long", value="x" * 250 + "@x.uz")),
                "locale": (Bad(why="another language", value="de"), Bad(why="too long", value="en" * 99)),
            },
        ),
        ACCOUNTS + "GetUser": Row(
            good=users_pb2.GetUserRequest(user_id=mine.user_id), fields={"user_id": (*ID, unknown_user)}
        ),
        ACCOUNTS + "ListUsers": Row(
            good=users_pb2.ListUsersRequest(), fields={"page_size": PAGE_SIZE, "page_token": PAGE_TOKEN}
        ),
        ACCOUNTS + "OpenAccount": Row(
            good=accounts_pb2.OpenAccountRequest(request_id="r", user_id=mine.user_id, currency_code="KWD"),
            fields={"request_id": REQUEST_ID, "user_id": (*ID, unknown_user), "currency_code": CURRENCY},
        ),
        ACCOUNTS + "ListAccounts": Row(
            good=accounts_pb2.ListAccountsRequest(),
            fields={"user_id": OPTIONAL_ID, "page_size": PAGE_SIZE, "page_token": PAGE_TOKEN},
        ),
        ACCOUNTS + "FreezeAccount": Row(good=accounts_pb2.FreezeAccountRequest(**named), fields=changing),
        ACCOUNTS + "UnfreezeAccount": Row(good=accounts_pb2.UnfreezeAccountRequest(**named), fields=changing),
        ACCOUNTS + "CloseAccount": Row(good=accounts_pb2.CloseAccountRequest(**named), fields=changing),
    }


def _reads(mine: Belongings, theirs: Belongings) -> dict[str, Row]:
    account = (*ID, foreign(theirs.account_id, "ACCOUNT_NOT_FOUND"))
    transaction = {"transaction_id": (*ID, foreign(theirs.transaction_id, "TRANSACTION_NOT_FOUND"))}
    return {
        ACCOUNTS + "GetAccount": Row(
            good=accounts_pb2.GetAccountRequest(account_id=mine.account_id), fields={"account_id": account}
        ),
        ACCOUNTS + "GetBalance": Row(
            good=balances_pb2.GetBalanceRequest(account_id=mine.account_id),
            fields={"account_id": account, "at_time": MOMENT},
        ),
        ACCOUNTS + "GetBalances": Row(
            good=balances_pb2.GetBalancesRequest(user_id=mine.user_id),
            fields={"user_id": (*ID, foreign(theirs.user_id, "USER_NOT_FOUND"))},
        ),
        ACCOUNTS + "ListEntries": Row(
            good=balances_pb2.ListEntriesRequest(account_id=mine.account_id),
            fields={"account_id": account, "page_size": PAGE_SIZE, "page_token": PAGE_TOKEN},
        ),
        ACCOUNTS + "GetTransaction": Row(
            good=transactions_pb2.GetTransactionRequest(transaction_id=mine.transaction_id), fields=transaction
        ),
        ACCOUNTS + "WatchTransaction": Row(
            good=transactions_pb2.WatchTransactionRequest(transaction_id=mine.transaction_id), fields=transaction
        ),
        ACCOUNTS + "ListTransactions": Row(
            good=transactions_pb2.ListTransactionsRequest(),
            fields={
                "account_id": OPTIONAL_ID,
                "user_id": OPTIONAL_ID,
                "kinds": ENUMS,
                "statuses": ENUMS,
                "start_time": MOMENT,
                "end_time": MOMENT,
                "page_size": PAGE_SIZE,
                "page_token": PAGE_TOKEN,
            },
        ),
    }


def transfer(mine: Belongings, theirs: Belongings) -> Row:
    """Shared with the batch, whose items obey the same rules."""
    no_account = "ACCOUNT_NOT_FOUND"
    same = Bad(why="the same account", value=mine.account_id, reason="SAME_ACCOUNT")
    return Row(
        good=movements_pb2.TransferRequest(
            request_id="r",
            from_account_id=mine.account_id,
            to_account_id=mine.second_account_id,
            amount=Money(minor_units=1, currency_code="UZS"),
        ),
        fields={
            "request_id": REQUEST_ID,
            "from_account_id": (*ID, foreign(theirs.account_id, no_account)),
            "to_account_id": (*ID, foreign(theirs.account_id, no_account), same),
            "amount": AMOUNT,
            "amount.minor_units": POSITIVE_UNITS,
            "amount.currency_code": CURRENCY,
            "metadata": MAP,
        },
    )


def _movements(mine: Belongings, theirs: Belongings) -> dict[str, Row]:
    one = transfer(mine, theirs)
    opening = {
        "request_id": REQUEST_ID,
        "account_id": (*ID, foreign(theirs.account_id, "ACCOUNT_NOT_FOUND")),
        "amount": AMOUNT,
        "amount.minor_units": POSITIVE_UNITS,
        "amount.currency_code": CURRENCY,
        "gateway": GATEWAY,
        "metadata": MAP,
    }
    asked = {
        "request_id": "r",
        "account_id": mine.account_id,
        "amount": Money(minor_units=1, currency_code="UZS"),
        "gateway": "cash",
    }
    note = (Bad(why="too long", value="x" * 501), Bad(why="zero byte", value="\x00"), Bad(why="empty", value=""))
    nowhere = Bad(why="no kind", value=transactions_pb2.Destination())
    return {
        ACCOUNTS + "Deposit": Row(good=movements_pb2.DepositRequest(**asked), fields={**opening, "return_url": URL}),
        ACCOUNTS + "Withdraw": Row(
            good=movements_pb2.WithdrawRequest(**asked),
            fields={**opening, "destination": (nowhere,), "destination.note": note},
        ),
        ACCOUNTS + "Transfer": one,
        ACCOUNTS + "BatchTransfer": Row(
            good=movements_pb2.BatchTransferRequest(transfers=[one.good]),
            fields={
                "transfers": (
                    Bad(why="missing", value=MISSING),
                    Bad(why="too many", value=[movements_pb2.TransferRequest()] * 10_001),
                )
            },
        ),
    }


def _payments(mine: Belongings, theirs: Belongings) -> dict[str, Row]:
    transaction = (*ID, foreign(theirs.payment_id, "TRANSACTION_NOT_FOUND"))
    named = {"request_id": "r", "transaction_id": mine.payment_id}
    one = Money(minor_units=1, currency_code="UZS")
    return {
        BILLING + "CreateTransaction": Row(
            good=payments_pb2.CreateTransactionRequest(request_id="r", gateway="cash", amount=one),
            fields={
                "request_id": REQUEST_ID,
                "gateway": GATEWAY,
                "amount": AMOUNT,
                "amount.minor_units": POSITIVE_UNITS,
                "amount.currency_code": CURRENCY,
                "order_reference": WORD,
                "return_url": URL,
                "metadata": MAP,
            },
        ),
        BILLING + "GetTransaction": Row(
            good=queries_pb2.GetTransactionRequest(transaction_id=mine.payment_id),
            fields={"transaction_id": transaction},
        ),
        BILLING + "WatchTransaction": Row(
            good=queries_pb2.WatchTransactionRequest(transaction_id=mine.payment_id),
            fields={"transaction_id": transaction},
        ),
        BILLING + "CompleteTransaction": Row(
            good=payments_pb2.CompleteTransactionRequest(**named),
            fields={"request_id": REQUEST_ID, "transaction_id": transaction, "data": MAP},
        ),
        BILLING + "CaptureTransaction": Row(
            good=refunds_pb2.CaptureTransactionRequest(**named, amount=one),
            fields={"request_id": REQUEST_ID, "transaction_id": transaction, **OPTIONAL_AMOUNT},
        ),
        BILLING + "RefundTransaction": Row(
            good=refunds_pb2.RefundTransactionRequest(**named, amount=one),
            fields={"request_id": REQUEST_ID, "transaction_id": transaction, "reason": WORD, **OPTIONAL_AMOUNT},
        ),
        BILLING + "ListRefunds": Row(
            good=refunds_pb2.ListRefundsRequest(),
            fields={"transaction_id": OPTIONAL_ID, "page_size": PAGE_SIZE, "page_token": PAGE_TOKEN},
        ),
        BILLING + "CancelTransaction": Row(
            good=payments_pb2.CancelTransactionRequest(**named),
            fields={"request_id": REQUEST_ID, "transaction_id": transaction},
        ),
    }


def _detail(path: str = "click.pay_doc_id", operator: int = 1, values: Sequence[str] = ("1",)) -> list[Message]:
    return [queries_pb2.DetailFilter(path=path, operator=operator, values=values)]  # type: ignore[arg-type]


def _payment_lists(mine: Belongings) -> dict[str, Row]:
    no_such = "INVALID_DETAILS_FILTER"
    first = "filter.details[0]"
    details = (
        Bad(why="too many", value=_detail() * 11),
        Bad(why="no path", value=_detail(path=""), field=f"{first}.path"),
        Bad(why="a path that is none", value=_detail(path="click.x;drop"), field=f"{first}.path"),
        Bad(why="no such detail", value=_detail(path="click.nothing"), reason=no_such, field=f"{first}.path"),
        Bad(why="no such gateway", value=_detail(path="nosuch.link"), reason=no_such, field=f"{first}.path"),
        Bad(why="no operator", value=_detail(operator=0), field=f"{first}.operator"),
        Bad(why="unknown operator", value=_detail(operator=99), field=f"{first}.operator"),
        Bad(why="no value", value=_detail(values=()), field=f"{first}.values"),
        Bad(why="half a range", value=_detail(operator=7), field=f"{first}.values"),
        Bad(why="too many", value=_detail(operator=8, values=["1"] * 101), field=f"{first}.values"),
        Bad(why="too long", value=_detail(path="click.link", values=["x" * 501]), field=f"{first}.values"),
        Bad(why="no number", value=_detail(values=["one"]), reason=no_such, field=f"{first}.values"),
        Bad(why="over 2^63", value=_detail(values=[str(2**63)]), reason=no_such, field=f"{first}.values"),
    )
    filters = {
        "filter.statuses": ENUMS,
        "filter.gateways": (Bad(why="not a name", value=["Click!"]), Bad(why="too many", value=["cash"] * 11)),
        "filter.direction": ENUM,
        "filter.currency_code": OPTIONAL_CURRENCY,
        "filter.minimum_minor_units": (Bad(why="negative", value=-1),),
        "filter.maximum_minor_units": (Bad(why="negative", value=-1),),
        "filter.start_time": MOMENT,
        "filter.end_time": MOMENT,
        "filter.order_reference": WORD,
        "filter.text": WORD,
        "filter.details": details,
    }
    return {
        BILLING + "ListTransactions": Row(
            good=queries_pb2.ListTransactionsRequest(),
            fields={**filters, "sort": ENUM, "page_size": PAGE_SIZE, "page_token": PAGE_TOKEN},
        ),
        BILLING + "CountTransactions": Row(good=queries_pb2.CountTransactionsRequest(), fields=filters),
    }


def _operations(mine: Belongings) -> dict[str, Row]:
    def end_first(request: reconciliations_pb2.ReconcileRequest) -> None:
        request.start_time.FromSeconds(9)
        request.end_time.FromSeconds(8)

    def last_too_long(request: reconciliations_pb2.ReconcileRequest) -> None:
        request.start_time.FromSeconds(9)
        request.end_time.FromSeconds(9 + 31 * 86_400 + 1)

    ends = (
        Bad(why="before the start", value=end_first),
        Bad(why="more than a month later", value=last_too_long),
    )
    filter_gateway = (Bad(why="not a name", value="Click!"), Bad(why="too long", value="x" * 33))
    paged = {"page_size": PAGE_SIZE, "page_token": PAGE_TOKEN}
    return {
        OPERATIONS + "VerifyLedger": Row(good=ledger_pb2.VerifyLedgerRequest(), fields={}),
        OPERATIONS + "Reconcile": Row(
            good=reconciliations_pb2.ReconcileRequest(request_id="r", gateway="cash"),
            fields={
                "request_id": REQUEST_ID,
                "gateway": GATEWAY,
                "start_time": MOMENT,
                "end_time": (*MOMENT, *ends),
            },
        ),
        OPERATIONS + "ListReconciliations": Row(
            good=reconciliations_pb2.ListReconciliationsRequest(), fields={"gateway": filter_gateway, **paged}
        ),
        OPERATIONS + "ListDiscrepancies": Row(
            good=discrepancies_pb2.ListDiscrepanciesRequest(),
            fields={
                "kinds": ENUMS,
                "party": ENUM,
                "gateway": filter_gateway,
                "transaction_id": OPTIONAL_ID,
                "start_time": MOMENT,
                "end_time": MOMENT,
                **paged,
            },
        ),
        OPERATIONS + "ResolveDiscrepancy": Row(
            good=discrepancies_pb2.ResolveDiscrepancyRequest(
                request_id="r", discrepancy_id=mine.payment_id, reason="seen to"
            ),
            fields={
                "request_id": REQUEST_ID,
                "discrepancy_id": (*ID, foreign(mine.user_id, "DISCREPANCY_NOT_FOUND")),
                "reason": (
                    Bad(why="missing", value=MISSING),
                    Bad(why="too long", value="x" * 1001),
                    CONTROL,
                ),
                "refund_end": ENUM,
            },
        ),
    }


def _admin(mine: Belongings) -> dict[str, Row]:
    nobody = foreign(mine.user_id, "TENANT_NOT_FOUND")
    permissions = (
        Bad(why="missing", value=MISSING),
        Bad(why="unknown", value=["accounts.everything"]),
        Bad(why="twice", value=["accounts.view", "accounts.view"]),
    )
    click = gateways_pb2.ClickSettings(service_id=1, merchant_id=2, secret_key="s")
    guard = gateways_pb2.GuardSettings(url="https://x/", secret="whsec_" + "k" * 32)
    return {
        ADMIN + "CreateTenant": Row(
            good=tenants_pb2.CreateTenantRequest(request_id="r", name="n"),
            fields={"request_id": REQUEST_ID, "name": NAME},
        ),
        ADMIN + "ListTenants": Row(
            good=tenants_pb2.ListTenantsRequest(), fields={"page_size": PAGE_SIZE, "page_token": PAGE_TOKEN}
        ),
        ADMIN + "CreateApiKey": Row(
            good=api_keys_pb2.CreateApiKeyRequest(request_id="r", display_name="n", permissions=["accounts.view"]),
            fields={
                "request_id": REQUEST_ID,
                "tenant_id": (*OPTIONAL_ID, nobody),
                "display_name": NAME,
                "permissions": permissions,
                "expire_time": (
                    *MOMENT,
                    Bad(
                        why="past", value=lambda request: request.expire_time.FromSeconds(9), reason="EXPIRE_TIME_PAST"
                    ),
                ),
            },
        ),
        ADMIN + "ListApiKeys": Row(
            good=api_keys_pb2.ListApiKeysRequest(),
            fields={"tenant_id": (*OPTIONAL_ID, nobody), "page_size": PAGE_SIZE, "page_token": PAGE_TOKEN},
        ),
        ADMIN + "RevokeApiKey": Row(
            good=api_keys_pb2.RevokeApiKeyRequest(request_id="r", api_key_id=mine.key_id),
            fields={"request_id": REQUEST_ID, "api_key_id": (*ID, foreign(mine.user_id, "API_KEY_NOT_FOUND"))},
        ),
        ADMIN + "ConfigureGateway": Row(
            good=gateways_pb2.ConfigureGatewayRequest(request_id="r", click=click, guard=guard),
            fields={**_configuring(), **_configuring_others(), **_configuring_another()},
        ),
        ADMIN + "ListGateways": Row(good=gateways_pb2.ListGatewaysRequest(), fields={}),
        ADMIN + "DisableGateway": Row(
            good=gateways_pb2.DisableGatewayRequest(request_id="r", gateway="click"),
            fields={"request_id": REQUEST_ID, "gateway": GATEWAY},
        ),
    }


def _configuring() -> dict[str, Sequence[Bad]]:
    def swap_limits(request: gateways_pb2.ConfigureGatewayRequest) -> None:
        request.click.top_up_minimum, request.click.top_up_maximum = 2, 1

    def guard_cash(request: gateways_pb2.ConfigureGatewayRequest) -> None:
        request.cash.SetInParent()

    unfit = "INVALID_GATEWAY_SETTINGS"
    swapped = Bad(why="above the maximum", value=swap_limits, reason=unfit, field="settings.top_up_minimum")
    return {
        "request_id": REQUEST_ID,
        "guard": (
            Bad(why="of a gateway that asks nobody", value=guard_cash, reason=unfit, field="settings.guard_url"),
        ),
        "guard.url": (
            *URL,
            Bad(why="missing", value=MISSING),
            Bad(why="in the clear", value="http://x/", reason=unfit, field="settings.guard_url"),
        ),
        "guard.secret": (
            Bad(why="missing", value=MISSING),
            Bad(why="too long", value="x" * 256),
            Bad(why="control character", value="a\nb"),
            Bad(why="no key", value="whsec_short", reason=unfit, field="settings.guard_secret"),
        ),
        "guard.timeout_ms": (Bad(why="too short", value=99), Bad(why="too long", value=10_001)),
        "click": (Bad(why="no gateway at all", value=MISSING, field="settings"),),
        "click.service_id": ID_NUMBER,
        "click.merchant_id": ID_NUMBER,
        "click.merchant_user_id": ID_NUMBER,
        "click.secret_key": (
            Bad(why="missing", value=MISSING),
            Bad(why="too long", value="x" * 256),
            Bad(why="control character", value="a\nb"),
        ),
        "click.top_up_minimum": (*ID_NUMBER, swapped),
        "click.top_up_maximum": ID_NUMBER,
        "click.pay_page_url": (*URL, Bad(why="with a query", value="https://x/?y=1")),
        "click.card_type": (Bad(why="another card", value="visa"),),
        "click.cancel_of_paid_code": (Bad(why="a code of something else", value=-5), Bad(why="zero", value=0)),
        "click.api_url": (*URL, Bad(why="with a query", value="https://x/?y=1")),
        "click.fiscal_units": ID_NUMBER,
        "click.fiscal_vat_percent": (Bad(why="over 99", value=100), Bad(why="negative", value=-1)),
        "click.fiscal_spic": (*WORD, Bad(why="no code", value="x", reason=unfit, field="settings.fiscal_spic")),
        **dict.fromkeys((f"click.fiscal_{name}" for name in ("package_code", "name", "tin", "pinfl")), WORD),
    }


def _configuring_another() -> dict[str, Sequence[Bad]]:
    def settings_of_click(request: gateways_pb2.ConfigureGatewayRequest) -> None:
        request.other.gateway = "click"

    def settings_of_the_guard(request: gateways_pb2.ConfigureGatewayRequest) -> None:
        request.other.gateway = "toy"
        request.other.values["guard_url"] = "http://localhost"

    return {
        "other.gateway": (
            *GATEWAY[:-1],
            replace(GATEWAY[-1], field="gateway"),
            Bad(why="has a message of its own", value=settings_of_click, reason="INVALID_REQUEST", field="click"),
        ),
        "other.values": (
            Bad(why="too many", value={f"k{number}": "" for number in range(51)}),
            Bad(why="no name", value={"Key": "x"}),
            Bad(why="too long", value={"k": "v" * 2049}),
            Bad(why="control character", value={"k": "a\nb"}),
            Bad(why="a setting of the guard", value=settings_of_the_guard, field="guard.url"),
        ),
    }


def _configuring_others() -> dict[str, Sequence[Bad]]:
    needed = (Bad(why="missing", value=MISSING), *WORD)
    page = (*URL, Bad(why="with a query", value="https://x/?y=1"))
    words = {
        "stripe": {"secret_key": needed, "statement_descriptor": WORD},
        "payme": dict.fromkeys(("merchant_id",), needed)
        | dict.fromkeys(("key", "test_key", "login", "account_fields", "address_header"), WORD)
        | dict.fromkeys(("register_id", "register_key"), WORD),
        "octo": dict.fromkeys(("octo_secret", "unique_key"), needed)
        | dict.fromkeys(("payment_methods", "signature_formula", "fiscal_spic", "fiscal_package_code"), WORD)
        | dict.fromkeys(("fiscal_position", "fiscal_inn", "fiscal_pinfl"), WORD),
    }
    others: dict[str, dict[str, Sequence[Bad]]] = {
        "stripe": {
            "webhook_secrets": (Bad(why="missing", value=MISSING), Bad(why="too long", value="x" * 1301), CONTROL),
            "api_url": page,
            "success_url": URL,
            "cancel_url": URL,
            "connected_account_id": (Bad(why="another thing's id", value="cus_1"),),
        },
        "payme": {
            "top_up_minimum": ID_NUMBER,
            "top_up_maximum": ID_NUMBER,
            "checkout_url": page,
            "language": (Bad(why="another language", value="de"),),
            "allowed_addresses": (Bad(why="too long", value="x" * 2049), CONTROL),
            "subscribe_url": page,
            "return_delay_ms": ID_NUMBER,
        },
        "octo": {
            "octo_shop_id": ID_NUMBER,
            "tsp_id": ID_NUMBER,
            "supplier_shop_id": ID_NUMBER,
            "return_url": URL,
            "language": (Bad(why="another language", value="de"),),
            "ttl_minutes": (*ID_NUMBER, Bad(why="over 5000", value=5001)),
            "api_url": page,
        },
    }
    return {
        f"{gateway}.{field}": bads
        for table_of in (words, others)
        for gateway, fields in table_of.items()
        for field, bads in fields.items()
    }
