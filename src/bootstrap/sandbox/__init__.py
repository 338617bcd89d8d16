"""The simulated providers of a development service: their merchants, their pages, their contracts with tenant dev."""
