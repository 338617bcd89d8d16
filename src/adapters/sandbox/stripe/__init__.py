"""A simulator of Stripe: its REST API, its webhooks and its pay page, with the books to prove what really happened."""
