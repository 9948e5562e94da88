"""The nouns of a census: campaign, regions, places, IIN, persons, households, sheets, receipts.

Rules of the room:
- what a statistics office may change is data of a campaign (campaigns/), read here and checked here; no text for a person
  stands in code: it comes in both languages or not at all (`pair.Pair`);
- rules of dates, numbers and places are pure: the clock is an argument;
- everything that changes a household, a sheet or a person is one function in `actions.py`, run in the turn's transaction;
- IIN and names are never in a log, a URL or the text of an exception.

It must not know the questionnaire (publishing a form is an argument of `check`), the call centre, the dialogs or any door.
"""
