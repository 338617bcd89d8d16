"""The use cases of billing: each is one intention of a caller, a provider or the clock."""
