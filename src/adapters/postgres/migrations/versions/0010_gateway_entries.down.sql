DROP TABLE billing.gateway_entries;
