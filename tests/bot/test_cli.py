"""The `sanaq` command: whatever cannot be done is said in a sentence, with exit code 1; a misuse of it is 2."""

import asyncio
import base64
import io
import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import main
from storage.database import Database
from storage.keyring import KeyRing
from storage.known_keys import confirm_keys
from tests.journeys.program import free_port

CAMPAIGN = Path(__file__).resolve().parents[2] / "campaigns" / "kz-2021"
FORM = """
| survey |           |      |                      |                     |          |
|        | type      | name | label::Қазақша (kk)  | label::Русский (ru) | required |
|        | integer   | age  | Жасыңыз нешеде?      | Сколько Вам лет?    | yes      |
| settings |         |      |                      |                     |          |
|        | form_id   | default_language |          |                     |          |
|        | age       | Русский (ru) |              |                     |          |
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own, no settings of the machine."""
    for name in [name for name in os.environ if name.startswith("SANAQ_") or name == "PORT"]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SANAQ_CAMPAIGN", str(CAMPAIGN))
    monkeypatch.setenv("SANAQ_PORT", str(free_port()))
    return tmp_path


@pytest.fixture
def sanaq(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command with settings: exit code, stdout, stderr."""

    def run(*arguments: str, **settings: str) -> tuple[int, str, str]:
        with monkeypatch.context() as here:
            for name, value in settings.items():
                here.setenv(f"SANAQ_{name.upper()}", value)
            try:
                code = main(arguments)
            except SystemExit as left:
                code = int(left.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def in_a_sentence(told: tuple[int, str, str], *words: str) -> None:
    """It ended with 1 and said these words on stderr, nothing on stdout."""
    code, out, err = told
    assert code == 1
    assert not out
    assert err.startswith("sanaq: ")
    for word in words:
        assert word in err
    assert "Traceback" not in err
    assert "Error(" not in err


# --- the command itself -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [(), ("fly",), ("check",), ("run", "x.md"), ("import",), ("telegram", "fly")])
def test_a_misuse_is_2_and_shows_how(sanaq: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = sanaq(*arguments)
    assert code == 2
    assert not out
    assert "usage: sanaq" in err


def test_help_names_every_command(sanaq: Run) -> None:
    code, out, _ = sanaq("--help")
    assert code == 0
    for command in ("serve", "migrate", "check", "play", "run", "export", "import", "telegram"):
        assert command in out


# --- settings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_an_unknown_setting_names_the_nearest(sanaq: Run, command: str) -> None:
    in_a_sentence(sanaq(command, telegram_tokn="1"), "SANAQ_TELEGRAM_TOKN is not a setting", "SANAQ_TELEGRAM_TOKEN?")


def test_all_problems_of_the_settings_at_once(sanaq: Run) -> None:
    in_a_sentence(sanaq("serve", port="80 80", public_url="sanaq.kz"), "SANAQ_PORT", "SANAQ_PUBLIC_URL")


def test_a_secret_is_not_repeated(sanaq: Run) -> None:
    _, _, err = sanaq("serve", secret_keys="k1:not-a-key-but-a-secret", telegram_tokn="1")
    assert "not-a-key-but-a-secret" not in err


# --- the database -----------------------------------------------------------------------------------------------------


def test_migrate_makes_the_database_and_may_be_said_twice(sanaq: Run, room: Path) -> None:
    for _ in range(2):
        code, out, err = sanaq("migrate")
        assert (code, err) == (0, "")
        assert "The database stands at version" in out
    assert (room / "var" / "sanaq.db").is_file()


@pytest.mark.parametrize("command", [("serve",), ("export", "out")])
def test_without_migrate_it_says_to_run_it(sanaq: Run, room: Path, command: tuple[str, ...]) -> None:
    in_a_sentence(sanaq(*command), "sanaq.db has no tables yet", "Run: sanaq migrate")
    assert not (room / "var").exists()


def test_an_older_database_is_to_be_migrated(sanaq: Run, room: Path) -> None:
    sanaq("migrate")
    stands_at(room, "0001")
    in_a_sentence(sanaq("serve"), "stands at version 0001", "Run: sanaq migrate")


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_newer_database_is_not_touched(sanaq: Run, room: Path, command: str) -> None:
    sanaq("migrate")
    stands_at(room, "2030_someday")
    in_a_sentence(sanaq(command), "newer version of Sanaq", "2030_someday", "SANAQ_DATABASE_URL")


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_file_that_is_no_database(sanaq: Run, room: Path, command: str) -> None:
    (room / "var").mkdir()
    (room / "var" / "sanaq.db").write_bytes(b"Dear diary, " * 500)
    in_a_sentence(sanaq(command), "sanaq.db cannot be used", "not a SQLite database")
    assert (room / "var" / "sanaq.db").read_bytes().startswith(b"Dear diary")


def test_a_folder_that_cannot_be_made(sanaq: Run, room: Path) -> None:
    (room / "file").write_text("a file where a folder should be")
    in_a_sentence(sanaq("migrate", database_url=f"sqlite:///{room}/file/sanaq.db"), f"{room}/file")


def test_a_database_of_another_kind(sanaq: Run) -> None:
    in_a_sentence(sanaq("migrate", database_url="oracle://scott:tiger@db/census"), "SANAQ_DATABASE_URL")


def test_other_keys_than_the_database_was_filled_with(sanaq: Run, room: Path) -> None:
    """Else whoever was counted already would not be found, and counted twice."""
    sanaq("migrate")
    first, other = (f"{name}:{base64.b64encode(os.urandom(32)).decode()}" for name in ("k1", "k2"))
    asyncio.run(filled_with(KeyRing.parse(first), room))
    for command in (("serve",), ("export", "out")):
        told = sanaq(*command, secret_keys=other)
        in_a_sentence(told, "k1", "SANAQ_SECRET_KEYS")
        assert not any(key.partition(":")[2] in told[2] for key in (first, other))


async def filled_with(keys: KeyRing, room: Path) -> None:
    database = Database.open(f"sqlite:///{room}/var/sanaq.db")
    await database.write(confirm_keys, keys, datetime.now(UTC))
    await database.close()


def test_a_key_that_is_none(sanaq: Run) -> None:
    sanaq("migrate")
    told = sanaq("export", "out", secret_keys="k1:c2hvcnQ=")
    in_a_sentence(told, "SANAQ_SECRET_KEYS")
    assert "c2hvcnQ" not in told[2]


def stands_at(room: Path, version: str) -> None:
    with sqlite3.connect(room / "var" / "sanaq.db") as conn:
        conn.execute("UPDATE alembic_version SET version_num = ?", [version])
    conn.close()


# --- the campaign -----------------------------------------------------------------------------------------------------


@pytest.fixture
def office(room: Path) -> Path:
    """A copy of the campaign to be spoilt; its long lists are linked."""
    shutil.copytree(CAMPAIGN, room / "office", copy_function=os.symlink)
    return room / "office"


def spoilt(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.unlink()
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(("folder", "why"), [("campaigns/kz-2031", "is not there"), ("empty", "has no campaign.yaml")])
def test_a_campaign_that_is_not_there_is_one_sentence(sanaq: Run, room: Path, folder: str, why: str) -> None:
    (room / "empty").mkdir()
    sanaq("migrate")
    for told in (sanaq("serve", campaign=folder), sanaq("export", "out", campaign=folder), sanaq("check", folder)):
        in_a_sentence(told, f"there is no campaign in {folder}: the folder {why}", "campaigns/kz-2021")
        assert told[2].count("\n") == 1


def test_a_line_of_the_campaign_that_cannot_be_read_is_named(sanaq: Run, office: Path) -> None:
    sanaq("migrate")
    lines = (office / "campaign.yaml").read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("schedule:"))
    spoilt(office / "campaign.yaml", "\nschedule:", "\n  schedule: [")
    in_a_sentence(sanaq("serve", campaign=str(office)), "campaign.yaml", f"line {number}")


def test_a_form_that_is_missing_is_named(sanaq: Run, office: Path) -> None:
    sanaq("migrate")
    (office / "forms" / "dwelling.md").unlink()
    in_a_sentence(sanaq("serve", campaign=str(office)), "dwelling.md")


def test_a_malformed_token_is_not_served_with(sanaq: Run) -> None:
    sanaq("migrate")
    told = sanaq("serve", telegram_token="my-secret-bot")
    in_a_sentence(told, "SANAQ_TELEGRAM_TOKEN is not a Telegram bot token", "@BotFather")
    assert "my-secret-bot" not in told[2]


def test_the_webhook_needs_its_settings(sanaq: Run) -> None:
    told = sanaq("telegram", "set-webhook")
    in_a_sentence(told, "SANAQ_TELEGRAM_TOKEN", "SANAQ_TELEGRAM_WEBHOOK_SECRET", "SANAQ_PUBLIC_URL")


# --- forms ------------------------------------------------------------------------------------------------------------


def test_a_form_is_checked_played_and_run(sanaq: Run, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (room / "age.md").write_text(FORM.strip(), encoding="utf-8")
    (room / "answers.json").write_text('{"age": 40}', encoding="utf-8")
    assert sanaq("check", "age.md")[0] == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("сорок\n"))
    code, out, _ = sanaq("play", "age.md", "--language", "ru")
    assert code == 0
    assert "Сколько Вам лет?" in out
    code, out, _ = sanaq("run", "age.md", "--answers", "answers.json", "--language", "ru", "--json")
    assert code == 0
    assert '"age": "40"' in out


@pytest.mark.parametrize("arguments", [("check",), ("play",), ("run", "--answers", "answers.json")])
def test_a_form_that_is_not_there(sanaq: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = sanaq(arguments[0], "nowhere.xlsx", *arguments[1:])
    assert code == 1
    assert "nowhere.xlsx" in out + err
    assert "Traceback" not in out + err


def test_a_classifier_that_is_not_there_or_no_text(sanaq: Run, room: Path) -> None:
    in_a_sentence(sanaq("import", "kato", "nowhere.csv"), "nowhere.csv cannot be used: No such file")
    (room / "kato.csv").write_bytes("код;название\n".encode("utf-16"))
    in_a_sentence(sanaq("import", "kato", "kato.csv"), "kato.csv", "UTF-8")
