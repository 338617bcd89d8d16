-- Each row of settings is encrypted with a key of its own, kept beside it wrapped by the master key of this id.
-- Rows without one were stored before and are encrypted with the secret's derived key itself.
ALTER TABLE platform.gateways
    ADD COLUMN key_id text,
    ADD COLUMN wrapped_key bytea,
    ADD CONSTRAINT gateways_key_check CHECK ((key_id IS NULL) = (wrapped_key IS NULL));
