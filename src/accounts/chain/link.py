"""A link of a chain: a pure function from an operation to an enriched copy, or a refusal."""

from collections.abc import Callable

from accounts.chain.books import Books
from accounts.chain.operation import Operation

Link = Callable[[Operation, Books], Operation]
