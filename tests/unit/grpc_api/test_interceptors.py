"""Every interceptor wraps both kinds of rpc, in the order that keeps strangers out."""

import pytest

from adapters.grpc_api.call import Handler
from adapters.grpc_api.method import Method, methods_of
from adapters.grpc_api.permissions import PERMISSIONS
from adapters.grpc_api.registration import IncompleteServiceError, handlers_of
from adapters.grpc_api.server import ACCOUNTS, ADMIN, BILLING, OPERATIONS
from shared_kernel import tenant
from shared_kernel.identifiers import SystemIdentifiers


class Notes:
    """An interceptor that notes what it wraps."""

    def __init__(self) -> None:
        self.wrapped: dict[str, bool] = {}

    def wrap(self, method: Method, proceed: Handler) -> Handler:
        self.wrapped[method.name] = method.streams
        return proceed


class Everything:
    """A servicer of whatever is asked."""

    def __getattr__(self, name: str) -> object:
        return self


def test_each_interceptor_wraps_every_rpc_streams_among_them() -> None:
    first, second = Notes(), Notes()
    handlers_of(
        service=ACCOUNTS,
        servicers=[Everything()],
        interceptors=[first, second],
        identifiers=SystemIdentifiers(),
    )
    expected = {rpc.name: rpc.name == "WatchTransaction" for rpc in ACCOUNTS.methods}
    assert expected == first.wrapped == second.wrapped


@pytest.mark.parametrize("servicers", [[], [Everything(), Everything()]])
def test_an_rpc_without_its_one_servicer_keeps_the_server_from_starting(servicers: list[object]) -> None:
    with pytest.raises(IncompleteServiceError, match="BillingService/CreateTransaction"):
        handlers_of(service=BILLING, servicers=servicers, interceptors=[], identifiers=SystemIdentifiers())


def test_the_table_of_permissions_names_every_rpc_and_only_permissions_there_are() -> None:
    services = {
        service.full_name: {rpc.name for rpc in service.methods} for service in (ACCOUNTS, BILLING, OPERATIONS, ADMIN)
    }
    assert services == {service: set(table) for service, table in PERMISSIONS.items()}
    assert set() == {word for table in PERMISSIONS.values() for word in table.values()} - tenant.PERMISSIONS


def test_an_rpc_is_served_under_its_name_in_snake_case() -> None:
    names = {method.name: method.python_name for method in methods_of(ACCOUNTS)}
    assert ("batch_transfer", "get_balance") == (names["BatchTransfer"], names["GetBalance"])
