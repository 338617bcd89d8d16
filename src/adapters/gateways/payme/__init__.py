"""Payme, as Hamyon speaks to it."""
