"""The pages in Uzbek."""

from adapters.sandbox.payme.exchange import Silence
from adapters.sandbox.payme.outcome import Outcome
from adapters.sandbox.payme.texts.words import Saying, Texts
from adapters.sandbox.payme.visits import Choice

UZBEK = Texts(
    banner="Sinov muhiti: bu yerda haqiqiy pul yechilmaydi.",
    languages="Til",
    payment="Payme orqali to‘lov",
    merchant="Qabul qiluvchi",
    purpose="Maqsadi",
    pay="To‘lash: {amount}",
    other_choices="Yoki yana nimalar bo‘lishini ko‘ring",
    choices={
        Choice.DECLINE: Saying("Kartani rad etish", "Kartada pul yo‘q; do‘kon to‘lov bo‘lmaganini biladi."),
        Choice.PAY_TWICE: Saying("Ikki marta to‘lash", "To‘lovchi ketma-ket ikki oynada to‘lagandek."),
        Choice.LEAVE: Saying("To‘lamasdan chiqish", "Do‘kon hech narsa bilmaydi."),
    },
    outcomes={
        Outcome.PAID: Saying("To‘landi", "Pul yechildi, do‘kon to‘lovni tasdiqladi."),
        Outcome.RETURNED: Saying("Pul qaytarildi", "To‘lov to‘liq kartangizga qaytarildi."),
        Outcome.REFUSED: Saying("Do‘kon rad etdi", "Pul yechilmadi yoki allaqachon qaytarildi."),
        Outcome.CANCELED: Saying("To‘lanmadi", "Pul yechilmadi."),
        Outcome.WAITING: Saying("Jarayonda", "Do‘kon hali javob bermadi; Payme yana so‘raydi."),
    },
    left=Saying("To‘lanmadi", "Siz chiqib ketdingiz. Havolani yana ochish mumkin."),
    refund=Saying("Kabinetda qaytarish", "Do‘kondan pulni qaytarib olish mumkinmi, deb so‘raladi."),
    merchants_code="Do‘kon kodi",
    back_to_merchant="Do‘konga qaytish",
    details="Payme va do‘kon nima dedi ({count})",
    request="Payme yubordi",
    answer="Do‘kon javob berdi",
    silences={
        Silence.UNREACHABLE: "Javob yo‘q: do‘kon serveriga ulanib bo‘lmadi.",
        Silence.TIMED_OUT: "Javob o‘z vaqtida kelmadi.",
        Silence.HTTP_STATUS: "HTTP {status}: Payme uchun faqat HTTP 200 javobdir.",
        Silence.NOT_THE_PROTOCOL: "Payme tushunmaydigan javob.",
        Silence.LOST: "Javob yo‘lda yo‘qoldi.",
    },
    unknown_merchant=Saying(
        "Bunday do‘kon yo‘q", "Bu kassani hech kim sozlamagan. Havoladagi do‘kon identifikatorini tekshiring."
    ),
    bad_link=Saying("Havolani o‘qib bo‘lmadi", "{field} maydonida xato bor."),
    stale_page=Saying("Sahifa eskirgan", "Hech narsa to‘lanmadi. To‘lov havolasini qayta oching."),
)
