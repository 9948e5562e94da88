"""Scripts, styles and drawings of the pages, read at the start and served from memory.

The folder's name in the address is the hash of all files together. A browser may keep them for ever, modules import each
other by relative paths, and a new version is a new folder: no page ever mixes files of two versions.
"""

import hashlib
from pathlib import Path

from aiohttp import web

from web.body import Body

FOLDER = Path(__file__).resolve().parent / "static"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
FOR_EVER = "public, max-age=31536000, immutable"


class Assets:
    """All files below `folder`. Raises KeyError at the start for a file whose media type is not known."""

    def __init__(self, folder: Path = FOLDER) -> None:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        whole = hashlib.sha256()
        self._bodies: dict[str, Body] = {}
        for path in paths:
            name, content = path.relative_to(folder).as_posix(), path.read_bytes()
            whole.update(f"{name}\0{len(content)}\0".encode() + content)
            self._bodies[name] = Body.of(MEDIA_TYPES[path.suffix], content)
        self.version = whole.hexdigest()[:16]

    def url(self, name: str) -> str:
        """The address of a file, for templates. Raises KeyError for a file that is not there."""
        self._bodies[name]
        return f"/static/{self.version}/{name}"

    def shell(self) -> list[str]:
        """The addresses of what the pages are shown with, to be kept for a bad line: everything but the icons."""
        return [self.url(name) for name in self._bodies if not name.startswith("icons/")]

    async def serve(self, request: web.Request) -> web.Response:
        """A file. A page of another version (a rolling update) gets ours, but is told not to keep it."""
        body = self._bodies.get(request.match_info["name"])
        if body is None:
            raise web.HTTPNotFound
        known = request.match_info["version"] == self.version
        return body.response(request, caching=FOR_EVER if known else "no-cache")
