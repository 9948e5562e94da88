import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding import NotUnderstood, Understood, read
from questionnaire.prompt import Kind
from tests.dialogs.understanding.asked import TODAY, question

WHOLE, FRACTION = question(Kind.INTEGER), question(Kind.DECIMAL)

RU_UNITS = [
    "ноль",
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
]
RU_TENS = [
    "_",
    "_",
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
]
RU_HUNDREDS = ["_", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"]
KK_UNITS = ["нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"]
KK_TENS = ["_", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"]
PLAIN = str.maketrans("әғқңөұүһіӘ", "агкноуухиА")
LATIN = str.maketrans(
    {"ы": "y", "і": "i", "и": "i", "й": "i", "қ": "q", "ғ": "gh", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "ә": "a"}
    | dict(zip("абдежзклмнопрстух", "abdejzklmnoprstuh", strict=True))
    | {"ш": "sh", "в": "v", "ц": "ts", "ч": "ch", "ь": "", "я": "ya"}
)


def in_russian(n: int) -> str:
    words = [RU_HUNDREDS[n // 100]] if n >= 100 else []
    rest = n % 100
    if rest >= 20:
        words += [RU_TENS[rest // 10]] + ([RU_UNITS[rest % 10]] if rest % 10 else [])
    elif rest or not words:
        words.append(RU_UNITS[rest])
    return " ".join(words)


def in_kazakh(n: int) -> str:
    hundreds, tens, units = n // 100, n // 10 % 10, n % 10
    words = ([KK_UNITS[hundreds]] if hundreds > 1 else []) + (["жүз"] if hundreds else [])
    words += [KK_TENS[tens]] if tens else []
    words += [KK_UNITS[units]] if units or not words else []
    return " ".join(words)


@pytest.mark.parametrize("n", range(1000))
def test_every_number_in_words_reads_back(n):
    russian, kazakh = in_russian(n), in_kazakh(n)
    for words in (
        russian,
        russian.upper(),
        russian.translate(LATIN),
        kazakh,
        kazakh.capitalize(),
        kazakh.translate(PLAIN),
        kazakh.translate(LATIN),
    ):
        assert read(WHOLE, words, "kk", TODAY) == Understood(str(n)), words


@given(st.integers(-999_999_999, 999_999_999))
def test_every_whole_number_in_digits_reads_back(n):
    assert read(WHOLE, str(n), "ru", TODAY) == Understood(str(n))
    assert read(WHOLE, f"{n:,}".replace(",", "\u00a0"), "ru", TODAY) == Understood(str(n))


@given(st.integers(0, 999_999), st.integers(1, 99), st.sampled_from(".,"))
def test_every_fraction_reads_back(whole, hundredths, mark):
    value = f"{whole}.{hundredths:02}".rstrip("0")
    assert read(FRACTION, f"{whole}{mark}{hundredths:02}", "ru", TODAY) == Understood(value)


@pytest.mark.parametrize(("text", "value"), [
    ("5", "5"), (" 5. ", "5"), ("5 комнат", "5"), ("5 бөлме", "5"), ("1 200", "1200"), ("1\u00a0200", "1200"), ("۵", "5"),
    ("５", "5"), ("-5", "-5"), ("минус пять", "-5"), ("35 мин", "35"), ("отыз бес минут", "35"), ("5 мың", "5000"),
    ("бір мың екі жүз", "1200"), ("тысяча двести", "1200"), ("2 тыс.", "2000"), ("үшеу", "3"), ("5-еу", "5"),
    ("двое", "2"), ("бес бала", "5"), ("у нас пять", "5"), ("около 5", "5"), ("5,0", "5"), ("zhiyrma bes", "25"),
])  # fmt: skip
def test_whole_numbers_are_read_with_what_stands_around(text, value):
    assert read(WHOLE, text, "ru", TODAY) == Understood(value)


@pytest.mark.parametrize(("text", "value"), [
    ("12,5", "12.5"), ("12.50", "12.5"), ("54 м²", "54"), ("54,5 кв.м", "54.5"), ("54 кв. м", "54"), ("54 m2", "54"),
    ("1.200,5", "1200.5"), ("1 200,5", "1200.5"), ("полтора", "1.5"), ("бір жарым", "1.5"), ("два с половиной", "2.5"),
    ("0,5", "0.5"), ("100", "100"), ("елу төрт", "54"),
])  # fmt: skip
def test_decimals_are_read(text, value):
    assert read(FRACTION, text, "ru", TODAY) == Understood(value)


@pytest.mark.parametrize(("text", "reason"), [
    ("12,5", "whole"), ("полтора", "whole"), ("2-3", "one"), ("3 комнаты и 2 кухни", "one"), ("бес алты", "one"),
    ("больше 5", "exact"), ("5-тен көп", "exact"), ("две или три", "exact"), ("не 5", "exact"), ("1.200", "grouping"),
    ("9" * 40, "too_long"), ("9999999999", "too_long"), ("2 миллиона", "too_long"), ("много", "expected"),
    ("двадцать пятнадцать", "one"), ("1.2.3", "expected"), ("1,2.3,4", "expected"),
])  # fmt: skip
def test_a_doubtful_number_is_refused_with_its_own_sentence(text, reason):
    reading = read(WHOLE, text, "kk", TODAY)
    assert isinstance(reading, NotUnderstood)
    assert reading.reason == f"understanding.number.{reason}"


@pytest.mark.parametrize("text", ["нет", "Жоқ", "joq", "ни одного", "ешқандай", "0", "ноль", "нөл"])
def test_none_is_zero_where_it_is_asked_how_many(text):
    for label in ("Сколько у Вас детей?", "Балаларыңыздың саны қанша?", "Айгүл: число детей"):
        assert read(question(Kind.INTEGER, label=label), text, "kk", TODAY) == Understood("0")


def test_none_is_not_zero_elsewhere_and_the_form_may_decide():
    area = "Общая площадь"
    assert read(question(Kind.INTEGER, label=area), "нет", "ru", TODAY) == NotUnderstood("understanding.number.none")
    assert read(question(Kind.INTEGER, label=area, extra={"zero": "yes"}), "нет", "ru", TODAY) == Understood("0")
    how_many = question(Kind.INTEGER, label="Сколько комнат?", extra={"zero": "no"})
    assert read(how_many, "нет", "ru", TODAY) == NotUnderstood("understanding.number.none")
