"""Which methods there are and what they take: read off the models of the installed aiogram, the newest description there is.

Form fields arrive as strings; what the model wants otherwise is decoded as JSON, as the real server does.
"""

import json
from types import UnionType
from typing import Any, Union, get_args, get_origin

from aiogram import methods
from aiogram.methods import TelegramMethod
from pydantic import BaseModel, ValidationError

from .errors import ApiError, bad_request

MODELS: dict[str, type[TelegramMethod[Any]]] = {
    model.__api_method__.lower(): model
    for name in methods.__all__
    if isinstance(model := getattr(methods, name), type)
    and issubclass(model, TelegramMethod)
    and model is not TelegramMethod
}
EMPTY = {
    "text": "message text is empty",
    "chat_id": "chat_id is empty",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "document": "there is no document in the request",
}
"""How the server words the absence of what is needed, where it has words of its own for it."""


def checked(method: str, given: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
    """The parameters, decoded. Raises ApiError for a method or a parameter that does not exist, is missing or misshapen."""
    model = MODELS.get(method.lower())
    if model is None:
        raise ApiError(404, "Not Found: method not found")
    unknown = sorted(set(given) - set(model.model_fields))
    if unknown:
        raise bad_request(f'{method} has no parameter "{unknown[0]}"')
    params = {name: decoded(model, name, value) for name, value in given.items() if value not in ("", None)}
    for name, value in params.items():
        if isinstance(value, str) and value.startswith("attach://"):
            if value.removeprefix("attach://") not in files:
                raise bad_request(f'the file of the parameter "{name}" was not uploaded')
            params[name] = files[value.removeprefix("attach://")]
    try:
        made = model.model_validate(
            {k: v if isinstance(v, str | int | float | list | dict) else "file" for k, v in params.items()}
        )
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        if first["type"] == "missing" and len(first["loc"]) == 1:
            raise bad_request(EMPTY.get(name, f'parameter "{name}" is required')) from None
        raise bad_request(f'can\'t parse parameter "{name}": {first["msg"]}') from None
    for name in params:
        refuse_unknown_fields(getattr(made, name), name)
    return params


def decoded(model: type[TelegramMethod[Any]], name: str, value: Any) -> Any:
    if not isinstance(value, str) or wants_only_text(model.model_fields[name].annotation):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def wants_only_text(annotation: Any) -> bool:
    if get_origin(annotation) in (Union, UnionType):
        kinds = {each for each in get_args(annotation) if each is not type(None)}
        return all(kind is str or getattr(kind, "__name__", "") in ("Default", "InputFile") for kind in kinds)
    return annotation is str


def refuse_unknown_fields(value: Any, where: str) -> None:
    """aiogram keeps fields it does not know; a bot that sends them has mistyped something."""
    if isinstance(value, BaseModel):
        for name in value.model_extra or ():
            raise bad_request(f'{where} has no field "{name}"')
        for name in type(value).model_fields:
            refuse_unknown_fields(getattr(value, name), f"{where}.{name}")
    elif isinstance(value, list):
        for each in value:
            refuse_unknown_fields(each, where)
