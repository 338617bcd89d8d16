"""A page token leads exactly where its own list goes on, and nowhere else."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.grpc_api.page_tokens import next_page_token, page_request
from hamyon.accounts.v1.accounts_pb2 import ListAccountsRequest
from hamyon.billing.v1.queries_pb2 import ListTransactionsRequest
from shared_kernel.pagination import DEFAULT_PAGE_SIZE, InvalidPageTokenError, PageKey, PageRequest
from tests.builders import OTHER_TENANT, TENANT

KEY = PageKey(value=datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC), id=UUID(int=7))
MOMENTS = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
AMOUNTS = st.integers(min_value=-(2**63), max_value=2**63 - 1)


@given(st.builds(PageKey, value=st.one_of(MOMENTS, AMOUNTS), id=st.uuids()))
def test_a_token_carries_the_place_without_loss(key: PageKey) -> None:
    request = ListAccountsRequest(page_size=9)
    request.page_token = next_page_token(key, request=request, tenant_id=TENANT)
    assert PageRequest(size=9, after=key) == page_request(request, tenant_id=TENANT)


def test_without_a_token_the_list_starts_at_its_beginning_with_the_default_size() -> None:
    assert PageRequest(size=DEFAULT_PAGE_SIZE) == page_request(ListAccountsRequest(), tenant_id=TENANT)
    assert "" == next_page_token(None, request=ListAccountsRequest(), tenant_id=TENANT)


def test_the_size_may_change_from_page_to_page() -> None:
    token = next_page_token(KEY, request=ListAccountsRequest(page_size=1), tenant_id=TENANT)
    larger = ListAccountsRequest(page_size=100, page_token=token)
    assert KEY == page_request(larger, tenant_id=TENANT).after


def test_a_token_fits_no_other_filter_list_or_tenant() -> None:
    token = next_page_token(KEY, request=ListAccountsRequest(), tenant_id=TENANT)
    filtered = ListAccountsRequest(user_id=str(UUID(int=1)), page_token=token)
    for request, tenant in [
        (filtered, TENANT),
        (ListTransactionsRequest(page_token=token), TENANT),
        (ListAccountsRequest(page_token=token), OTHER_TENANT),
    ]:
        with pytest.raises(InvalidPageTokenError):
            page_request(request, tenant_id=tenant)


def test_a_token_changed_in_any_place_is_refused() -> None:
    token = next_page_token(KEY, request=ListAccountsRequest(), tenant_id=TENANT)
    for place, letter in enumerate(token):
        changed = token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        with pytest.raises(InvalidPageTokenError):
            page_request(ListAccountsRequest(page_token=changed), tenant_id=TENANT)
