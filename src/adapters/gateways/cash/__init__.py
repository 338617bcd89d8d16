"""Cash: money handed over at a desk; an operator completes the transaction, no provider is asked."""
