"""How the real program ends: SIGTERM among a crowd, with a Redis that is dead; of two that poll for one bot one dies."""

import asyncio
from pathlib import Path

import aiohttp

from bot.watch import RENEW, TERM
from tests.doubles.telegram import FakeTelegram, Person
from tests.journeys.program import Program, free_port, with_database

SECRET = "a-secret_of-the-end"
CROWD = 60


async def test_sigterm_among_a_crowd_loses_nobody(published: Path, tmp_path: Path) -> None:
    """Whatever was answered 200 is answered to the person; whatever was not is brought again and answered then."""
    async with FakeTelegram() as telegram, aiohttp.ClientSession() as session:
        ours = {"telegram_token": telegram.token, "telegram_api_url": telegram.url, "telegram_webhook_secret": SECRET}
        program = Program(with_database(published, tmp_path / "sanaq"), **ours)
        program.settings["public_url"] = program.url
        program.settings["redis_url"] = f"redis://:s3cret@127.0.0.1:{free_port()}/0"
        people = [telegram.person(1001 + n, "kk" if n % 2 else "ru") for n in range(CROWD)]
        async with program:
            async with session.get(f"{program.url}/readyz") as response:
                assert response.status == 200
            for person in people:
                await person.says("/start")
            telegram.updates.set_hook(f"{program.url}/telegram/webhook", SECRET, 40)
            delivering = asyncio.create_task(telegram.deliver())
            await people[0].sees()
            assert await program.stop() == 0
            await delivering
            taken = {delivery.update_id for delivery in telegram.updates.deliveries if delivery.status == 200}
            assert taken.isdisjoint(update.id for update in telegram.updates.pending)
            await program.start()
            while telegram.updates.pending:
                await telegram.deliver()
            for person in people:
                await person.sees()
                assert len([message for message in person.chat if not message.mine]) == 1, "nobody is told twice"
        assert {delivery.status for delivery in telegram.updates.deliveries} <= {0, 200, 503}
        assert program.output.count("Redis does not answer") == 2, "each of the two runs says it once"
        assert "s3cret" not in program.output
        assert "Traceback" not in program.output


async def is_answered(person: Person, words: str) -> None:
    await person.says(words)
    await person.sees(seconds=TERM + 2 * RENEW + 5)


async def test_one_polls_the_other_stands_by_and_goes_on(published: Path, tmp_path: Path) -> None:
    async with FakeTelegram() as telegram:
        ours = {"telegram_token": telegram.token, "telegram_api_url": telegram.url}
        folder, aigul = with_database(published, tmp_path / "sanaq"), telegram.person(1001)
        async with Program(folder, **ours) as first, Program(folder, **ours) as second:
            await second.says("this one stands by")
            await is_answered(aigul, "/start")
            await first.kill()
            await is_answered(aigul, "бір")
            await second.says("this process has the lease")
            assert await second.stop() == 0
        assert telegram.updates.pending == []
        assert "another program polls" not in first.output + second.output
        assert "Traceback" not in first.output + second.output
