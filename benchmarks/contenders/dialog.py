"""A survey of twenty questions in aiogram-dialog, a window each; states kept in memory or in Redis (the variant is its URL)."""

from typing import Any

from aiogram import Dispatcher
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import ManagedTextInput, TextInput
from aiogram_dialog.widgets.kbd import Back, Button, Next, Row
from aiogram_dialog.widgets.text import Const, Format

from benchmarks.contenders.door import Arguments, run, serve
from benchmarks.contenders.echo import bot, webhook

QUESTIONS = 20
PREFIX = "sanaq_bench"
"""Of all keys in Redis, by which they are taken away again."""
Survey: Any = type("Survey", (StatesGroup,), {f"q{n}": State() for n in range(QUESTIONS)})
STATES = [getattr(Survey, f"q{n}") for n in range(QUESTIONS)]


async def taken(_: Message, field: ManagedTextInput[str], manager: DialogManager, given: str) -> None:
    manager.dialog_data[field.widget.widget_id] = given
    if manager.current_context().state == STATES[-1]:
        await manager.switch_to(STATES[0])
    else:
        await manager.next()


async def progress(dialog_manager: DialogManager, **_: object) -> dict[str, int]:
    return {"answered": len(dialog_manager.dialog_data), "questions": QUESTIONS}


def window(number: int) -> Window:
    return Window(
        Format(f"Question {number + 1} ({{answered}} of {{questions}}): where did you live a year ago?"),
        TextInput(id=f"answer{number}", on_success=taken),
        Row(Button(Const("Here"), id="here"), Button(Const("Elsewhere"), id="elsewhere")),
        Row(Back(Const("Back")), Next(Const("Skip"))),
        state=STATES[number],
        getter=progress,
    )


async def start(_: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(STATES[0], mode=StartMode.RESET_STACK)


def storage(url: str) -> BaseStorage:
    if not url:
        return MemoryStorage()
    return RedisStorage.from_url(url, key_builder=DefaultKeyBuilder(prefix=PREFIX, with_destiny=True))


async def main(arguments: Arguments) -> None:
    dispatcher = Dispatcher(storage=storage(arguments.variant))
    dispatcher.message.register(start, CommandStart())
    dispatcher.include_router(Dialog(*map(window, range(QUESTIONS))))
    setup_dialogs(dispatcher)
    await serve(webhook(dispatcher, bot(arguments)), arguments.port)


if __name__ == "__main__":
    run(main)
