"""Pages for people: rendered once at the start in each language, for nothing in them depends on who asks.

The words of a page travel with it in both languages, so that the page follows the conversation when its language changes.
"""

import hashlib
from math import ceil
from pathlib import Path

import jinja2
import orjson
from aiohttp import web
from markupsafe import Markup

from dialogs.texts import LANGUAGES, texts
from web.assets import Assets
from web.body import Body
from web.settings import WebSettings

TEMPLATES = Path(__file__).resolve().parent / "templates"
LANGUAGE_COOKIE = "sanaq_language"
UNSCRIPTED = ("error_", "no_script", "short_name")
NIGHT, NIGHT_DARK, PAPER = "#0b3c4c", "#0a2b37", "#faf8f3"
"""The colours a browser draws around the page; as in base.css."""


def language_of(request: web.Request) -> str:
    """The page's first language: asked for in the address, kept from last time, or the browser's; else Kazakh.

    Only the page's own words follow it. The conversation asks the person.
    """
    accepted = [part.split(";")[0].strip()[:2] for part in request.headers.get("Accept-Language", "").split(",")]
    wishes = (request.query.get("language", ""), request.cookies.get(LANGUAGE_COOKIE, ""), *accepted)
    return next((wish for wish in wishes if wish in LANGUAGES), LANGUAGES[0])


_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Pages:
    """The pages of one census."""

    def __init__(self, settings: WebSettings, assets: Assets) -> None:
        self._settings = settings
        self._assets = assets
        self._words = {language: _words(settings, language) for language in LANGUAGES}
        self._carried = {  # errors are pages of their own, without scripts
            language: {key: word for key, word in words.items() if not key.startswith(UNSCRIPTED)}
            for language, words in self._words.items()
        }
        self._chat = {language: self._render("chat.html", language) for language in LANGUAGES}
        self._errors = {
            (language, kind): self._render("error.html", language, kind=kind)
            for language in LANGUAGES
            for kind in ("missing", "refused", "broken", "crowded")
        }
        self._offline = {language: self._render("offline.html", language, kind="offline") for language in LANGUAGES}
        self._manifests = {language: self._manifest(language) for language in LANGUAGES}
        self._worker = self._service_worker()

    def chat(self, request: web.Request) -> web.Response:
        """The respondent's chat."""
        return self._chat[language_of(request)].response(request, caching="no-store")

    def error(self, request: web.Request, status: int, retry_after: float = 0.0) -> web.Response:
        """What went wrong and what to do, for a person. `retry_after` in seconds, 0 when nothing is known of it."""
        kind = {404: "missing", 429: "crowded"}.get(status, "broken" if status >= 500 else "refused")
        response = self._errors[language_of(request), kind].response(request, caching="no-store", status=status)
        if retry_after:
            response.headers["Retry-After"] = str(ceil(retry_after))
        return response

    def offline(self, request: web.Request) -> web.Response:
        """That there is no network, for the worker to keep."""
        return self._offline[language_of(request)].response(request, caching="no-store")

    def manifest(self, request: web.Request) -> web.Response:
        """How the page is called and drawn among a telephone's applications (W3C Web Application Manifest)."""
        return self._manifests[language_of(request)].response(request, caching="no-cache")

    def worker(self, request: web.Request) -> web.Response:
        """The service worker; with any change of what it keeps it is another one."""
        return self._worker.response(request, caching="no-cache")

    def drawn(self, request: web.Request, template: str, *, here: str, **fields: object) -> web.Response:
        """A page drawn for one request at the path `here`, for nobody to keep or to find by a search."""
        page = self._render(template, language_of(request), here=here, **fields)
        response = page.response(request, caching="no-store")
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _manifest(self, language: str) -> Body:
        words = self._words[language]
        icon = {"type": "image/png", "purpose": "any"}
        content = {
            "id": "/",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "lang": language,
            "dir": "ltr",
            "name": words["title"],
            "short_name": words["short_name"],
            "description": words["slogan"],
            "theme_color": NIGHT,
            "background_color": PAPER,
            "icons": [
                icon | {"src": self._assets.url("icons/192.png"), "sizes": "192x192"},
                icon | {"src": self._assets.url("icons/512.png"), "sizes": "512x512"},
                icon | {"src": self._assets.url("icons/maskable-512.png"), "sizes": "512x512", "purpose": "maskable"},
            ],
        }
        return Body.of("application/manifest+json", orjson.dumps(content))

    def _service_worker(self) -> Body:
        kept = hashlib.sha256(self._assets.version.encode())
        for page in self._offline.values():
            kept.update(page.plain)
        script = _TEMPLATES.get_template("worker.js").render(
            version=kept.hexdigest()[:16],
            files=self._assets.shell(),
            offline={language: f"/offline?language={language}" for language in LANGUAGES},
            languages=LANGUAGES,
            language_cookie=LANGUAGE_COOKIE,
        )
        return Body.of("text/javascript; charset=utf-8", script.encode())

    def _render(self, template: str, language: str, *, here: str = "/", **fields: object) -> Body:
        # "<" must not end the script element that carries the words, whatever a campaign calls itself.
        words = orjson.dumps(self._carried).decode().replace("<", "\\u003c")
        page = _TEMPLATES.get_template(template).render(
            asset=self._assets.url,
            language=language,
            settings=self._settings,
            words=self._words[language],
            theme={"light": NIGHT, "dark": NIGHT_DARK},
            here=here,
            all_words=Markup(words),  # noqa: S704  # JSON made just above, "<" escaped
            **fields,
        )
        return Body.of("text/html; charset=utf-8", page.encode())


def _words(settings: WebSettings, language: str) -> dict[str, str]:
    """All texts of the pages in one language, by key without the domain; fields known at the start are filled in.

    The fields of `progress` stay: the page fills them in with each question.
    """
    say = texts(language)
    phone = settings.phones[0]
    known = {"demo": {"today": settings.today.of(language) if settings.today else ""}}
    known |= {key: {"phone": phone} for key in ("unsure", "no_script", "still_offline", "error_help")}
    words = {"title": settings.title.of(language), "slogan": settings.slogan.of(language)}
    for key, message in say.messages.items():
        name = key.removeprefix("web.")
        if name != key:
            words[name] = say(key, **known[name]) if name in known else str(message)
    return words
