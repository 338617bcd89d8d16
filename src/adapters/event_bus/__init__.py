"""Carries committed events to their consumers: the relay, the codec and the engines behind it."""
