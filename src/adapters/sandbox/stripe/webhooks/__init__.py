"""How Stripe speaks first: events, snapshots or thin ones, signed, sent again while nobody answers."""
