DROP FUNCTION billing.require_saved;
