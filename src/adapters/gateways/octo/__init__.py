"""Octo, as Hamyon speaks to it."""
