"""How a Reply looks in Telegram; and whatever it says, the strict server takes it."""

import asyncio
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dialogs.reply import Attached, Choice, Entry, Message, Progress, Reply
from handlers.telegram.calls import Call, Upload
from handlers.telegram.incoming import Pressed
from handlers.telegram.markup import Run, clean, html, shorten, split, units
from handlers.telegram.rendering import render
from tests.doubles.telegram import FakeTelegram
from tests.doubles.telegram.entities import parse_html


def say(*messages: Message, **more: Any) -> Reply:
    return Reply("kk", messages, **more)


def one(message: Message) -> Call:
    (call,) = render(say(message), "1001")
    return call


def keys(call: Call) -> list[list[str]]:
    return [[button["text"] for button in row] for row in call.params["reply_markup"]["inline_keyboard"]]


def labels(*texts: str, **more: Any) -> tuple[Choice, ...]:
    return tuple(Choice(f"a.1.2.{n}", text, **more) for n, text in enumerate(texts, 1))


def test_a_question_with_where_one_stands_and_a_hint() -> None:
    call = one(Message("Жынысы <қайсы>?", "question", "Біреуін таңдаңыз", Progress("Айгүл · 3-И", 12, 48)))
    assert call.method == "sendMessage"
    assert call.params["text"] == (
        "<i>Айгүл · 3-И · 12/48</i>\n\n<b>Жынысы &lt;қайсы&gt;?</b>\n\n<i>Біреуін таңдаңыз</i>"
    )
    assert call.params["parse_mode"] == "HTML"
    assert call.params["link_preview_options"] == {"is_disabled": True}
    assert "reply_markup" not in call.params


def test_tones_have_quiet_marks_and_only_questions_are_bold() -> None:
    assert one(Message("Болмайды", "refusal")).params["text"] == "❕ Болмайды"
    assert one(Message("98 жас па?", "doubt")).params["text"] == "❔ 98 жас па?"
    assert one(Message("Дайын", "success")).params["text"] == "✅ Дайын"
    assert one(Message("Тоқтаған жер", "recap")).params["text"] == "Тоқтаған жер"
    assert "<b>" not in one(Message("с" * 301, "question")).params["text"]
    assert one(Message("Тағы кім? Балалар да.", "question")).params["text"] == "<b>Тағы кім?</b> Балалар да."
    assert one(Message("Міндетті ме?\n\nИә.")).params["text"] == "<b>Міндетті ме?</b>\n\nИә."
    hello = Message("Сәлем! Тіл?\n\nЗдравствуйте! Язык?", "question", languages=("kk", "ru"))
    assert "<b>" not in one(hello).params["text"]


def test_the_placeholder_stands_in_for_a_missing_hint_where_it_says_how_to_write() -> None:
    date = Message("Күні?", placeholder="кк.аа.жжжж", expects="date")
    assert one(date).params["text"].endswith("<i>кк.аа.жжжж</i>")
    assert "кк.аа" not in one(replace(date, hint="Жазыңыз")).params["text"]
    assert "Жауабыңыз" not in one(Message("Кім?", placeholder="Жауабыңыз", expects="text")).params["text"]


def test_short_labels_stand_beside_each_other() -> None:
    call = one(Message("?", choices=labels("Иә", "Жоқ", "Білмеймін"), columns=3))
    assert keys(call) == [["Иә", "Жоқ", "Білмеймін"]]


def test_labels_take_fewer_columns_when_they_are_long() -> None:
    call = one(Message("?", choices=labels("Ерлі-зайыпты", "Ешқашан"), columns=3))
    assert keys(call) == [["Ерлі-зайыпты", "Ешқашан"]]
    assert keys(one(Message("?", choices=labels("Орталықтандырылған су", "Құдық"), columns=2))) == [
        ["Орталықтандырылған су"],
        ["Құдық"],
    ]


def test_labels_too_long_for_a_button_go_into_the_text_with_numbers() -> None:
    long = "Жеке үй шаруашылығында жұмыс істейтін адам"
    call = one(Message("Мәртебеңіз?", "question", choices=labels("Жалдамалы", long), columns=1))
    assert f"1. Жалдамалы\n2. {long}" in call.params["text"]
    assert keys(call) == [["1", "2"]]
    assert call.params["reply_markup"]["inline_keyboard"][0][1]["callback_data"] == "a.1.2.2"


def test_many_answers_go_into_the_text_too_but_a_grid_of_months_does_not() -> None:
    assert keys(one(Message("?", choices=labels(*"абвгдежзикл")))) == [
        list("12345"),
        ["6", "7", "8", "9", "10"],
        ["11"],
    ]
    months = labels(*(f"ай {n}" for n in range(12)))
    assert len(keys(one(Message("?", choices=months, columns=3)))) == 4


def test_the_numbers_are_those_the_dialog_gave() -> None:
    choices = tuple(Choice(f"a.1.2.{n}", "ұзын жауап " * 4, number=n) for n in (21, 22))
    assert keys(one(Message("?", choices=choices))) == [["21", "22"]]


def test_ticked_choices_are_ticked_on_the_button_and_in_the_list() -> None:
    assert keys(one(Message("?", choices=labels("Қазақ", selected=True)))) == [["✓ Қазақ"]]
    call = one(Message("?", choices=labels("Қазақ тілінде еркін сөйлеп, жаза аламын", selected=True)))
    assert "1. ✓ Қазақ тілінде" in call.params["text"]
    assert keys(call) == [["✓ 1"]]


def test_the_way_on_and_the_quieter_buttons_come_last_and_keep_their_words() -> None:
    asides = (Choice("v.help", "Көмек", role="aside"), Choice("v.back", "Артқа", role="aside"))
    confirm = Choice("v.done", "Дайын", role="confirm")
    call = one(Message("?", choices=(*asides, confirm, *labels(*("ұзын жауап " * 4 for _ in range(2))))))
    assert keys(call) == [["1", "2"], ["Дайын"], ["Көмек", "Артқа"]]


def test_the_way_on_comes_first_when_the_dialog_says_so() -> None:
    choices = (Choice("v.agree", "Келісемін", role="confirm"), *labels("Қазір емес"))
    assert keys(one(Message("?", choices=choices))) == [["Келісемін"], ["Қазір емес"]]


def test_a_list_stands_under_what_is_asked_with_its_marks() -> None:
    entries = (Entry("Тізім", mark="done"), Entry("Айгүл", "12 / 48", mark="begun"), Entry("Айдар", mark="waiting"))
    call = one(Message("Парақтар", "question", entries=entries, choices=labels("Айгүл")))
    assert call.params["text"] == "<b>Парақтар</b>\n\n✓ Тізім\n◐ Айгүл – 12 / 48\n○ Айдар"
    assert one(Message("Қосасыз ба?", entries=(Entry("Айгүл"),))).params["text"] == "Қосасыз ба?\n\n• Айгүл"


def test_an_answer_stands_under_its_question_and_a_place_over_its_answers() -> None:
    entries = (Entry("Жынысы", "Ер", number=1, place="Жеке"), Entry("Тілі", "Қазақ", number=2, place="Тілдер"))
    call = one(Message("Айдар", entries=entries, hint="Түзету"))
    assert call.params["text"] == (
        "Айдар\n\n<i>Жеке</i>\n1. Жынысы\n→ Ер\n\n<i>Тілдер</i>\n2. Тілі\n→ Қазақ\n\n<i>Түзету</i>"
    )


def test_a_receipt_number_is_copied_with_a_tap() -> None:
    call = one(Message("Рақмет!", "success", entries=(Entry("Айгүл", "4821-7730-5618-25", copied=True),)))
    assert call.params["text"] == "✅ Рақмет!\n\nАйгүл\n<code>4821-7730-5618-25</code>"


def test_files_go_before_the_question_and_after_a_notice() -> None:
    file = Attached("receipt.pdf", "application/pdf", b"%PDF")
    asked = render(say(Message("Дайын", "success"), Message("Тағы?", "question", expects="choice"), files=(file,)), "1")
    assert [c.method for c in asked] == ["sendMessage", "sendDocument", "sendMessage"]
    assert asked[1].params["document"] == Upload("receipt.pdf", b"%PDF")
    assert [c.method for c in render(say(Message("Дайын"), files=(file,)), "1")] == ["sendMessage", "sendDocument"]


# --- presses --------------------------------------------------------------------------------------------------------

SEVERAL = Message("Тілдер?", "question", choices=labels("Қазақ", "Орыс"), expects="choices")


def pressed(token: str = "a.1.2.1", text: str = "Тілдер?", label: str = "Қазақ") -> Pressed:
    return Pressed("44", token, 7, text, ({"type": "bold", "offset": 0, "length": 7},), label)


def test_a_tick_changes_the_message_in_place_and_falls_back_to_a_new_one() -> None:
    answer, edit = render(say(SEVERAL), "1001", pressed())
    assert answer == Call("answerCallbackQuery", {"callback_query_id": "44"})
    assert (edit.method, edit.params["message_id"]) == ("editMessageText", 7)
    assert edit.otherwise is not None
    assert edit.otherwise.method == "sendMessage"


def test_the_next_question_is_a_new_message_and_the_chosen_label_stays_under_the_old_one() -> None:
    answer, asked, settled = render(say(SEVERAL), "1001", pressed("a.1.9.yes", "Жасы?", "Иә"))
    assert answer.method == "answerCallbackQuery"
    assert settled.params["text"] == "Жасы?\n\n→ Иә"
    assert settled.params["entities"] == [{"type": "bold", "offset": 0, "length": 7}]
    assert "reply_markup" not in settled.params
    assert asked.method == "sendMessage"


def test_a_number_pressed_is_written_out() -> None:
    under = "Мәртебеңіз?\n\n1. Жалдамалы\n2. ✓ Жұмыс беруші"
    for label, words in (("1", "Жалдамалы"), ("✓ 2", "Жұмыс беруші"), ("7", "7")):
        _, _, settled = render(say(SEVERAL), "1001", pressed("a.1.9.x", under, label))
        assert settled.params["text"].endswith(f"→ {words}")


def test_an_old_button_only_loses_its_keyboard() -> None:
    calls = render(say(SEVERAL, toast="Бұл сұраққа жауап берілген"), "1001", pressed("a.1.9.x"))
    assert [c.method for c in calls] == ["answerCallbackQuery", "sendMessage", "editMessageReplyMarkup"]
    assert calls[0].params["text"] == "Бұл сұраққа жауап берілген"


def test_a_double_tap_leaves_everything_as_it_is() -> None:
    calls = render(say(toast="Жауап қабылданған"), "1001", pressed())
    assert [c.method for c in calls] == ["answerCallbackQuery"]


def test_a_toast_without_a_press_is_said() -> None:
    assert [c.params["text"] for c in render(say(toast="Жазылды"), "1001")] == ["Жазылды"]
    assert render(say(), "1001") == []


def test_a_press_under_an_unknown_message_just_gets_its_answer() -> None:
    calls = render(say(SEVERAL), "1001", Pressed("44", "a.1.2.1", None))
    assert [c.method for c in calls] == ["answerCallbackQuery", "sendMessage"]


# --- any text at all ------------------------------------------------------------------------------------------------

texts = (
    st.text(max_size=60)
    | st.text("ә қ\n.<>&\"'\u200b\u202e\u030a😀\ud800", max_size=600)
    | st.builds(str.__mul__, st.sampled_from(["ә", "😀", "<", "сөз ", "сөз. "]), st.integers(2000, 9000))
)
tokens = st.text("abc.0123456789~_", min_size=1, max_size=64)
choices = st.builds(
    Choice,
    token=tokens,
    label=st.text(max_size=80),
    number=st.none() | st.integers(1, 999),
    selected=st.booleans(),
    role=st.sampled_from(["answer", "answer", "answer", "confirm", "aside"]),
)
entries = st.builds(
    Entry,
    label=st.text(max_size=40),
    value=st.text(max_size=40),
    mark=st.sampled_from(["", "done", "begun", "waiting"]),
    number=st.none() | st.integers(1, 99),
    place=st.text("а \u200b", max_size=2),
    copied=st.booleans(),
)
messages = st.builds(
    Message,
    text=texts,
    tone=st.sampled_from(["question", "notice", "refusal", "doubt", "recap", "success"]),
    hint=st.text(max_size=80),
    progress=st.none() | st.builds(Progress, st.text(max_size=40), st.integers(0, 99), st.integers(0, 99)),
    choices=st.lists(choices, max_size=130).map(tuple),
    columns=st.sampled_from([1, 2, 3]),
    expects=st.sampled_from(["nothing", "choice", "choices", "text"]),
    placeholder=st.text(max_size=30),
    entries=st.lists(entries, max_size=12).map(tuple),
)
replies = st.builds(
    Reply,
    language=st.just("kk"),
    messages=st.lists(messages, max_size=2).map(tuple),
    toast=st.text(max_size=300),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(replies, st.booleans(), st.text(max_size=40))
@example(say(Message("ә" * 4097)), False, "")
@example(say(Message("😀" * 2048, tone="success")), False, "")
@example(say(Message("ә", choices=labels(*("ұзын жауап " * 9 for _ in range(130))))), False, "")
@example(say(Message("", choices=labels(" ", "\u200b"))), True, "\u2800")
@example(say(Message("ә"), toast="😀" * 300), True, "")
def test_whatever_is_said_the_server_takes_it(reply: Reply, by_press: bool, label: str) -> None:
    """Straight into the double's own rules, without HTTP: parameters, entities, lengths, keyboards."""

    async def check() -> None:
        telegram = FakeTelegram()
        aigul = telegram.person(1001)
        asked = await aigul.says("/start")
        under = telegram.new_message(aigul, text="1. Сұрақ", keyboard=[[{"text": "x", "callback_data": "x"}]])
        query = telegram.new_query(aigul, under, "x")
        press = Pressed(query.id, "x", under.id, under.text, (), clean(label)) if by_press else None
        before = len(aigul.chat)
        for call in render(reply, "1001", press):
            await telegram._call(call.method, dict(call.params), {})
        if reply.messages and not (by_press and len(aigul.chat) == before):
            wanted = sum(1 for c in reply.messages[-1].choices if c.role != "answer")
            assert len(aigul.last.buttons) >= min(wanted, 100)
        assert asked

    asyncio.run(check())


@given(
    st.lists(st.builds(Run, text=st.text(max_size=120), style=st.sampled_from(["", "b", "i", "code"])), max_size=6),
    st.integers(2, 60),
)
def test_cutting_keeps_every_visible_character_and_every_limit(runs: list[Run], most: int) -> None:
    runs = [Run(clean(run.text), run.style) for run in runs]
    parts = split(runs, most)
    for part in parts:
        text, _ = parse_html(html(part))
        assert units(text) <= most
        assert text.strip()
    shown = "".join(run.text for part in parts for run in part)
    visible = [c for c in "".join(run.text for run in runs) if c.isalnum()]
    assert [c for c in shown if c.isalnum()] == visible


def test_cuts_fall_at_paragraphs_then_sentences_then_words() -> None:
    text = "Бірінші сөйлем. Екінші сөйлем.\n\nҮшінші сөйлем."
    assert [p[0].text for p in split([Run(text)], 40)] == ["Бірінші сөйлем. Екінші сөйлем.", "Үшінші сөйлем."]
    assert [p[0].text for p in split([Run("Бірінші сөйлем. Екінші сөйлем.")], 28)] == [
        "Бірінші сөйлем.",
        "Екінші сөйлем.",
    ]
    assert [p[0].text for p in split([Run("бір екі үш")], 8)] == ["бір екі", "үш"]
    assert [p[0].text for p in split([Run("😀" * 5)], 4)] == ["😀😀", "😀😀", "😀"]


def test_a_long_reply_is_several_messages_with_the_keyboard_under_the_last() -> None:
    calls = render(say(Message("Сөйлем аяқталды. " * 600, choices=labels("Иә"))), "1001")
    assert len(calls) == 3
    assert [("reply_markup" in c.params) for c in calls] == [False, False, True]


@given(st.text(max_size=300), st.integers(2, 50))
def test_shortening(text: str, most: int) -> None:
    assert units(shorten(text, most)) <= most


def test_a_token_telegram_cannot_carry_costs_its_button_only(caplog: Any) -> None:
    call = one(Message("?", choices=(Choice("x" * 65, "Ұзын"), Choice("қ", "Кирилл"), *labels("Иә"))))
    assert keys(call) == [["Иә"]]
    assert "token" in caplog.text


def test_a_likely_choice_is_ticked_in_its_place_with_its_number() -> None:
    short, long = ("Мужской", "Женский"), tuple(f"Ответ {n}, который на кнопку ни за что не войдёт" for n in (1, 2))
    for labels in (short, long):
        choices = tuple(Choice(f"a.{n}", label, n, selected=n == 2) for n, label in enumerate(labels, 1))
        call = one(Message("Пол?", tone="question", choices=choices, columns=2, expects="choice"))
        assert keys(call) == [["1", "✓ 2"] if labels is long else ["Мужской", "✓ Женский"]]
        assert (f"1. {labels[0]}\n2. ✓ {labels[1]}" in call.params["text"]) == (labels is long)
