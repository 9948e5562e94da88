"""The HTTP application: routes, headers of every response, errors as pages. Called once by the composition root."""

import logging
from collections.abc import Iterable
from typing import Protocol

from aiohttp import web, web_response
from aiohttp.typedefs import Handler, Middleware

from web.assets import Assets
from web.clients import Clients
from web.health import Readiness, healthz, make_readyz
from web.metrics import make_metrics
from web.pages import Pages, language_of
from web.security import own_origin, security_headers
from web.session import address_of, end_session, keep_session, key_of, new_key
from web.settings import WebSettings
from web.verification import Verification
from web.verify import verify_routes

log = logging.getLogger(__name__)

# aiohttp's own answer to what is no HTTP passes by our headers and would name aiohttp.
web_response.SERVER_SOFTWARE = "sanaq"  # type: ignore[attr-defined]


class Chat(Protocol):
    """Who serves the open lines of the chat. `address` is the hash of the session's key, None without a session.

    `client` is where the request comes from (`clients.Clients`), `language` the page's; `newcomer_waits` the seconds until
    somebody new may begin from there, 0 at once.
    """

    async def serve(
        self, request: web.Request, address: str | None, client: str, language: str
    ) -> web.StreamResponse: ...
    def newcomer_waits(self, client: str) -> float: ...
    async def leave(self, address: str) -> None: ...
    async def close(self) -> None: ...


def make_app(
    chat: Chat,
    settings: WebSettings,
    ready: Readiness,
    routes: Iterable[web.AbstractRouteDef] = (),
    *,
    verification: Verification | None = None,
) -> web.Application:
    """The application with the chat at `/`, `/healthz`, `/readyz`, `/metrics` and the caller's further routes (a webhook).

    `/verify` is there with a `verification`.

    Raises at once for a template, a text or a file that is missing, not when the first person comes.
    """
    assets = Assets()
    pages = Pages(settings, assets)
    app = web.Application(middlewares=[_errors_as_pages(pages)])
    headers = security_headers(settings)

    async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        response.headers.popall("Server", None)  # which program serves is nobody's business

    async def close_lines(_: web.Application) -> None:
        await chat.close()

    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(close_lines)
    if verification is not None:
        app.add_routes(verify_routes(verification, pages, Clients(settings.trusted_proxies)))
    app.add_routes([
        *_chat_routes(chat, pages, settings),
        *_installation_routes(pages),
        web.get("/static/{version}/{name:.+}", assets.serve),
        web.get("/healthz", healthz),
        web.get("/readyz", make_readyz(ready)),
        web.get("/metrics", make_metrics(settings.metrics_token)),
        *routes,
    ])  # fmt: skip
    return app


def _chat_routes(chat: Chat, pages: Pages, settings: WebSettings) -> list[web.RouteDef]:
    clients = Clients(settings.trusted_proxies)

    async def page(request: web.Request) -> web.Response:
        key = key_of(request, settings)
        if key is None and (wait := chat.newcomer_waits(clients.of(request))):
            return pages.error(request, 429, retry_after=wait)
        response = pages.chat(request)
        keep_session(response, key or new_key(), settings)
        return response

    async def line(request: web.Request) -> web.StreamResponse:
        if not own_origin(request, settings):
            raise web.HTTPForbidden(text="The chat's line is open to the chat's own page only.")
        return await chat.serve(request, address_of(request, settings), clients.of(request), language_of(request))

    async def leave(request: web.Request) -> web.Response:
        if not own_origin(request, settings):
            raise web.HTTPForbidden(text="A session can be ended from the chat's own page only.")
        if address := address_of(request, settings):
            await chat.leave(address)
        response = web.Response(
            status=303,
            headers={
                "Location": f"/?language={language_of(request)}",
                "Cache-Control": "no-store",
                "Clear-Site-Data": '"storage"',
            },
        )
        end_session(response, settings)
        return response

    return [web.get("/", page), web.get("/chat/ws", line), web.post("/chat/leave", leave)]


def _installation_routes(pages: Pages) -> list[web.RouteDef]:
    """What a browser needs to keep the page among a telephone's applications. The worker's address bounds what it sees."""

    async def manifest(request: web.Request) -> web.Response:
        return pages.manifest(request)

    async def worker(request: web.Request) -> web.Response:
        return pages.worker(request)

    async def offline(request: web.Request) -> web.Response:
        return pages.offline(request)

    return [web.get("/manifest.webmanifest", manifest), web.get("/worker.js", worker), web.get("/offline", offline)]


def _errors_as_pages(pages: Pages) -> Middleware:
    """A browser gets a page with a sentence; a program gets the status and the plain text."""

    @web.middleware
    async def answer(request: web.Request, handler: Handler) -> web.StreamResponse:
        wants_page = "text/html" in request.headers.get("Accept", "")
        try:
            return await handler(request)
        except web.HTTPException as problem:
            if problem.status < 400 or not wants_page:
                raise
            return pages.error(request, problem.status, float(problem.headers.get("Retry-After", 0)))
        except Exception as defect:
            # Where it failed is logged, not what was said: a query, a body or an exception's text may hold personal data.
            where = (type(defect), Exception("(text withheld)"), defect.__traceback__)
            log.error("%s %s failed: %s", request.method, _route(request), type(defect).__name__, exc_info=where)  # noqa: TRY400
            if not wants_page:
                raise web.HTTPInternalServerError from None
            return pages.error(request, 500)

    return answer


def _route(request: web.Request) -> str:
    """The path without what stands in it for a person: a certificate's code proves something to whoever holds it."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else request.path
