"""The pages in Russian."""

from adapters.sandbox.pages.saying import Saying
from adapters.sandbox.stripe.page.standing import Choice, Standing
from adapters.sandbox.stripe.page.texts.words import Texts

RUSSIAN = Texts(
    banner="Песочница: настоящие деньги здесь не списываются.",
    languages="Язык",
    payment="Оплата через Stripe",
    merchant="Получатель",
    reference="Заказ или счёт",
    pay="Оплатить {amount}",
    save="Сохранить карту",
    other_choices="Или посмотрите, как бывает ещё",
    choices={
        Choice.NO_MONEY: Saying("Недостаточно средств", "Карту отклонят, можно попробовать другую."),
        Choice.ASK_BANK: Saying("Банк спросит подтверждение", "3-D Secure: платёж ждёт вашего «да» или «нет»."),
        Choice.DELAY: Saying("Оплатить с банковского счёта", "Магазин узнает, пришли ли деньги, через несколько дней."),
        Choice.REFUND_PENDS: Saying("Оплатить; возврат будет ждать", "Возврат сначала в обработке, потом проходит."),
        Choice.REFUND_FAILS: Saying("Оплатить; возврат не пройдёт", "Возврат примут, но позже он сорвётся."),
        Choice.DISPUTE: Saying("Оплатить и оспорить", "Ваш банк заберёт деньги у магазина обратно."),
        Choice.BANK_AGREES: Saying("Банк согласен", "Платёж пройдёт."),
        Choice.BANK_REFUSES: Saying("Банк отказал", "Платёж не пройдёт, магазину об этом сообщат."),
    },
    standings={
        Standing.OPEN: Saying("Можно оплатить", "Пока ничего не списано."),
        Standing.DECLINED: Saying("Карта отклонена", "Деньги не списаны. Попробуйте ещё раз или уйдите."),
        Standing.ASKED: Saying("Банк ждёт подтверждения", "Это вы платите? Пока ничего не списано."),
        Standing.WAITING: Saying("В пути", "Ваш банк заплатит или откажет, магазин пока ждёт денег."),
        Standing.PAID: Saying("Оплачено", "Деньги списаны, магазину об этом сообщают."),
        Standing.HELD: Saying(
            "Зарезервировано", "Деньги удержаны на карте, пока магазин их не спишет или не отпустит."
        ),
        Standing.NOTHING_DUE: Saying("Готово", "Сейчас платить не нужно. Магазину об этом сообщают."),
        Standing.FAILED: Saying("Не оплачено", "Банк отказал. Деньги не списаны, магазину об этом сообщили."),
        Standing.EXPIRED: Saying("Слишком поздно", "Этот платёж закрыт. Деньги не списаны, попросите новую ссылку."),
    },
    leave="Уйти без оплаты",
    back_to_merchant="Вернуться в магазин",
    onboarding=Saying("Получать выплаты через Stripe", "Здесь Stripe спросил бы, кто вы и где ваш банковский счёт."),
    onboard="Всё подтвердить",
    onboarded=Saying("К выплатам готово", "Stripe узнал всё, что хотел. Магазину об этом сообщают."),
    unknown=Saying(
        "По этому адресу ничего нет",
        "После перезапуска песочница забывает всё. Попросите у магазина новую ссылку.",
    ),
    stale_page=Saying("Эта страница устарела", "Ничего не сделано. Откройте ссылку ещё раз."),
)
