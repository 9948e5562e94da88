"""A fake Bot API server, at least as strict as the real one, with people who use the bot.

    async with FakeTelegram() as telegram:
        client = Client(telegram.token, telegram.url)        # or any other bot, in any language
        aigul = telegram.person(1001, "kk")
        await aigul.says("/start")
        await aigul.sees("Сәлеметсіз бе")                     # waits for it
        await aigul.presses("Қазақша")
        aigul.chat                                           # the messages as she sees them, with their keyboards

What it holds a bot to: the token; every parameter of every method known, required ones present, all of the right type (by
the models of the installed aiogram, the newest machine-readable description there is); text of 1-4096 UTF-16 units after
entity parsing; HTML; callback data of 1-64 bytes; buttons with text; edits that change something; presses answered in
time and once; who has started and who has blocked the bot; one poller at a time; offsets; lifetimes of updates (150 s
for a press, a day for the rest); the order inside one person's presses and inside the rest, which are separate.

Stricter than the real one on purpose: an unknown parameter is refused (Telegram ignores it), length is counted in UTF-16
units throughout, a press can be answered once and within 15 s. Not played: anything this project's bot does not call.

Time is the server's own and stands still: `telegram.pass_time(seconds)`. Trouble is made with `telegram.flood(...)` and
`telegram.fault(...)`. Nothing here sleeps.
"""

from .people import Group, Message, Person, Query
from .server import FakeTelegram

__all__ = ["FakeTelegram", "Group", "Message", "Person", "Query"]
