"""The pages in Uzbek, in the Latin script."""

from adapters.sandbox.pages.saying import Saying
from adapters.sandbox.stripe.page.standing import Choice, Standing
from adapters.sandbox.stripe.page.texts.words import Texts

UZBEK = Texts(
    banner="Sinov muhiti: bu yerda haqiqiy pul yechilmaydi.",
    languages="Til",
    payment="Stripe orqali toʻlov",
    merchant="Qabul qiluvchi",
    reference="Buyurtma yoki hisob",
    pay="{amount} toʻlash",
    save="Kartani saqlash",
    other_choices="Yoki yana nimalar boʻlishi mumkinligini koʻring",
    choices={
        Choice.NO_MONEY: Saying("Mablagʻ yetarli emas", "Karta rad etiladi, boshqasini sinab koʻrish mumkin."),
        Choice.ASK_BANK: Saying("Bank avval soʻraydi", "3-D Secure: toʻlov sizning “ha” yoki “yoʻq”ingizni kutadi."),
        Choice.DELAY: Saying(
            "Bank hisobidan toʻlash", "Pul kelgan-kelmaganini sotuvchi bir necha kundan keyin biladi."
        ),
        Choice.REFUND_PENDS: Saying("Toʻlash; qaytarish kutadi", "Pul qaytarish avval kutadi, soʻng bajariladi."),
        Choice.REFUND_FAILS: Saying(
            "Toʻlash; qaytarish bajarilmaydi", "Pul qaytarish qabul qilinadi, keyinroq esa amalga oshmaydi."
        ),
        Choice.DISPUTE: Saying("Toʻlash va eʼtiroz bildirish", "Bankingiz pulni sotuvchidan qaytarib oladi."),
        Choice.BANK_AGREES: Saying("Bank rozi", "Toʻlov oʻtadi."),
        Choice.BANK_REFUSES: Saying("Bank rad etdi", "Toʻlov oʻtmaydi, sotuvchiga bu haqda xabar beriladi."),
    },
    standings={
        Standing.OPEN: Saying("Toʻlash mumkin", "Hozircha hech narsa yechilmadi."),
        Standing.DECLINED: Saying("Karta rad etildi", "Pul yechilmadi. Yana urinib koʻring yoki chiqing."),
        Standing.ASKED: Saying("Bank tasdiqni kutmoqda", "Siz toʻlayapsizmi? Hozircha hech narsa yechilmadi."),
        Standing.WAITING: Saying("Yoʻlda", "Bankingiz toʻlaydi yoki rad etadi, sotuvchi hali pulni kutmoqda."),
        Standing.PAID: Saying("Toʻlandi", "Pul yechildi, sotuvchiga bu haqda xabar berilmoqda."),
        Standing.HELD: Saying("Band qilindi", "Sotuvchi yechmaguncha yoki boʻshatmaguncha pul kartada band turadi."),
        Standing.NOTHING_DUE: Saying("Tayyor", "Hozir toʻlash kerak emas. Sotuvchiga bu haqda xabar berilmoqda."),
        Standing.FAILED: Saying("Toʻlanmadi", "Bank rad etdi. Pul yechilmadi, sotuvchiga bu haqda xabar berildi."),
        Standing.EXPIRED: Saying("Kech qolindi", "Bu toʻlov yopilgan. Pul yechilmadi, yangi havola soʻrang."),
    },
    leave="Toʻlamasdan chiqish",
    back_to_merchant="Sotuvchiga qaytish",
    onboarding=Saying(
        "Stripe orqali pul olish", "Bu yerda Stripe kimligingizni va bank hisobingizni soʻragan boʻlardi."
    ),
    onboard="Hammasini tasdiqlash",
    onboarded=Saying("Pul olishga tayyor", "Stripe kerakli hamma narsani bilib oldi. Sotuvchiga xabar berilmoqda."),
    unknown=Saying(
        "Bu manzilda hech narsa yoʻq",
        "Qayta ishga tushirilganda sinov muhiti hammasini unutadi. Sotuvchidan yangi havola soʻrang.",
    ),
    stale_page=Saying("Bu sahifa eskirgan", "Hech narsa qilinmadi. Havolani qaytadan oching."),
)
