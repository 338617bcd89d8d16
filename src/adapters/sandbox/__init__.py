"""Simulators of the providers with a pay page: the gateways of a laptop and of the test suite."""
