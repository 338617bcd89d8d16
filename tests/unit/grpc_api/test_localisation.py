"""Every refusal has a sentence in every language, and all say the same."""

import ast
import io
from functools import cache
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from adapters.grpc_api.localisation import LANGUAGES, load_texts, preferred_language
from tests.architecture.source import ROOT, sources

# Reasons that never reach a caller of gRPC: what starts the service, what answers providers, what a transaction keeps.
ELSEWHERE = {
    "CLICK_REFUSAL",
    "EMBEDDED_POSTGRES",
    "INVALID_CLOUD_EVENT",
    "INVALID_PAYMENT_LINK",
    "INVOICE_REJECTED",
    "NOTHING_TO_PAY",
    "PAYMENT_CANCELED",
    "PAYMENT_EXPIRED",
    "PAYMENT_FAILED",
    "PAYOUT_FAILED",
    "REFUND_FAILED",
    "TRANSFER_REVERSED",
}


@pytest.fixture
def catalogs() -> dict[str, dict[str, str]]:
    return {language: _catalog(language) for language in LANGUAGES}


def test_every_reason_used_has_a_sentence_in_every_language(catalogs: dict[str, dict[str, str]]) -> None:
    for language, catalog in catalogs.items():
        assert set() == _reasons() - ELSEWHERE - catalog.keys(), language


def test_no_sentence_is_kept_for_a_reason_that_nothing_gives(catalogs: dict[str, dict[str, str]]) -> None:
    assert set() == catalogs["en"].keys() - _reasons() - {"INTERNAL"}


def test_the_languages_have_the_same_reasons_and_name_the_same_parameters(catalogs: dict[str, dict[str, str]]) -> None:
    english = {reason: _placeholders(text) for reason, text in catalogs["en"].items()}
    for catalog in catalogs.values():
        assert english == {reason: _placeholders(text) for reason, text in catalog.items()}
        assert all(catalog.values())


def test_parameters_are_put_into_the_sentence_and_a_missing_one_leaves_none() -> None:
    texts = load_texts()
    said = texts.sentence("MISSING_PERMISSION", language="ru", parameters={"permission": "accounts.view"})
    assert "У ключа API нет разрешения accounts.view." == said
    assert "" == texts.sentence("MISSING_PERMISSION", language="ru", parameters={})
    assert "" == texts.sentence("NOBODY_SAYS_THIS", language="ru", parameters={})


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("uz", "uz"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("de,uz;q=0.5", "uz"),
        ("en;q=0.1,uz;q=0.7", "uz"),
        ("ru;q=0,en", "en"),
        (";q=;,,ru;q=x", "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_the_callers_first_language_that_we_speak_is_chosen(accepted: str, language: str) -> None:
    assert language == preferred_language(accepted)


def _catalog(language: str) -> dict[str, str]:
    source = (ROOT / f"src/adapters/grpc_api/locales/{language}/errors.po").read_bytes()
    return {str(message.id): str(message.string) for message in read_po(io.BytesIO(source)) if message.id}


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@cache
def _reasons() -> frozenset[str]:
    """Every reason that a class or a call names where a caller's rpc may lead."""
    found: set[str] = set()
    for source in sources(*(f"src/{package}" for package in ("shared_kernel", "billing", "accounts", "adapters"))):
        for node in ast.walk(source.tree):
            if (isinstance(node, ast.Assign) and any(map(_is_reason, node.targets))) or (
                isinstance(node, ast.keyword) and node.arg == "reason"
            ):
                found |= _text(node.value)
    return frozenset(found)


def _is_reason(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == "reason"


def _text(node: ast.expr) -> set[str]:
    """A reason is in capitals; providers and people give theirs in words."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isupper():
        return {node.value}
    return set()
