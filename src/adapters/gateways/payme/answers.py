"""What we answer Payme: codes with sentences for the payer (Payme protocol, sections 3.3 and 3.4), as JSON."""

import json
from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType


class Code(IntEnum):
    """The `code` of an error; what makes us say it is the table of each method."""

    WRONG_AMOUNT = -31001
    UNKNOWN_TRANSACTION = -31003
    NOT_RETURNABLE = -31007
    IMPOSSIBLE_NOW = -31008
    UNKNOWN_ACCOUNT = -31050
    ALREADY_PAID = -31051
    BUSY = -31052
    CLOSED = -31053
    UNKNOWN_RECEIPT = -32001
    NOT_POST = -32300
    FAILED = -32400
    NOT_AUTHORIZED = -32504
    BAD_REQUEST = -32600
    UNKNOWN_METHOD = -32601
    BAD_FISCAL_DATA = -32602
    NOT_JSON = -32700


def _in(*, ru: str, uz: str, en: str) -> Mapping[str, str]:
    return MappingProxyType({"ru": ru, "uz": uz, "en": en})


MESSAGES = MappingProxyType(
    {
        Code.WRONG_AMOUNT: _in(ru="Сумма не совпадает", uz="Summa mos kelmadi", en="Amount does not match"),
        Code.UNKNOWN_TRANSACTION: _in(
            ru="Такой транзакции нет", uz="Bunday tranzaksiya yo‘q", en="No such transaction"
        ),
        Code.NOT_RETURNABLE: _in(
            ru="Отмена невозможна: заказ уже выдан",
            uz="Bekor qilib bo‘lmaydi: buyurtma topshirilgan",
            en="Cannot cancel: the order has been delivered",
        ),
        Code.IMPOSSIBLE_NOW: _in(
            ru="Операция недоступна в текущем состоянии",
            uz="Joriy holatda bu amalni bajarib bo‘lmaydi",
            en="Operation is not possible in the current state",
        ),
        Code.UNKNOWN_ACCOUNT: _in(ru="Такого заказа нет", uz="Bunday buyurtma yo‘q", en="No such order"),
        Code.ALREADY_PAID: _in(
            ru="Заказ уже оплачен", uz="Buyurtma to‘lab bo‘lingan", en="Order has already been paid"
        ),
        Code.BUSY: _in(
            ru="По заказу уже идёт оплата",
            uz="Buyurtma bo‘yicha to‘lov jarayoni ketmoqda",
            en="Another payment of this order is in progress",
        ),
        Code.CLOSED: _in(ru="Заказ отменён", uz="Buyurtma bekor qilingan", en="The order has been cancelled"),
        Code.UNKNOWN_RECEIPT: _in(ru="Чек не найден", uz="Chek topilmadi", en="Receipt not found"),
        Code.NOT_POST: _in(
            ru="Запрос должен быть отправлен методом POST", uz="So‘rov POST usulida yuborilsin", en="Send it with POST"
        ),
        Code.FAILED: _in(
            ru="Внутренняя ошибка, повторите позже",
            uz="Ichki xatolik, keyinroq urinib ko‘ring",
            en="Internal error, try again later",
        ),
        Code.NOT_AUTHORIZED: _in(
            ru="Недостаточно прав для вызова метода",
            uz="Ushbu metodni chaqirishga ruxsat yo‘q",
            en="Not authorized to call this method",
        ),
        Code.BAD_REQUEST: _in(ru="Запрос составлен неверно", uz="So‘rov noto‘g‘ri tuzilgan", en="Malformed request"),
        Code.UNKNOWN_METHOD: _in(ru="Метод не поддерживается", uz="Bunday metod yo‘q", en="Unknown method"),
        Code.BAD_FISCAL_DATA: _in(ru="Неверные параметры", uz="Parametrlar noto‘g‘ri", en="Invalid parameters"),
        Code.NOT_JSON: _in(ru="Не удалось прочитать JSON", uz="JSON o‘qib bo‘lmadi", en="Body is not valid JSON"),
    }
)


def result_body(*, request_id: int | None, result: Mapping[str, object]) -> bytes:
    """The JSON object of a call that was done."""
    return _encoded({"jsonrpc": "2.0", "id": request_id, "result": dict(result)})


def error_body(*, request_id: int | None, code: Code, data: str) -> bytes:
    """The JSON object of a refused call; `data` names the account's field or the method at fault."""
    error: dict[str, object] = {"code": int(code), "message": dict(MESSAGES[code])}
    if data:
        error["data"] = data
    return _encoded({"jsonrpc": "2.0", "id": request_id, "error": error})


def _encoded(answer: Mapping[str, object]) -> bytes:
    # What Payme sent may hold half a character pair, which JSON can write and UTF-8 cannot.
    return json.dumps(answer, ensure_ascii=False).encode(errors="replace")
