"""Web: pages and HTTP. Today the respondent's chat and the two health checks; desks and certificates come here too.

Rules. Pages are rendered on the server with autoescaping; scripts and styles are files of our own, never inline, so that the
Content-Security-Policy needs no exception. Every page works on a phone of 360 px, by keyboard, with a screen reader, light
and dark, in Kazakh and in Russian. Nothing personal stands in an address, a log line or a cookie: the cookie is a random
key, and what the rest of the house sees of it is its hash.

The web room does not know what is said in a conversation: it shows the page, guards the session and hands the open line to
whoever serves it (`app.Chat`). It imports no door; the composition root brings them together.
"""
