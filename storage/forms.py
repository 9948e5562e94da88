"""Every form ever published, in every version: a sheet is read and exported with the one it was begun with."""

from sqlalchemy import Connection, insert, select

from storage.tables import published_form


class FormChanged(Exception):
    """A published version never changes: sheets are already filled in by it."""

    def __init__(self, name: str, version: str) -> None:
        self.name, self.version = name, version
        super().__init__(name, version)

    def __str__(self) -> str:
        return (
            f"The form {self.name} was changed, but its version is still {self.version}, which was published otherwise. "
            "Give the form a new version (settings sheet, column «version»)."
        )


def publish_form(conn: Connection, name: str, version: str, xml: str) -> None:
    """Keep `xml` as this version of the form; once more changes nothing. Raises FormChanged."""
    kept = form_xml(conn, name, version)
    if kept is None:
        conn.execute(insert(published_form).values(name=name, version=version, xml=xml))
    elif kept != xml:
        raise FormChanged(name, version)


def form_xml(conn: Connection, name: str, version: str) -> str | None:
    """The XForm of this version; None when it was never published."""
    this = (published_form.c.name == name, published_form.c.version == version)
    return conn.execute(select(published_form.c.xml).where(*this)).scalar_one_or_none()


def published_versions(conn: Connection) -> list[tuple[str, str]]:
    """Name and version of every form ever published, in this order."""
    columns = (published_form.c.name, published_form.c.version)
    return [(name, version) for name, version in conn.execute(select(*columns).order_by(*columns))]
