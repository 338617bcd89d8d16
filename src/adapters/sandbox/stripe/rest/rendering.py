"""An object as a caller sees it: without what Stripe keeps to itself, and with what `expand` asks for."""

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.rest.errors import ApiError, Json

_DEEPEST = 4


def shown(value: object) -> object:
    """A copy without hidden facts."""
    if isinstance(value, dict):
        return {key: shown(one) for key, one in value.items() if not key.startswith("_")}
    if isinstance(value, list):
        return [shown(one) for one in value]
    return value


def expanded(value: Json, paths: list[str], *, books: Books) -> Json:
    """A copy in which ids are objects where `expand` says so (`latest_charge.balance_transaction`).

    Raises:
        ApiError: the property holds nothing that could be expanded.
    """
    answer: Json = {**value}
    for path in paths:
        parts = path.split(".")
        if len(parts) > _DEEPEST:
            message = f"You cannot expand more than {_DEEPEST} levels of a property. Property: {path}"
            raise ApiError(message, param="expand")
        _expand(answer, parts, path=path, books=books)
    return answer


def _expand(holder: Json, parts: list[str], *, path: str, books: Books) -> None:
    name, *deeper = parts
    inside = holder.get(f"_{name}", holder.get(name, holder))
    if inside is holder:
        raise ApiError(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(inside, str):
        inside = books.find(inside)
    if isinstance(inside, list):
        holder[name] = [{**one} for one in inside]
    elif isinstance(inside, dict):
        holder[name] = {**inside}
    else:
        return
    if deeper:
        for one in holder[name] if isinstance(inside, list) else [holder[name]]:
            _expand(one, deeper, path=path, books=books)
