"""Takes and returns money through payment gateways; knows nothing of balances."""
