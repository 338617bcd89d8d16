"""Which permission each rpc needs: the one table. An rpc without a line here keeps the server from starting."""

from collections.abc import Mapping
from types import MappingProxyType

from shared_kernel.tenant import ADMIN_MANAGE

PERMISSIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "hamyon.accounts.v1.AccountsService": {
            "RegisterUser": "accounts.manage",
            "GetUser": "accounts.view",
            "ListUsers": "accounts.view",
            "OpenAccount": "accounts.manage",
            "GetAccount": "accounts.view",
            "ListAccounts": "accounts.view",
            "FreezeAccount": "accounts.manage",
            "UnfreezeAccount": "accounts.manage",
            "CloseAccount": "accounts.manage",
            "GetBalance": "accounts.view",
            "GetBalances": "accounts.view",
            "ListEntries": "accounts.view",
            "Deposit": "accounts.deposit",
            "Withdraw": "accounts.withdraw",
            "Transfer": "accounts.transfer",
            "BatchTransfer": "accounts.transfer",
            "GetTransaction": "accounts.view",
            "ListTransactions": "accounts.view",
            "WatchTransaction": "accounts.view",
        },
        "hamyon.billing.v1.BillingService": {
            "CreateTransaction": "billing.create",
            "GetTransaction": "billing.view",
            "ListTransactions": "billing.view",
            "CountTransactions": "billing.view",
            "CompleteTransaction": "billing.capture",
            "CaptureTransaction": "billing.capture",
            "RefundTransaction": "billing.refund",
            "ListRefunds": "billing.view",
            "CancelTransaction": "billing.cancel",
            "WatchTransaction": "billing.view",
        },
        "hamyon.operations.v1.OperationsService": {
            "VerifyLedger": "operations.view",
            "Reconcile": "billing.reconcile",
            "ListReconciliations": "operations.view",
            "ListDiscrepancies": "operations.view",
            "ResolveDiscrepancy": "operations.manage",
        },
        "hamyon.admin.v1.AdminService": {
            "CreateTenant": ADMIN_MANAGE,
            "ListTenants": ADMIN_MANAGE,
            "CreateApiKey": ADMIN_MANAGE,
            "ListApiKeys": ADMIN_MANAGE,
            "RevokeApiKey": ADMIN_MANAGE,
            "ConfigureGateway": "billing.gateways.manage",
            "ListGateways": "billing.gateways.manage",
            "DisableGateway": "billing.gateways.manage",
        },
    }
)
