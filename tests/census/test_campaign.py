"""The campaign as data: what a statistics office may change, and what it is told when it slips."""

import shutil
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from bot.published import Published, published
from census.campaign import Campaign, CampaignError, load_campaign
from census.check import Unpublishable, check_campaign
from census.pair import Pair
from census.schedule import After, Before, Between, Extended, Online

KZ_2021 = Path(__file__).parents[2] / "campaigns" / "kz-2021"
AKMOLA, NORTH, BAIKONUR, ORAL = "110000000", "590000000", "431910000", "271010000"


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load_campaign(KZ_2021)


@cache
def compiled(path: Path) -> Published:
    return published(path)


def publish_real(path: Path) -> Published:
    return compiled(KZ_2021 / "forms" / path.name)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A copy of the campaign that one may spoil; the long lists are left where they are."""
    for name in ("campaign.yaml", "regions.yaml", "faq.yaml"):
        shutil.copy(KZ_2021 / name, tmp_path)
    (tmp_path / "forms").symlink_to(KZ_2021 / "forms")
    return tmp_path


def change(office: Path, file: str, old: str, new: str) -> None:
    text = (office / file).read_text(encoding="utf-8")
    assert old in text
    (office / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(office: Path) -> str:
    with pytest.raises(CampaignError) as error:
        load_campaign(office)
    return str(error.value)


# --- what stands ----------------------------------------------------------------------------------------------------


def test_the_census_moment_is_midnight_in_nur_sultan(campaign: Campaign) -> None:
    assert campaign.moment == datetime(2021, 8, 31, 18, tzinfo=UTC)
    assert campaign.census_date == date(2021, 9, 1)
    assert campaign.constants["census_date"] == "2021-09-01"


def test_the_orders_of_the_regions_differ_and_so_do_their_dates(campaign: Campaign) -> None:
    assert campaign.schedule_of(AKMOLA).list_date == date(2021, 6, 1)
    assert campaign.schedule_of(NORTH).list_date == date(2021, 7, 1)
    assert campaign.schedule_of(None) == campaign.schedule
    assert campaign.schedule_of(BAIKONUR).interview.last == date(2021, 10, 30)


def test_an_oblast_of_the_west_has_its_own_clock(campaign: Campaign) -> None:
    now = datetime(2021, 10, 15, 18, 30, tzinfo=UTC)
    assert isinstance(campaign.phase(None, now), Between)
    assert isinstance(campaign.phase(ORAL, now), Online)


@pytest.mark.parametrize(
    ("day", "expected"),
    [((8, 30), Before), ((9, 10), Online), ((10, 18), Between), ((10, 25), Extended), ((11, 9), After)],
)
def test_the_phases_of_2021(campaign: Campaign, day: tuple[int, int], expected: type) -> None:
    assert isinstance(campaign.phase(AKMOLA, datetime(2021, *day, 12, tzinfo=UTC)), expected)


def test_the_demo_lives_in_the_online_census(campaign: Campaign) -> None:
    assert campaign.demo_today == date(2021, 9, 10)


def test_there_are_20_regions_and_17_at_the_census(campaign: Campaign) -> None:
    assert len(campaign.regions) == 20
    assert len({region.in_2021 for region in campaign.regions}) == 17
    created = {region.code: region.in_2021 for region in campaign.regions if region.code != region.in_2021}
    assert created == {"10": "63", "33": "19", "62": "35"}


def test_a_place_lies_in_its_region(campaign: Campaign) -> None:
    baikonur = campaign.region(BAIKONUR)
    capital = campaign.region("710000000")
    assert baikonur is not None
    assert capital is not None
    assert baikonur.name == Pair("Қызылорда облысы", "Кызылординская область")
    assert [place.kato for place in baikonur.places] == ["431900000"]
    assert capital.name_2021.ru == "город Нур-Султан"
    assert campaign.region("999999999") is None


def test_the_28_frequent_questions_stand_and_the_doubtful_ones_send_to_the_call_centre(campaign: Campaign) -> None:
    assert len(campaign.faq) == 28
    assert {entry.number for entry in campaign.faq if entry.verify} >= {5, 7, 8, 10, 11, 13, 22, 26}
    assert not any("[" in text for entry in campaign.faq for text in (entry.answer.kk, entry.answer.ru))
    assert all(entry.words for entry in campaign.faq)


def test_nobody_is_threatened_with_a_fine(campaign: Campaign) -> None:
    texts = [*campaign.welcome_texts("ru"), *(entry.answer.ru for entry in campaign.faq)]
    assert not any("штраф" in text.lower() or "497" in text for text in texts)


def test_the_slogan_is_the_official_one(campaign: Campaign) -> None:
    assert campaign.slogan.of("kk") == "Қазақстанда әркім маңызды!"
    assert campaign.slogan.of("ru") == "В Казахстане каждый важен!"
    with pytest.raises(KeyError):
        campaign.slogan.of("en")


def test_sheets_are_told_apart_by_form_and_part(campaign: Campaign) -> None:
    assert [rule.key for rule in campaign.sheets] == [
        ("list", ""),
        ("dwelling", ""),
        ("person", ""),
        ("visitor", "A"),
        ("visitor", "B"),
    ]
    assert campaign.conversation.silence == timedelta(hours=3)
    assert campaign.phone == "1446"


def test_the_campaign_fits_together() -> None:
    report = check_campaign(KZ_2021, publish_real)
    assert report.problems == ()
    assert "20 regions, 28 frequent questions" in str(report)


# --- what is said when something is wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "campaign.yaml",
            "  ru: В Казахстане каждый важен!\n",
            "",
            "slogan: the text is missing in ru: write both, {kk: …, ru: …}",
        ),
        ("campaign.yaml", "last: 2021-10-15", "last: 15.10.2021", "schedule.online.last: write a date as 2021-09-01"),
        ("campaign.yaml", "last: 2021-10-15", "last: 2021-08-15", "online ends (2021-08-15) before it begins"),
        ("campaign.yaml", "zone: Asia/Almaty}", "zone: Asia/Astana}", "moment.zone: write a time zone"),
        ("campaign.yaml", "moment: {date: 2021-09-01", "moment: {date: 1.09.2021", "moment.date: write a date as"),
        (
            "campaign.yaml",
            "kk: тау, ru: гора",
            "kk: тау, ru: река",
            "check_words: write 64 different words here, not 63 (ru)",
        ),
        ("campaign.yaml", "silence: PT3H", "silence: P99999999999D", "conversation.silence: write a duration as PT3H"),
        ("campaign.yaml", "slogan:", "slogn:", "slogn: no such key; known here: id, languages, name, slogan"),
        ("campaign.yaml", "silence: PT3H", "silence: 3 hours", "conversation.silence: write a duration as PT3H"),
        (
            "campaign.yaml",
            "    per: member",
            "    per: person",
            "sheets[3].per: write household or member, not 'person'",
        ),
        ("campaign.yaml", "part: B\n", "part: A\n", "sheets[5]: the form visitor is asked by another rule too"),
        ("campaign.yaml", "{respondent: iin}", "{respondent: name}", "of the respondent only `iin` is known"),
        ("campaign.yaml", "{list: is_self}", "is_self", "say where the value comes from"),
        ("regions.yaml", 'in_2021: "63"', 'in_2021: "99"', "[1].in_2021: no region has the code '99'"),
        ("regions.yaml", 'kato: "100000000"', 'kato: "10000000"', "[1].kato: a region's KATO code"),
        ("faq.yaml", "- number: 3\n", "- number: 4\n", "[3].number: number the entries from 1 without a gap"),
        ("faq.yaml", "    kk: 'Санаққа қатысу міндетті ме?'\n", "", "[1].question: the text is missing in kk"),
        ("faq.yaml", "- number: 1\n", "- number: [\n", "faq.yaml: is not YAML"),
    ],
)
def test_a_slip_is_named_by_file_line_and_key(office: Path, file: str, old: str, new: str, said: str) -> None:
    change(office, file, old, new)
    told = problems(office)
    assert said in told
    assert file in told


def test_every_slip_is_told_at_once_with_its_line(office: Path) -> None:
    change(office, "campaign.yaml", "silence: PT3H", "silence: PT")
    change(office, "regions.yaml", 'in_2021: "63"', 'in_2021: "99"')
    lines = problems(office).splitlines()
    number = 1 + next(
        n
        for n, line in enumerate((office / "campaign.yaml").read_text(encoding="utf-8").splitlines())
        if "silence:" in line
    )
    assert len(lines) == 3
    assert any(line.startswith(f"campaign.yaml:{number}: conversation.silence:") for line in lines)


def test_a_missing_file_is_said(office: Path) -> None:
    (office / "faq.yaml").unlink()
    assert "faq.yaml: cannot be read (No such file or directory): put the file there" in problems(office)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "campaign.yaml",
            "about/sex:",
            "about/sexe:",
            "the form person has no field about/sexe; did you mean about/sex?",
        ),
        (
            "campaign.yaml",
            "- about/citizenship\n",
            "- about/citizenshp\n",
            "sheets[3].alike: the form person has no question about/citizenshp; did you mean about/citizenship?",
        ),
        ("campaign.yaml", "{campaign: census_date}", "{campaign: census_day}", "the campaign gives census_date, id"),
        ("campaign.yaml", "  outbox: P180D", "  outbox: P60D", "retention.outbox: keep it for P69D or more"),
        ("campaign.yaml", "home/sheet = 'person'", "home/sheet = ", "sheets[3].when:"),
        (
            "campaign.yaml",
            "home/sheet = 'person'",
            "details/shet = 'person'",
            "there is no details/shet in the form",
        ),
        ("campaign.yaml", "away: {head_is_self:", "away: {head:", "list.away: the form list has no question head"),
        ("campaign.yaml", "roster: member", "roster: members", "the form list has no roster members"),
        ("campaign.yaml", "- form: dwelling", "- form: house", "there is no form house.md"),
        ("campaign.yaml", "- form: dwelling", "- form: house", "address.form: no sheet asks the form dwelling"),
        (
            "campaign.yaml",
            "locality: address/",
            "locality: adress/",
            "address.locality: there is no adress/address_locality",
        ),
        ("campaign.yaml", "iin: details/member_iin", "iin: member_iin", "list.iin: there is no member_iin in the form"),
        ("campaign.yaml", '["4319"]', '["4399"]', "no KATO code begins with '4399'"),
        (
            "regions.yaml",
            "name: {kk: Абай облысы",
            "name: {kk: Абай обл.",
            "[1].name: the classifier calls it Абай облысы",
        ),
        ("faq.yaml", "member_full_name", "member_name_full", "no form has a question member_name_full"),
        ("campaign.yaml", "  health:\n", "  helth:\n", "nothing says why the questions of the topic health are asked"),
        ("campaign.yaml", "  health:\n", "  helth:\n", "no question has the topic helth; did you mean health?"),
    ],
)
def test_the_files_are_checked_against_each_other(office: Path, file: str, old: str, new: str, said: str) -> None:
    change(office, file, old, new)
    told = str(check_campaign(office, publish_real))
    assert said in told
    assert told.count(said) == 1
    assert file in told


def test_what_publishing_finds_is_part_of_the_report(office: Path) -> None:
    def refuse(path: Path) -> Published:
        raise Unpublishable([f"{path.name}, sheet “survey”, row 3: no label in kk."])

    report = check_campaign(office, refuse)
    assert "person.md, sheet “survey”, row 3: no label in kk." in report.problems
