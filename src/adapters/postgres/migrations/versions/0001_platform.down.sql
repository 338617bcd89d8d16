DROP TABLE
    platform.webhook_deliveries,
    platform.gateways,
    platform.dead_letters,
    platform.relay_failures,
    platform.relay_cursors,
    platform.outbox,
    platform.inbox,
    platform.request_ids,
    platform.api_keys,
    platform.tenants;
DROP PROCEDURE platform.isolate_tenants;
DROP FUNCTION platform.current_tenants;
