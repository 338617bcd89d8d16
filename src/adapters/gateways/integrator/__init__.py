"""Integrator: money taken by another system of the tenant; an operator or that system completes the transaction."""
