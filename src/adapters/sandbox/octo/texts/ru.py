"""The pages in Russian."""

from adapters.sandbox.octo.exchange import Silence
from adapters.sandbox.octo.outcome import Outcome
from adapters.sandbox.octo.texts.words import Texts
from adapters.sandbox.octo.visits import Choice
from adapters.sandbox.pages.saying import Saying

RUSSIAN = Texts(
    banner="Песочница: настоящие деньги здесь не списываются.",
    languages="Язык",
    payment="Оплата через Octo",
    merchant="Получатель",
    reference="Номер платежа",
    purpose="Назначение",
    pay="Оплатить {amount}",
    other_choices="Или посмотрите, как бывает ещё",
    choices={
        Choice.DECLINE: Saying("Отклонить карту", "Платёж отменится, и магазину об этом сообщат."),
        Choice.LEAVE: Saying("Уйти без оплаты", "Магазин ничего не узнает, а ссылка ещё какое-то время будет открыта."),
    },
    outcomes={
        Outcome.PAID: Saying("Оплачено", "Деньги списаны с вашей карты."),
        Outcome.PART_CHARGED: Saying("Оплачено частично", "Часть суммы списана, остальное разблокировано."),
        Outcome.HELD: Saying(
            "Деньги заблокированы", "Сумма зарезервирована на вашей карте. Магазин решит, списывать ли её."
        ),
        Outcome.RETURNED: Saying("Деньги возвращены", "Весь платёж возвращён на вашу карту."),
        Outcome.PART_RETURNED: Saying("Деньги возвращены частично", "Часть платежа возвращена на вашу карту."),
        Outcome.CANCELED: Saying("Отменено", "Деньги не списаны. Чтобы заплатить, попросите у магазина новую ссылку."),
        Outcome.OPEN: Saying("Не оплачено", "Ссылка открыта, пока не истечёт её срок."),
    },
    unheard="Магазин не подтвердил последнее сообщение. Настоящий Octo тоже сдался бы после нескольких повторов.",
    charged="Списано",
    returned="Возвращено",
    back_to_merchant="Вернуться в магазин",
    details="Что сказали друг другу Octo и магазин ({count})",
    request="Octo отправил",
    answer="Магазин ответил",
    silences={
        Silence.UNREACHABLE: "Ответа нет: не удалось соединиться с сервером магазина.",
        Silence.TIMED_OUT: "Ответ не пришёл вовремя.",
        Silence.HTTP_STATUS: "HTTP {status}: для Octo ответ — это только HTTP 200.",
        Silence.UNKNOWN_SHOP: "Не отправлено: магазин больше не настроен.",
    },
    unknown_payment=Saying(
        "Такого платежа нет",
        "После перезапуска песочница забывает платежи. Создайте платёж заново и откройте новую ссылку.",
    ),
    stale_page=Saying("Эта страница устарела", "Ничего не оплачено. Откройте ссылку на оплату ещё раз."),
)
