"""One chat, two households: after the receipts one may fill in the sheets of people who live at another address."""

from datetime import datetime

import pytest

from census.queries import submitted_households
from dialogs.reply import Message
from dialogs.texts import texts
from storage.database import Connection
from tests.dialogs.family import NAMES
from tests.dialogs.journeys import Resumed, answers_as_the_family
from tests.dialogs.scenario import Person

GRANDMOTHER = ("Сейтова Мерует",)
ASKS = {
    "kk": ["басқа мекенжайды санау", "3", "көрші пәтерге де толтырғым келеді", "Ата-анам ушин", "тагы бир отбасы"],
    "ru": [
        "ещё за другой адрес",
        "3",
        "хочу заполнить ещё на соседнюю квартиру",
        "за родителей",
        "второе домохозяйство",
    ],
}


def numbers(*messages: Message) -> list[str]:
    """The receipt numbers that stand there to be copied."""
    return [entry.value for message in messages for entry in message.entries if entry.copied]


def sent(person: Person) -> bool:
    return person.prompt.tone == "success"


async def begins_another(person: Person) -> None:
    say = texts(person.language)
    await person.presses(say("done.another"))
    person.hears("done.another_ask")
    await person.presses(say("done.another_begin"))


async def finishes_hers(person: Person) -> None:
    await answers_as_the_family(person, person.language, lambda asked: asked is None and sent(person), GRANDMOTHER)


async def stored(person: Person) -> list[tuple[int, bool]]:
    """How many persons are counted with each household sent, and whether the respondent is among them."""

    def read(conn: Connection) -> list[tuple[int, bool]]:
        households = submitted_households(conn, person.scenario.campaign.id)
        return [
            (len([p for p in h.persons if p.receipt]), any(p.respondent and p.receipt for p in h.persons))
            for h in households
        ]

    return await person.scenario.database.read(read)


async def test_a_second_household_from_its_list_to_its_receipts(resumed: Resumed, language: str) -> None:
    person = await resumed("sent", language)
    receipts = numbers(person.prompt)
    assert len(receipts) == len(NAMES)
    await begins_another(person)
    said = len(person.transcript)
    asked = await person.asked()
    assert asked is not None
    assert asked[2].ref.endswith("member_full_name")
    assert not asked[2].about_self, "the respondent does not live there"
    await finishes_hers(person)

    everything = "\n".join(person.transcript[said:])
    assert not any(name.split()[1] in everything for name in NAMES[:3]), "nothing of the first household is shown"
    hers = numbers(person.screen.messages[0])
    assert len(hers) == 1
    assert set(hers).isdisjoint(receipts)
    assert await stored(person) == [(4, True), (1, False)]

    await person.presses(texts(language)("done.earlier"))
    assert numbers(person.screen.messages[0]) == receipts
    person.sees(hers[0])
    for name, its in (("Айгүл", receipts), ("Мерует", hers)):
        await person.says({"kk": "нөмірлер", "ru": "номера"}[language])
        await person.presses(texts(language)("between.correct", name=name))
        person.hears("correct.title")
        await person.presses(texts(language)("review.close"))
        assert numbers(person.prompt) == its


async def test_their_home_is_asked_about_not_the_respondents(resumed: Resumed, language: str) -> None:
    person = await resumed("sent", language)
    await begins_another(person)

    def at_the_address(asked: object) -> bool:
        return isinstance(asked, tuple) and asked[2].ref.endswith("address_locality")

    await answers_as_the_family(person, language, at_the_address, GRANDMOTHER)
    asked = await person.asked()
    assert asked is not None
    assert len(asked[2].notes) == 1
    person.sees(asked[2].notes[0])


@pytest.mark.parametrize("n", range(5))
async def test_it_is_asked_for_in_words_and_nothing_begins_unasked(resumed: Resumed, language: str, n: int) -> None:
    person = await resumed("sent", language)
    kept, thanks = await person.kept(), person.prompt.text
    await person.says(ASKS[language][n])
    person.hears("done.another_ask")
    await person.says(texts(language)("no"))
    assert person.prompt.text == thanks
    assert await person.kept() == kept
    await person.says(ASKS[language][n])
    await person.says(texts(language)("yes"))
    person.hears("done.another_begun")
    assert await person.members() == [""] or await person.members() == []


async def test_the_first_receipts_can_be_read_at_any_moment(resumed: Resumed, language: str) -> None:
    person = await resumed("sent", language)
    receipts = numbers(person.screen.messages[0])
    await begins_another(person)
    await person.says(GRANDMOTHER[0])
    question = person.prompt.text
    for words in ({"kk": "нөмірлер", "ru": "номера"}[language], {"kk": "nomirler", "ru": "мои номера"}[language]):
        await person.says(words)
        assert numbers(*person.screen.messages) == receipts
        assert person.prompt.text == question
    await person.commands("family")
    person.hears("family.title_other")
    await person.presses(texts(language)("done.earlier"))
    assert numbers(*person.screen.messages) == receipts


async def test_somebody_missing_from_the_list_sent_is_added_by_the_word_that_is_said(
    resumed: Resumed, language: str
) -> None:
    person, say = await resumed("sent", language), texts(language)
    await person.presses(say("done.another"))
    word = {"kk": "Түзету", "ru": "Исправить"}[language]
    person.sees(f"«{word}»")
    await person.says(word)
    person.hears("correct.title")
    person.button(say("family.roster"))


async def test_buttons_of_the_first_household_do_nothing_in_the_second(resumed: Resumed, language: str) -> None:
    person = await resumed("filled", language)
    old = [choice.token for choice in person.prompt.choices if choice.token.startswith(("v.open", "a."))]
    await answers_as_the_family(person, language, lambda asked: sent(person))
    await begins_another(person)
    await person.says(GRANDMOTHER[0])
    kept, question = await person.kept(), person.prompt.text
    for token in (*old, "v.another_begin"):
        await person.presses_old(token)
        assert person.prompt.text == question
    assert await person.kept() == kept


async def test_before_everything_is_sent_it_comes_afterwards(resumed: Resumed, language: str) -> None:
    person = await resumed("housed", language)
    question = person.prompt.text
    await person.says({"kk": "басқа мекенжай", "ru": "другой адрес"}[language])
    person.hears("done.another_later")
    assert person.prompt.text == question
    await person.says({"kk": "нөмірлер", "ru": "номера"}[language])
    person.hears("done.no_receipts")


async def test_when_the_census_is_over_none_is_offered(resumed: Resumed, language: str) -> None:
    person = await resumed("sent", language)
    person.scenario.today = datetime(2021, 12, 1, 12, 0, tzinfo=person.scenario.campaign.zone)
    token = person.button(texts(language)("done.another")).token
    await person.presses_old(token)
    assert "15" in person.text or "2021" in person.text
    person.sees("1446")
    assert all(choice.label != texts(language)("done.another") for choice in person.prompt.choices)
    assert person.prompt.tone == "success"
    await person.presses_old("v.another_begin")
    assert person.prompt.tone == "success"
    assert (await person.scene()).conversation.earlier == []
