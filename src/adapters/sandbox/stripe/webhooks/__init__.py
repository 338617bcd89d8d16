"""How Stripe speaks first: snapshot events, signed, sent again while nobody answers."""
