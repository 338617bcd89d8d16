"""The sandbox's first page: which providers are played here, and what each of them can be made to do."""
