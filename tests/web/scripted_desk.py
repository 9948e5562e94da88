"""A desk with a script instead of dialogs: a short census conversation, enough to see every part of the page.

It keeps the law of the real one: a turn that comes again changes nothing and gets the present prompt.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace

from dialogs.reply import Attached, Choice, Message, Progress, Reply
from dialogs.turn import Arrival, Press, Text, Turn


class DeskUnavailableError(Exception):
    """Like the real desk's: come again after `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        self.retry_after = retry_after


@dataclass
class ScriptedDesk:
    """`turns` is all that ever came, `answers` what was counted. `troubles` are raised, one per turn, first.

    While `open` is cleared a turn waits, as if the database were slow.
    """

    turns: list[Turn] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    troubles: list[Exception] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    taken: asyncio.Event = field(default_factory=asyncio.Event)
    language: str = "ru"
    step: int = 0
    ticked: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.open.set()
        self._one_at_a_time = asyncio.Lock()
        self._committed: set[str] = set()

    async def knows(self, channel: str, address: str) -> bool:
        return any(turn.address == address and not isinstance(turn.act, Arrival) for turn in self.turns)

    async def take(self, turn: Turn) -> Reply:
        async with self._one_at_a_time:
            self.turns.append(turn)
            self.taken.set()
            await self.open.wait()
            if self.troubles:
                raise self.troubles.pop(0)
            if turn.external_id in self._committed:
                return self.reply()
            self._committed.add(turn.external_id)
            return self._act(turn)

    def reply(self, *before: Message) -> Reply:
        return Reply(self.language, (*before, self._prompt()))

    def _act(self, turn: Turn) -> Reply:
        match turn.act:
            case Arrival():
                return self.reply(*([_recap(self.language)] if self.step else []))
            case Text(text) if text.startswith("/language "):
                self.language = text.removeprefix("/language ")
                return self.reply()
            case Text(text):
                return self._answer(text)
            case Press(token):
                return self._press(token)
            case _:
                return self.reply(Message(_t(self.language, *WORDS_ONLY)))

    def _press(self, token: str) -> Reply:
        if token == "v.help":
            return self.reply(Message(_t(self.language, *HELP)))
        if self._prompt().expects == "choices" and token != "done":
            self.ticked = self.ticked ^ {token}
            return self.reply()
        return self._answer(token)

    def _answer(self, value: str) -> Reply:
        prompt = self._prompt()
        if prompt.expects == "iin" and not (value.isdigit() and len(value) == 12):
            return self.reply(Message(_t(self.language, *NOT_IIN), tone="refusal"))
        self.answers[value] += 1
        self.step = min(self.step + 1, len(SCRIPT) - 1)
        if self.step < len(SCRIPT) - 1:
            return self.reply()
        receipt = Attached("anyqtama.txt", "text/plain", "Санақ".encode())
        return replace(self.reply(), files=(receipt,))

    def _prompt(self) -> Message:
        message = SCRIPT[self.step][0 if self.language == "kk" else 1]
        if message.expects != "choices":
            return message
        choices = tuple(replace(each, selected=each.token in self.ticked) for each in message.choices)
        return replace(message, choices=choices)


def _t(language: str, kk: str, ru: str) -> str:
    return kk if language == "kk" else ru


def _recap(language: str) -> Message:
    return Message(_t(language, "Қайта келгеніңізге рақмет. Тоқтаған жеріңізден жалғастырамыз.",
                      "Рады видеть Вас снова. Продолжим с того места, где остановились."), tone="recap")  # fmt: skip


HELP = (
    "ЖСН – жеке куәлікте жазылған 12 цифр. Ол бір адамды екі рет санамау үшін керек.",
    "ИИН – 12 цифр на удостоверении личности. Он нужен, чтобы не посчитать человека дважды.",
)
NOT_IIN = (
    "ЖСН 12 цифрдан тұрады. Мына жерде 5 цифр тұр. Жеке куәлікке қарап, қайта жазыңыз.",
    "В ИИН 12 цифр, здесь их 5. Сверьтесь с удостоверением личности и напишите ещё раз.",
)
WORDS_ONLY = (
    "Суретті оқи алмаймын. Жауапты жазып жіберіңізші.",
    "Изображение прочитать не получится. Напишите ответ словами.",
)


def _choices(*pairs: tuple[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(token, label, number) for number, (token, label) in enumerate(pairs, 1))


def _asides(back: str, help_: str) -> tuple[Choice, ...]:
    return (Choice("v.back", back, role="aside"), Choice("v.help", help_, role="aside"))


KK, RU = _asides("Артқа", "Бұл не үшін керек?"), _asides("Назад", "Зачем это нужно?")

SCRIPT: tuple[tuple[Message, Message], ...] = (
    (
        Message(
            "ЖСН-іңізді жазыңыз.",
            tone="question",
            hint="Жеке куәліктегі 12 цифр. Ол шифрланып сақталады.",
            expects="iin",
            placeholder="12 цифр",
            choices=(Choice("no_iin", "ЖСН жоқ", role="aside"), KK[1]),
        ),
        Message(
            "Напишите Ваш ИИН.",
            tone="question",
            hint="12 цифр на удостоверении личности. Хранится в зашифрованном виде.",
            expects="iin",
            placeholder="12 цифр",
            choices=(Choice("no_iin", "ИИН нет", role="aside"), RU[1]),
        ),
    ),
    (
        Message(
            "Үйіңіздің сыртқы қабырғалары неден салынған?",
            tone="question",
            hint="Бірнешеуі болса, негізгісін таңдаңыз.",
            progress=Progress("Тұрғын жай", 3, 20),
            expects="choice",
            choices=(
                *_choices(
                    ("brick", "Кірпіш, тас"), ("panel", "Ірі панель"), ("adobe", "Саман"), ("reed", "Қаңқалы-қамыс")
                ),
                *KK,
            ),
        ),
        Message(
            "Из чего построены наружные стены Вашего дома?",
            tone="question",
            hint="Если материалов несколько, выберите основной.",
            progress=Progress("Жилище", 3, 20),
            expects="choice",
            choices=(
                *_choices(
                    ("brick", "Кирпич, камень"),
                    ("panel", "Крупная панель"),
                    ("adobe", "Саман"),
                    ("reed", "Каркасно-камышитовые"),
                ),
                *RU,
            ),
        ),
    ),
    (
        Message(
            "Айгүл қай тілдерді біледі?",
            tone="question",
            progress=Progress("Айгүл · 3-И · Тіл", 12, 48),
            expects="choices",
            columns=2,
            choices=(
                *_choices(("kk", "Қазақ тілі"), ("ru", "Орыс тілі"), ("en", "Ағылшын тілі"), ("uz", "Өзбек тілі")),
                Choice("done", "Дайын", role="confirm"),
                *KK,
            ),
        ),
        Message(
            "Какими языками владеет Айгүл?",
            tone="question",
            progress=Progress("Айгүл · 3-И · Языки", 12, 48),
            expects="choices",
            columns=2,
            choices=(
                *_choices(("kk", "Казахский"), ("ru", "Русский"), ("en", "Английский"), ("uz", "Узбекский")),
                Choice("done", "Готово", role="confirm"),
                *RU,
            ),
        ),
    ),
    (
        Message(
            "Ержанның жасы 98-де. Дұрыс па?",
            tone="doubt",
            expects="choice",
            columns=2,
            choices=(*_choices(("yes", "Иә"), ("no", "Жоқ, түзетемін")), KK[0]),
        ),
        Message(
            "Ержану 98 лет. Всё верно?",
            tone="doubt",
            expects="choice",
            columns=2,
            choices=(*_choices(("yes", "Да"), ("no", "Нет, исправить")), RU[0]),
        ),
    ),
    (
        Message(
            "Айгүлдің санақ парағы қабылданды.\nХабарлама нөмірі: 2021-7F3K-90",
            tone="success",
            keepsake=True,
            hint="Осы нөмірді интервьюерге көрсетсеңіз, қайта сауал салынбайды.",
            choices=(Choice("next", "Келесі адамға өту", role="confirm"),),
        ),
        Message(
            "Переписной лист Айгүл принят.\nНомер уведомления: 2021-7F3K-90",
            tone="success",
            keepsake=True,
            hint="Покажите этот номер интервьюеру, и повторно опрашивать не будут.",
            choices=(Choice("next", "Перейти к следующему человеку", role="confirm"),),
        ),
    ),
)
