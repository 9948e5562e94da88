"""The campaign's forms, published once and remembered in every version ever served.

A sheet stays on the version it was begun with; so each version that was served once is kept in the database with the
lists beside it, and a form changed under way is asked of new sheets only. A start that finds nothing changed publishes
nothing: it compiles what is kept.
"""

import gc
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from bot.clock import now
from census.campaign import Campaign
from dialogs.forms import Forms
from dialogs.understanding import LONG_LIST, search
from questionnaire import Form, Interview, lists_beside, publish, publisher
from storage.database import Connection, Database
from storage.forms import PackedList, PublishedForm, keep_lists, publish_form, published_forms


async def publish_forms(campaign: Campaign, database: Database) -> Forms:
    """Publish what is new or changed among the forms the campaign asks. Raises PublishError with all findings of a form."""
    sources = {name: source_of(campaign.form_path(name)) for name in {rule.form for rule in campaign.sheets}}
    kept = await database.read(published_forms)
    if bare := _without_lists(kept.values(), campaign.path / "forms"):
        await database.write(_keep_lists, bare)
        kept = await database.read(published_forms)
    current = _current(kept, sources)
    if changed := sources.keys() - current:
        fresh = [_published(campaign.form_path(name), name, sources[name]) for name in sorted(changed)]
        gc.collect()  # pyxform leaves 100 MB of cycles behind, which the forms can use
        await database.write(_keep, fresh)
        kept = await database.read(published_forms)
        current |= {form.name: form.version for form in fresh}
    forms = compiled_on_demand(kept, current)
    for name in current:
        forms.get(name)  # compiled now, not when the first person comes
    return forms


def compiled_on_demand(kept: Mapping[tuple[str, str], PublishedForm], current: Mapping[str, str]) -> Forms:
    """`current` names the version of each form that new sheets get."""

    def compiled(name: str, version: str) -> Form:
        return Form.from_xml(kept[name, version].xml, kept[name, version].load)

    return Forms(current, compiled)


def source_of(path: Path) -> str:
    """A digest of all a form is published from: its file, the lists that stand beside it, and the program's own part."""
    digest = sha256(publisher().encode())
    for part in (path, *sorted(path.parent.glob("*.csv"))):
        content = part.read_bytes()
        digest.update(f"{part.name}:{len(content)}\n".encode() + content)
    return digest.hexdigest()


def warm(forms: Forms, stopped: Callable[[], bool]) -> None:
    """Index the long lists before anybody searches them. Takes seconds; for a thread of its own, which is told to stop."""
    for form in map(forms.get, forms.current):
        language = next(iter(form.languages), "")
        for choices in Interview(form, now=now(), language=language).fixed_lists():
            if stopped():
                return
            if len(choices) > LONG_LIST:
                search(choices, "а", language)


def _current(kept: Mapping[tuple[str, str], PublishedForm], sources: Mapping[str, str]) -> dict[str, str]:
    """The versions that were published from just these sources."""
    return {form.name: form.version for form in kept.values() if sources.get(form.name) == form.source}


def _without_lists(kept: Iterable[PublishedForm], folder: Path) -> list[PublishedForm]:
    """Versions published before lists were kept, with those they were asked with until now: the ones in the folder."""
    bare = [form for form in kept if not form.source and not form.lists]
    found = [(form, lists_beside(form.xml, folder)) for form in bare]
    return [replace(form, lists=_packed(files)) for form, files in found if files]


def _packed(files: Mapping[str, bytes]) -> dict[str, PackedList]:
    return {file: PackedList.of(content) for file, content in files.items()}


def _published(path: Path, name: str, source: str) -> PublishedForm:
    publication = publish(path)
    return PublishedForm(name, publication.version, publication.xml, _packed(publication.files), source)


def _keep(conn: Connection, fresh: list[PublishedForm]) -> None:
    for form in fresh:
        publish_form(conn, form)


def _keep_lists(conn: Connection, bare: list[PublishedForm]) -> None:
    for form in bare:
        keep_lists(conn, form)
