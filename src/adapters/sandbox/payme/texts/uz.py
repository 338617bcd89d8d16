"""The pages in Uzbek."""

from adapters.sandbox.pages.saying import Saying
from adapters.sandbox.payme.exchange import Silence
from adapters.sandbox.payme.outcome import Outcome
from adapters.sandbox.payme.texts.words import Texts
from adapters.sandbox.payme.visits import Choice

UZBEK = Texts(
    banner="Sinov muhiti: bu yerda haqiqiy pul yechilmaydi.",
    languages="Til",
    payment="Payme orqali toʻlov",
    merchant="Qabul qiluvchi",
    purpose="Maqsadi",
    pay="Toʻlash: {amount}",
    other_choices="Yoki yana nimalar boʻlishini koʻring",
    choices={
        Choice.DECLINE: Saying("Kartani rad etish", "Kartada pul yoʻq; doʻkon toʻlov boʻlmaganini biladi."),
        Choice.PAY_TWICE: Saying("Ikki marta toʻlash", "Toʻlovchi ketma-ket ikki oynada toʻlagandek."),
        Choice.LEAVE: Saying("Toʻlamasdan chiqish", "Doʻkon hech narsa bilmaydi."),
    },
    outcomes={
        Outcome.PAID: Saying("Toʻlandi", "Pul yechildi, doʻkon toʻlovni tasdiqladi."),
        Outcome.RETURNED: Saying("Pul qaytarildi", "Toʻlov toʻliq kartangizga qaytarildi."),
        Outcome.REFUSED: Saying("Doʻkon rad etdi", "Pul yechilmadi yoki allaqachon qaytarildi."),
        Outcome.CANCELED: Saying("Toʻlanmadi", "Pul yechilmadi."),
        Outcome.WAITING: Saying("Jarayonda", "Doʻkon hali javob bermadi; Payme yana soʻraydi."),
    },
    left=Saying("Toʻlanmadi", "Siz chiqib ketdingiz. Havolani yana ochish mumkin."),
    refund=Saying("Kabinetda qaytarish", "Doʻkondan pulni qaytarib olish mumkinmi, deb soʻraladi."),
    merchants_code="Doʻkon kodi",
    back_to_merchant="Doʻkonga qaytish",
    details="Payme va doʻkon nima dedi ({count})",
    request="Payme yubordi",
    answer="Doʻkon javob berdi",
    silences={
        Silence.UNREACHABLE: "Javob yoʻq: doʻkon serveriga ulanib boʻlmadi.",
        Silence.TIMED_OUT: "Javob oʻz vaqtida kelmadi.",
        Silence.HTTP_STATUS: "HTTP {status}: Payme uchun faqat HTTP 200 javobdir.",
        Silence.NOT_THE_PROTOCOL: "Payme tushunmaydigan javob.",
        Silence.LOST: "Javob yoʻlda yoʻqoldi.",
    },
    unknown_merchant=Saying(
        "Bunday doʻkon yoʻq", "Bu kassani hech kim sozlamagan. Havoladagi doʻkon identifikatorini tekshiring."
    ),
    bad_link=Saying("Havolani oʻqib boʻlmadi", "{field} maydonida xato bor."),
    stale_page=Saying("Sahifa eskirgan", "Hech narsa toʻlanmadi. Toʻlov havolasini qayta oching."),
)
