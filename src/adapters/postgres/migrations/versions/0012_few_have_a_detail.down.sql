ALTER FUNCTION billing.transactions_with_details ROWS 1000;
