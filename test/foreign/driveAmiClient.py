"""Drives ami-client with lines of JSON: the target is the argument, actions come from the input, results go to the output.

Not named ami, because Python would then import this file. Its `logoff` waits for tasks of its own that never end, so the
action is sent as a request.
"""
import asyncio
import json
import logging
import sys

from ami.client import HTTPClient, TCPClient

output = sys.stdout
logging.disable(logging.CRITICAL)


def tell(what):
    output.write(json.dumps(what) + "\n")
    output.flush()


async def on_event(event, client):
    tell({"event": event})


async def run(target):
    make = HTTPClient if target["http"] else TCPClient
    client = make(host=target["host"], port=target["port"])
    await client.register_callback("*", on_event)
    login = await client.connect(target["username"], target["secret"])
    if login[0].get("Response") != "Success":
        return tell({"failed": login[0].get("Message")})
    tell({"connected": True})
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 26)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        order = json.loads(line)
        try:
            messages = await asyncio.wait_for(client.ami_request(order["action"]), 20)
            tell({"id": order["id"], "messages": messages})
        except Exception as error:
            tell({"id": order["id"], "failed": repr(error)})
    client.running = False


async def main(target):
    work = asyncio.ensure_future(run(target))
    await work
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()


asyncio.run(main(json.loads(sys.argv[1])))
