"""How Stripe is spoken to: bracket forms, parameters, idempotency keys, error bodies, expansion and paging."""
