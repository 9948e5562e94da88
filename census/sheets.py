"""Which sheet is asked for whom: rules as data, evaluated in the household list by whoever holds the interview."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from census.document import Document
from census.pair import Pair


@dataclass(frozen=True, slots=True)
class FromList:
    """An XPath evaluated in the household list: at its root, or at the member for a member's sheet."""

    xpath: str


@dataclass(frozen=True, slots=True)
class FromCampaign:
    """The name of one of `Campaign.constants`."""

    name: str


@dataclass(frozen=True, slots=True)
class FromRespondent:
    """What the sign-in learned about the person who answers."""

    name: Literal["iin"]


@dataclass(frozen=True, slots=True)
class Fixed:
    text: str


Given = FromList | FromCampaign | FromRespondent | Fixed
"""Where the value of a given field comes from."""


@dataclass(frozen=True, slots=True)
class ListRule:
    """The form every household begins with, the name of its roster of members, and where it says who a member is.

    `full_name`, `name` (short, told apart within the household), `iin` and `is_self` are XPaths at the member; `full_name`
    is also the ref of its question. `is_self` is 'yes' for the respondent himself. `away`: answers by ref
    that a list begins with when the respondent fills it in for a household at another address.
    """

    form: str
    roster: str
    full_name: str
    name: str
    iin: str
    is_self: str
    away: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AddressRule:
    """Where the household's address is asked: a form, and in it an XPath to the locality (KATO, nine digits)."""

    form: str
    locality: str


@dataclass(frozen=True, slots=True)
class SheetRule:
    """`form` is the form's file name without the suffix, `part` tells two rules for one form apart ("" when alone).

    `code` is the sheet's number in the official orders («3-И»). `when` is an XPath like `FromList`. `given` is by ref of
    the field in the sheet's form. `alike`: refs of questions that a family mostly answers alike; the answer given for one
    member is offered for the next.
    """

    form: str
    part: str
    code: str
    name: Pair
    per: Literal["household", "member"]
    when: str
    given: Mapping[str, Given]
    alike: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.form, self.part


def read_list(document: Document) -> ListRule:
    keys = ("form", "roster", "full_name", "name", "iin", "is_self")
    document.only(*keys, "away")
    away = {ref: document["away"][ref].text() for ref in document["away"].names}
    return ListRule(**{key: document[key].text() for key in keys}, away=away)


def read_address(document: Document) -> AddressRule:
    document.only("form", "locality")
    return AddressRule(document["form"].text(), document["locality"].text())


def read_sheets(document: Document) -> tuple[SheetRule, ...]:
    rules: list[SheetRule] = []
    for item in document:
        rule = _sheet(item)
        if any(rule.key == other.key for other in rules):
            item.wrong(f"the form {rule.form} is asked by another rule too: tell them apart by `part`")
        rules.append(rule)
    return tuple(rules)


def _sheet(item: Document) -> SheetRule:
    item.only("form", "part", "code", "name", "per", "when", "given", "alike")
    per = item["per"].text()
    if per not in ("household", "member"):
        item["per"].wrong(f"write household or member, not {per!r}")
    return SheetRule(
        form=item["form"].text(),
        part=item["part"].text(""),
        code=item["code"].text(),
        name=item["name"].pair(),
        per="member" if per == "member" else "household",
        when=item["when"].text(),
        given={ref: given for ref in item["given"].names if (given := _given(item["given"][ref])) is not None},
        alike=item["alike"].texts() if item["alike"].exists else (),
    )


def _given(document: Document) -> Given | None:
    match document.names:
        case ("list",):
            return FromList(document["list"].text())
        case ("campaign",):
            return FromCampaign(document["campaign"].text())
        case ("respondent",):
            if document["respondent"].text() != "iin":
                document["respondent"].wrong("of the respondent only `iin` is known")
            return FromRespondent("iin")
        case ("text",):
            return Fixed(document["text"].text())
    document.wrong("say where the value comes from, one of {list: …}, {campaign: …}, {respondent: iin}, {text: …}")
    return None
