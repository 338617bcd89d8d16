"""Connected accounts (section 9): created empty, and ready for money once their owner has said who he is."""

from adapters.sandbox.stripe.books import Books
from adapters.sandbox.stripe.rest.errors import ApiError, Json
from adapters.sandbox.stripe.rest.fields import anything, ignored, metadata, one_of, text
from adapters.sandbox.stripe.rest.lists import list_of
from adapters.sandbox.stripe.rest.operation import Call, get, post

_WANTED = ["external_account", "individual.dob.day", "tos_acceptance.date"]
_LINK_SECONDS = 5 * 60


def _create(call: Call) -> Json:
    books, params = call.books, call.params
    if books.platform:
        raise ApiError("You can only create new accounts if you've signed up for Connect.", code="account_invalid")
    asked = params.get("capabilities") or {"transfers": {"requested": "true"}}
    account = books.add(
        "acct",
        "account",
        business_profile=None,
        business_type=params.get("business_type"),
        capabilities=dict.fromkeys(asked, "inactive"),
        charges_enabled=False,
        country=params.get("country", "US"),
        default_currency=params.get("default_currency", "usd"),
        details_submitted=False,
        email=params.get("email"),
        metadata=params.get("metadata", {}),
        payouts_enabled=False,
        requirements=_requirements(_WANTED),
        type=params.get("type", "none"),
    )
    books.connect(account["id"])
    return account


def onboard(books: Books, account: Json) -> None:
    """The owner has filled everything in, and Stripe has believed it."""
    account |= {"details_submitted": True, "charges_enabled": True, "payouts_enabled": True}
    account["capabilities"] = dict.fromkeys(account["capabilities"], "active")
    account["requirements"] = _requirements([])
    books.connected[account["id"]].emit("account.updated", account)


def restrict(books: Books, account: Json) -> None:
    """Stripe wants to know more, and stops payouts until it does."""
    account |= {"payouts_enabled": False, "requirements": _requirements(["individual.verification.document"])}
    books.connected[account["id"]].emit("account.updated", account, payouts_enabled=True)


def _requirements(due: list[str]) -> Json:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": due,
        "disabled_reason": "requirements.past_due" if due else None,
        "errors": [],
        "eventually_due": due,
        "past_due": due,
        "pending_verification": [],
    }


def _get(call: Call) -> Json:
    return call.books.get("account", call.id)


def _link(call: Call) -> Json:
    account = call.books.get("account", call.params["account"], param="account")
    account["_return_url"] = call.params.get("return_url")
    now = call.books.now()
    return {
        "object": "account_link",
        "created": now,
        "expires_at": now + _LINK_SECONDS,
        "url": f"{call.origin}/sandbox/stripe/onboard/{account['id']}",
    }


OPERATIONS = (
    post(
        "/accounts",
        "connect",
        _create,
        {
            "business_type": text,
            "capabilities": anything,
            "country": text,
            "default_currency": text,
            "email": text,
            "metadata": metadata,
            "type": one_of("custom", "express", "standard"),
            **ignored("business_profile", "company", "controller", "external_account", "individual"),
            **ignored("settings", "tos_acceptance"),
        },
    ),
    get("/accounts/{id}", _get),
    list_of("/accounts", "account"),
    post(
        "/account_links",
        "connect",
        _link,
        {
            "account": text,
            "refresh_url": text,
            "return_url": text,
            "type": one_of("account_onboarding", "account_update"),
            **ignored("collection_options"),
        },
        "account",
        "type",
    ),
)
