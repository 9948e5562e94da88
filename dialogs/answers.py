"""Answers in words, as a person reads them: the label of a choice, a date in his language, «—» for a skipped one."""

from collections.abc import Sequence

from census.iin import mask_iin
from dialogs.texts import texts
from dialogs.wording import join_list, say_date, say_number
from questionnaire import Choice, ChoiceList, Kind, Prompt


def say_answer(prompt: Prompt, value: str, language: str) -> str:
    """The answer `value` of this question in `language`."""
    if value == "":
        return prompt.skip_label or texts(language)("answer.skipped")
    if (prompt.extra or {}).get("type") == "iin":
        return mask_iin(value)
    match prompt.kind:
        case Kind.SELECT_ONE:
            return label_of(prompt.choices, value)
        case Kind.SELECT_MULTIPLE | Kind.RANK:
            return join_list([label_of(prompt.choices, v) for v in value.split()], language)
        case Kind.DATE:
            return say_date(value, language, prompt.precision)
        case Kind.INTEGER | Kind.DECIMAL:
            return say_number(value, language)
        case Kind.MORE:
            return texts(language)("yes" if value == "yes" else "no")
        case _:
            return value


def stands_open(prompt: Prompt, value: str) -> bool:
    """Whether the answer is still among the choices: a filter, or a member taken off the list, may have closed it."""
    if prompt.kind not in (Kind.SELECT_ONE, Kind.SELECT_MULTIPLE):
        return True
    return all(find_choice(prompt.choices, part) for part in value.split())


def label_of(choices: ChoiceList | Sequence[Choice], value: str) -> str:
    """The label of the choice `value`; the value itself when it no longer stands open."""
    choice = find_choice(choices, value)
    return choice.label if choice else value


def find_choice(choices: ChoiceList | Sequence[Choice], value: str) -> Choice | None:
    """The choice with this value; a long list looks it up, a short one is walked."""
    if isinstance(choices, Sequence):
        return next((choice for choice in choices if choice.value == value), None)
    return choices.by_value(value)
