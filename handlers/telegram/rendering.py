"""A Reply becomes calls of the Bot API: messages with keyboards, edits of the message a button stood under, documents.

What happens to the message a button was pressed under:
- the same question again with another choice ticked: it is edited in place;
- the press was taken: its keyboard goes and the chosen label is written under it, so the chat reads as a conversation;
- the press was an old one (the reply has a toast): its keyboard goes;
- nothing new is said at all (a double tap): it stays as it is.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from dialogs.reply import Attached, Entry, Message, Reply
from handlers.telegram.calls import Call, Upload
from handlers.telegram.incoming import Pressed
from handlers.telegram.layout import full_label, lay_out
from handlers.telegram.markup import MOST_UNITS, Run, clean, html, is_blank, shorten, split, units

MOST_TOAST = 200
MOST_BOLD = 300
"""A longer question is a text to be read, not a line to be found at a glance."""

_MARKS = {"refusal": "❕ ", "doubt": "❔ ", "success": "✅ "}
_STATES = {"": "", "done": "✓ ", "begun": "◐ ", "waiting": "○ "}


def render(reply: Reply, chat: str, pressed: Pressed | None = None) -> list[Call]:
    """The calls that say `reply` in the private chat `chat`, in order. The answer to a press comes first: it is awaited."""
    toast = shorten(clean(reply.toast), MOST_TOAST)
    calls: list[Call] = []
    if pressed is not None:
        calls.append(_answer(pressed, toast))
    elif toast and not reply.messages and not reply.files:
        calls.append(_send(chat, html([Run(toast)]), ()))
    if pressed is not None and pressed.message_id is not None and _is_same_question(reply, pressed):
        edited = _in_place(reply.messages[0], chat, pressed.message_id)
        if edited is not None:
            return [*calls, edited]
    calls.extend(_say(reply, chat))
    if pressed is not None and (reply.messages or reply.files):
        calls.extend(_settle(pressed, chat, taken=not reply.toast))  # last: the next question must not wait for it
    return calls


def _say(reply: Reply, chat: str) -> Iterator[Call]:
    """Messages and files; a question stays the last thing on the screen, so files go before it."""
    asks = bool(reply.messages) and (reply.messages[-1].expects != "nothing" or bool(reply.messages[-1].choices))
    before = len(reply.messages) - 1 if asks else len(reply.messages)
    for message in reply.messages[:before]:
        yield from _messages(message, chat)
    for file in reply.files:
        yield _document(file, chat)
    for message in reply.messages[before:]:
        yield from _messages(message, chat)


def _messages(message: Message, chat: str) -> Iterator[Call]:
    layout = lay_out(message)
    parts = split(_runs(message, layout.listing)) or [[Run("…")]]
    for part in parts[:-1]:
        yield _send(chat, html(part), ())
    yield _send(chat, html(parts[-1]), layout.keyboard)


_WRITTEN_SO = frozenset({"date", "integer", "decimal", "iin"})
"""What a field is to hold is worth a line where there is no field: of these, the form in which it is written."""


def _runs(message: Message, listing: str) -> Iterator[Run]:
    """The message from top to bottom: where one stands, what is asked, the list, the choices, the quiet hint."""
    blocks: list[list[Run]] = []
    if message.progress is not None:
        count = f"{message.progress.done}/{message.progress.total}"
        title = clean(message.progress.title)
        blocks.append([Run(count if is_blank(title) else f"{title} · {count}", "i")])
    text = clean(message.text)
    if not is_blank(text):
        mark = _MARKS.get(message.tone, "")
        said = _asked(message, text)
        blocks.append([Run(mark), *said] if mark else said)
    blocks.extend(_lists(message.entries))
    if listing:
        blocks.append([Run(listing)])
    hint = clean(message.hint) or (clean(message.placeholder) if message.expects in _WRITTEN_SO else "")
    if not is_blank(hint):
        blocks.append([Run(hint, "i")])
    for position, block in enumerate(blocks):
        if position:
            yield Run("\n\n")
        yield from block


def _asked(message: Message, text: str) -> list[Run]:
    """The text, in bold what is asked: not what is said after the question mark, nor hello in two languages.

    A question with its answer in the paragraphs under it stands in the list of frequent questions.
    """
    asks = message.tone == "question" and len(text) <= MOST_BOLD and not message.languages
    end = text.find("? " if asks else "?\n\n") + 1
    if end and not message.languages:
        return [Run(text[:end], "b"), Run(text[end:])]
    return [Run(text, "b" if asks else "")]


def _lists(entries: Sequence[Entry]) -> Iterator[list[Run]]:
    """The entries of each place, under its name."""
    for place, these in groupby(entries, lambda entry: clean(entry.place)):
        lines = [[Run(place, "i")]] if place else []
        lines += [_line(entry) for entry in these]
        yield [run for position, line in enumerate(lines) for run in ([Run("\n"), *line] if position else line)]


def _line(entry: Entry) -> list[Run]:
    """An answer stands under its question as what was pressed does; what is to be copied, where a tap copies it."""
    number = "" if entry.number is None else f"{entry.number}. "
    label, value = f"{_STATES[entry.mark]}{number}{clean(entry.label)}", clean(entry.value)
    if not value:
        return [Run(label if number or entry.mark else f"• {label}")]
    if entry.copied:
        return [Run(f"{label}\n"), Run(value, "code")]
    return [Run(f"{label}\n→ {value}" if number else f"{label} – {value}")]


# --- the message a button stood under -------------------------------------------------------------------------------


def _is_same_question(reply: Reply, pressed: Pressed) -> bool:
    """A tick set or taken away: the reply is the one question with several choices that holds the pressed one.

    Tokens name their question, so a token that is offered again means that the question is the same.
    """
    if len(reply.messages) != 1 or reply.files:
        return False
    message = reply.messages[0]
    return (
        message.tone == "question"
        and message.expects == "choices"
        and any(choice.token == pressed.token and choice.role == "answer" for choice in message.choices)
    )


def _in_place(message: Message, chat: str, message_id: int) -> Call | None:
    """The question in its own message. None: it does not fit into one. An edit that is refused becomes a new message."""
    said = list(_messages(message, chat))
    if len(said) != 1:
        return None
    params = {**said[0].params, "message_id": message_id}
    return Call("editMessageText", params, otherwise=said[0])


def _settle(pressed: Pressed, chat: str, *, taken: bool) -> Iterator[Call]:
    if pressed.message_id is None:
        return
    place = {"chat_id": chat, "message_id": pressed.message_id}
    bare = Call("editMessageReplyMarkup", place)
    chosen = full_label(pressed.label, pressed.text)
    line = f"\n\n→ {chosen}"
    if not taken or not pressed.text or is_blank(chosen) or units(pressed.text + line) > MOST_UNITS:
        yield bare
        return
    # The text goes back with the entities it came with: no markup has to be guessed from what the person sees.
    params: dict[str, Any] = {**place, "text": pressed.text + line, "entities": list(pressed.entities), **_NO_PREVIEW}
    yield Call("editMessageText", params, otherwise=bare)


def _answer(pressed: Pressed, toast: str) -> Call:
    """Every press is answered, or its button goes on spinning."""
    text = {"text": toast} if toast else {}
    return Call("answerCallbackQuery", {"callback_query_id": pressed.query_id, **text})


# --- calls ----------------------------------------------------------------------------------------------------------

_NO_PREVIEW = {"link_preview_options": {"is_disabled": True}}


def _send(chat: str, text: str, keyboard: tuple[tuple[dict[str, Any], ...], ...]) -> Call:
    params: dict[str, Any] = {"chat_id": chat, "text": text, "parse_mode": "HTML", **_NO_PREVIEW}
    if keyboard:
        params["reply_markup"] = {"inline_keyboard": [list(row) for row in keyboard]}
    return Call("sendMessage", params)


def _document(file: Attached, chat: str) -> Call:
    return Call("sendDocument", {"chat_id": chat, "document": Upload(file.name, file.content)})
