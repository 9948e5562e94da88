"""Bodies that are the same for everybody: packed once at the start, sent as they are."""

import gzip
from dataclasses import dataclass

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Body:
    """Bytes of one media type, plain and gzipped."""

    media_type: str
    plain: bytes
    packed: bytes

    @classmethod
    def of(cls, media_type: str, plain: bytes) -> "Body":
        return cls(media_type, plain, gzip.compress(plain, 9, mtime=0))

    def response(self, request: web.Request, *, caching: str, status: int = 200) -> web.Response:
        """The body in the form the browser takes, with this Cache-Control."""
        headers = {"Content-Type": self.media_type, "Cache-Control": caching, "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("Accept-Encoding", "") or len(self.packed) >= len(self.plain):
            return web.Response(status=status, body=self.plain, headers=headers)
        return web.Response(status=status, body=self.packed, headers=headers | {"Content-Encoding": "gzip"})
