"""The session of the chat: a random key in a cookie. Who holds the key continues the conversation.

The server keeps no list of sessions. The conversation is found by the key's SHA-256, so neither the database nor a log
holds anything a thief could send us.
"""

import hashlib
import re
import secrets

from aiohttp import web

from web.settings import WebSettings

COOKIE = "sanaq_chat"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""Over https: browsers take a cookie of this name from this very host only, over https, for the whole of it (RFC 6265bis)."""
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")  # 256 bits in URL-safe base64


def new_key() -> str:
    """A fresh key of 256 random bits."""
    return secrets.token_urlsafe(32)


def _name(settings: WebSettings) -> str:
    return SECURE_COOKIE if settings.secure_cookies else COOKIE


def key_of(request: web.Request, settings: WebSettings) -> str | None:
    """The key in the request's cookie, None when there is none or it is not one of ours by its form."""
    key = request.cookies.get(_name(settings), "")
    return key if _KEY.fullmatch(key) else None


def address_of(request: web.Request, settings: WebSettings) -> str | None:
    """The person's address for a Turn: hex of the key's SHA-256, None without a session."""
    key = key_of(request, settings)
    return hashlib.sha256(key.encode()).hexdigest() if key else None


def keep_session(response: web.StreamResponse, key: str, settings: WebSettings) -> None:
    """Set the cookie, or set it again so that its time starts anew."""
    response.set_cookie(
        _name(settings),
        key,
        max_age=settings.session_days * 86_400,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=settings.secure_cookies,
    )


def end_session(response: web.StreamResponse, settings: WebSettings) -> None:
    """Take the cookie from the device."""
    response.del_cookie(_name(settings), path="/", httponly=True, samesite="Lax", secure=settings.secure_cookies)
