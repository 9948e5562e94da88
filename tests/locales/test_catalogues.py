"""The catalogues: the same in both languages, all of it used, and written as the census writes.

What is told to people also stands in the campaign (campaign.yaml, faq.yaml, forms/*.md): its typography is held here too.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from dialogs.texts import LANGUAGES, LOCALES, texts
from dialogs.understanding import read_word
from tests.locales.keys import MADE, ROOT, named_in_python, named_on_pages

NO_BREAK = "\u00a0"
LONGEST_BUTTON = 24
CAMPAIGN = ROOT / "campaigns" / "kz-2021"


def read_catalogues(language: str) -> Iterator[tuple[Path, Catalog]]:
    for path in sorted((LOCALES / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            yield path, read_po(file, locale=language, ignore_obsolete=False)


CATALOGUES = {language: list(read_catalogues(language)) for language in LANGUAGES}
MESSAGES: dict[str, dict[str, Message]] = {
    language: {
        message.id if isinstance(message.id, str) else message.id[0]: message
        for _, catalogue in CATALOGUES[language]
        for message in catalogue
        if message.id
    }
    for language in LANGUAGES
}
NAMED = named_in_python(texts("ru"))


def forms_of(message: Message) -> tuple[str, ...]:
    """The message in each of its plural forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


# --- the same in both ------------------------------------------------------------------------------------------------


def test_both_languages_have_the_same_files_and_keys() -> None:
    kk, ru = ([path.name for path, _ in CATALOGUES[language]] for language in LANGUAGES)
    assert kk == ru
    for (path, ours), (_, theirs) in zip(CATALOGUES["kk"], CATALOGUES["ru"], strict=True):
        assert [message.id for message in ours] == [message.id for message in theirs], path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_empty_fuzzy_or_obsolete(language: str) -> None:
    for path, catalogue in CATALOGUES[language]:
        assert str(catalogue.locale) == language, path
        assert not catalogue.obsolete, path
        for message in catalogue:
            if message.id:
                assert not message.fuzzy, message.id
                assert all(form.strip() == form != "" for form in forms_of(message)), message.id


def test_a_text_has_the_same_fields_in_both_languages_and_all_forms() -> None:
    for key, message in MESSAGES["kk"].items():
        fields = [fields_of(form) for form in (*forms_of(message), *forms_of(MESSAGES["ru"][key]))]
        assert all(each == fields[0] for each in fields), key
        assert all(re.fullmatch(r"[a-z_]+", name) for name in fields[0]), key


@pytest.mark.parametrize(
    ("language", "count", "samples"),
    [("kk", 2, {1: 0, 0: 1, 2: 1, 21: 1}), ("ru", 3, {1: 0, 21: 0, 2: 1, 24: 1, 0: 2, 5: 2, 11: 2, 12: 2, 111: 2})],
)
def test_plural_forms_are_those_of_the_language(language: str, count: int, samples: dict[int, int]) -> None:
    for path, catalogue in CATALOGUES[language]:
        assert catalogue.num_plurals == count, path
        for message in catalogue:
            if message.id and message.pluralizable:
                assert len(forms_of(message)) == count, message.id
                assert all("{n}" in form for form in forms_of(message)), message.id
    say = texts(language)
    for key, message in MESSAGES[language].items():
        if message.pluralizable and fields_of(forms_of(message)[0]) == {"n"}:
            for n, form in samples.items():
                assert say.plural(key, n) == forms_of(message)[form].format(n=n)


def test_after_a_number_a_kazakh_noun_stays_singular() -> None:
    assert all(len(set(forms_of(message))) == 1 for message in MESSAGES["kk"].values() if message.pluralizable)


# --- named by the program --------------------------------------------------------------------------------------------


def made_keys() -> set[str]:
    return {pattern.replace("{}", part) for pattern, parts in MADE.items() for part in parts}


def test_keys_put_together_in_the_program_are_known_here() -> None:
    """A new f"…{x}" key is entered in MADE with what may stand in the gap; one that is gone is taken out."""
    assert NAMED.patterns.keys() == MADE.keys(), NAMED.patterns


def test_every_key_the_program_names_is_there() -> None:
    used = NAMED.literals.keys() | made_keys() | named_on_pages()
    assert sorted(used - MESSAGES["ru"].keys()) == [], NAMED.literals


def test_no_text_is_left_that_nothing_says() -> None:
    used = NAMED.literals.keys() | made_keys() | named_on_pages()
    assert sorted(MESSAGES["ru"].keys() - used) == []


def test_a_text_is_given_the_fields_it_needs() -> None:
    assert len(NAMED.calls) > 100
    for key, given, where in NAMED.calls:
        assert fields_of(forms_of(MESSAGES["ru"][key])[0]) <= given | {"n"}, f"{where}: {key}"


def test_buttons_are_short() -> None:
    """They stand side by side on a phone 360 px wide. What a field brings is not counted."""
    assert {"aside.back", "welcome.agree", "sheet.more_first"} <= NAMED.buttons
    for language in LANGUAGES:
        for key in NAMED.buttons:
            for form in forms_of(MESSAGES[language][key]):
                label = re.sub(r"\{\w+\}", "", form)
                assert len(label) <= LONGEST_BUTTON, f"{language} {key}: {label!r} has {len(label)} characters"


def test_what_a_form_puts_on_the_button_for_skipping_is_short() -> None:
    cells = re.compile(r"::sanaq:skip-(?:kk|ru)$")
    for path in sorted((CAMPAIGN / "forms").glob("*.md")):
        columns: list[int] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            row = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)]
            if any(cell.startswith("label::") for cell in row):
                columns = [at for at, cell in enumerate(row) if cells.search(cell)]
            elif len(row) > 3:
                assert all(len(row[at]) <= LONGEST_BUTTON for at in columns), f"{path.name} {row[3]}"
            else:
                columns = []


TELLING = ("help.general", "sheet.cannot_skip", "sheet.doubt", "review.by_number", "understanding.more")


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_one_is_told_to_type_are_understood(language: str) -> None:
    say = texts(language)
    for key in TELLING:
        told = re.findall("«([^»]+)»", say(key))
        assert told, key
        assert [word for word in told if read_word(word) is None] == [], key
    assert f"«{say('sheet.done')}»" in say("sheet.several")


@pytest.mark.parametrize("key", ["telegram.short_description", "telegram.description"])
def test_the_profile_of_the_bot_fits_in_both_languages_at_once(key: str) -> None:
    """Telegram's limits: 120 and 512 characters; who has neither language chosen sees both texts."""
    limit = 120 if "short" in key else 512
    assert len("\n\n".join(texts(language)(key) for language in LANGUAGES)) <= limit


# --- as the census writes --------------------------------------------------------------------------------------------


def shown(language: str) -> Iterator[tuple[str, str]]:
    """Every text for people, with its place: catalogues, campaign, frequent questions, the columns of the forms."""
    for key, message in MESSAGES[language].items():
        for form in forms_of(message):
            yield key, form
    for name in ("campaign.yaml", "faq.yaml"):
        yield from _in_data(yaml.safe_load((CAMPAIGN / name).read_text(encoding="utf-8")), language, name)
    for path in sorted((CAMPAIGN / "forms").glob("*.md")):
        yield from _in_form(path, language)


def _in_data(node: object, language: str, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == language and isinstance(value, str):
                yield where, value
            elif key != "words":  # what people type, not what they are shown
                yield from _in_data(value, language, f"{where} {key}")
    elif isinstance(node, list):
        for number, value in enumerate(node, 1):
            yield from _in_data(value, language, f"{where} {number}")


def _in_form(path: Path, language: str) -> Iterator[tuple[str, str]]:
    columns: list[int] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)]
        if len(cells) <= 3:  # the name of a sheet, or the empty line before it
            columns = []
        elif any(cell.startswith("label::") for cell in cells):
            ours = re.compile(rf"::.*\({language}(-x-proxy)?\)$|::sanaq:(soft|skip|more)-{language}$")
            columns = [at for at, cell in enumerate(cells) if ours.search(cell)]
        else:
            for at in columns:
                for text in _said(cells[at]):
                    yield f"{path.name} {cells[3]}", text


def _said(cell: str) -> Iterator[str]:
    """The words of a form's text: an expression in braces stands for a number or a name, but what it says is said too."""
    expression = r"[$]?{(?:[^{}]|[$]?{[^{}]*})*}"
    words = [re.sub(expression, "1", cell)]
    words += [said for part in re.findall(expression, cell) for said in re.findall("'([^']*[а-яә][^']*)'", part)]
    yield from (text.strip() for text in words if text)


SHOWN = {language: list(shown(language)) for language in LANGUAGES}


def test_the_campaign_and_its_forms_are_among_what_is_shown() -> None:
    for language, slogan in (("kk", "Қазақстанда әркім маңызды!"), ("ru", "В Казахстане каждый важен!")):
        places = {where.split()[0] for where, _ in SHOWN[language]}
        assert {"campaign.yaml", "faq.yaml", "list.md", "dwelling.md", "person.md", "visitor.md"} <= places
        assert ("campaign.yaml slogan", slogan) in SHOWN[language]


def against(language: str, pattern: str, flags: int = 0) -> list[tuple[str, str]]:
    found = re.compile(pattern, flags)
    return [(where, text) for where, text in SHOWN[language] if found.search(text)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        ('["“”]|„', "quotes are «ёлочки»"),
        (r"\s-\s|--|—", "a dash between words is – (the wordings of the questions have no other)"),
        (r" {2,}| [,.;:!?](?!\d)|\( | \)", "no double space, none before a sign or inside brackets"),
        (r"\.\.\.", "an ellipsis is one sign"),
        (r"№(?!\u00a0|$)", "№ keeps its number by a no-break space"),
        (r"[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]", "no word mixes Latin and Cyrillic (look-alike letters)"),
        (r"[!?]{2,}", "one sign is enough"),
        (r"\d+\s*%", "no percentages without a rule for their space"),
    ],
)
def test_typography(language: str, pattern: str, rule: str) -> None:
    assert against(language, pattern) == [], rule


def test_russian_is_russian() -> None:
    """A Kazakh letter stands in Russian only where the other language is offered by its own name, and in the name of a rite."""
    allowed = re.compile("Қазақша|неке қию")
    strayed = [(w, t) for w, t in SHOWN["ru"] if re.search("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]", allowed.sub("", t))]
    assert strayed == []


def test_kazakh_is_kazakh() -> None:
    """None of the words without which no Russian sentence does (all of them no Kazakh words), none of Russian's letters
    outside words taken over with them, and a long text is hardly without one of the letters only Kazakh has."""
    small = (
        r"и|в|или|для|это|если|чтобы|вы|вас|ваш\w*|нет|как|что|по|из|к|от|ответ\w*|вопрос\w*|кнопк\w*|лист\w*|напишите"
    )
    assert against("kk", rf"\b(?:{small})\b", re.IGNORECASE) == []
    assert against("kk", "[ёъ]", re.IGNORECASE) == []
    plain = [(w, t) for w, t in SHOWN["kk"] if len(t) > 60 and not re.search("[әғқңөұүһі]", t, re.IGNORECASE)]
    assert plain == []


def test_one_is_addressed_politely() -> None:
    assert against("ru", r"\b(?:вы|вас|вам|вами|ваш|ваша|ваше|ваши|вашей|вашу|вашего|вашему|ваших|вашим)\b") == []
    assert against("ru", r"\b(?:ты|тебя|тебе|твой|твоя|твои)\b", re.IGNORECASE) == []
    assert against("kk", r"(?<!-)\bсіз(?:ді|ге|дің|ден|бен|сіз)?\b") == []
    assert against("kk", r"\b(?:сен|сенің|саған|сені|сенде)\b", re.IGNORECASE) == []


def test_russian_takes_nobody_for_a_man() -> None:
    short = r"соглас(?:ен|на)|готова?|долж(?:ен|на)|уверена?|обязана?"
    assert against("ru", r"\w\([ао]\)") == []
    assert against("ru", rf"\bВы\s+(?:\w+\s+)?(?:\w+[аеиоуыя]л(?:ась|ся|а)?|{short})\b") == []
    assert against("ru", rf"^(?:{short})\b", re.IGNORECASE) == []


def test_no_field_stands_before_a_kazakh_suffix() -> None:
    """A suffix follows the sounds of what it is put to, which a field may change: «қалған сұрақтар: {n}»."""
    fields = [(key, form) for key, message in MESSAGES["kk"].items() for form in forms_of(message)]
    assert [(key, form) for key, form in fields if re.search(r"\}[-–‑']?[а-яәғқңөұүһі]", form)] == []
