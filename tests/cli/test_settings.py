"""Settings are read once; what is wrong stops the start with the name of the variable."""

from __future__ import annotations

from datetime import date
from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.settings import SETTINGS, Settings, SettingsError, read_setting, read_settings, to_environ

KEY = "a-key-that-is-long-enough-for-a-test"
NEEDED = {"BOT_SECRET_KEY": KEY}


def test_defaults_hold_where_only_the_key_is_set() -> None:
    settings = read_settings(NEEDED)
    assert settings.database_url == "sqlite+aiosqlite:///var/callguide.db"
    assert settings.as_of is None
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.mailbox == Path("var/mailbox")
    assert settings.trusted_proxies == ()
    assert settings.rest_token == ""


def test_engine_and_actions_are_reached_on_loopback() -> None:
    settings = read_settings({**NEEDED, "BOT_ENGINE_PORT": "6005", "BOT_HOST": "0.0.0.0"})
    assert settings.engine_urls == ("http://127.0.0.1:6005",)
    assert settings.actions_url == "http://127.0.0.1:5055"


def test_given_values_are_taken() -> None:
    settings = read_settings(
        {
            **NEEDED,
            "BOT_AS_OF": "2017-03-01",
            "BOT_LOG_LEVEL": "Warning",
            "BOT_TRUSTED_PROXIES": "10.0.0.2, 192.168.0.0/24",
        }
    )
    assert settings.as_of == date(2017, 3, 1)
    assert settings.log_level == "warning"
    assert settings.trusted_proxies == (ip_network("10.0.0.2/32"), ip_network("192.168.0.0/24"))


def test_port_serves_where_bot_port_is_not_set() -> None:
    assert read_settings({**NEEDED, "PORT": "9000"}).port == 9000
    assert read_settings({**NEEDED, "PORT": "9000", "BOT_PORT": "9001"}).port == 9001


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("BOT_PORT", "http", "1 to 65535"),
        ("BOT_PORT", "70000", "1 to 65535"),
        ("BOT_ENGINE_PORT", "0", "1 to 65535"),
        ("BOT_AS_OF", "1 March", "2017-03-01"),
        ("BOT_DATABASE_URL", "mysql://localhost/x", "postgresql+asyncpg://"),
        ("BOT_LOG_LEVEL", "loud", "debug, info"),
        ("BOT_RATE_PER_MINUTE", "-1", "from 1 up"),
        ("BOT_REST_TOKEN", "short", "at least 16"),
        ("BOT_SECRET_KEY", "short", "at least 32"),
        ("BOT_TRUSTED_PROXIES", "proxy", "10.0.0.2"),
        ("BOT_MAILBOX", "", "a folder"),
        ("BOT_SMTP_URL", "mail.example.org:587", "smtp://user:password@"),
        ("BOT_SMTP_URL", "http://mail.example.org", "smtp://user:password@"),
        ("BOT_SMTP_URL", "smtp://", "smtp://user:password@"),
        ("BOT_SMTP_URL", "smtp://mail.example.org:99999", "smtp://user:password@"),
        ("BOT_SMTP_URL", "smtp://mail.example.org/x", "smtp://user:password@"),
        ("BOT_SMTP_URL", "smtp://user@mail.example.org", "a user needs a password"),
        ("BOT_PUBLIC_URL", "callguide.example.org", "https://callguide.example.org/"),
        ("BOT_PUBLIC_URL", "https://a b/", "https://callguide.example.org/"),
        ("BOT_MAIL_FROM", "Callguide", "callguide@example.org"),
        ("BOT_MAIL_FROM", "", "callguide@example.org"),
        ("BOT_MAIL_FROM", "@example.org", "callguide@example.org"),
        ("BOT_MAIL_FROM", "a@bücher.example", "callguide@example.org"),
        ("BOT_MAIL_FROM", "A <a@example.org>\r\nBcc: b@example.org", "callguide@example.org"),
        ("BOT_HOST", "user@host", "127.0.0.1"),
    ],
)
def test_a_malformed_value_is_named_with_what_would_be_right(name: str, value: str, hint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({**NEEDED, name: value})
    assert str(caught.value).startswith(f"{name}: ")
    assert hint in str(caught.value)


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS if setting.secret])
def test_an_error_never_shows_a_secret(name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({**NEEDED, name: "hush pword"})
    assert "hush" not in str(caught.value)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(SettingsError, match=r"^BOT_SECRET_KEY is not set"):
        read_settings({})


@pytest.mark.parametrize(
    ("given", "website"),
    [("", "http://127.0.0.1:8080/"), ("https://callguide.example.org/", "https://callguide.example.org/")],
)
def test_links_in_mail_lead_to_the_website(given: str, website: str) -> None:
    assert read_settings({**NEEDED, "BOT_PUBLIC_URL": given}).website == website


def test_a_mail_server_needs_a_sender_of_its_own() -> None:
    server = {**NEEDED, "BOT_SMTP_URL": "smtp://bot:hush@mail.example.org:587"}
    with pytest.raises(SettingsError, match=r"^BOT_MAIL_FROM is not set"):
        read_settings(server)
    settings = read_settings({**server, "BOT_MAIL_FROM": "bot@example.org"})
    assert (settings.smtp_url, settings.mail_from) == (server["BOT_SMTP_URL"], "bot@example.org")
    assert "hush" not in repr(settings)
    assert read_settings(to_environ(settings)) == settings


def test_an_unknown_setting_is_named_with_the_nearest_known_one() -> None:
    with pytest.raises(
        SettingsError, match=r"BOT_DATABASE_ULR is not a setting\. Did you mean BOT_DATABASE_URL"
    ):
        read_settings({**NEEDED, "BOT_DATABASE_ULR": "x"})
    with pytest.raises(SettingsError, match="Known are: BOT_DATABASE_URL"):
        read_setting("BOT_PORT", {"BOT_XYZZY_QQQ": "1"})


def test_one_setting_can_be_read_without_the_key() -> None:
    assert read_setting("BOT_DATABASE_URL", {}) == "sqlite+aiosqlite:///var/callguide.db"


def test_secrets_differ_by_purpose_and_by_key() -> None:
    settings = read_settings(NEEDED)
    other = read_settings({"BOT_SECRET_KEY": KEY + "x"})
    secrets = {settings.secret_for(purpose) for purpose in ("engine", "actions", "session")}
    assert len(secrets | {other.secret_for("engine")}) == 4
    assert not any(KEY in secret for secret in secrets)


def test_an_unknown_purpose_is_refused() -> None:
    with pytest.raises(SettingsError, match="engine, actions, session, codes"):
        read_settings(NEEDED).secret_for("engnie")


def test_a_settings_object_does_not_print_its_secrets() -> None:
    url = "postgresql+asyncpg://bot:hush@db/callguide"
    settings = read_settings({**NEEDED, "BOT_REST_TOKEN": "hush-hush-hush-hush", "BOT_DATABASE_URL": url})
    assert KEY not in repr(settings)
    assert "hush" not in repr(settings)


def test_settings_survive_the_way_to_a_child_process() -> None:
    settings = read_settings(
        {**NEEDED, "BOT_AS_OF": "2017-03-01", "BOT_TRUSTED_PROXIES": "10.0.0.0/8,::1", "BOT_PORT": "8081"}
    )
    assert read_settings(to_environ(settings)) == settings
    assert read_settings(to_environ(read_settings(NEEDED))) == read_settings(NEEDED)


def test_every_field_has_its_variable() -> None:
    assert {setting.field for setting in SETTINGS} == set(Settings.__dataclass_fields__)
