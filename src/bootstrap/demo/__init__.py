"""The story of the README, told and checked by a program against a running service."""
