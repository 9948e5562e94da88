"""What each method of the Bot API does to the fake world. Parameters arrive checked by `spec`."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from .entities import clean, formatted, is_empty
from .errors import ApiError, bad_request, flood
from .people import Group, Keyboard, Message, Person

if TYPE_CHECKING:
    from .server import FakeTelegram

Params = dict[str, Any]
PRESS_LIVES = 15
MOST_TEXT, MOST_CAPTION, MOST_TOAST, MOST_DATA, MOST_BUTTONS, MOST_IN_A_ROW = 4096, 1024, 200, 64, 100, 8
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Methods:
    """`table` maps the names, in lower case, to what they do."""

    def __init__(self, telegram: "FakeTelegram") -> None:
        self.telegram = telegram
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        done: dict[str, Callable[[Params], Awaitable[Any]]] = {
            "getMe": self.get_me,
            "getUpdates": self.get_updates,
            "sendMessage": self.send_message,
            "sendDocument": self.send_document,
            "sendChatAction": self.send_chat_action,
            "editMessageText": self.edit_message_text,
            "editMessageReplyMarkup": self.edit_message_reply_markup,
            "answerCallbackQuery": self.answer_callback_query,
            "leaveChat": self.leave_chat,
            "setMyCommands": self.set_my_commands,
            "getMyCommands": self.get_my_commands,
            "deleteMyCommands": self.delete_my_commands,
            "setWebhook": self.set_webhook,
            "getWebhookInfo": self.get_webhook_info,
            "deleteWebhook": self.delete_webhook,
        }
        for part, most in (("Name", 64), ("Description", 512), ("ShortDescription", 120)):
            done[f"setMy{part}"] = self._setter(part, most)
            done[f"getMy{part}"] = self._getter(part)
        self.table = {name.lower(): f for name, f in done.items()}

    async def get_me(self, params: Params) -> Any:
        flags = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries")
        more = ("can_connect_to_business", "has_main_web_app")
        return self.telegram.bot_json() | dict.fromkeys(flags, False) | dict.fromkeys(more, False)

    async def get_updates(self, params: Params) -> Any:
        updates = self.telegram.updates
        updates.allow(params.get("allowed_updates"))
        return await updates.poll(params.get("offset", 0), params.get("limit", 100), params.get("timeout", 0))

    # --- messages ---------------------------------------------------------------------------------------------------

    async def send_message(self, params: Params) -> Any:
        chat = self.writable(params["chat_id"])
        text, entities = formatted(params["text"], params.get("parse_mode"), params.get("entities"), MOST_TEXT)
        message = self.telegram.new_message(chat, text=text, entities=entities, keyboard=keyboard(params))
        return self.telegram.message_json(message)

    async def send_document(self, params: Params) -> Any:
        chat = self.writable(params["chat_id"])
        file = params["document"]
        if isinstance(file, str):
            raise bad_request("wrong file identifier/HTTP URL specified")
        caption: tuple[str, list[dict[str, Any]]] = ("", [])
        if params.get("caption"):
            caption = formatted(
                params["caption"], params.get("parse_mode"), params.get("caption_entities"), MOST_CAPTION
            )
        if not file.content:
            raise bad_request("file must be non-empty")
        document = {"file_id": "d", "file_unique_id": "d", "file_name": file.name, "file_size": len(file.content)}
        content = {"document": document} | ({"caption": caption[0]} if caption[0] else {})
        message = self.telegram.new_message(chat, content=content, keyboard=keyboard(params), file=file.content)
        return self.telegram.message_json(message)

    async def send_chat_action(self, params: Params) -> Any:
        self.writable(params["chat_id"])
        if params["action"] not in ("typing", "upload_document", "upload_photo", "find_location"):
            raise bad_request("wrong parameter action in request")
        return True

    async def edit_message_text(self, params: Params) -> Any:
        message = self.editable(params)
        if not params.get("text"):
            raise bad_request("message text is empty")
        text, entities = formatted(params["text"], params.get("parse_mode"), params.get("entities"), MOST_TEXT)
        if message.content:
            raise bad_request("there is no text in the message to edit")
        return self.change(message, text, entities, keyboard(params))

    async def edit_message_reply_markup(self, params: Params) -> Any:
        message = self.editable(params)
        return self.change(message, message.text, message.entities, keyboard(params))

    async def answer_callback_query(self, params: Params) -> Any:
        query = self.telegram.queries.get(params["callback_query_id"])
        if query is None or query.toast is not None or self.telegram.now - query.at > PRESS_LIVES:
            raise bad_request(TOO_OLD)
        if len(params.get("text", "")) > MOST_TOAST:
            raise bad_request("MESSAGE_TOO_LONG")
        query.toast = clean(params.get("text", ""))
        self.telegram.tick()
        return True

    async def leave_chat(self, params: Params) -> Any:
        chat = self.writable(params["chat_id"])
        if isinstance(chat, Person):
            raise bad_request("chat member status can't be changed in private chats")
        chat.has_bot = False
        self.telegram.tick()
        return True

    # --- the bot's own ----------------------------------------------------------------------------------------------

    async def set_my_commands(self, params: Params) -> Any:
        commands = params.get("commands") or []
        if len(commands) > 100:
            raise bad_request("too many commands specified")
        for each in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", each["command"]):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(each["description"]) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[scope(params)] = [{k: each[k] for k in ("command", "description")} for each in commands]
        return True

    async def get_my_commands(self, params: Params) -> Any:
        return self.commands.get(scope(params), [])

    async def delete_my_commands(self, params: Params) -> Any:
        self.commands.pop(scope(params), None)
        return True

    async def set_webhook(self, params: Params) -> Any:
        updates = self.telegram.updates
        updates.allow(params.get("allowed_updates"))
        if params.get("drop_pending_updates"):
            updates.pending.clear()
        if not params.get("url"):
            updates.hook = None
            return True
        updates.set_hook(params["url"], params.get("secret_token", ""), params.get("max_connections", 40))
        return True

    async def get_webhook_info(self, params: Params) -> Any:
        updates = self.telegram.updates
        info = {"has_custom_certificate": False, "pending_update_count": len(updates.pending)}
        if updates.hook is None:
            return {"url": ""} | info
        more = {"allowed_updates": updates.allowed} if updates.allowed else {}
        return {"url": updates.hook.url, "max_connections": updates.hook.max_connections} | info | more

    async def delete_webhook(self, params: Params) -> Any:
        return await self.set_webhook({"drop_pending_updates": params.get("drop_pending_updates")})

    def _setter(self, part: str, most: int) -> Callable[[Params], Awaitable[Any]]:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", part).lower()

        async def put(params: Params) -> Any:
            text = clean(params.get(name, ""))
            if len(text) > most:
                raise bad_request(f"bot {name.replace('_', ' ')} is too long")
            self.profile[name, language(params)] = text.strip()
            return True

        return put

    def _getter(self, part: str) -> Callable[[Params], Awaitable[Any]]:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", part).lower()

        async def get(params: Params) -> Any:
            return {name: self.profile.get((name, language(params)), "")}

        return get

    # --- who and what -----------------------------------------------------------------------------------------------

    def writable(self, chat_id: int | str) -> Person | Group:
        """The chat, if the bot may write there now."""
        chat = self.telegram.chat(chat_id)
        if isinstance(chat, Group):
            if not chat.has_bot:
                raise ApiError(403, "Forbidden: bot was kicked from the group chat")
            return chat
        if chat.deactivated:
            raise ApiError(403, "Forbidden: user is deactivated")
        if chat.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if not chat.started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        if self.telegram.is_flooded(chat.id):
            raise flood(1)
        return chat

    def editable(self, params: Params) -> Message:
        if "message_id" not in params or "chat_id" not in params:
            raise bad_request("message identifier is not specified")
        chat = self.writable(params["chat_id"])
        message = next((each for each in chat.chat if each.id == params["message_id"]), None)
        if message is None:
            raise bad_request("message to edit not found")
        if message.mine:
            raise bad_request("message can't be edited")
        return message

    def change(self, message: Message, text: str, entities: list[dict[str, Any]], keys: Keyboard | None) -> Any:
        if (text, entities, keys) == (message.text, message.entities, message.keyboard):
            raise bad_request(NOT_MODIFIED)
        message.text, message.entities, message.keyboard = text, entities, keys
        message.edited = self.telegram.seconds
        message.changed = self.telegram.tick()
        return self.telegram.message_json(message)


def keyboard(params: Params) -> Keyboard | None:
    """The inline keyboard, checked; None when there is none."""
    markup = params.get("reply_markup")
    rows = markup.get("inline_keyboard") if markup else None
    if markup and rows is None:
        return None  # a reply keyboard or its removal: nothing stands under the message
    keys = [row for row in rows or () if row]
    if sum(len(row) for row in keys) > MOST_BUTTONS or any(len(row) > MOST_IN_A_ROW for row in keys):
        raise bad_request("reply markup is too long")
    for button in (button for row in keys for button in row):
        if is_empty(clean(button["text"])):
            raise bad_request("inline keyboard button text must be non-empty")
        if not button.get("callback_data") and not button.get("url"):
            raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if len(button.get("callback_data", "").encode()) > MOST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    return keys or None


def language(params: Params) -> str:
    code = str(params.get("language_code", ""))
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def scope(params: Params) -> str:
    return json.dumps([params.get("scope") or {"type": "default"}, language(params)], sort_keys=True)
