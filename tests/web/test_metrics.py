"""/metrics is for who keeps the program running: from this machine, or with the token."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry, Counter

from web.metrics import make_metrics

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def served() -> AsyncIterator[Callable[[str], Awaitable[Client]]]:
    clients: list[Client] = []

    async def serve(token: str) -> Client:
        registry = CollectorRegistry()
        Counter("turns", "Turns.", registry=registry).inc(3)
        app = web.Application()
        app.add_routes([web.get("/metrics", make_metrics(token, registry))])
        clients.append(TestClient(TestServer(app)))
        await clients[-1].start_server()
        return clients[-1]

    yield serve
    for client in clients:
        await client.close()


async def test_from_this_machine(served: Callable[[str], Awaitable[Client]]) -> None:
    reply = await (await served("")).get("/metrics")
    assert reply.status == 200
    assert reply.content_type == "text/plain"
    assert "turns_total 3.0" in await reply.text()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
async def test_not_through_a_proxy(served: Callable[[str], Awaitable[Client]], header: str) -> None:
    reply = await (await served("")).get("/metrics", headers={header: "127.0.0.1"})
    assert reply.status == 404


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"Authorization": "Bearer s3cret"}, 200),
        ({"Authorization": "Bearer s3cret", "X-Forwarded-For": "203.0.113.7"}, 200),
        ({"Authorization": "Bearer wrong"}, 404),
        ({"Authorization": "Bearer құпия"}, 404),
        ({"Authorization": "s3cret"}, 404),
        ({}, 404),
    ],
)
async def test_with_a_token(served: Callable[[str], Awaitable[Client]], given: dict[str, str], status: int) -> None:
    assert (await (await served("s3cret")).get("/metrics", headers=given)).status == status
