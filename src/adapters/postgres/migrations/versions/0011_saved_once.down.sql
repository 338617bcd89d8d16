DROP FUNCTION billing.require_saved;
REVOKE USAGE ON SEQUENCE billing.attempts_number_seq FROM hamyon_app;
