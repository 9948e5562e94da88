"""The Telegram door: updates come in as Turns, Replies go out as Bot API methods.

What it is for: a private chat with the bot, by long polling (`polling`, the default) or by webhook (`webhook`).

Rules
- An update counts as received only when `Desk.take` has returned, because only then it is committed: polling moves its
  offset over finished updates only, the webhook answers 200 only then.
- One chat's updates are taken, and its messages sent, in order; different chats do not wait for each other.
- Nobody is met with silence: stickers, voices, old buttons and our own failures all get a sentence.
- Nothing a person wrote, no name and no token of the bot goes into the log: update ids, method names and Telegram's own
  words without what it quotes.

What it must not know: what is asked, what a button means, tables, other doors. It talks to `Desk` and to the Bot API.

    incoming   update -> Turn                       calls      a Bot API call and what may come of it
    rendering  Reply -> calls (layout, markup)      client     the carrier of calls
    door       update -> desk -> calls              sending    order per chat, 429, 403, lost connections
    polling, webhook   the two ways in              profile    commands and descriptions of the bot
"""
