"""The rpcs: each translates its message, calls one use case and translates the outcome."""
