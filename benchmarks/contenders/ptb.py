"""A survey of twenty questions in python-telegram-bot: a ConversationHandler with a state for each, kept in memory."""

from aiohttp import web
from httpx import Limits
from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from benchmarks.contenders.door import Arguments, run, serve
from benchmarks.load import PATH, SECRET

QUESTIONS = 20
Context = ContextTypes.DEFAULT_TYPE


async def start(update: Update, context: Context) -> int:
    assert context.user_data is not None
    context.user_data["answers"] = []
    return await asked(update, 0)


async def taken(update: Update, context: Context) -> int:
    assert context.user_data is not None
    assert update.message is not None
    answers = context.user_data["answers"]
    answers.append(update.message.text)
    return await asked(update, len(answers) % QUESTIONS)


async def asked(update: Update, number: int) -> int:
    assert update.message is not None
    await update.message.reply_text(f"Question {number + 1} of {QUESTIONS}: where did you live a year ago?")
    return number


def survey() -> "ConversationHandler[Context]":
    words = filters.TEXT & ~filters.COMMAND
    return ConversationHandler(
        entry_points=[CommandHandler("start", start)],
        states={number: [MessageHandler(words, taken)] for number in range(QUESTIONS)},
        fallbacks=[CommandHandler("start", start)],
    )


def webhook(application: "Application") -> web.Application:  # type: ignore[type-arg]  # its six parameters say nothing here
    """A handler of our own: python-telegram-bot's acknowledges before it handles."""

    async def handle(request: web.Request) -> web.Response:
        if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != SECRET:
            return web.Response(status=403)
        await application.process_update(Update.de_json(await request.json(), application.bot))
        return web.Response()

    app = web.Application()
    app.router.add_post(PATH, handle)
    return app


async def main(arguments: Arguments) -> None:
    # a busy bot's connections never fall silent; ours do between its turns, and making them anew would be measured
    limits = Limits(max_connections=256, max_keepalive_connections=256, keepalive_expiry=300)
    request = HTTPXRequest(connection_pool_size=256, httpx_kwargs={"limits": limits})
    builder = ApplicationBuilder().token(arguments.token).base_url(f"{arguments.api}/bot").updater(None)
    application = builder.request(request).build()
    application.add_handler(survey())
    async with application:
        await application.start()
        await serve(webhook(application), arguments.port)


if __name__ == "__main__":
    run(main)
