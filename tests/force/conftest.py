"""A nursery of programs and the script of the small census, for the length of the run."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.force.nursery import Nursery
from tests.force.recording import SMALL, Script, record


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def nursery() -> AsyncIterator[Nursery]:
    async with Nursery() as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def script() -> Script:
    return await record(SMALL, "kk")
