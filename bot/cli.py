"""The `sanaq` command. Every failure a person can mend is a sentence and exit code 1; a misuse of the command is 2."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.logs import JsonLines, MaskIins, QuoteNobody
from bot.settings import Settings, load_settings

ROOMS = frozenset({"bot", "handlers", "dialogs", "questionnaire", "census", "callcenter", "web", "storage"})
Command = Callable[[argparse.Namespace, Settings], int | None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parsed = parser().parse_args(arguments)
    run: Command = parsed.run
    try:
        settings = load_settings()
        configure_logs(settings)
        return run(parsed, settings) or 0
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stdout = None
        return 0
    except OSError as error:
        if error.filename is None:
            raise
        print(f"sanaq: {error.filename} cannot be used: {error.strerror}.", file=sys.stderr)
        return 1
    except Exception as error:
        if not _is_sentence(error):
            raise
        _say(error)
        return 1


def configure_logs(settings: Settings) -> None:
    """One line an event on standard error; what looks like an IIN is masked, whoever wrote it."""
    handler = logging.StreamHandler()
    if settings.log_format == "json":
        handler.setFormatter(JsonLines())
    handler.addFilter(MaskIins())
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it lists the letters of every certificate
    logging.getLogger("aiohttp.server").addFilter(QuoteNobody())
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s", handlers=[handler]
    )


def _is_sentence(error: BaseException) -> bool:
    """Whether the error is one of ours, which are written to be read; anything else is a defect and keeps its trace."""
    if isinstance(error, BaseExceptionGroup):
        return all(_is_sentence(inner) for inner in error.exceptions)
    return type(error).__module__.partition(".")[0] in ROOMS


def _say(error: BaseException) -> None:
    for one in error.exceptions if isinstance(error, BaseExceptionGroup) else (error,):
        print(f"sanaq: {one}", file=sys.stderr)


# --- the commands: what they need is imported when they run ---------------------------------------------------------


def _serve(_: argparse.Namespace, settings: Settings) -> None:
    from bot.serve import serve

    with asyncio.Runner(loop_factory=_fast_loop()) as runner:
        runner.run(serve(settings))


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:  # Windows has none; asyncio's own loop serves there
        return None
    return uvloop.new_event_loop


def _migrate(_: argparse.Namespace, settings: Settings) -> None:
    import census.tables  # noqa: F401  # the nouns' tables join the metadata when they are imported
    from storage.migrate import newest, upgrade
    from storage.tables import metadata

    upgrade(settings.database_url, metadata)
    print(f"The database stands at version {newest()}.")


def _check(parsed: argparse.Namespace, _: Settings) -> int:
    path = Path(parsed.path)
    if path.is_dir() or not (path.suffix or path.exists()):  # without an ending it was meant for a campaign's folder
        from bot.campaign_commands import check

        return check(path, sys.stdout)
    from bot import form_commands

    return form_commands.check(path, sys.stdout)


def _play(parsed: argparse.Namespace, _: Settings) -> int:
    from bot import form_commands

    return form_commands.play(Path(parsed.form), parsed.language, sys.stdin, sys.stdout)


def _run(parsed: argparse.Namespace, _: Settings) -> int:
    from bot import form_commands

    return form_commands.run(Path(parsed.form), Path(parsed.answers), parsed.json, sys.stdout, parsed.language)


def _export(parsed: argparse.Namespace, settings: Settings) -> int:
    from bot.campaign_commands import export

    return asyncio.run(export(settings, Path(parsed.folder), sys.stdout, bom=parsed.excel, paradata=parsed.paradata))


def _import_kato(parsed: argparse.Namespace, settings: Settings) -> int:
    from bot.campaign_commands import import_kato

    return import_kato(Path(parsed.file), Path(settings.campaign), sys.stdout)


def _import_interviewers(parsed: argparse.Namespace, settings: Settings) -> int:
    from bot.staff_command import import_interviewers

    return asyncio.run(import_interviewers(settings, Path(parsed.file), sys.stdout, replace=parsed.replace))


def _erase(parsed: argparse.Namespace, settings: Settings) -> int:
    from bot.erase_command import erase_for_staff

    return asyncio.run(erase_for_staff(settings, parsed.receipt, parsed.conversation, sys.stdout, yes=parsed.yes))


def _retention(parsed: argparse.Namespace, settings: Settings) -> int:
    from bot.retention_command import keep_terms_now

    return asyncio.run(keep_terms_now(settings, sys.stdout, dry_run=parsed.dry_run))


def _reminders(_: argparse.Namespace, settings: Settings) -> int:
    from bot.reminders_command import count_reminders

    return asyncio.run(count_reminders(settings, sys.stdout))


def _poison_list(_: argparse.Namespace, settings: Settings) -> int:
    from bot.poison_command import list_poison

    return asyncio.run(list_poison(settings, sys.stdout))


def _poison_show(parsed: argparse.Namespace, settings: Settings) -> int:
    from bot.poison_command import show_poison

    return asyncio.run(show_poison(settings, parsed.id, sys.stdout))


def _poison_forget(parsed: argparse.Namespace, settings: Settings) -> int:
    from bot.poison_command import forget_poison

    return asyncio.run(forget_poison(settings, None if parsed.all else parsed.id, sys.stdout))


def _texts(parsed: argparse.Namespace, settings: Settings) -> int:
    from bot.text_commands import list_texts

    return list_texts(Path(settings.campaign), Path(parsed.html) if parsed.html else None, sys.stdout)


def _set_webhook(_: argparse.Namespace, settings: Settings) -> int:
    from bot.telegram_commands import set_webhook

    return asyncio.run(set_webhook(settings, sys.stdout))


def parser() -> argparse.ArgumentParser:
    """The commands and their arguments."""
    whole = argparse.ArgumentParser(prog="sanaq", description="A population census taken by conversation.")
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, run: Command, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(run=run)
        return added

    command("serve", _serve, "serve the web page and, with a token, Telegram")
    command("migrate", _migrate, "bring the database to this version's schema")
    check = command("check", _check, "check a campaign's folder or a form, and say what to mend where")
    check.add_argument("path", help="campaigns/kz-2021, or an XLSForm (.xlsx .xls .csv .md)")
    play = command("play", _play, "go through a form in the terminal")
    play.add_argument("form")
    play.add_argument("--language", default=None, help="language of the form, for example kk")
    run = command("run", _run, "run a form by script: every prompt, refusal and the final record")
    run.add_argument("form")
    run.add_argument("--answers", required=True, help="JSON or YAML: answers by name, or a list of steps")
    run.add_argument("--language", default=None, help="language of the form, for example ru")
    run.add_argument("--json", action="store_true", help="print the transcript and the record as JSON")
    export = command("export", _export, "write the submitted sheets as CSV and OpenRosa XML")
    export.add_argument("folder", help="where to; it is made, and nothing in it is overwritten half")
    export.add_argument("--excel", action="store_true", help="mark the tables as UTF-8 the way Excel wants it")
    export.add_argument("--paradata", action="store_true", help="how the answers came about, without the answers")
    erase = command("erase", _erase, "erase what a household has said; that it was counted stays")
    whose = erase.add_mutually_exclusive_group(required=True)
    whose.add_argument("--receipt", metavar="N", help="a receipt number: its whole household")
    whose.add_argument("--conversation", metavar="ID", help="a conversation: all that was begun in it")
    erase.add_argument("--yes", action="store_true", help="do it; without this it is only said what would go")
    retention = command("retention", _retention, "take away what has outlived the campaign's terms")
    retention.add_argument("--dry-run", action="store_true", help="only say how much that is")
    reminders = command("reminders", _reminders, "say how many reminders are due, and what became of those before")
    reminders.add_argument(
        "--dry-run", action="store_true", required=True, help="this command sends nothing; `serve` does"
    )
    _add_poison(commands)
    listed = command("texts", _texts, "say which texts are missing, too long or against the terms, kk and ru")
    listed.add_argument("--html", metavar="OUT.html", help="write every pair side by side, for an editor")
    load = commands.add_parser("import", help="bring lists into a campaign").add_subparsers(
        required=True, metavar="WHAT"
    )
    kato = load.add_parser("kato", help="the classifier of administrative units, as CSV, into the forms' place lists")
    kato.add_argument("file")
    kato.set_defaults(run=_import_kato)
    staff = load.add_parser("interviewers", help="the cards of interviewers, instructors and operators, as CSV")
    staff.add_argument("file")
    staff.add_argument("--replace", action="store_true", help="they are all there are: take the others away")
    staff.set_defaults(run=_import_interviewers)
    telegram = commands.add_parser("telegram", help="what is said to Telegram once").add_subparsers(
        required=True, metavar="WHAT"
    )
    webhook = telegram.add_parser("set-webhook", help="tell Telegram where to deliver updates")
    webhook.set_defaults(run=_set_webhook)
    return whole


def _add_poison(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    whole = commands.add_parser("poison", help="updates that failed by themselves, kept for study")
    what = whole.add_subparsers(required=True, metavar="WHAT")
    what.add_parser("list", help="which there are: where and why they failed, of whom only a few digits").set_defaults(
        run=_poison_list
    )
    show = what.add_parser("show", help="what was said in one of them; that it was opened is noted")
    show.add_argument("id", type=int)
    show.set_defaults(run=_poison_show)
    forget = what.add_parser("forget", help="forget what is mended")
    which = forget.add_mutually_exclusive_group(required=True)
    which.add_argument("id", type=int, nargs="?")
    which.add_argument("--all", action="store_true", help="all of them")
    forget.set_defaults(run=_poison_forget)


if __name__ == "__main__":
    sys.exit(main())
