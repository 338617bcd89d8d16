"""What Click tells about a payment, in Click's own words (SHOP API and Merchant API)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickDetails:
    """Facts of a Click payment; None where Click has not told (yet).

    Attributes:
        merchant_trans_id: the order reference or account number the payer pays for.
        merchant_prepare_id: our number of the attempt last prepared or paid.
        merchant_confirm_id: our number of the confirmation.
        pay_doc_id: `click_paydoc_id`, the number in the payer's SMS; 64 bits.
        payment_id: the id the Merchant API asks for; see `pay_doc_id`, the two are not promised to be one.
        payment_status: below 0 an error, 0 created, 1 processing, 2 paid.
        invoice_id: the invoice on the payer's phone, and `invoice_status`: -99 deleted, above 0 paid.
        qr_code_url: the tax receipt; `receipt_submitted`: Click has been told what it says.
        attempts: what Prepare said of each try, by its `click_trans_id`: `pay_doc_id`, and `prepared_at` by our clock;
            tells which of Click's payments is which.
        link: where the payer was sent, and `params`, what the link said.
    """

    service_id: int | None = None
    merchant_id: int | None = None
    merchant_user_id: int | None = None
    merchant_trans_id: str | None = None
    merchant_prepare_id: int | None = None
    merchant_confirm_id: int | None = None
    pay_doc_id: int | None = None
    payment_id: int | None = None
    payment_status: int | None = None
    sign_time: str | None = None
    sign_string: str | None = None
    error_code: int | None = None
    error_note: str | None = None
    invoice_id: int | None = None
    invoice_status: int | None = None
    qr_code_url: str | None = None
    receipt_submitted: bool | None = None
    attempts: Mapping[str, Mapping[str, Any]] | None = None
    link: str | None = None
    params: Mapping[str, str] | None = None
