"""What the pages must be told: addresses, the census's names, the cookie's life. Filled by the composition root."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from census.pair import Pair
from web.clients import Network


@dataclass(frozen=True, slots=True)
class WebSettings:
    """`public_url` is the address people open ("https://sanaq.example.kz"); "" accepts whatever Host a request names.

    `today` is the demo's date in words («1 сентября 2021 года»), None for a real census: no demo banner then.
    `phones` are numbers as people write them ("1446", "8 800 080 14 46"); the first is the one named in
    sentences. `site` is the official site's address. `trusted_proxies`: whose word on a client's address is taken.
    `metrics_token`: see web/metrics.py.
    """

    public_url: str
    title: Pair
    slogan: Pair
    phones: tuple[str, ...]
    site: str
    today: Pair | None = None
    secure_cookies: bool = False
    session_days: int = 120
    trusted_proxies: tuple[Network, ...] = ()
    metrics_token: str = field(default="", repr=False)

    @property
    def https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"
