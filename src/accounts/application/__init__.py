"""The use cases of accounts, and the queue that commits concurrent operations together."""
