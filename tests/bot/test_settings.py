"""Settings: defaults, .env beneath the environment, and sentences for what cannot be used."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings


def test_nothing_set_is_the_embedded_default() -> None:
    settings = load_settings({}, None)
    assert settings == Settings()
    assert settings.database_url == "sqlite:///var/sanaq.db"
    assert settings.url == "http://127.0.0.1:8080"


def test_the_environment_wins_over_the_env_file(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("SANAQ_PORT=9000\nSANAQ_CAMPAIGN=campaigns/other\n")
    settings = load_settings({"SANAQ_PORT": "9001"}, env)
    assert (settings.port, settings.campaign) == (9001, "campaigns/other")


def test_make_run_moves_the_port_without_the_prefix() -> None:
    assert load_settings({"PORT": "8090"}, None).port == 8090
    assert load_settings({"PORT": "8090", "SANAQ_PORT": "8091"}, None).port == 8091


def test_an_unknown_name_is_refused_and_the_nearest_is_named() -> None:
    with pytest.raises(SettingsError, match=r"SANAQ_TELEGRAM_TOKN.*Did you mean SANAQ_TELEGRAM_TOKEN\?"):
        load_settings({"SANAQ_TELEGRAM_TOKN": "1:x"}, None)


@pytest.mark.parametrize("name", ["TWILIO_ACCOUNT_SID", "TWILIO_SMS_FROM"])
def test_what_has_no_effect_yet_may_stand_and_is_named(name: str) -> None:
    assert load_settings({f"SANAQ_{name}": "x"}, None).without_effect == (f"SANAQ_{name}",)
    assert load_settings({f"SANAQ_{name}": ""}, None).without_effect == ()
    with pytest.raises(SettingsError, match="is not a setting of Sanaq"):
        load_settings({f"SANAQ_{name}S": "x"}, None)


@pytest.mark.parametrize(
    "address",
    [
        "redis://127.0.0.1",
        "redis://:pass@[::1]:6379/0",
        "rediss://user:pass@redis.example.kz/3",
        "unix:///run/redis.sock",
    ],
)
def test_a_redis_is_an_address(address: str) -> None:
    settings = load_settings({"SANAQ_REDIS_URL": address}, None)
    assert settings.redis_url == address
    assert settings.without_effect == ()
    assert "pass" not in repr(settings)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1:6379",
        "http://s3cret@x",
        "redis://",
        "redis://s3cret@x:port",
        "redis://x:70000",
        "redis://x/zero",
        "unix:",
    ],
)
def test_a_redis_that_is_no_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(SettingsError, match=r"SANAQ_REDIS_URL must be an address such as redis://127") as caught:
        load_settings({"SANAQ_REDIS_URL": address}, None)
    assert "s3cret" not in str(caught.value)


def test_trusted_proxies_are_addresses_and_networks() -> None:
    settings = load_settings({"SANAQ_TRUSTED_PROXIES": "127.0.0.1, 10.1.2.3/8,::1,"}, None)
    assert list(map(str, settings.proxies)) == ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]
    with pytest.raises(SettingsError, match=r"SANAQ_TRUSTED_PROXIES is .* must list addresses"):
        load_settings({"SANAQ_TRUSTED_PROXIES": "proxy.local"}, None)


def test_the_variables_of_the_test_suite_stand() -> None:
    assert load_settings({"SANAQ_REQUIRE_SERVICES": "1", "SANAQ_TEST_DATABASE_URL": "postgresql://x"}, None)


@pytest.mark.parametrize("port", ["", "80a", "0", "65536", "-1", "８０"])
def test_a_port_that_is_none_is_a_sentence(port: str) -> None:
    if port == "":
        assert load_settings({"SANAQ_PORT": port}, None).port == 8080
    else:
        with pytest.raises(SettingsError, match=r"SANAQ_PORT .* whole number from 1 to 65535"):
            load_settings({"SANAQ_PORT": port}, None)


def test_every_problem_is_said_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"SANAQ_PORT": "x", "SANAQ_PUBLIC_URL": "sanaq.kz", "SANAQ_FOO": "1"}, None)
    assert len(caught.value.problems) == 3


def test_a_webhook_needs_an_address() -> None:
    with pytest.raises(SettingsError, match="SANAQ_PUBLIC_URL"):
        load_settings({"SANAQ_TELEGRAM_WEBHOOK_SECRET": "s3cret"}, None)


def test_secrets_do_not_stand_in_repr() -> None:
    settings = load_settings({"SANAQ_TELEGRAM_TOKEN": "123:abc", "SANAQ_SECRET_KEYS": "a:zzz"}, None)
    assert "abc" not in repr(settings)
    assert "zzz" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [("SANAQ_LOG_LEVEL", "LOUD"), ("SANAQ_PUBLIC_URL", "https://[sanaq.kz"), ("SANAQ_TELEGRAM_API_URL", "http://")],
)
def test_a_value_of_no_use_is_a_sentence(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} .*must be"):
        load_settings({name: value}, None)


def test_an_env_file_in_another_encoding_is_a_sentence(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_bytes("SANAQ_PORT=9000 # порт".encode("cp1251"))
    with pytest.raises(SettingsError, match="Save it as UTF-8"):
        load_settings({}, env)
