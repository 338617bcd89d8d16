"""The repositories: explicit rows to explicit domain values, the tenant in every statement."""
