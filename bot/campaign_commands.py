"""`sanaq check CAMPAIGN`, `sanaq export FOLDER`, `sanaq import kato FILE`. Each returns the command's exit code."""

import asyncio
import signal
from functools import partial
from pathlib import Path
from threading import Event
from typing import TextIO

from bot.published import published
from bot.settings import Settings
from census.check import check_campaign
from census.places import build_lists


class NotText(Exception):
    """A table that is not UTF-8."""

    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(file)

    def __str__(self) -> str:
        return f"{self.file} is not UTF-8 text; save the table as “CSV UTF-8” and import it again."


def check(path: Path, out: TextIO) -> int:
    """Everything that is wrong with a campaign, or what it holds. 1 when there is something to mend."""
    report = check_campaign(path, published)
    print(report, file=out)
    return 1 if report.problems else 0


async def export(settings: Settings, folder: Path, out: TextIO, *, bom: bool = False, paradata: bool = False) -> int:
    """Write the submitted sheets into `folder`: a table per form and `submissions.zip` with an OpenRosa XML per sheet.

    `paradata`: instead of them how all answers came about, without the answers. SIGTERM and Ctrl-C end it between two
    sheets, and its drafts go with it. Raises ExportStopped, ExportFailed and what `open_house` raises.
    """
    from bot.premises import open_house
    from bot.records import ExportStopped, SheetRecords
    from census.export import export_csv, export_xml
    from census.paradata import export_paradata
    from storage.database import Connection

    stopped = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    async with open_house(settings) as house:
        keyring, campaign = house.premises.keyring, house.campaign

        def write(conn: Connection) -> int:
            records = SheetRecords(conn, campaign, house.premises.forms, keyring, stopped)
            sheets = export_csv(conn, keyring, campaign.id, folder, records, bom=bom)
            export_xml(conn, keyring, campaign.id, folder / "submissions.zip", records)
            return sheets

        def go_on() -> None:
            if stopped.is_set():
                raise ExportStopped

        if paradata:
            answers = await house.database.read(partial(export_paradata, bom=bom, go_on=go_on), campaign.id, folder)
            print(f"{folder / 'paradata.csv'}: how {answers} answers came about. It holds none of them.", file=out)
            return 0
        sheets = await house.database.read(write)
    print(f"{folder}: {sheets} submitted sheets, as tables and as submissions.zip. They hold names and IINs.", file=out)
    return 0


def import_kato(file: Path, campaign: Path, out: TextIO) -> int:
    """Make the campaign's place lists from the classifier's CSV. Raises KatoError, NotText, OSError."""
    try:
        counts = build_lists(file, campaign / "forms")
    except UnicodeDecodeError as error:
        raise NotText(file) from error
    print(f"{campaign / 'forms'}: {counts}", file=out)
    return 0
