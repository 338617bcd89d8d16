"""The pages in Uzbek, in the Latin script."""

from adapters.sandbox.click.exchange import Silence
from adapters.sandbox.click.payment import Outcome
from adapters.sandbox.click.simulator import Choice
from adapters.sandbox.click.texts.words import Texts
from adapters.sandbox.pages.saying import Saying

UZBEK = Texts(
    banner="Sinov muhiti: bu yerda haqiqiy pul yechilmaydi.",
    languages="Til",
    payment="Click orqali toʻlov",
    merchant="Qabul qiluvchi",
    reference="Buyurtma yoki hisob",
    amount="Summa",
    paydoc="Click toʻlovi",
    pay="{amount} toʻlash",
    other_choices="Yoki yana nimalar boʻlishi mumkinligini koʻring",
    choices={
        Choice.FAIL: Saying("Mablagʻ yetarli emas", "Click pulni yecha olmaydi va bu haqda sotuvchiga xabar beradi."),
        Choice.LEAVE: Saying("Toʻlamasdan chiqish", "Sotuvchi hech narsadan xabar topmaydi."),
        Choice.PAY_TWICE: Saying("Ikki marta toʻlash", "Goʻyo bir vaqtda ikkita telefondan toʻlagandek."),
        Choice.REPEAT: Saying(
            "Toʻlash va soʻrovlarni takrorlash", "Javob yoʻqolgandagidek, Click har bir soʻrovni yana bir bor yuboradi."
        ),
    },
    outcomes={
        Outcome.PAID: Saying("Toʻlandi", "Pul yechildi, sotuvchi toʻlovni tasdiqladi."),
        Outcome.CHARGED_AGAIN: Saying("Pul ikkinchi marta yechildi", "Sotuvchi bu buyurtma avval toʻlanganini aytdi."),
        Outcome.RETURNED: Saying(
            "Pul qaytarildi", "Sotuvchi bu toʻlovni bekor qilgan, shu sabab Click pulni qaytaradi."
        ),
        Outcome.HANGING: Saying(
            "Pul yechildi, lekin tasdiqlanmadi",
            "Sotuvchi toʻgʻri javob bermadi. Haqiqiy Click soʻrovni yana bir necha marta takrorlaydi, "
            "soʻngra toʻlovni uning yordam xizmati qoʻlda hal qiladi.",
        ),
        Outcome.DECLINED: Saying("Mablagʻ yetarli emas", "Pul yechilmadi. Sotuvchiga xabar berildi."),
        Outcome.REFUSED: Saying("Sotuvchi rad etdi", "Pul yechilmadi. Sababi quyidagi tafsilotlarda."),
        Outcome.ALREADY_PAID: Saying("Allaqachon toʻlangan", "Sotuvchi shunday javob berdi. Pul qayta yechilmadi."),
        Outcome.NO_ANSWER: Saying(
            "Sotuvchi javob bermayapti",
            "Pul yechilmadi. Sotuvchi serverini ishga tushiring, toʻlov havolasini qaytadan oching va toʻlang. "
            "Pul yechilgan boʻlganida, Click soʻrovni takrorlagan boʻlardi.",
        ),
        Outcome.LEFT: Saying("Siz toʻlamasdan chiqdingiz", "Sotuvchiga hech narsa aytilmadi, u hamon kutmoqda."),
    },
    charged_twice="Pul ikki marta yechildi: sotuvchi toʻlovlardan birini qaytarishi kerak.",
    back_to_merchant="Sotuvchiga qaytish",
    details="Click va sotuvchi bir-biriga nima dedi ({count})",
    request="Click yubordi",
    answer="Sotuvchi javob berdi",
    silences={
        Silence.UNREACHABLE: "Javob yoʻq: sotuvchi serveriga ulanib boʻlmadi.",
        Silence.TIMED_OUT: "Javob oʻz vaqtida kelmadi.",
        Silence.HTTP_STATUS: "HTTP {status}: Click javobni faqat HTTP 200 boʻlganda oʻqiydi.",
        Silence.NOT_THE_PROTOCOL: "HTTP 200, lekin bu Click protokoliga mos javob emas.",
    },
    top_up=Saying("Hisobni toʻldirish", "Click ilovasidagi kabi hisob raqami va summani kiriting."),
    account_number="Hisob raqami",
    sum="Summa, soʻm",
    go_on="Davom etish",
    another_top_up="Hisobni toʻldirish",
    unknown_service=Saying(
        "Bu raqam bilan hech kim toʻlov qabul qilmaydi",
        "service_id {service_id} bilan sozlangan shlyuz yoʻq. “click” shlyuzini sozlang (AdminService, "
        "ConfigureGateway): shu service_id, oʻz merchant_id va istalgan secret_key. Soʻng havolani qaytadan oching.",
    ),
    no_merchants=Saying(
        "Hozircha toʻlov qabul qiluvchi yoʻq",
        "“click” shlyuzini sozlang (AdminService, ConfigureGateway): service_id, merchant_id va istalgan secret_key. "
        "Soʻng bu sahifani yangilang.",
    ),
    invalid_link=Saying(
        "Bu toʻlovni amalga oshirib boʻlmaydi",
        "“{parameter}” parametri yoʻq yoki notoʻgʻri. Toʻlov uchun service_id, merchant_id, "
        "amount (soʻmda, masalan 1000.00) va transaction_param kerak.",
    ),
    stale_page=Saying("Bu sahifa eskirgan", "Hech narsa toʻlanmadi. Toʻlov havolasini qaytadan oching."),
)
