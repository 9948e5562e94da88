"""`/verify`: one field for a certificate's code, check words and the number of a staff card; the verdict as a page.

What proves something has an address, the one a QR code leads to: `/verify/<code>`, `/verify/<number of a card>`.
"""

from collections.abc import Awaitable
from typing import TypeVar
from urllib.parse import quote

from aiohttp import web

from census.certificates import Certified, is_code, show_code
from census.staff_cards import key_of
from dialogs.texts import texts
from dialogs.verdict import Verdict
from storage.errors import StorageUnavailable
from web.clients import Clients
from web.pages import Pages, language_of
from web.verification import LONGEST, Verification

T = TypeVar("T")


def verify_routes(verification: Verification, pages: Pages, clients: Clients) -> list[web.RouteDef]:
    """`/verify` with its form, `/verify/<code>` with what is proved and, of a certificate, the question whose it is."""

    async def form(request: web.Request) -> web.Response:
        return _page(pages, request, None)

    async def typed(request: web.Request) -> web.StreamResponse:
        said = await _typed(request, "code")
        if proved := verification.known(said) or key_of(said):  # the address is then the one the QR code has
            raise web.HTTPSeeOther(f"/verify/{quote(proved)}?language={language_of(request)}")
        if is_code(said):
            verdict, _ = await certificate(request, said)
        else:
            verdict = verification.words(said, clients.of(request), texts(language_of(request)))
        return _page(pages, request, verdict, typed=said)

    async def proved(request: web.Request) -> web.Response:
        code = _seen(request.match_info["code"])
        if key := key_of(code):
            verdict = await _stored(verification.card(key, clients.of(request), texts(language_of(request))))
            return _page(pages, request, verdict, typed=code)
        verdict, found = await certificate(request, code)
        if found is None:
            return _page(pages, request, verdict, typed=code)
        answer = None
        if request.method == "POST":
            said = await _typed(request, "who")
            answer = verification.owner(found, said, clients.of(request), texts(language_of(request)))
        shown = show_code(verification.known(code) or "")
        return _page(pages, request, verdict, answer=answer, typed=shown, nameless=not (found.name or found.iin))

    async def certificate(request: web.Request, code: str) -> tuple[Verdict, Certified | None]:
        return await _stored(verification.certificate(code, clients.of(request), texts(language_of(request))))

    return [
        web.get("/verify", form),
        web.post("/verify", typed),
        web.get("/verify/{code}", proved),
        web.post("/verify/{code}", proved),
    ]


async def _typed(request: web.Request, field: str) -> str:
    """What stands in a field of the form; "" for a file put there."""
    value = (await request.post()).get(field)
    return _seen(value) if isinstance(value, str) else ""


def _seen(text: str) -> str:
    """The beginning of what was typed, without signs that cannot be seen: it is shown again."""
    return "".join(sign for sign in text[:LONGEST] if sign.isprintable())


async def _stored(asked: Awaitable[T]) -> T:
    """What the database says; while it does not answer, that one may come again soon."""
    try:
        return await asked
    except StorageUnavailable as error:
        raise web.HTTPServiceUnavailable(headers={"Retry-After": "5"}) from error


def _page(
    pages: Pages,
    request: web.Request,
    verdict: Verdict | None,
    *,
    answer: Verdict | None = None,
    typed: str = "",
    nameless: bool = True,
) -> web.Response:
    language = language_of(request)
    say = texts(language)
    labels = {
        "title": say("check.title"),
        "lead": say("check.lead"),
        "code": say("check.code"),
        "hint_card": say("check.hint_card"),
        "hint_code": say("check.hint_code"),
        "hint_words": say("check.hint_words"),
        "check": say("check.check"),
        "who_title": say("check.who_title"),
        "who": say("check.who"),
        "who_hint": say("check.who_hint"),
        "ask": say("check.ask"),
        "another": say("check.another"),
    }
    return pages.drawn(
        request,
        "verify.html",
        here=request.rel_url.raw_path,
        verdict=verdict,
        answer=answer,
        typed=typed,
        nameless=nameless,
        labels=labels,
    )
