"""Which signals the program has: those of Redis where one is set, else its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.measures import Reading, measured
from bot.settings import Settings
from storage.signals import LocalSignals, Signals


@asynccontextmanager
async def open_signals(settings: Settings) -> AsyncIterator[Signals]:
    """Never raises for a Redis that is not there: the program serves without it."""
    if not settings.redis_url:
        yield LocalSignals()
        return
    from storage.redis_signals import RedisSignals  # the client is imported only where it is used

    async with RedisSignals(settings.redis_url) as signals:
        with measured(Reading("sanaq_redis_up", "1 while Redis answers.", lambda: signals.is_up)):
            yield signals
