"""The two joints between accounts and billing: a port one way, events the other."""
