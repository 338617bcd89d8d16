"""What Octo tells about a payment, in Octo's own words; sums as Octo writes them, as decimal text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OctoDetails:
    """Facts of an Octo payment; None where Octo has not told (yet).

    Attributes:
        shop_transaction_id: our name of the try to open it; another for every try.
        octo_payment_uuid: Octo's name; what captures and refunds ask for.
        auto_capture: whether the money is taken at once, or held until we decide.
        transfer_sum: what reaches us after Octo's commission; never the amount paid.
        refunded_sum: what went back, including what a partial capture released.
    """

    octo_shop_id: int | None = None
    shop_transaction_id: str | None = None
    octo_payment_uuid: str | None = None
    init_time: str | None = None
    auto_capture: bool | None = None
    test: bool | None = None
    status: str | None = None
    description: str | None = None
    card_type: str | None = None
    card_country: str | None = None
    card_is_physical: bool | None = None
    card_masked_pan: str | None = None
    rrn: str | None = None
    risk_level: int | None = None
    total_sum: str | None = None
    refunded_sum: str | None = None
    transfer_sum: str | None = None
    return_url: str | None = None
    notify_url: str | None = None
    octo_pay_url: str | None = None
    signature: str | None = None
    hash_key: str | None = None
    payed_time: str | None = None
    error: int | None = None
    err_message: str | None = None
