"""What is handed in: nested values, flat columns, OpenRosa XML."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from tests.questionnaire.scenario import NOW, play

SENT = datetime(2021, 9, 3, 18, 30, tzinfo=UTC)
FORM = """
    | survey |
    | | type | name | label | relevant |
    | | start | begun | | |
    | | end | ended | | |
    | | begin_group | home | Home | |
    | | text | street | Street? | |
    | | text | flat | Flat? | ${street} = 'Abai' |
    | | end_group | | | |
    | | begin_repeat | member | ${who} | |
    | | text | who | Name? | |
    | | end_repeat | | | |
    | settings |
    | | form_title | form_id | version |
    | | T | housing | 7 |
"""


def test_only_what_is_relevant_is_handed_in():
    sheet = play(FORM).says("Dostyk", "yes", "A < B & C", "yes", "Timur", "no").is_complete()
    values = sheet.interview.record().values
    assert values["home"] == {"street": "Dostyk"}
    assert values["member"] == [{"who": "A < B & C"}, {"who": "Timur"}]
    assert sheet.record["member[2]/who"] == "Timur"


def test_openrosa_xml():
    sheet = play(FORM).says("Abai", "", "yes", "A < B & C", "no")
    root = ET.fromstring(sheet.interview.record().handed_in("uuid:42", NOW, SENT).xml())
    assert (root.tag, root.get("id"), root.get("version")) == ("data", "housing", "7")
    assert root.findtext("home/street") == "Abai"
    assert root.findtext("home/flat") == ""
    assert [one.findtext("who") for one in root.findall("member")] == ["A < B & C"]
    assert root.findtext("meta/instanceID") == "uuid:42"
    assert root.get("submissionDate") == root.findtext("ended") == "2021-09-03T18:30:00.000+00:00"
    assert root.findtext("begun") == "2021-09-01T10:00:00.000+00:00"


def test_the_flat_row_says_the_same_as_the_xml():
    record = play(FORM).says("Abai", "", "yes", "Timur", "no").interview.record()
    columns = record.handed_in("uuid:42", NOW, SENT).columns()
    assert columns["meta/instanceID"] == "uuid:42"
    assert columns["begun"] == "2021-09-01T10:00:00.000+00:00"
    assert columns["ended"] == "2021-09-03T18:30:00.000+00:00"
    assert columns["member[1]/who"] == "Timur"
    assert record.columns().keys() == columns.keys(), "and nothing else is filled or lost"


def test_the_end_is_the_handing_in():
    assert play(FORM).record["ended"] == ""


def test_whatever_is_typed_makes_well_formed_xml():
    nasty = "".join(map(chr, range(1, 0x300))) + "\ud800\uffff<![CDATA[ ]]> 😀"
    sheet = play(FORM).says(nasty)
    root = ET.fromstring(sheet.interview.record().xml())
    assert "😀" in root.findtext("home/street")


def test_an_empty_roster_has_no_element():
    sheet = play(FORM).says("Dostyk", "no")
    assert sheet.interview.record().values["member"] == []
    assert ET.fromstring(sheet.interview.record().xml()).find("member") is None
