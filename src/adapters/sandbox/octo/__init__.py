"""Octo's side: its three calls, its hosted pay page, its notifications and its cabinet, written from the protocol."""
