"""The pages in Uzbek, in the Latin script."""

from adapters.sandbox.octo.exchange import Silence
from adapters.sandbox.octo.outcome import Outcome
from adapters.sandbox.octo.texts.words import Texts
from adapters.sandbox.octo.visits import Choice
from adapters.sandbox.pages.saying import Saying

UZBEK = Texts(
    banner="Sinov muhiti: bu yerda haqiqiy pul yechilmaydi.",
    languages="Til",
    payment="Octo orqali toʻlov",
    merchant="Qabul qiluvchi",
    reference="Toʻlov raqami",
    purpose="Toʻlov maqsadi",
    pay="{amount} toʻlash",
    other_choices="Yoki yana nimalar boʻlishi mumkinligini koʻring",
    choices={
        Choice.DECLINE: Saying("Kartani rad etish", "Toʻlov bekor qilinadi va bu haqda sotuvchiga xabar beriladi."),
        Choice.LEAVE: Saying(
            "Toʻlamasdan chiqish", "Sotuvchi hech narsadan xabar topmaydi, havola esa yana bir muddat ochiq turadi."
        ),
    },
    outcomes={
        Outcome.PAID: Saying("Toʻlandi", "Pul kartangizdan yechildi."),
        Outcome.PART_CHARGED: Saying("Qisman toʻlandi", "Summaning bir qismi yechildi, qolgani boʻshatildi."),
        Outcome.HELD: Saying(
            "Pul band qilindi", "Summa kartangizda band qilib qoʻyildi. Uni yechishni sotuvchi hal qiladi."
        ),
        Outcome.RETURNED: Saying("Pul qaytarildi", "Toʻlovning hammasi kartangizga qaytarildi."),
        Outcome.PART_RETURNED: Saying("Pul qisman qaytarildi", "Toʻlovning bir qismi kartangizga qaytarildi."),
        Outcome.CANCELED: Saying("Bekor qilindi", "Pul yechilmadi. Toʻlash uchun sotuvchidan yangi havola soʻrang."),
        Outcome.OPEN: Saying("Toʻlanmadi", "Havola muddati tugaguncha ochiq turadi."),
    },
    unheard="Sotuvchi oxirgi xabarni tasdiqlamadi. Haqiqiy Octo ham bir necha takrordan keyin toʻxtagan boʻlardi.",
    charged="Yechildi",
    returned="Qaytarildi",
    back_to_merchant="Sotuvchiga qaytish",
    details="Octo va sotuvchi bir-biriga nima dedi ({count})",
    request="Octo yubordi",
    answer="Sotuvchi javob berdi",
    silences={
        Silence.UNREACHABLE: "Javob yoʻq: sotuvchi serveriga ulanib boʻlmadi.",
        Silence.TIMED_OUT: "Javob oʻz vaqtida kelmadi.",
        Silence.HTTP_STATUS: "HTTP {status}: Octo uchun faqat HTTP 200 javob hisoblanadi.",
        Silence.UNKNOWN_SHOP: "Yuborilmadi: doʻkon endi sozlanmagan.",
    },
    unknown_payment=Saying(
        "Bunday toʻlov yoʻq",
        "Qayta ishga tushirilganda sinov muhiti toʻlovlarni unutadi. Toʻlovni qaytadan yarating va yangi havolani "
        "oching.",
    ),
    stale_page=Saying("Bu sahifa eskirgan", "Hech narsa toʻlanmadi. Toʻlov havolasini qaytadan oching."),
)
