"""The index page in Uzbek, in the Latin script."""

from adapters.sandbox.index.texts.words import Texts

UZBEK = Texts(
    banner="Sinov muhiti: bu yerda haqiqiy pul yechilmaydi.",
    languages="Til",
    title="Sinov muhiti",
    text="Bu yerda toʻlov tizimlari rolini Hamyon bajaradi: havolalar, soʻrovlar va imzolar haqiqiysidek, faqat "
    "pulsiz. Quyidagi shlyuzlardan biri orqali toʻldirishni boshlang va javobdagi toʻlov havolasini oching.",
    offers={
        "click": "Soʻmdagi toʻlov havolalari va hisob-fakturalar, hisob raqami boʻyicha toʻldirish va toʻlovni "
        "bekor qilish. Toʻlovchining puli yetmasligi, "
        "u toʻlamasdan chiqishi, bir vaqtda ikki telefondan toʻlashi yoki Click soʻrovlarni takrorlashi ham mumkin.",
        "octo": "Soʻm, dollar va rubldagi toʻlovlar, pulni band qilish va qaytarish. "
        "Toʻlovchining kartasi rad etilishi ham mumkin.",
        "payme": "Soʻmdagi toʻlov havolalari va hisob-fakturalar, pulni band qilish va qaytarish. "
        "Toʻlovchining kartasi rad etilishi, u ikki marta toʻlashi "
        "va toʻlangan pul Payme kabinetida qaytarilishi ham mumkin.",
        "stripe": "Koʻplab valyutalarda karta yoki bank hisobidan toʻlovlar, pulni band qilish va qaytarish, obunalar "
        "va pul chiqarish. Toʻlovchining banki avval soʻrashi, bir necha kundan keyin javob berishi, rad etishi yoki "
        "toʻlovni qaytarib olishi ham mumkin.",
    },
    top_up="Hisobni toʻldirish",
    books="Toʻlov tizimida nima yozilgan (JSON)",
)
