"""Checking a campaign as a whole: its files against each other, against its forms and against the classifier of places.

What `sanaq check campaigns/kz-2021` prints. The room does not know the questionnaire, so publishing a form is an argument.
"""

import csv
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Protocol

from census.campaign import GENERAL_WHY, Campaign, read_campaign
from census.document import Document, Problem
from census.sheets import FromCampaign, FromList, SheetRule


class PublishedForm(Protocol):
    """What a campaign asks of a published form."""

    @property
    def refs(self) -> Collection[str]:
        """Every field, group and roster by the path below the root: "census_date", "about/full_name"."""

    @property
    def topics(self) -> Collection[str]:
        """The topics of its questions (`sanaq:topic`)."""

    def xpath_problem(self, xpath: str, at: str) -> str | None:
        """What is wrong with an expression evaluated at the roster `at` ("" the root), as a sentence; None: nothing."""


class Unpublishable(Exception):
    """Raised by `publish`. `problems` are sentences with sheet, row and column, ready to be printed."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join(self.problems)


Publish = Callable[[Path], PublishedForm]


@dataclass(frozen=True, slots=True)
class Report:
    """`problems`: all that is to be mended, "" none. `summary`: what the campaign holds, for when there is none."""

    problems: tuple[str, ...]
    summary: str

    def __str__(self) -> str:
        return "\n".join(self.problems) or self.summary


def check_campaign(path: Path, publish: Publish) -> Report:
    """Everything that is wrong with the campaign in the folder `path`, each with its file, line and what to do.

    Raises NoCampaign.
    """
    campaign, found = read_campaign(path)
    problems = list(found)
    sentences: list[str] = []
    forms = _publish_all(campaign, publish, problems, sentences)
    noted: list[Problem] = []
    root = Document.open(path / "campaign.yaml", noted)
    regions = Document.open(path / "regions.yaml", noted)
    faq = Document.open(path / "faq.yaml", noted)
    noted.clear()  # what opening finds was found before
    _check_list(root["list"], campaign, forms)
    _check_address(root["address"], campaign, forms)
    for item, rule in zip(root["sheets"], campaign.sheets, strict=True):
        _check_sheet(item, rule, campaign, forms)
    _check_dates(root, campaign)
    _check_places(root, regions, campaign)
    _check_faq(faq, campaign, forms)
    _check_why(root["why"], campaign, forms)
    every = dict.fromkeys([*map(str, (*problems, *noted)), *sentences])
    return Report(tuple(every), _summary(campaign, forms))


def _publish_all(
    campaign: Campaign, publish: Publish, problems: list[Problem], sentences: list[str]
) -> dict[str, PublishedForm]:
    forms: dict[str, PublishedForm] = {}
    for name in dict.fromkeys(rule.form for rule in campaign.sheets):
        path = campaign.form_path(name)
        if not path.exists():
            problems.append(Problem("campaign.yaml", 0, "sheets", f"there is no form {path.name} in {path.parent}"))
            continue
        try:
            forms[name] = publish(path)
        except Unpublishable as error:
            sentences += error.problems
    return forms


def _check_list(item: Document, campaign: Campaign, forms: Mapping[str, PublishedForm]) -> None:
    first = campaign.list
    if first.form not in {rule.form for rule in campaign.sheets if rule.per == "household"}:
        item["form"].wrong(f"no sheet per household asks the form {first.form}: add it to `sheets`")
        return
    household = forms.get(first.form)
    if household is None:
        return
    if first.roster not in household.refs:
        item["roster"].wrong(f"the form {first.form} has no roster {first.roster}")
        return
    for key in ("full_name", "name", "iin", "is_self"):
        _check_xpath(item[key], item[key].text(), first.roster, household)
    for ref in first.away.keys() - set(household.refs):
        item["away"].wrong(f"the form {first.form} has no question {ref}")


def _check_address(item: Document, campaign: Campaign, forms: Mapping[str, PublishedForm]) -> None:
    address = campaign.address
    if address.form not in {rule.form for rule in campaign.sheets}:
        item["form"].wrong(f"no sheet asks the form {address.form}: add it to `sheets`")
    elif address.form in forms:
        _check_xpath(item["locality"], address.locality, "", forms[address.form])


def _check_sheet(item: Document, rule: SheetRule, campaign: Campaign, forms: Mapping[str, PublishedForm]) -> None:
    household = forms.get(campaign.list.form)
    at = campaign.list.roster if rule.per == "member" else ""
    if household is not None:
        _check_xpath(item["when"], rule.when, at, household)
    form = forms.get(rule.form)
    for ref, source in rule.given.items():
        place = item["given"][ref]
        if form is not None and ref not in form.refs:
            place.wrong(f"the form {rule.form} has no field {ref}{_nearest(ref, form.refs)}")
        if isinstance(source, FromCampaign) and source.name not in campaign.constants:
            place.wrong(f"the campaign gives {', '.join(campaign.constants)}, not {source.name}")
        if isinstance(source, FromList) and household is not None:
            _check_xpath(place, source.xpath, at, household)
    if rule.alike and rule.per == "household":
        item["alike"].wrong("there is one such sheet in a household: nobody else has answered it")
    for ref in rule.alike:
        if form is not None and ref not in form.refs:
            item["alike"].wrong(f"the form {rule.form} has no question {ref}{_nearest(ref, form.refs)}")


def _check_xpath(place: Document, xpath: str, at: str, form: PublishedForm) -> None:
    problem = form.xpath_problem(xpath, at)
    if problem:
        place.wrong(problem)


def _check_dates(root: Document, campaign: Campaign) -> None:
    if campaign.census_date > campaign.schedule.online.last:
        root["moment"].wrong(
            f"the census moment ({campaign.census_date}) is after the online census ends "
            f"({campaign.schedule.online.last}): nobody could answer"
        )
    windows = (campaign.schedule, *(override.over(campaign.schedule) for override in campaign.overrides))
    lasts = max(((each.extension or each.online).last - each.online.first).days + 1 for each in windows)
    if campaign.reminders is not None and campaign.retention.outbox.days < lasts:
        root["retention"]["outbox"].wrong(
            f"keep it for P{lasts}D or more: while the census lasts, who was reminded is known"
        )


def _check_places(root: Document, regions: Document, campaign: Campaign) -> None:
    path = campaign.path / "forms" / "kato.csv"
    if not path.exists():
        root.wrong(f"there is no {path}: make it with `sanaq import kato FILE`")
        return
    with path.open(encoding="utf-8", newline="") as file:
        units = {row["name"]: row for row in csv.DictReader(file)}
    _check_regions(regions, campaign, units)
    items = root["overrides"] if campaign.overrides else ()
    for item, override in zip(items, campaign.overrides, strict=True):
        for beginning in override.places:
            if not any(code.startswith(beginning) for code in units):
                item["places"].wrong(f"no KATO code begins with {beginning!r}")


def _check_regions(regions: Document, campaign: Campaign, units: Mapping[str, Mapping[str, str]]) -> None:
    for item, region in zip(regions, campaign.regions, strict=True):
        unit = units.get(region.kato)
        if unit is None:
            item["kato"].wrong(f"the classifier has no unit {region.kato}")
        elif (unit["label_kk"], unit["label_ru"]) != (region.name.kk, region.name.ru):
            item["name"].wrong(f"the classifier calls it {unit['label_kk']} / {unit['label_ru']}")
        for place in region.places:
            if place.kato not in units:
                item["places"].wrong(f"the classifier has no unit {place.kato}")
    known = {region.kato for region in campaign.regions}
    for code, unit in units.items():
        if unit["level"] == "oblast" and code not in known:
            regions.wrong(f"{unit['label_kk']} / {unit['label_ru']} ({code}) of the classifier is missing")


def _check_faq(faq: Document, campaign: Campaign, forms: Mapping[str, PublishedForm]) -> None:
    names = {ref.rsplit("/", 1)[-1] for form in forms.values() for ref in form.refs}
    for item, entry in zip(faq, campaign.faq, strict=True):
        for name in entry.questions:
            if names and name not in names:
                item["questions"].wrong(f"no form has a question {name}{_nearest(name, names)}")


def _check_why(item: Document, campaign: Campaign, forms: Mapping[str, PublishedForm]) -> None:
    topics = {GENERAL_WHY, *(topic for form in forms.values() for topic in form.topics)}
    for topic in sorted(topics - campaign.why.keys()):
        item.wrong(f"nothing says why the questions of the topic {topic} are asked: write {topic}: {{kk: …, ru: …}}")
    for topic in campaign.why.keys() - topics if forms else ():
        item[topic].wrong(f"no question has the topic {topic}{_nearest(topic, topics)}")


def _nearest(name: str, known: Collection[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f"; did you mean {close[0]}?" if close else ""


def _summary(campaign: Campaign, forms: Mapping[str, PublishedForm]) -> str:
    return (
        f"{campaign.id}: {len(forms)} forms, {len(campaign.sheets)} rules of who is asked, "
        f"{len(campaign.regions)} regions, {len(campaign.faq)} frequent questions; nothing to mend"
    )
