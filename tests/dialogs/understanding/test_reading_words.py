import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding import Word, detect_language, is_upset, read_word
from dialogs.understanding.vocabulary import phrases

FORMS = Path(__file__).parents[3] / "campaigns" / "kz-2021" / "forms"


def test_no_phrase_means_two_commands():
    meant = Counter(key for word in Word for key in phrases("commands", word))
    assert [key for key, times in meant.items() if times > 1] == []


def test_no_word_tells_both_languages():
    assert phrases("language", "kk") & phrases("language", "ru") == set()
    assert phrases("language", "kk") & phrases("language", "en") == set()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Иә", Word.YES), ("ия", Word.YES), ("ИЯ!", Word.YES), ("iya", Word.YES), ("ага", Word.YES), ("+", Word.YES),
        ("👍🏽", Word.YES), ("✔️", Word.YES), ("да.", Word.YES), ("д", Word.YES), ("yes", Word.YES),
        ("жок", Word.NO), ("Жоқ", Word.NO), ("joq", Word.NO), ("jok", Word.NO), ("zhoq", Word.NO), ("нет", Word.NO),
        ("net", Word.NO), ("-", Word.NO), ("👎", Word.NO), ("No", Word.NO),
        ("Артка", Word.BACK), ("artqa", Word.BACK), ("назад, пожалуйста", Word.BACK), ("nazad", Word.BACK),
        ("көмек", Word.HELP), ("комек", Word.HELP), ("?", Word.HELP), ("/help", Word.HELP), ("түсінбедім", Word.HELP),
        ("токтата туру", Word.PAUSE), ("Пауза", Word.PAUSE), ("кейінірек", Word.PAUSE), ("позже", Word.PAUSE),
        ("жалғастыру", Word.CONTINUE), ("Продолжить", Word.CONTINUE),
        ("мои ответы", Word.REVIEW), ("жауаптарым", Word.REVIEW), ("меню", Word.FAMILY), ("тізім", Word.FAMILY),
        ("қазақша", Word.LANGUAGE_KK), ("казакша", Word.LANGUAGE_KK), ("на русском", Word.LANGUAGE_RU),
        ("По-русски", Word.LANGUAGE_RU), ("тіл", Word.LANGUAGE), ("язык", Word.LANGUAGE),
        ("пропустить", Word.SKIP), ("отказываюсь", Word.DECLINE), ("бас тартамын", Word.DECLINE),
        ("білмеймін", Word.DONT_KNOW), ("bilmeimin", Word.DONT_KNOW), ("незнаю", Word.DONT_KNOW),
        ("не үшін?", Word.WHY), ("зачем", Word.WHY), ("Зачем вам мой ИИН?", Word.WHY), ("бұл не үшін керек?", Word.WHY),
        ("Менің жұмысым сізге не үшін керек?", Word.WHY), ("ой, ошиблась", Word.MISTAKE),
        ("артта қате кетті", Word.MISTAKE), ("почему вы спрашиваете о вере", Word.WHY),
        ("мұны неге сұрайсыз", Word.WHY), ("Отправить", Word.SUBMIT),
        ("жіберу", Word.SUBMIT), ("Оператор", Word.OPERATOR), ("1446", Word.OPERATOR),
    ],
)  # fmt: skip
def test_commands_are_understood_in_words(text, word):
    assert read_word(text) is word


PAUSES = """
токтата тур; токтата тұр; тоқтата тур; toqtata tur; токтата турайык; токтай турайык; токта; кейін; кейiн; кейин; keiin; keyin;
кейінірек; кейинирек; кейiн жалгастырамын; кейин жалгастырам; кейін жалғастырсам бола ма; keiin jalgastyramyn; азир емес;
казир емес; қазір емес; казир уакытым жок; уақытым жоқ; бос емеспин; шаршадым; сосын; ертен; ертең жалғастырамын; үзіліс;
мен кейін жауап беремін; қазір тоқтата тұрайық; потом; потом продолжу; я потом продолжу; можно я потом продолжу?; позже;
давай позже; давайте потом; а можно позже; продолжим позже; отвечу потом; вернусь позже; не сейчас; сейчас не могу;
мне некогда; нет времени; сделаем перерыв; завтра; я устала; подождите минуту; стоп!; potom; pozzhe; ne seichas
"""


@pytest.mark.parametrize("text", PAUSES.replace("\n", " ").split(";"))
def test_a_pause_is_wished_for_in_many_words_with_and_without_kazakh_letters(text):
    assert read_word(text) is Word.PAUSE


STOPPING = (Word.BACK, Word.PAUSE, Word.REVIEW, Word.FAMILY, Word.LANGUAGE, Word.OPERATOR, Word.WHY)


def test_no_place_has_a_name_that_takes_one_away_from_the_question():
    with (FORMS / "places.csv").open(encoding="utf-8", newline="") as file:
        names = {
            name.strip() for row in csv.DictReader(file) for name in f"{row['search_kk']};{row['search_ru']}".split(";")
        }
    assert {name for name in names if read_word(name) in STOPPING} <= {"Тоқта"}  # one village, found as «Тоқта ауылы»


@pytest.mark.parametrize(
    "text", ["сейчас", "я", "давай потом в Алматы", "қазір", "Верный", "Бақ", "я русский", "можно"]
)
def test_what_only_sounds_like_a_command_is_none(text):
    assert read_word(text) is None


@pytest.mark.parametrize("text", ["я", "Я.", "", "  ", "Айгүл", "да нет наверное", "5", "не", "назад " * 30, "🤔"])
def test_what_is_not_wholly_a_command_is_none(text):
    assert read_word(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Сәлеметсіз бе", "kk"), ("Саламатсыз ба", "kk"), ("salem, qalaysyz", "kk"), ("тусинбедим", "kk"), ("рахмет", "kk"),
        ("Казакша", "kk"), ("мен ауылда турамын", "kk"), ("балалар", "kk"), ("Здравствуйте", "ru"), ("что это", "ru"),
        ("ещё", "ru"), ("на русском", "ru"), ("как продолжить", "ru"), ("да", "ru"), ("жок", "kk"), ("иә", "kk"),
        ("5", None), ("Айгуль Ахметова", None), ("Алматы", None), ("", None), ("👍", None),
        ("salem", "kk"), ("SALEM", "kk"), ("qazaqsha", "kk"), ("salemetsizbe", "kk"), ("raqmet", "kk"), ("Sälem", "kk"),
        ("privet", "ru"), ("zdravstvuite", "ru"), ("hochu po russki", "ru"),
        ("Hi there", None), ("English, please", None), ("I want to start", None), ("My name is Iris", None), ("no", None),
        ("sister", None), ("nasilsin", None), ("IT", None),
    ],
)  # fmt: skip
def test_the_language_is_told_by_letters_words_and_endings(text, language):
    assert detect_language(text) == language


@given(st.text(max_size=200))
def test_any_text_at_all_is_a_command_or_none(text):
    assert read_word(text) is None or read_word(text) in Word
    assert detect_language(text) in ("kk", "ru", None)


@pytest.mark.parametrize("text", ["Дурманов", "Сукачёв Иван", "два", "Құрылысшы", "Достык", "Достық ауылы", "Есік"])
def test_an_honest_word_is_not_rude(text: str) -> None:
    assert not is_upset(text)
