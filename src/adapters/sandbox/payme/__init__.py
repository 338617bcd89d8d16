"""Payme as a simulator: the checkout page, the Merchant API's caller, the Subscribe API and the books behind them."""
