"""Keeps balances: users, their accounts and a double-entry ledger; knows nothing of gateways."""
