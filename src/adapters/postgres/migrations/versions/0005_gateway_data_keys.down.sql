-- Without its data key a row could never be read again: going back is refused as long as there is one. A constraint
-- looks at every row; a query of the owner, who is subject to row-level security, would see none.
ALTER TABLE platform.gateways ADD CONSTRAINT gateways_without_data_keys CHECK (key_id IS NULL);
ALTER TABLE platform.gateways DROP COLUMN key_id, DROP COLUMN wrapped_key;
