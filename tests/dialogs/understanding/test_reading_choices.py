import string

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dialogs.texts import texts
from dialogs.understanding import NotUnderstood, Several, Understood, fold, read, read_word
from questionnaire.prompt import Kind
from tests.dialogs.understanding.asked import TODAY, choice, question
from tests.dialogs.understanding.test_reading_lengths import ABSENT, BUILT

YES_NO = (choice("yes", "Иә", "Да"), choice("no", "Жоқ", "Нет"))
SEX = (choice("male", "Ер", "Мужской"), choice("female", "Әйел", "Женский"))
LEAVING = (
    choice("no", "Жоқ", "Нет"),
    choice("temporarily", "Иә, уақытша", "Да, на время"),
    choice("permanently", "Иә, тұрақты тұруға", "Да, на постоянное жительство"),
    choice("unsure", "Жауап беруге қиналамын", "Затрудняюсь ответить"),
    choice("no_answer", "Жауап бергім келмейді", "Не желаю отвечать"),
)
SEEING = (
    choice("no_difficulty", "Жоқ, қиындық жоқ", "Нет, трудностей нет"),
    choice("some_difficulty", "Иә, біраз қиындық бар", "Да, некоторые трудности"),
    choice("a_lot_of_difficulty", "Иә, үлкен қиындық бар", "Да, большие трудности"),
    choice("cannot_do_at_all", "Мүлдем мүмкін емес", "Совсем не получается"),
)
DWELLING = (
    choice("detached_house", "Жеке тұрғын үй", "Индивидуальный дом"),
    choice("part_of_house", "Жеке тұрғын үйдің бөлігі", "Часть индивидуального дома"),
    choice("flat", "Жеке пәтер", "Отдельная квартира"),
    choice("homeless", "Тұрақты баспана жоқ", "Нет постоянного жилья"),
)
LANGUAGE = (
    choice("kazakh", "Қазақ тілі", "Казахский"),
    choice("russian", "Орыс тілі", "Русский"),
    choice("other", "Басқа (көрсетіңіз)", "Другой (укажите)"),
)
NATION = (choice("kazakh", "Қазақ", "Казах, казашка"), choice("german", "Неміс", "Немец, немка"))
DURABLES = (
    choice("washing_machine", "Кір жуғыш машина", "Стиральная машина"),
    choice("computer", "Компьютер, ноутбук, планшет", "Компьютер, ноутбук, планшет"),
    choice("car", "Жеңіл автокөлік", "Легковой автомобиль"),
    choice("none", "Аталғандардың ешқайсысы жоқ", "Ничего из перечисленного", exclusive="yes"),
)
EDUCATION = (
    choice("basic", "Негізгі орта", "Основное среднее"),
    choice("general", "Жалпы орта", "Общее среднее"),
    choice("post", "Орта білімнен кейінгі", "Послесреднее"),
    choice(
        "higher",
        "Жоғары (бакалавриат)",
        "Высшее (бакалавриат)",
        search_kk="университет",
        search_ru="университет; институт",
    ),
)
PERIODS = (
    choice("a", "1946–1960", "1946–1960"),
    choice("b", "1961–1970", "1961–1970"),
    choice("c", "Білмеймін", "Не знаю"),
)


def one(choices, text, language="ru"):
    return read(question(Kind.SELECT_ONE, *choices), text, language, TODAY)


def many(choices, text, language="ru"):
    return read(question(Kind.SELECT_MULTIPLE, *choices), text, language, TODAY)


@pytest.mark.parametrize(("choices", "text", "value"), [
    (YES_NO, "иә", "yes"), (YES_NO, "ия", "yes"), (YES_NO, "Да", "yes"), (YES_NO, "ага", "yes"), (YES_NO, "+", "yes"),
    (YES_NO, "👍", "yes"), (YES_NO, "yes", "yes"), (YES_NO, "1", "yes"), (YES_NO, "1)", "yes"), (YES_NO, "№1", "yes"),
    (YES_NO, "жок", "no"), (YES_NO, "Жоқ!", "no"), (YES_NO, "нету", "no"), (YES_NO, "-", "no"), (YES_NO, "👎", "no"),
    (YES_NO, "вариант 2", "no"), (YES_NO, "2-нұсқа", "no"), (YES_NO, "zhoq", "no"), (YES_NO, "n", "no"),
    (SEX, "м", "male"), (SEX, "Ж", "female"), (SEX, "муж", "male"), (SEX, "мужчина", "male"), (SEX, "еркек", "male"),
    (SEX, "ЖЕНСКИЙ", "female"), (SEX, "женский пол", "female"), (SEX, "аиел", "female"), (SEX, "Áıel", "female"),
    (SEX, "қыз бала", "female"), (SEX, "er", "male"), (SEX, "2", "female"), (SEX, "женсикй", "female"),
    (LEAVING, "нет", "no"), (LEAVING, "на время", "temporarily"), (LEAVING, "уакытша", "temporarily"),
    (LEAVING, "не знаю", "unsure"), (LEAVING, "білмеймін", "unsure"), (LEAVING, "отказываюсь", "no_answer"),
    (LEAVING, "бас тартамын", "no_answer"), (LEAVING, "затрудняюсь", "unsure"),
    (SEEING, "нет", "no_difficulty"), (SEEING, "жоқ", "no_difficulty"), (SEEING, "большие", "a_lot_of_difficulty"),
    (DWELLING, "квартира", "flat"), (DWELLING, "в отдельной квартире", "flat"), (DWELLING, "пәтерде", "flat"),
    (DWELLING, "часть дома", "part_of_house"), (DWELLING, "Жеке тургын уй", "detached_house"),
    (LANGUAGE, "қазақ", "kazakh"), (LANGUAGE, "казахский язык", "kazakh"), (LANGUAGE, "орысша", "russian"),
    (LANGUAGE, "другой", "other"), (NATION, "Hемец", "german"), (NATION, "казашка", "kazakh"), (NATION, "nemis", "german"),
    (PERIODS, "1946-1960", "a"), (PERIODS, "1961", "b"), (PERIODS, "1948", "a"), (PERIODS, "в 1965 году", "b"),
    (PERIODS, "2", "b"), (PERIODS, "не знаю", "c"),
    (PERIODS, "не помню", "c"), (LANGUAGE, "қазақша", "kazakh"), (EDUCATION, "институт", "higher"),
    (DURABLES, "компьютер", "computer"), (DURABLES, "нет", "none"), (DURABLES, "ничего", "none"), (DURABLES, "ештеңе", "none"),
])  # fmt: skip
def test_a_choice_is_understood_in_words(choices, text, value):
    assert one(choices, text) == Understood(value)
    assert many(choices, text) == Understood(value)


@pytest.mark.parametrize(("choices", "text", "values"), [
    (LEAVING, "да", ("temporarily", "permanently")), (SEEING, "иә", ("some_difficulty", "a_lot_of_difficulty")),
    (EDUCATION, "орта", ("basic", "general", "post")), (EDUCATION, "среднее", ("basic", "general")),
    (DWELLING, "жеке", ("detached_house", "part_of_house", "flat")),
])  # fmt: skip
def test_what_fits_several_choices_is_not_guessed(choices, text, values):
    assert one(choices, text) == Several(values)


@pytest.mark.parametrize(("choices", "text", "reason"), [
    (DWELLING, "нет", "unknown"), (DWELLING, "жоқ", "unknown"), (YES_NO, "не да", "unknown"), (YES_NO, "возможно", "unknown"),
    (NATION, "не казах", "unknown"), (YES_NO, "3", "number"), (YES_NO, "0", "number"), (DWELLING, "и", "unknown"),
    (SEX, "я", "unknown"), (PERIODS, "до 1946", "unknown"), (DWELLING, "не знаю", "unknown"), (YES_NO, "😀", "unknown"),
])  # fmt: skip
def test_what_fits_no_choice_is_refused_with_the_numbers(choices, text, reason):
    reading = one(choices, text)
    assert isinstance(reading, NotUnderstood)
    assert reading.reason == f"understanding.choice.{reason}"
    assert str(len(choices)) in texts("kk")(reading.reason, **reading.fields)


def test_a_number_that_is_also_another_label_is_asked_about():
    rooms = (choice("two", "2", "2"), choice("one", "1", "1"))
    assert one(rooms, "1") == Several(("one", "two"))


def test_a_label_of_the_screen_goes_before_the_same_label_in_the_other_language():
    mixed = (choice("a", "Бар", "Есть"), choice("b", "Басқа", "Бар"))
    assert one(mixed, "Бар") == Understood("b")


@pytest.mark.parametrize(("text", "value"), [
    ("1, 3", "washing_machine car"), ("1 3", "washing_machine car"), ("3 и 1", "washing_machine car"),
    ("1. 3.", "washing_machine car"),
    ("3,1,3", "washing_machine car"), ("1 және 2", "washing_machine computer"),
    ("стиральная машина, легковой", "washing_machine car"),
    ("Компьютер, ноутбук, планшет", "computer"), ("Компьютер, ноутбук, планшет, Легковой автомобиль", "computer car"),
    ("ноутбук и машина стиральная", "washing_machine computer"), ("кір жуғыш машина, жеңіл автокөлік", "washing_machine car"),
    ("все", "washing_machine computer car"), ("бәрі", "washing_machine computer car"), ("4", "none"), ("жоқ", "none"),
    ("1\n2", "washing_machine computer"), ("1+2", "washing_machine computer"),
])  # fmt: skip
def test_several_choices_at_once(text, value):
    assert many(DURABLES, text) == Understood(value)


@pytest.mark.parametrize(("text", "reason"), [
    ("1, 4", "choices.exclusive"), ("ничего, компьютер", "choices.exclusive"), ("1-3", "choices.range"),
    ("1, 9", "choice.number"), ("13", "choice.number"), ("1, слон", "choices.part"), ("все кроме 2", "choice.unknown"),
    ("1, машина отдельная", "choices.part"),
])  # fmt: skip
def test_several_choices_that_do_not_go_together_are_refused(text, reason):
    reading = many(DURABLES, text)
    assert isinstance(reading, NotUnderstood)
    assert reading.reason == f"understanding.{reason}"
    for language in ("kk", "ru"):
        refused = many(DURABLES, text, language)
        assert "{" not in texts(language)(refused.reason, **refused.fields)


def test_a_part_that_fits_two_choices_is_named_with_both():
    reading = many(DWELLING, "Жеке тұрғын, 3")
    assert reading.reason == "understanding.choices.which"
    assert reading.fields["choices"] == "«Индивидуальный дом» или «Часть индивидуального дома»"


def test_a_ranking_names_every_choice_once():
    ranking = question(Kind.RANK, *SEX)
    assert read(ranking, "2, 1", "ru", TODAY) == Understood("female male")
    assert read(ranking, "2", "ru", TODAY).reason == "understanding.rank.all"
    assert read(ranking, "2, 2, 1", "ru", TODAY).reason == "understanding.rank.all"


WORDS = st.text("абвгдежзиклмнопрстухчшыюяәғқңөұүі", min_size=2, max_size=9)
LABELS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
PLAIN = str.maketrans("әғқңөұүіӘҒҚҢӨҰҮІ", "агкноууиАГКНОУУИ")


@st.composite
def lists(draw):
    written = draw(st.lists(st.tuples(LABELS, LABELS), min_size=2, max_size=9))
    keys = [key for kk, ru in written for key in {fold(kk), fold(ru)}]
    assume(len(keys) == len(set(keys)) and "" not in keys)
    return [choice(f"v{at}", kk, ru) for at, (kk, ru) in enumerate(written)]


@given(lists(), st.sampled_from([Kind.SELECT_ONE, Kind.SELECT_MULTIPLE]))
@example([choice("v0", "аа", "аа"), choice("v1", "аб", "ал")], Kind.SELECT_MULTIPLE)
def test_every_label_in_any_spelling_and_its_number_read_back_to_that_choice(choices, kind):
    prompt = question(kind, *choices)
    for number, wanted in enumerate(choices, 1):
        for label in wanted.labels.values():
            spellings = (
                label,
                label.upper(),
                f" «{label.capitalize()}». ",
                label.translate(PLAIN),
                label.replace(" ", " - "),
            )
            for typed in (*spellings, str(number), f"{number}."):
                assert read(prompt, typed, "ru", TODAY) == Understood(wanted.value), typed


@given(lists(), st.data())
def test_any_set_of_numbers_reads_back_in_the_order_of_the_list(choices, data):
    numbers = data.draw(st.lists(st.integers(1, len(choices)), min_size=1))
    text = data.draw(st.sampled_from([", ", " ", ",", " и ", " және ", ";"])).join(map(str, numbers))
    values = " ".join(choices[number - 1].value for number in sorted(set(numbers)))
    assert read(question(Kind.SELECT_MULTIPLE, *choices), text, "kk", TODAY) == Understood(values)


@pytest.mark.parametrize(
    "text",
    ["Других нет", "больше никаких", "Никакими.", "нет других языков", "басқа жоқ", "Басқа тіл білмеймін", "ешқандай"],
)
def test_nothing_of_it_passes_over_what_is_asked_in_words_of_ones_own(text):
    assert read(question(Kind.TEXT, required=False), text, "ru", TODAY) == Understood("")
    assert read(question(Kind.TEXT, required=True), text, "ru", TODAY) != Understood("")
    assert read(question(Kind.TEXT, required=False), "английский, других нет", "ru", TODAY) != Understood("")


def test_words_for_skipping_pass_over_an_optional_question():
    optional = {"required": False, "skip_label": "ИИН нет"}
    for text in ("ИИН нет", "иин  нет.", "пропустить", "не знаю", "отказываюсь", "білмеймін", "өткізіп жіберу"):
        assert read(question(Kind.TEXT, **optional), text, "ru", TODAY) == Understood("")
        assert read(question(Kind.DATE, **optional), text, "ru", TODAY) == Understood("")
    assert read(question(Kind.TEXT, required=False), "нет", "ru", TODAY) == Understood("")
    assert read(question(Kind.TEXT), "пропустить", "ru", TODAY) == Understood("пропустить")
    assert read(question(Kind.SELECT_ONE, *LEAVING, required=False), "не знаю", "ru", TODAY) == Understood("unsure")
    assert read(question(Kind.SELECT_ONE, *DWELLING, required=False), "не знаю", "ru", TODAY) == Understood("")


@pytest.mark.parametrize(("kind", "text", "value"), [
    (Kind.MORE, "да", "yes"), (Kind.MORE, "тағы бар", "yes"), (Kind.MORE, "ещё", "yes"), (Kind.MORE, "2", "no"),
    (Kind.MORE, "больше никого", "no"), (Kind.MORE, "болды", "no"), (Kind.MORE, "жок", "no"), (Kind.MORE, "ешкім жоқ", "no"),
    (Kind.ACKNOWLEDGE, "иә", "OK"), (Kind.ACKNOWLEDGE, "дальше", "OK"), (Kind.ACKNOWLEDGE, "👍", "OK"),
])  # fmt: skip
def test_agreement_in_words(kind, text, value):
    assert read(question(kind), text, "kk", TODAY) == Understood(value)


@pytest.mark.parametrize(
    ("kind", "reason"), [(Kind.MORE, "more"), (Kind.ACKNOWLEDGE, "acknowledge"), (Kind.FILE, "file")]
)
def test_words_where_a_yes_or_a_file_is_wanted(kind, reason):
    assert read(question(kind), "Айгүл Ахметова", "kk", TODAY) == NotUnderstood(f"understanding.{reason}")


ANYTHING = st.one_of(
    st.text(max_size=80),
    st.text(string.printable + "әіңғүұқөһАЯёъ🙂\u0301\u200b½²Ⅷ٣１－«»№", max_size=60),
    st.lists(
        st.sampled_from(
            [
                "1",
                "2",
                "3",
                "12.5",
                "01.09.21",
                "да",
                "нет",
                "жоқ",
                ",",
                ".",
                "-",
                "/",
                ":",
                "и",
                "және",
                "мың",
                "жүз",
                "бес",
                "сентября",
                "қыр",
                "все",
                "𝟙",
                "İ",
                "ß",
                "²",
                "½",
            ]
        ),
        max_size=8,
    ).map(" ".join),
)


@given(
    ANYTHING,
    st.sampled_from([*Kind]),
    st.sampled_from(["day", "month", "year"]),
    st.booleans(),
    st.sampled_from(["kk", "ru"]),
    st.sampled_from([(*DURABLES, *LEAVING[1:]), ABSENT, BUILT]),
)
@example("²", Kind.SELECT_ONE, "day", True, "ru", ABSENT)
@example("½ года", Kind.SELECT_ONE, "day", True, "ru", ABSENT)
def test_any_text_at_all_is_read_without_raising_and_every_refusal_can_be_said(
    text, kind, precision, required, language, choices
):
    prompt = question(kind, *choices, precision=precision, required=required,
                      extra={"type": "person_name"} if required else None)  # fmt: skip
    reading = read(prompt, text, language, TODAY)
    read_word(text)
    match reading:
        case Understood(value):
            assert isinstance(value, str)
        case Several(values):
            assert values
        case NotUnderstood(reason, fields):
            assert texts(language)(reason, **fields)
