DROP TABLE accounts.entries, accounts.transactions, accounts.accounts, accounts.users;
DROP FUNCTION accounts.check_entries;
DROP FUNCTION accounts.refuse_change;
DROP SCHEMA accounts;
