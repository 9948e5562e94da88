"""A version of a form is published once and stays as it is, with the lists it takes choices from."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from storage.database import Connection, Database
from storage.forms import FormChanged, PackedList, PublishedForm, publish_form, published_forms, published_versions
from storage.tables import published_list

PLACES = PackedList.of("name,label\n75,Алматы\n".encode())
FIRST = PublishedForm("list", "1", "<h>1</h>", {"places.csv": PLACES}, "s1")


def lists_kept(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(published_list)).scalar_one()


async def test_versions_stay_beside_each_other(database: Database) -> None:
    second = PublishedForm("list", "2", "<h>2</h>", {})
    await database.write(publish_form, second)
    await database.write(publish_form, FIRST)
    await database.write(publish_form, FIRST)
    assert await database.read(published_forms) == {("list", "1"): FIRST, ("list", "2"): second}
    assert await database.read(published_versions) == [("list", "1"), ("list", "2")]


async def test_a_list_belongs_to_its_version_and_is_kept_once(database: Database) -> None:
    renamed = PackedList.of("name,label\n75,Верный\n".encode())
    await database.write(publish_form, FIRST)
    await database.write(publish_form, replace(FIRST, version="2"))
    await database.write(publish_form, replace(FIRST, version="3", lists={"places.csv": renamed}))
    kept = await database.read(published_forms)
    assert [kept["list", version].load("places.csv").decode()[-7:-1] for version in "123"] == [
        "Алматы",
        "Алматы",
        "Верный",
    ]
    assert await database.read(lists_kept) == 2
    with pytest.raises(FileNotFoundError):
        kept["list", "1"].load("other.csv")


@pytest.mark.parametrize(
    "changed", [{"xml": "<h>other</h>"}, {"lists": {}}, {"lists": {"places.csv": PackedList.of(b"x")}}]
)
async def test_a_changed_form_needs_a_new_version(database: Database, changed: dict[str, object]) -> None:
    await database.write(publish_form, FIRST)
    with pytest.raises(FormChanged, match=r"form list .*was changed, but its version is still 1.*new version"):
        await database.write(publish_form, replace(FIRST, **changed))
    assert await database.read(published_forms) == {("list", "1"): FIRST}


async def test_what_it_was_published_from_may_change(database: Database) -> None:
    """Another comment in the form's file, or a newer program: the same form."""
    await database.write(publish_form, FIRST)
    await database.write(publish_form, replace(FIRST, source="s2"))
    assert (await database.read(published_forms))["list", "1"].source == "s2"
