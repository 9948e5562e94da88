"""Settings: environment variables `SANAQ_*`, with `.env` read beneath them. Checked once, at the start.

A name nobody knows is an error that names the nearest known one: a typo in production must not be silently a default.
Values are never printed whole when they are secret (`repr` masks them).
"""

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

Network = IPv4Network | IPv6Network

PREFIX = "SANAQ_"
LOG_FORMATS = ("text", "json")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class SettingsError(Exception):
    """One or more settings are unusable. `problems` are sentences, each naming its variable and what to do."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class Settings:
    """What the outside may set; the field `database_url` is the variable SANAQ_DATABASE_URL."""

    database_url: str = "sqlite:///var/sanaq.db"
    redis_url: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    trusted_proxies: str = ""
    campaign: str = "campaigns/kz-2021"
    secret_keys: str = field(default="", repr=False)
    telegram_token: str = field(default="", repr=False)
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_secret: str = field(default="", repr=False)
    log_level: str = "INFO"
    log_format: str = "text"
    metrics_token: str = field(default="", repr=False)
    without_effect: tuple[str, ...] = ()
    """Names that were set, belong to the contract, and that this version does nothing with."""

    @property
    def url(self) -> str:
        """The address people open: PUBLIC_URL, else the local one."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def proxies(self) -> tuple[Network, ...]:
        """The networks of TRUSTED_PROXIES."""
        return _networks(self.trusted_proxies)


SETTABLE = tuple(f for f in fields(Settings) if f.name != "without_effect")
"""Settings that have a variable."""

FOR_TESTS = frozenset({"TEST_DATABASE_URL", "TEST_REDIS_URL", "REQUIRE_SERVICES"})
"""Variables of the test suite (house contract); the program lets them stand."""

LATER = re.compile(r"TWILIO_(ACCOUNT_SID|AUTH_TOKEN|API_URL|[A-Z]+_FROM)")
"""Names of the contract that nothing uses yet: they may stand in an environment, and the start says what they do."""


def load_settings(environment: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")) -> Settings:
    """Settings from `.env` and the environment (which wins). PORT without the prefix is understood too (`make run`).

    Raises SettingsError listing every problem at once.
    """
    environment = os.environ if environment is None else environment
    written = _written(env_file) if env_file and env_file.is_file() else {}
    given = {
        name.removeprefix(PREFIX): value
        for source in (written, environment)
        for name, value in source.items()
        if name.startswith(PREFIX)
    }
    if environment.get("PORT"):
        given.setdefault("PORT", environment["PORT"])

    known = {f.name.upper(): f for f in SETTABLE}
    later = tuple(sorted(name for name, value in given.items() if LATER.fullmatch(name) and value))
    fitting = {*known, *FOR_TESTS, *filter(LATER.fullmatch, given)}
    problems = [_unknown(name, known) for name in given if name not in fitting]
    values: dict[str, str | int] = {}
    for name, value in given.items():
        if name in known and value != "":
            values[known[name].name] = value
    problems += _settle_port(values)
    problems += _check_urls(values)
    problems += _check_proxies(str(values.get("trusted_proxies", "")))
    if (form := str(values.get("log_format", "text"))) not in LOG_FORMATS:
        problems.append(f"{PREFIX}LOG_FORMAT is {form!r}; it must be one of {', '.join(LOG_FORMATS)}.")
    level = str(values.get("log_level", "INFO"))
    if level not in LOG_LEVELS:
        problems.append(f"{PREFIX}LOG_LEVEL is {level!r}; it must be one of {', '.join(LOG_LEVELS)}.")
    if problems:
        raise SettingsError(problems)
    return Settings(**values, without_effect=tuple(PREFIX + name for name in later))  # type: ignore[arg-type]  # names and the one integer were checked above


def _written(env_file: Path) -> dict[str, str]:
    try:
        return {name: value or "" for name, value in dotenv_values(env_file).items()}
    except UnicodeDecodeError:
        raise SettingsError([f"{env_file} is not UTF-8 text. Save it as UTF-8."]) from None
    except OSError as error:
        raise SettingsError([f"{env_file} cannot be read: {error.strerror}. Mend its permissions."]) from None


def _unknown(name: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    mend = f"Did you mean {PREFIX}{near[0]}?" if near else "The README lists the known ones."
    return f"{PREFIX}{name} is not a setting of Sanaq. {mend}"


def _settle_port(values: dict[str, str | int]) -> list[str]:
    port = str(values.get("port", "8080"))
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        return [f"{PREFIX}PORT is {port!r}; it must be a whole number from 1 to 65535, for example 8080."]
    values["port"] = int(port)
    return []


def _check_urls(values: Mapping[str, str | int]) -> list[str]:
    problems = [
        f"{PREFIX}{name.upper()} must be an address such as https://sanaq.example.kz."
        for name in ("public_url", "telegram_api_url")
        if name in values and not _is_address(str(values[name]))
    ]
    if "redis_url" in values and not _is_redis(str(values["redis_url"])):  # it may hold a password: it is not repeated
        problems.append(
            f"{PREFIX}REDIS_URL must be an address such as redis://127.0.0.1:6379/0, unix:///run/redis.sock "
            "or rediss://user:password@redis.example.kz:6379/0. Without it each process wakes and paces itself."
        )
    if values.get("telegram_webhook_secret") and not values.get("public_url"):
        problems.append(f"{PREFIX}TELEGRAM_WEBHOOK_SECRET turns the webhook on, which needs {PREFIX}PUBLIC_URL too.")
    return problems


def _check_proxies(text: str) -> list[str]:
    try:
        _networks(text)
    except ValueError:
        mend = "it must list addresses or networks of your own proxies, for example 127.0.0.1, 10.0.0.0/8."
        return [f"{PREFIX}TRUSTED_PROXIES is {text!r}; {mend}"]
    return []


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def _is_address(text: str, schemes: tuple[str, ...] = ("http", "https")) -> bool:
    try:
        address = urlsplit(text)
        return address.scheme in schemes and bool(address.hostname) and address.port != 0
    except ValueError:  # also for a port that is none
        return False


def _is_redis(text: str) -> bool:
    """As redis-py reads it: the path is the number of a database, with `unix:` that of the socket."""
    if text.startswith("unix://"):
        return bool(urlsplit(text).path)
    return _is_address(text, ("redis", "rediss")) and re.fullmatch(r"/?\d*", urlsplit(text).path, re.ASCII) is not None
