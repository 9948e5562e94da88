"""Conversations: what the bot says and asks, one module per conversation.

A door gives the desk (`desk.py`) a Turn and gets a Reply. In between, the dialog on top of the conversation's stack takes
the turn (`take`) and the dialog that is then on top shows its prompt (`show`). `show` draws from the state alone, so a
turn that comes twice, a button that is old or a person who returns next week gets the present prompt.

Rules:
- no aiogram, no aiohttp, no SQL: a dialog asks the nouns of census/ and collects what is to be written; the desk commits
  it in one transaction before anything is said;
- the state is small: language, stack of frames; answers stand by reference, the rest is recomputed;
- clock, randomness and ids come with the Scene;
- every text comes from the catalogue (`texts.py`) or the campaign, in kk and ru.
"""
