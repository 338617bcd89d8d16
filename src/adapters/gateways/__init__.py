"""One folder per payment gateway, all strangers to one another, and the registry that lists them."""
