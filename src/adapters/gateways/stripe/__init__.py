"""Stripe, as Hamyon speaks to it."""
