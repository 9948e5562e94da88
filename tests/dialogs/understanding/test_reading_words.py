from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.understanding import Word, detect_language, read_word
from dialogs.understanding.vocabulary import phrases


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
        ("не үшін?", Word.WHY), ("зачем", Word.WHY), ("начать заново", Word.RESTART), ("Отправить", Word.SUBMIT),
        ("жіберу", Word.SUBMIT), ("Оператор", Word.OPERATOR), ("1446", Word.OPERATOR),
    ],
)  # fmt: skip
def test_commands_are_understood_in_words(text, word):
    assert read_word(text) is word


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
