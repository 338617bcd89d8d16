"""The pages in Russian."""

from adapters.sandbox.click.exchange import Silence
from adapters.sandbox.click.payment import Outcome
from adapters.sandbox.click.simulator import Choice
from adapters.sandbox.click.texts.words import Texts
from adapters.sandbox.pages.saying import Saying

RUSSIAN = Texts(
    banner="Песочница: настоящие деньги здесь не списываются.",
    languages="Язык",
    payment="Оплата через Click",
    merchant="Получатель",
    reference="Заказ или счёт",
    amount="Сумма",
    paydoc="Платёж Click",
    pay="Оплатить {amount}",
    other_choices="Или посмотрите, как бывает ещё",
    choices={
        Choice.FAIL: Saying("Недостаточно средств", "Click не сможет списать деньги и сообщит об этом магазину."),
        Choice.LEAVE: Saying("Уйти без оплаты", "Магазин ничего не узнает."),
        Choice.PAY_TWICE: Saying("Оплатить дважды", "Как будто вы платите сразу с двух телефонов."),
        Choice.REPEAT: Saying(
            "Оплатить и повторить вызовы", "Click отправит каждый вызов ещё раз, как после потерянного ответа."
        ),
    },
    outcomes={
        Outcome.PAID: Saying("Оплачено", "Деньги списаны, магазин подтвердил платёж."),
        Outcome.CHARGED_AGAIN: Saying("Деньги списаны повторно", "Магазин ответил, что заказ уже был оплачен."),
        Outcome.RETURNED: Saying("Деньги возвращены", "Магазин уже отменил этот платёж, поэтому Click вернёт деньги."),
        Outcome.HANGING: Saying(
            "Списано, но не подтверждено",
            "Магазин не дал правильного ответа. Настоящий Click повторил бы вызов ещё несколько раз, "
            "а затем платёж пришлось бы разбирать вручную его поддержке.",
        ),
        Outcome.DECLINED: Saying("Недостаточно средств", "Деньги не списаны, магазину об этом сообщили."),
        Outcome.REFUSED: Saying("Магазин отказал", "Деньги не списаны. Причина указана в подробностях ниже."),
        Outcome.ALREADY_PAID: Saying("Уже оплачено", "Так ответил магазин. Повторно деньги не списаны."),
        Outcome.NO_ANSWER: Saying(
            "Магазин не отвечает",
            "Деньги не списаны. Запустите сервер магазина, снова откройте ссылку на оплату и заплатите. "
            "Если бы деньги уже были списаны, Click повторил бы вызов.",
        ),
        Outcome.LEFT: Saying("Вы ушли без оплаты", "Магазин ничего не узнал и продолжает ждать."),
    },
    charged_twice="Деньги списаны дважды: один из двух платежей магазин должен вернуть.",
    back_to_merchant="Вернуться в магазин",
    details="Что сказали друг другу Click и магазин ({count})",
    request="Click отправил",
    answer="Магазин ответил",
    silences={
        Silence.UNREACHABLE: "Ответа нет: не удалось соединиться с сервером магазина.",
        Silence.TIMED_OUT: "Ответ не пришёл вовремя.",
        Silence.HTTP_STATUS: "HTTP {status}: Click читает ответ только при HTTP 200.",
        Silence.NOT_THE_PROTOCOL: "HTTP 200, но это не ответ по протоколу Click.",
    },
    top_up=Saying("Пополнить счёт", "Введите номер счёта и сумму, как это делают в приложении Click."),
    account_number="Номер счёта",
    sum="Сумма, сум",
    go_on="Продолжить",
    another_top_up="Пополнить счёт",
    unknown_service=Saying(
        "Под этим номером никто не принимает оплату",
        "Нет настроенного шлюза с service_id {service_id}. Настройте шлюз «click» (AdminService, "
        "ConfigureGateway): этот service_id, ваш merchant_id и любой secret_key. Затем снова откройте ссылку.",
    ),
    no_merchants=Saying(
        "Пока некому платить",
        "Настройте шлюз «click» (AdminService, ConfigureGateway): service_id, merchant_id и любой secret_key. "
        "Затем обновите эту страницу.",
    ),
    invalid_link=Saying(
        "Этот платёж невозможно оплатить",
        "Параметр «{parameter}» отсутствует или неверен. Для оплаты нужны service_id, merchant_id, "
        "amount (в сумах, например 1000.00) и transaction_param.",
    ),
    stale_page=Saying("Эта страница устарела", "Ничего не оплачено. Откройте ссылку на оплату ещё раз."),
)
