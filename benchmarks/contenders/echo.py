"""The least a bot can do: aiogram gives every message back. By a request (`send`), or in the webhook's answer (`answer`)."""

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import SendMessage
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from benchmarks.contenders.door import Arguments, run, serve
from benchmarks.load import PATH, SECRET


async def send(message: Message) -> None:
    await message.answer(message.text or "…")


async def answer(message: Message) -> SendMessage:
    return message.answer(message.text or "…")


def bot(arguments: Arguments) -> Bot:
    return Bot(arguments.token, session=AiohttpSession(limit=500, api=TelegramAPIServer.from_base(arguments.api)))


async def main(arguments: Arguments) -> None:
    dispatcher = Dispatcher()
    dispatcher.message.register(answer if arguments.variant == "answer" else send)
    await serve(webhook(dispatcher, bot(arguments)), arguments.port)


def webhook(dispatcher: Dispatcher, of: Bot) -> web.Application:
    """aiogram's own handler, told to handle before it acknowledges."""
    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, of, handle_in_background=False, secret_token=SECRET)
    handler.register(app, path=PATH)
    return app


if __name__ == "__main__":
    run(main)
