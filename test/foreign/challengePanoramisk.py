"""Logs in with panoramisk by a challenge, which its users do with two actions, and prints the answers to them and to a ping.

Not named panoramisk, because Python would then import this file.
"""
import asyncio
import hashlib
import json
import sys

from panoramisk import Manager


async def run(target):
    manager = Manager(loop=asyncio.get_running_loop(), host=target["host"], port=target["port"])
    await manager.connect()
    challenge = await manager.send_action({"Action": "Challenge", "AuthType": "MD5"})
    key = hashlib.md5((challenge.Challenge + target["secret"]).encode()).hexdigest()
    login = await manager.send_action(
        {"Action": "Login", "AuthType": "MD5", "Username": target["username"], "Key": key}
    )
    pong = await manager.send_action({"Action": "Ping"})
    manager.close()
    print(json.dumps([challenge.Response, login.Message, pong.Ping]))


asyncio.run(run(json.loads(sys.argv[1])))
