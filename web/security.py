"""What every response carries so that a page of ours runs only our own files, and who may speak to us from a browser."""

from urllib.parse import urlsplit

from aiohttp import web

from web.settings import WebSettings


def content_policy(settings: WebSettings) -> str:
    """The Content-Security-Policy of all pages: nothing but our own files, no inline code, no framing.

    The one Trusted Types policy names the worker's address (static/chat/install.js): registering it needs one.
    Safari before 16 does not count a WebSocket of the same host as 'self', so it is named when the host is known.
    """
    line = ""
    if settings.public_url:
        line = f" {'wss' if settings.https else 'ws'}://{urlsplit(settings.public_url).netloc}"
    return "; ".join((
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        f"connect-src 'self'{line}",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types worker",
    ))  # fmt: skip


def security_headers(settings: WebSettings) -> dict[str, str]:
    """Headers of every response, whatever its route and status.

    Other sites learn nothing of where people come from. "no-referrer" would say no more to them, but browsers then send
    our own forms with `Origin: null`, and the one form there is (ending the session) is guarded by its Origin.
    """
    headers = {
        "Content-Security-Policy": content_policy(settings),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if settings.https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def own_origin(request: web.Request, settings: WebSettings) -> bool:
    """Whether a browser sent this from a page of ours: its Origin is our public address or the host it was sent to.

    Guards what a cookie alone must not allow: opening the line and ending a session. No Origin at all is a "no".
    """
    origin = request.headers.get("Origin", "")
    here = urlsplit(origin)
    if here.scheme not in ("http", "https") or not here.netloc:
        return False
    public = urlsplit(settings.public_url)
    if (here.scheme, here.netloc) == (public.scheme, public.netloc):
        return True
    return not settings.https and here.netloc == request.host
