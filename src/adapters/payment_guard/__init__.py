"""The tenant's veto over HTTP: a signed question to the tenant's own system, and no money without its yes."""
