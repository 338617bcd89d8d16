"""Stripe's objects: what may be asked of each, and what becomes of it."""
