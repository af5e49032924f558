"""Drives panoramisk with lines of JSON: the target is the argument, actions come from the input, results go to the output.

Not named panoramisk, because Python would then import this file.

Its reconnects cannot be turned off.
"""
import asyncio
import json
import sys

from panoramisk import Manager

output = sys.stdout


def tell(what):
    output.write(json.dumps(what) + "\n")
    output.flush()


def shown(message):
    return {**dict(message.items()), **({"content": message.content} if message.content else {})}


async def answer(manager, order):
    try:
        result = await manager.send_action(order["action"])
        messages = result if isinstance(result, list) else [result]
        if not messages[0].success:
            tell({"id": order["id"], "failed": messages[0].message})
        else:
            tell({"id": order["id"], "messages": [shown(message) for message in messages]})
    except Exception as error:
        tell({"id": order["id"], "failed": repr(error)})


async def run(target):
    loop = asyncio.get_running_loop()
    manager = Manager(
        loop=loop,
        host=target["host"],
        port=target["port"],
        username=target["username"],
        secret=target["secret"],
        on_disconnect=lambda *_: tell({"end": True}),
    )
    manager.register_event("*", lambda _, event: tell({"event": shown(event)}))
    try:
        await manager.connect()
        login = manager.authenticated_future
        if login is not None:
            await login
        if not manager.authenticated:
            return tell({"failed": "login refused"})
    except OSError as error:
        return tell({"failed": repr(error)})
    tell({"connected": True})
    reader = asyncio.StreamReader(limit=1 << 26)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    pending = set()
    while line := await reader.readline():
        task = asyncio.ensure_future(answer(manager, json.loads(line)))
        pending.add(task)
        task.add_done_callback(pending.discard)
    manager.close()


asyncio.run(run(json.loads(sys.argv[1])))
