"""`/metrics` in Prometheus' text form. Nothing in it is about a person, but how many there are is nobody else's business.

Whoever names the token may look, from anywhere; without a token set, only who asks from this very machine and not through a
proxy. To everybody else there is no such page.
"""

import hmac
from ipaddress import ip_address

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest

PROXIED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


def make_metrics(token: str, registry: CollectorRegistry = REGISTRY) -> Handler:
    """`token` "": none is set."""

    async def metrics(request: web.Request) -> web.Response:
        if not (_names(request, token) if token else _is_from_here(request)):
            raise web.HTTPNotFound
        headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
        return web.Response(body=generate_latest(registry), headers=headers)

    return metrics


def _names(request: web.Request, token: str) -> bool:
    given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(given, f"Bearer {token}".encode())


def _is_from_here(request: web.Request) -> bool:
    try:
        near = ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
    return near and not any(name in request.headers for name in PROXIED)
