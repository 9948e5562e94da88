"""A version of a form is published once and stays as it is."""

import pytest

from storage.database import Database
from storage.forms import FormChanged, form_xml, publish_form, published_versions


async def test_versions_stay_beside_each_other(database: Database) -> None:
    await database.write(publish_form, "list", "2", "<h>2</h>")
    await database.write(publish_form, "list", "1", "<h>1</h>")
    await database.write(publish_form, "list", "1", "<h>1</h>")
    assert await database.read(form_xml, "list", "1") == "<h>1</h>"
    assert await database.read(form_xml, "list", "3") is None
    assert await database.read(published_versions) == [("list", "1"), ("list", "2")]


async def test_a_changed_form_needs_a_new_version(database: Database) -> None:
    await database.write(publish_form, "list", "1", "<h>1</h>")
    with pytest.raises(FormChanged, match=r"form list was changed, but its version is still 1.*new version"):
        await database.write(publish_form, "list", "1", "<h>other</h>")
    assert await database.read(form_xml, "list", "1") == "<h>1</h>"
