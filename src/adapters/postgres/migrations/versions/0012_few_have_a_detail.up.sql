-- For a thousand ids the planner would rather read a whole table that has some ten thousand rows.
ALTER FUNCTION billing.transactions_with_details ROWS 10;
