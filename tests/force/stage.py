"""The stage: processes of the program, the database, Redis, and the blows that fall on them while people answer."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlalchemy import select

from storage.database import Connection, Database
from storage.keyring import KeyRing
from storage.tables import lease
from tests.force.bot_api import BotApi
from tests.force.by_polling import ByPolling
from tests.force.by_webhook import SECRET, ByWebhook
from tests.force.hostile import TOKEN, Mischief, Tally, Telegram
from tests.force.nursery import Nursery, dies_with_its_parent
from tests.force.oracle import Judgement, judged
from tests.force.people import Respondent
from tests.force.recording import KEYS, Script
from tests.force.stored import stored
from tests.journeys.program import ANNOUNCED, SANAQ, environment, free_port
from tests.services import PrivatePostgres, PrivateRedis


class Process:
    """`sanaq serve`, as a fork of the nursery or, without one, by itself. `said` is all it ever wrote."""

    def __init__(self, folder: Path, nursery: Nursery | None, settings: dict[str, object]) -> None:
        self.port = free_port()
        self._folder = folder
        self._nursery = nursery
        self._environment = environment(port=self.port, **settings)
        self._said = folder / f"said-{self.port}.txt"
        self.pid = 0
        self._lives = 0
        self.cpu = 0.0
        """Seconds, of all its lives that are over."""

    @property
    def said(self) -> str:
        return self._said.read_text() if self._said.exists() else ""

    async def start(self) -> None:
        """Begin it; whether it serves already, Telegram finds out."""
        self._lives += 1
        if self._nursery is not None:
            self.pid = await self._nursery.bears(self._environment, self._folder, self._said)
            return
        with self._said.open("ab") as said:
            self._own = await asyncio.create_subprocess_exec(
                str(SANAQ),
                "serve",
                cwd=self._folder,
                env=self._environment,
                stdout=said,
                stderr=said,
                preexec_fn=dies_with_its_parent,
            )
        self.pid = self._own.pid

    async def serves(self) -> None:
        """Wait until it has said so. AssertionError with all it said when it does not in time."""
        try:
            async with asyncio.timeout(60):
                while self.said.count(ANNOUNCED) < self._lives:  # noqa: ASYNC110 - a file does not wake anybody
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"it does not serve:\n{self.said[-3000:]}") from None

    async def kill(self) -> None:
        await self._ends(signal.SIGKILL)

    async def stop(self) -> None:
        """In good order. AssertionError when that takes longer than it may."""
        async with asyncio.timeout(30):
            await self._ends(signal.SIGTERM)

    async def _ends(self, by: signal.Signals) -> None:
        if not self.pid:
            return
        try:
            watched = os.pidfd_open(self.pid)
        except ProcessLookupError:
            raise AssertionError(f"it has ended by itself:\n{self.said[-3000:]}") from None
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(watched, ended.set)
        try:
            self.cpu += _cpu_of(self.pid)
            os.kill(self.pid, by)
            await ended.wait()
        finally:
            loop.remove_reader(watched)
            os.close(watched)
        if self._nursery is None:
            await self._own.wait()
        self.pid = 0


def _cpu_of(pid: int) -> float:
    """Seconds a process has used so far (Linux)."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


# --- the stage and its blows ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scene:
    """What is played: `share` of all that is to be said has been acknowledged when a blow falls."""

    campaign: Path
    script: Script
    people: int
    way: str
    processes: int
    blows: "Sequence[tuple[float, Blow]]"
    seed: int = 1
    seconds: float = 240.0


@dataclass(frozen=True, slots=True)
class Props:
    """`database` is migrated and empty. `postgres` and `redis` are there when blows shall fall on them."""

    folder: Path
    database: str
    nursery: Nursery | None = None
    postgres: PrivatePostgres | None = None
    redis: PrivateRedis | None = None


@dataclass
class Stage:
    telegram: Telegram
    processes: Sequence[Process]
    props: Props
    kills: int = 0
    recoveries: list[float] = field(default_factory=list)
    restarts: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`recoveries`: seconds from each death of a process to the first acknowledgement of what was handed over after it;
    `restarts`: the same of PostgreSQL's."""

    judgement: Judgement
    tally: Tally
    kills: int
    recoveries: Sequence[float]
    restarts: Sequence[float]
    asked_again: int
    seconds: float
    cpu: float
    said: str


Blow = Callable[[Stage], Awaitable[None]]


async def everything_dies(stage: Stage) -> None:
    """All processes at once, as when the power goes; they are started again."""
    await _killed(stage, stage.processes)


async def one_dies(stage: Stage) -> None:
    """One of the processes; the others go on, and it is started again."""
    await _killed(stage, [stage.telegram.chance.choice(stage.processes)])


async def the_poller_dies(stage: Stage) -> None:
    """The one that has the lease; another takes over, and it is started again."""
    database = Database.open(stage.props.database)
    try:
        holders = await database.read(_holders)
    finally:
        await database.close()
    [poller] = [process for process in stage.processes if str(process.pid) in holders]
    await _killed(stage, [poller])


async def _killed(stage: Stage, processes: Sequence[Process]) -> None:
    since = time.monotonic()
    for process in processes:
        await process.kill()
        stage.kills += 1
    stage.telegram.round += 1
    for process in processes:
        await process.start()
    stage.recoveries.append(await stage.telegram.acknowledges_again(since))
    for process in processes:  # one that finds no PostgreSQL at its start ends again: the next blow waits
        await process.serves()


def _holders(conn: Connection) -> set[str]:
    """Process ids of all who have a lease."""
    return {holder.split(":")[1] for holder in conn.execute(select(lease.c.holder)).scalars()}


async def postgres_restarts(stage: Stage) -> None:
    postgres = stage.props.postgres
    assert postgres is not None
    since = time.monotonic()
    await asyncio.to_thread(postgres.stop)
    await asyncio.to_thread(postgres.start)
    stage.restarts.append(await stage.telegram.acknowledges_again(since))


async def redis_is_flushed(stage: Stage) -> None:
    redis = stage.props.redis
    assert redis is not None
    with socket.create_connection(("127.0.0.1", redis.port), timeout=5) as line:
        line.sendall(b"FLUSHALL\r\n")
        assert line.recv(16) == b"+OK\r\n"


async def redis_is_killed(stage: Stage) -> None:
    """It is not started again."""
    assert stage.props.redis is not None
    stage.props.redis.kill()


async def play(scene: Scene, props: Props) -> Outcome:
    """Everybody takes the census while the blows fall. AssertionError when somebody does not come to the end in time."""
    telegram = Telegram(Random(scene.seed), Mischief())
    people = [Respondent(number, scene.script, telegram) for number in range(scene.people)]
    begun = time.monotonic()
    async with _opened(scene, props, telegram) as stage:
        try:
            async with asyncio.timeout(scene.seconds), asyncio.TaskGroup() as tasks:
                tasks.create_task(_blows_fall(scene, stage))
                for one in people:
                    tasks.create_task(one.takes_the_census())
            async with asyncio.timeout(scene.seconds):
                await telegram.way.settled()
        except TimeoutError:
            raise AssertionError(_stuck(people, stage)) from None
    database = Database.open(props.database)
    try:
        judgement = judged(people, await database.read(stored, KeyRing.parse(KEYS)))
    finally:
        await database.close()
    return Outcome(
        judgement,
        telegram.tally,
        stage.kills,
        stage.recoveries,
        stage.restarts,
        sum(one.asked_again for one in people),
        time.monotonic() - begun,
        sum(process.cpu for process in stage.processes),
        "".join(process.said for process in stage.processes),
    )


@asynccontextmanager
async def _opened(scene: Scene, props: Props, telegram: Telegram) -> AsyncIterator[Stage]:
    async with BotApi(telegram).opened() as address:
        settings: dict[str, object] = {
            "campaign": scene.campaign,
            "database_url": props.database,
            "secret_keys": KEYS,
            "telegram_token": TOKEN,
            "telegram_api_url": address,
        }
        if scene.way == "webhook":
            settings |= {"telegram_webhook_secret": SECRET, "public_url": "https://sanaq.example.kz"}
        if props.redis is not None:
            settings["redis_url"] = props.redis.url
        processes = [Process(props.folder, props.nursery, settings) for _ in range(scene.processes)]
        by_webhook = scene.way == "webhook"
        telegram.way = ByWebhook(telegram, [each.port for each in processes]) if by_webhook else ByPolling(telegram)
        try:
            for process in processes:
                await process.start()
            yield Stage(telegram, processes, props)
            for process in processes:
                await process.stop()
        finally:
            for process in processes:
                with suppress(AssertionError):
                    await process.kill()


async def _blows_fall(scene: Scene, stage: Stage) -> None:
    whole = scene.people * len(scene.script.lines)
    for share, blow in scene.blows:
        await stage.telegram.acknowledges(int(share * whole))
        await blow(stage)


def _stuck(people: Sequence[Respondent], stage: Stage) -> str:
    """Who has not come to the end, and what the processes said."""
    waiting = [one for one in people if not one.is_through]
    told = [f"{len(waiting)} of {len(people)} are not through; {stage.telegram.tally}"]
    for one in waiting[:3]:
        last = one.chat.shown[-1].text if one.chat.shown else "nothing"
        told.append(f"{one.chat.id} waits for {one.sees!r}, {one.chat.open} updates are open; he sees {last!r}")
    return "\n".join([*told, *(process.said[-2000:] for process in stage.processes)])
