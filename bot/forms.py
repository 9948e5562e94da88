"""The campaign's forms, published at the start and remembered in every version ever served.

A sheet stays on the version it was begun with; so each version that was served once is kept in the database, and a form
changed under way is asked of new sheets only.
"""

import gc
from collections.abc import Callable
from pathlib import Path

from bot.clock import now
from census.campaign import Campaign
from dialogs.forms import Forms
from dialogs.understanding import LONG_LIST, search
from questionnaire import Form, Interview, Publication, publish
from storage.database import Connection, Database
from storage.forms import form_xml, publish_form, published_versions


async def publish_forms(campaign: Campaign, database: Database) -> Forms:
    """Publish every form the campaign asks, and keep new versions. Raises PublishError with all findings of a form."""
    publications = {name: publish(campaign.form_path(name)) for name in {rule.form for rule in campaign.sheets}}
    gc.collect()  # pyxform leaves 100 MB of cycles behind, which the forms can use
    kept = await database.write(_keep, publications)
    folder = campaign.path / "forms"

    def compiled(name: str, version: str) -> Form:
        return Form.from_xml(kept[name, version], load=lambda file: _read(folder, file))

    forms = Forms({name: publication.version for name, publication in publications.items()}, compiled)
    for name in publications:
        forms.get(name)  # compiled now, not when the first person comes
    return forms


def warm(forms: Forms, stopped: Callable[[], bool]) -> None:
    """Index the long lists before anybody searches them. Takes seconds; for a thread of its own, which is told to stop."""
    for form in map(forms.get, forms.current):
        language = next(iter(form.languages), "")
        for choices in Interview(form, now=now(), language=language).fixed_lists():
            if stopped():
                return
            if len(choices) > LONG_LIST:
                search(choices, "а", language)


def _keep(conn: Connection, publications: dict[str, Publication]) -> dict[tuple[str, str], str]:
    """Store what is new; the XML of all versions by name and version."""
    for name, publication in publications.items():
        publish_form(conn, name, publication.version, publication.xml)
    return {version: form_xml(conn, *version) or "" for version in published_versions(conn)}


def _read(folder: Path, file: str) -> bytes:
    """A choice list beside the forms; a form cannot name a file anywhere else."""
    path = folder / Path(file).name
    return path.read_bytes()
