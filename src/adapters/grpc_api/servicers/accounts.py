"""AccountsService: users and accounts."""

from uuid import UUID

from accounts.application.change_account_status import ChangeAccountStatus, StatusChange
from accounts.application.open_account import OpenAccount
from accounts.application.read_books import ReadBooks
from accounts.application.register_user import RegisterUser
from accounts.domain.account import Account
from adapters.grpc_api.call import Call
from adapters.grpc_api.mapping.accounts import account_to
from adapters.grpc_api.mapping.common import optional_id
from adapters.grpc_api.mapping.users import registration_from, user_to
from adapters.grpc_api.page_tokens import next_page_token, page_request
from hamyon.accounts.v1 import accounts_pb2, users_pb2


class AccountsServicer:
    """Users and accounts, apart from their money."""

    def __init__(
        self,
        *,
        register_user: RegisterUser,
        open_account: OpenAccount,
        change_account_status: ChangeAccountStatus,
        books: ReadBooks,
    ) -> None:
        self._register_user = register_user
        self._open_account = open_account
        self._change_status = change_account_status
        self._books = books

    async def register_user(self, request: users_pb2.RegisterUserRequest, call: Call) -> users_pb2.RegisterUserResponse:
        """Rpc RegisterUser."""
        user = await self._register_user(tenant_id=call.tenant_id, request=registration_from(request))
        return users_pb2.RegisterUserResponse(user=user_to(user))

    async def get_user(self, request: users_pb2.GetUserRequest, call: Call) -> users_pb2.GetUserResponse:
        """Rpc GetUser."""
        user = await self._books.user(tenant_id=call.tenant_id, user_id=UUID(request.user_id))
        return users_pb2.GetUserResponse(user=user_to(user))

    async def list_users(self, request: users_pb2.ListUsersRequest, call: Call) -> users_pb2.ListUsersResponse:
        """Rpc ListUsers."""
        wanted = page_request(request, tenant_id=call.tenant_id)
        page = await self._books.users(tenant_id=call.tenant_id, page=wanted)
        return users_pb2.ListUsersResponse(
            users=map(user_to, page.items),
            next_page_token=next_page_token(page.next, request=request, tenant_id=call.tenant_id),
        )

    async def open_account(
        self, request: accounts_pb2.OpenAccountRequest, call: Call
    ) -> accounts_pb2.OpenAccountResponse:
        """Rpc OpenAccount."""
        account = await self._open_account(
            tenant_id=call.tenant_id,
            request_id=request.request_id,
            user_id=UUID(request.user_id),
            currency_code=request.currency_code,
        )
        return accounts_pb2.OpenAccountResponse(account=account_to(account))

    async def get_account(self, request: accounts_pb2.GetAccountRequest, call: Call) -> accounts_pb2.GetAccountResponse:
        """Rpc GetAccount."""
        account = await self._books.account(tenant_id=call.tenant_id, account_id=UUID(request.account_id))
        return accounts_pb2.GetAccountResponse(account=account_to(account))

    async def list_accounts(
        self, request: accounts_pb2.ListAccountsRequest, call: Call
    ) -> accounts_pb2.ListAccountsResponse:
        """Rpc ListAccounts."""
        wanted = page_request(request, tenant_id=call.tenant_id)
        page = await self._books.accounts(tenant_id=call.tenant_id, user_id=optional_id(request.user_id), page=wanted)
        return accounts_pb2.ListAccountsResponse(
            accounts=map(account_to, page.items),
            next_page_token=next_page_token(page.next, request=request, tenant_id=call.tenant_id),
        )

    async def freeze_account(
        self, request: accounts_pb2.FreezeAccountRequest, call: Call
    ) -> accounts_pb2.FreezeAccountResponse:
        """Rpc FreezeAccount."""
        account = await self._changed(call, request.request_id, request.account_id, StatusChange.FREEZE)
        return accounts_pb2.FreezeAccountResponse(account=account_to(account))

    async def unfreeze_account(
        self, request: accounts_pb2.UnfreezeAccountRequest, call: Call
    ) -> accounts_pb2.UnfreezeAccountResponse:
        """Rpc UnfreezeAccount."""
        account = await self._changed(call, request.request_id, request.account_id, StatusChange.UNFREEZE)
        return accounts_pb2.UnfreezeAccountResponse(account=account_to(account))

    async def close_account(
        self, request: accounts_pb2.CloseAccountRequest, call: Call
    ) -> accounts_pb2.CloseAccountResponse:
        """Rpc CloseAccount."""
        account = await self._changed(call, request.request_id, request.account_id, StatusChange.CLOSE)
        return accounts_pb2.CloseAccountResponse(account=account_to(account))

    async def _changed(self, call: Call, request_id: str, account_id: str, change: StatusChange) -> Account:
        return await self._change_status(
            tenant_id=call.tenant_id, request_id=request_id, account_id=UUID(account_id), change=change
        )
