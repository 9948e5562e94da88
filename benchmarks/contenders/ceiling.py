"""The generator's ceiling: reads the update, answers with a method as JSON, does nothing. No bot can be quicker here."""

import orjson
from aiohttp import web

from benchmarks.contenders.door import Arguments, run, serve
from benchmarks.load import PATH


async def handle(request: web.Request) -> web.Response:
    said = orjson.loads(await request.read())["message"]
    reply = {"method": "sendMessage", "chat_id": said["chat"]["id"], "text": said["text"]}
    return web.Response(body=orjson.dumps(reply), content_type="application/json")


async def main(arguments: Arguments) -> None:
    app = web.Application()
    app.router.add_post(PATH, handle)
    await serve(app, arguments.port)


if __name__ == "__main__":
    run(main)
