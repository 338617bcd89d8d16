"""The link of what only the house takes part in: what gateways keep for their work, take back, and return.

What a gateway owes the house stands on its clearing account, below zero. Money that the gateway keeps brings that
balance up, and the account that says what it was kept for goes down.
"""

from accounts.chain.books import Books
from accounts.chain.money_creation import money_of
from accounts.chain.operation import Operation, Verb, house_accounts
from accounts.chain.postings import paired


def post_between_houses(operation: Operation, _books: Books) -> Operation:
    """A fee or a disputed payment is taken out of what the gateway owes; what it returns is owed again."""
    clearing, kept_for = house_accounts(operation)
    returned = operation.verb is Verb.REINSTATE_DISPUTED
    postings = paired(
        tenant_id=operation.tenant_id,
        source=(clearing if returned else kept_for).id,
        target=(kept_for if returned else clearing).id,
        money=money_of(operation),
        conversion=None,
    )
    return operation._replace(account_id=clearing.id, postings=postings)
