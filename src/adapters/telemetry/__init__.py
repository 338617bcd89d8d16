"""Logs, traces and metrics in one shape for every adapter."""
