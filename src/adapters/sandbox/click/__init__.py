"""A simulator of Click: its pay page, and its side of the SHOP API, spoken over real HTTP with real signatures."""
