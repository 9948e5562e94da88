"""Every form ever published, in every version: a sheet is read and exported with the one it was begun with.

The choice lists beside a form belong to its version as much as the form itself: a village renamed in mid-census must not
change what was answered before. A list is kept once, however many versions name it.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from sqlalchemy import Connection, insert, select, update

from storage.alone import alone
from storage.tables import published_form, published_form_list, published_list


class FormChanged(Exception):
    """A published version never changes: sheets are already filled in by it."""

    def __init__(self, name: str, version: str) -> None:
        self.name, self.version = name, version
        super().__init__(name, version)

    def __str__(self) -> str:
        return (
            f"The form {self.name} (or a list it takes choices from) was changed, but its version is still {self.version}, "
            "which was published otherwise. Give the form a new version (settings sheet, column «version»)."
        )


@dataclass(frozen=True, slots=True)
class PackedList:
    """A file beside a form. `digest` is that of its content, SHA-256 in hexadecimal."""

    digest: str
    packed: bytes

    @classmethod
    def of(cls, content: bytes) -> Self:
        return cls(sha256(content).hexdigest(), zlib.compress(content))

    @property
    def content(self) -> bytes:
        return zlib.decompress(self.packed)


@dataclass(frozen=True, slots=True)
class PublishedForm:
    """One version. `lists` are the files beside it by name; `source` tells what it was published from ("" unknown)."""

    name: str
    version: str
    xml: str
    lists: Mapping[str, PackedList]
    source: str = ""

    def load(self, file: str) -> bytes:
        """The content of a list. Raises FileNotFoundError when this version has none of this name."""
        if file not in self.lists:
            raise FileNotFoundError(file)
        return self.lists[file].content


def publish_form(conn: Connection, form: PublishedForm) -> None:
    """Keep this version of the form; once more changes nothing. Raises FormChanged."""
    alone(conn)
    this = (published_form.c.name == form.name, published_form.c.version == form.version)
    kept = conn.execute(select(published_form.c.xml).where(*this)).scalar_one_or_none()
    if kept is None:
        row = {"name": form.name, "version": form.version, "xml": form.xml, "source": form.source}
        conn.execute(insert(published_form).values(row))
        keep_lists(conn, form)
    elif (kept, _digests(conn, form)) != (form.xml, {file: one.digest for file, one in form.lists.items()}):
        raise FormChanged(form.name, form.version)
    else:
        conn.execute(update(published_form).where(*this).values(source=form.source))


def keep_lists(conn: Connection, form: PublishedForm) -> None:
    """Keep the lists of a version that has none kept."""
    alone(conn)
    if _digests(conn, form):  # another process has kept them meanwhile
        return
    for file, one in form.lists.items():
        _keep(conn, one)
        row = {"name": form.name, "version": form.version, "file": file, "digest": one.digest}
        conn.execute(insert(published_form_list).values(row))


def published_forms(conn: Connection) -> dict[tuple[str, str], PublishedForm]:
    """Every version of every form, by name and version, in this order."""
    lists = {digest: PackedList(digest, packed) for digest, packed in conn.execute(select(published_list))}
    named: dict[tuple[str, str], dict[str, PackedList]] = {}
    for name, version, file, digest in conn.execute(select(published_form_list)):
        named.setdefault((name, version), {})[file] = lists[digest]
    rows = conn.execute(select(published_form).order_by(published_form.c.name, published_form.c.version))
    return {
        (row.name, row.version): PublishedForm(
            row.name, row.version, row.xml, named.get((row.name, row.version), {}), row.source or ""
        )
        for row in rows
    }


def published_versions(conn: Connection) -> list[tuple[str, str]]:
    """Name and version of every form ever published, in this order."""
    columns = (published_form.c.name, published_form.c.version)
    return [(name, version) for name, version in conn.execute(select(*columns).order_by(*columns))]


def _digests(conn: Connection, form: PublishedForm) -> dict[str, str]:
    this = (published_form_list.c.name == form.name, published_form_list.c.version == form.version)
    return {row.file: row.digest for row in conn.execute(select(published_form_list).where(*this))}


def _keep(conn: Connection, one: PackedList) -> None:
    known = select(published_list.c.digest).where(published_list.c.digest == one.digest)
    if conn.execute(known).scalar_one_or_none() is None:
        conn.execute(insert(published_list).values(digest=one.digest, packed=one.packed))
