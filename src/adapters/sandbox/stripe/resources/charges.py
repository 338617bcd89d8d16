"""Charges: each try to take a payer's money; made by payments, only read here."""

from adapters.sandbox.stripe.rest.errors import Json
from adapters.sandbox.stripe.rest.fields import text
from adapters.sandbox.stripe.rest.lists import list_of
from adapters.sandbox.stripe.rest.operation import Call, get


def _retrieve(call: Call) -> Json:
    return call.books.get("charge", call.id)


OPERATIONS = (get("/charges/{id}", _retrieve), list_of("/charges", "charge", payment_intent=text, customer=text))
