"""The settings: environment variables named HAMYON_…, every one with a meaning, a default and a clear refusal."""

import os
import re
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bootstrap.misspelt import misspelt
from shared_kernel.currency import currency
from shared_kernel.errors import ValidationError as ValidationRefusal

PREFIX = "HAMYON_"
_SHORTEST_SECRET = 32
# What a caller can show: visible text of a header, 200 characters at most.
_API_KEY = re.compile(r"hmn_[!-~]{1,196}")
# Both ways in which libpq is told where a database is: a URL, or pairs like "host=db dbname=hamyon".
_DATABASE = re.compile(r"(postgres(ql)?://|\s*\w+\s*=)")

Port = Annotated[int, Field(ge=0, le=65535)]


class Environment(StrEnum):
    """Where the service runs: on a laptop everything is made on the way, in production nothing is."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    """From which importance on a line is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """For people or for machines."""

    CONSOLE = "console"
    JSON = "json"


class SettingsError(Exception):
    """A setting is missing or wrong; the text names the variable and says what to do."""


class Settings(BaseSettings):
    """Everything that can be set from outside.

    `database_url` is the owner's: it migrates. The service itself logs in as `hamyon_app`, whose password follows from
    `secret_key`. Without a database URL the service starts its own PostgreSQL in `home`.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    environment: Environment = Environment.DEVELOPMENT
    home: Path = Path(".hamyon")
    secret_key: SecretStr | None = None
    previous_secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    database_url: SecretStr | None = None
    postgres_binaries: Path | None = None
    grpc_host: str = "127.0.0.1"
    grpc_port: Port = 50051
    http_host: str = "127.0.0.1"
    http_port: Port = 8080
    webhook_processes: Annotated[int, Field(ge=1, le=64)] = 1
    public_url: str = ""
    dev_api_key: SecretStr | None = None
    sandbox: bool | None = None
    test_payments: bool | None = None
    exchange_rates: Annotated[dict[str, Decimal], NoDecode] = {}
    log_level: LogLevel = LogLevel.INFO
    log_format: LogFormat | None = None
    grace_seconds: Annotated[int, Field(ge=0, le=600)] = 10

    @field_validator("exchange_rates", mode="before")
    @classmethod
    def _read_rates(cls, text: object) -> object:
        """Read "USD/UZS=12650.00,EUR/UZS=13700" into pairs and decimals."""
        if not isinstance(text, str):
            return text
        pairs = [item.partition("=") for item in text.split(",") if item.strip()]
        return {pair.strip(): _rate(pair.strip(), rate.strip()) for pair, _, rate in pairs}

    @field_validator("previous_secret_keys", mode="before")
    @classmethod
    def _read_previous_keys(cls, text: object) -> object:
        keys = [key.strip() for key in text.split(",") if key.strip()] if isinstance(text, str) else text
        if isinstance(keys, list) and any(len(key) < _SHORTEST_SECRET for key in keys):
            raise ValueError(f"each of them has at least {_SHORTEST_SECRET} characters; a comma stands between two")
        return keys

    @field_validator("database_url")
    @classmethod
    def _require_database(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not _DATABASE.match(url.get_secret_value()):
            raise ValueError("a database is named like postgresql://owner:password@host/name")
        return url

    @field_validator("public_url")
    @classmethod
    def _require_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("an address is needed like https://pay.example.com, without a query")
        return url

    @field_validator("dev_api_key")
    @classmethod
    def _require_usable_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not _API_KEY.fullmatch(key.get_secret_value()):
            raise ValueError("an API key is hmn_ and then 1 to 196 visible ASCII characters, without blanks")
        return key

    @model_validator(mode="after")
    def _require_one_process_for_the_sandbox(self) -> Self:
        if self.sandbox_is_on and self.webhook_processes > 1:
            raise ValueError(
                f"{PREFIX}WEBHOOK_PROCESSES needs {PREFIX}SANDBOX=false: simulated providers live in one process"
            )
        return self

    @model_validator(mode="after")
    def _require_production_settings(self) -> Self:
        if self.secret_key is not None and len(self.secret_key.get_secret_value()) < _SHORTEST_SECRET:
            raise ValueError(f"{PREFIX}SECRET_KEY needs at least {_SHORTEST_SECRET} characters")
        if self.is_development:
            return self
        missing = [name for name in ("secret_key", "database_url", "public_url") if not getattr(self, name)]
        if missing:
            raise ValueError("\n".join(f"{PREFIX}{name.upper()} is required in production" for name in missing))
        if self.sandbox:
            raise ValueError(f"{PREFIX}SANDBOX must stay off in production: its payers pay with nothing")
        if self.dev_api_key is not None:
            raise ValueError(f"{PREFIX}DEV_API_KEY is for development; make keys with `hamyon keys create`")
        return self

    @property
    def is_development(self) -> bool:
        """Whether the service may make what it misses: keys, a tenant, a database, migrations."""
        return self.environment is Environment.DEVELOPMENT

    @property
    def sandbox_is_on(self) -> bool:
        """Whether the pay pages of the simulated providers are served."""
        return self.is_development if self.sandbox is None else self.sandbox

    @property
    def takes_test_payments(self) -> bool:
        """Whether gateways may be configured to move no money, which accounts are credited with all the same."""
        return self.is_development if self.test_payments is None else self.test_payments

    @property
    def logs_json(self) -> bool:
        """JSON lines in production, readable lines on a laptop, unless told otherwise."""
        if self.log_format is None:
            return not self.is_development
        return self.log_format is LogFormat.JSON


def load_settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: one line per variable that is wrong or misspelt.
    """
    if sentences := list(misspelt(os.environ, settings=Settings.model_fields, prefix=PREFIX)):
        raise SettingsError("\n".join(sentences))
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(map(_sentence, error.errors(include_url=False)))) from None


def _rate(pair: str, text: str) -> Decimal:
    """The rate of a pair, so many of its second currency for one of its first."""
    try:
        source, target = map(currency, pair.split("/"))
        rate = Decimal(text)
    except (ArithmeticError, ValueError, ValidationRefusal) as error:
        raise ValueError(f"{pair!r} must be two currencies and a rate, like USD/UZS=12650.00") from error
    if source == target or not rate.is_finite() or rate <= 0:
        raise ValueError(f"the rate of {pair!r} must be above zero, between two currencies")
    return rate


def _sentence(problem: object) -> str:
    """One problem as a line; the value is left out because it may be a secret."""
    if not isinstance(problem, dict):
        return str(problem)
    location = "_".join(str(part) for part in problem["loc"]).upper()
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{PREFIX}{location}: {message}" if location else message
