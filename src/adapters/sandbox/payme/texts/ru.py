"""The pages in Russian."""

from adapters.sandbox.pages.saying import Saying
from adapters.sandbox.payme.exchange import Silence
from adapters.sandbox.payme.outcome import Outcome
from adapters.sandbox.payme.texts.words import Texts
from adapters.sandbox.payme.visits import Choice

RUSSIAN = Texts(
    banner="Песочница: настоящие деньги здесь не списываются.",
    languages="Язык",
    payment="Оплата через Payme",
    merchant="Получатель",
    purpose="Назначение",
    pay="Оплатить {amount}",
    other_choices="Или посмотрите, что ещё бывает",
    choices={
        Choice.DECLINE: Saying("Отклонить карту", "На карте нет денег; магазин узнает, что платёж не состоялся."),
        Choice.PAY_TWICE: Saying("Оплатить дважды", "Как если бы плательщик заплатил в двух окнах подряд."),
        Choice.LEAVE: Saying("Уйти без оплаты", "Магазин ничего не узнает."),
    },
    outcomes={
        Outcome.PAID: Saying("Оплачено", "Деньги списаны, магазин подтвердил платёж."),
        Outcome.RETURNED: Saying("Деньги возвращены", "Весь платёж вернулся на вашу карту."),
        Outcome.REFUSED: Saying("Магазин отказал", "Деньги не списаны или уже возвращены."),
        Outcome.CANCELED: Saying("Не оплачено", "Деньги не списаны."),
        Outcome.WAITING: Saying("В обработке", "Магазин ещё не ответил; Payme спросит снова."),
    },
    left=Saying("Не оплачено", "Вы ушли. Ссылку можно открыть снова."),
    refund=Saying("Вернуть деньги в кабинете", "Магазин спросят, можно ли забрать деньги обратно."),
    merchants_code="Код магазина",
    back_to_merchant="Вернуться в магазин",
    details="Что сказали Payme и магазин ({count})",
    request="Payme отправил",
    answer="Магазин ответил",
    silences={
        Silence.UNREACHABLE: "Нет ответа: сервер магазина недоступен.",
        Silence.TIMED_OUT: "Нет ответа вовремя.",
        Silence.HTTP_STATUS: "HTTP {status}: для Payme ответ — только HTTP 200.",
        Silence.NOT_THE_PROTOCOL: "Ответ, который Payme не понимает.",
        Silence.LOST: "Ответ потерялся в пути.",
    },
    unknown_merchant=Saying(
        "Такого магазина нет", "Эту кассу никто не настроил. Проверьте идентификатор магазина в ссылке."
    ),
    bad_link=Saying("Ссылку нельзя прочитать", "Ошибка в поле {field}."),
    stale_page=Saying("Страница устарела", "Ничего не оплачено. Откройте ссылку на оплату снова."),
)
