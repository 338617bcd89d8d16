-- A save that travels with its COMMIT cannot be looked at in between: what it did not change must stop the commit.
CREATE FUNCTION billing.require_saved(saved bigint) RETURNS void
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF saved <> 1 THEN
        RAISE EXCEPTION 'The transaction changed meanwhile'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'transactions_version';
    END IF;
END
$$;

-- Numbers of attempts are taken ahead.
GRANT USAGE ON SEQUENCE billing.attempts_number_seq TO hamyon_app;
