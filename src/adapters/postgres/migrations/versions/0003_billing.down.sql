DROP FUNCTION billing.transactions_with_details;
DROP TABLE billing.discrepancies, billing.attempts, billing.transactions;
DROP SCHEMA billing;
