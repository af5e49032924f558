"""Measures panoramisk as measure.ts does clients for Node: the same order, the same commands, the same lines.

Not named panoramisk, because Python would then import this file.
"""
import asyncio
import json
import os
import resource
import sys
import time

from panoramisk import Manager

ECHOES = 512
order = json.loads(sys.argv[1])
work = order["work"]


def tell(what):
    os.write(3, (json.dumps(what) + "\n").encode())


def cpu_millis():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return (usage.ru_utime + usage.ru_stime) * 1000


def peak_megabytes():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def trace(text):
    return 7 * ord(text[-1]) + len(text.encode("utf-16-le")) // 2 if text else 0


class Tally:
    def __init__(self):
        self.events = self.hangups = self.sum = 0
        self.over = asyncio.get_running_loop().create_future()

    def take(self, message):
        event = message.event
        if event == "FullyBooted":
            return
        if event == "UserEvent" and message.userevent == "ReplayDone":
            self.over.set_result(None)
            return
        self.events += 1
        if event == "Hangup":
            self.hangups += 1
        self.sum += len(event) + trace(message.channel) + 31 * trace(message.uniqueid)


class Events:
    least = 1

    def __init__(self, manager):
        self.manager = manager
        self.tally = None
        manager.register_event("*", lambda _, message: self.tally and self.tally.take(message))

    async def run(self, times):
        tally = self.tally = Tally()
        self.manager.send_action({"Action": "Replay", "Times": times, "Segment": work["segment"]})
        await tally.over
        return {"reported": {"events": tally.events, "hangups": tally.hangups, "sum": tally.sum}}

    async def end(self):
        return {}


class RoundTrips:
    def __init__(self, manager):
        self.manager = manager
        self.least = work["inFlight"]

    async def run(self, times):
        latencies = []
        right = 0
        left = iter(range(times))

        async def caller():
            nonlocal right
            for _ in left:
                begun = time.perf_counter()
                answer = await self.manager.send_action({"Action": "Ping"})
                latencies.append((time.perf_counter() - begun) * 1000)
                right += answer.ping == "Pong"

        await asyncio.gather(*(caller() for _ in range(work["inFlight"])))
        latencies.sort()
        return {"reported": right, "p50": latencies[len(latencies) // 2], "p99": latencies[len(latencies) * 99 // 100]}

    async def end(self):
        self.manager.send_action({"Action": "Shuffle", "Answers": ECHOES})
        answers = await asyncio.gather(
            *(self.manager.send_action({"Action": "Getvar", "Variable": f"v{index}"}) for index in range(ECHOES))
        )
        return {"echoed": sum(answer.value == f"v{index}" for index, answer in enumerate(answers))}


class Lists:
    least = 1

    def __init__(self, manager):
        self.manager = manager

    async def run(self, times):
        items = 0
        for _ in range(times):
            await self.manager.send_action({"Action": "ListSize", "Items": work["length"]})
            # The first one is the response, the last one the event that completes the list.
            items += len(await self.manager.send_action({"Action": "CoreShowChannels"})) - 2
        return {"reported": items}

    async def end(self):
        return {}


async def warmed(subject):
    begun = time.perf_counter()
    times = subject.least
    while True:
        started = time.perf_counter()
        await subject.run(times)
        each = (time.perf_counter() - started) * 1000 / times
        if (time.perf_counter() - begun) * 1000 >= order["warmMillis"]:
            return max(subject.least, round(order["periodMillis"] / each))
        times = max(subject.least, -int(-order["warmMillis"] / 4 / each // 1))


async def main():
    loop = asyncio.get_running_loop()
    manager = Manager(loop=loop, host="127.0.0.1", port=order["place"]["port"], username="bench", secret="bench")
    await manager.connect()
    login = manager.authenticated_future
    if login is not None:
        await login
    subject = {"events": Events, "roundTrips": RoundTrips, "lists": Lists}[work["kind"]](manager)
    times = await warmed(subject)
    tell({"times": times})
    commands = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while line := (await commands.readline()).decode().strip():
        if line == "end":
            tell(await subject.end())
            break
        begun, cpu = time.perf_counter(), cpu_millis()
        reported = await subject.run(times)
        tell({
            "times": times,
            "millis": (time.perf_counter() - begun) * 1000,
            "cpuMillis": cpu_millis() - cpu,
            "peakMegabytes": peak_megabytes(),
            **reported,
        })
    os._exit(0)


asyncio.run(main())
