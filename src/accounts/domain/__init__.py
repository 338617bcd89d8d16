"""What an account, an entry and a transaction are and what they refuse: pure, no clock, no input or output."""
