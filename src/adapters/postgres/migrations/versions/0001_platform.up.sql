-- What every module needs: tenants and their keys, request ids, inbox, outbox, gateway configurations.

-- The tenants this transaction may see, as `set_config('hamyon.tenants', 'uuid,uuid', true)` named them; none otherwise.
CREATE FUNCTION platform.current_tenants() RETURNS uuid[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(nullif(btrim(current_setting('hamyon.tenants', true), '{}'), ''), ',')::uuid[];

-- The one shape of tenant isolation. The scalar sub-select is evaluated once per statement, not once per row.
-- FORCE makes it hold for the owner of the table as well.
CREATE PROCEDURE platform.isolate_tenants(isolated regclass)
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', isolated);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', isolated);
    EXECUTE format(
        'CREATE POLICY tenant ON %s TO hamyon_app USING (tenant_id = ANY ((SELECT platform.current_tenants())::uuid[]))',
        isolated
    );
END
$$;

CREATE TABLE platform.tenants (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT tenants_name_key UNIQUE,
    created_at timestamptz NOT NULL
);

CREATE TABLE platform.api_keys (
    tenant_id uuid NOT NULL REFERENCES platform.tenants (id),
    id uuid NOT NULL,
    display_name text NOT NULL,
    secret_hash bytea NOT NULL,
    permissions text[] NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT api_keys_secret_hash_key UNIQUE (tenant_id, secret_hash)
);
-- Who shows a key has no tenant yet.
CREATE INDEX api_keys_secret_hash ON platform.api_keys (secret_hash);

CREATE TABLE platform.request_ids (
    tenant_id uuid NOT NULL,
    request_id text NOT NULL,
    fingerprint bytea NOT NULL,
    resource_id uuid,
    refusal jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, request_id)
);

CREATE TABLE platform.inbox (
    tenant_id uuid NOT NULL,
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    handled_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, consumer, event_id)
);

-- Insert-only. Numbers of an identity become visible out of order; a reader that takes whole windows of transactions
-- below the oldest running one, and goes by position within a window, neither overtakes a commit nor swaps two events
-- of a subject.
CREATE TABLE platform.outbox (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    position bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
    type text NOT NULL,
    subject uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    data json NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX outbox_in_order ON platform.outbox (transaction, position);

CREATE TABLE platform.relay_cursors (
    name text PRIMARY KEY,
    since xid8 NOT NULL,
    until xid8,
    position bigint NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE platform.relay_failures (
    tenant_id uuid NOT NULL,
    event_id uuid NOT NULL,
    subject uuid NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    last_error text NOT NULL,
    PRIMARY KEY (tenant_id, event_id)
);
CREATE INDEX relay_failures_due ON platform.relay_failures (next_attempt_at);
-- Whatever follows a parked event of its subject is parked behind it.
CREATE INDEX relay_failures_by_subject ON platform.relay_failures (tenant_id, subject);

CREATE TABLE platform.dead_letters (
    tenant_id uuid NOT NULL,
    event_id uuid NOT NULL,
    consumer text NOT NULL DEFAULT '',
    type text NOT NULL,
    subject uuid NOT NULL,
    reason text NOT NULL,
    attempts integer NOT NULL,
    failed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, event_id, consumer)
);

CREATE TABLE platform.gateways (
    tenant_id uuid NOT NULL REFERENCES platform.tenants (id),
    gateway text NOT NULL,
    endpoint text NOT NULL,
    settings bytea NOT NULL,
    enabled boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, gateway)
);
-- A provider that calls has no tenant yet.
CREATE INDEX gateways_endpoint ON platform.gateways (endpoint);

-- Every call a provider made. The nil tenant owns the calls to endpoints nobody has: no caller ever sees them.
CREATE TABLE platform.webhook_deliveries (
    tenant_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    gateway text NOT NULL,
    endpoint text NOT NULL,
    received_at timestamptz NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    outcome text NOT NULL,
    http_status integer NOT NULL,
    answer bytea NOT NULL,
    correlation_id text NOT NULL,
    duration_ms integer NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX webhook_deliveries_by_time ON platform.webhook_deliveries (tenant_id, received_at);

CALL platform.isolate_tenants('platform.api_keys');
CALL platform.isolate_tenants('platform.request_ids');
CALL platform.isolate_tenants('platform.inbox');
CALL platform.isolate_tenants('platform.outbox');
CALL platform.isolate_tenants('platform.relay_failures');
CALL platform.isolate_tenants('platform.dead_letters');
CALL platform.isolate_tenants('platform.gateways');
CALL platform.isolate_tenants('platform.webhook_deliveries');

GRANT USAGE ON SCHEMA platform TO hamyon_app, hamyon_system;

GRANT INSERT ON platform.tenants TO hamyon_app;
GRANT SELECT, INSERT, UPDATE ON platform.api_keys, platform.gateways TO hamyon_app;
GRANT SELECT, INSERT ON platform.request_ids, platform.inbox, platform.outbox TO hamyon_app;
GRANT SELECT ON platform.relay_failures, platform.dead_letters, platform.webhook_deliveries TO hamyon_app;

-- What acts before the tenant is known, or for all of them: authentication, webhook intake, the relay.
GRANT SELECT, INSERT ON platform.tenants TO hamyon_system;
GRANT SELECT ON platform.api_keys, platform.gateways, platform.outbox TO hamyon_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.relay_cursors, platform.relay_failures, platform.dead_letters
    TO hamyon_system;
GRANT INSERT ON platform.webhook_deliveries TO hamyon_system;

CREATE POLICY system ON platform.api_keys FOR SELECT TO hamyon_system USING (true);
CREATE POLICY system ON platform.gateways FOR SELECT TO hamyon_system USING (true);
CREATE POLICY system ON platform.outbox FOR SELECT TO hamyon_system USING (true);
CREATE POLICY system ON platform.relay_failures TO hamyon_system USING (true);
CREATE POLICY system ON platform.dead_letters TO hamyon_system USING (true);
CREATE POLICY system ON platform.webhook_deliveries FOR INSERT TO hamyon_system WITH CHECK (true);
