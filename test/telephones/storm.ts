/**
 * Many calls at once: what the models of channels, queues and calls say while they come and go, beside the lists of the
 * server.
 *
 * SIPp makes 15 calls a second through the provider, and AMI starts 5 a second through Local channels: to an echo, to a
 * queue, and to a conference. A difference that two lists running have is drift.
 */
import { Console, Context, Effect, Layer, Schedule, type Scope } from "effect"
import { AmiChannels, AmiClient, type AmiError, AmiQueues } from "../../src/index.ts"
import type { AsteriskVersion } from "../asterisk/globalSetup.ts"
import { broken } from "../live/calls/invariants.ts"
import { house } from "./house.ts"
import { observe, type Observer, valueIn } from "./observer.ts"
import { markOf, type Recorder, recorder } from "./recorder.ts"
import { sipp } from "./sipp.ts"

/** Calls a second, and between two lists, in milliseconds. */
const throughSipp = 15
const byAmi = 5
const listEvery = 400

/** Who is called by the calls that AMI starts: an echo, a queue, a conference. */
const destinations = ["200", "200", "801", "200", "600"]

const originate = (number: number): string =>
  [
    "Action: Originate",
    `Channel: Local/102@ring${number % 2 === 0 ? "/n" : ""}`,
    "Context: from-internal",
    `Exten: ${destinations[number % destinations.length]}`,
    "Priority: 1",
    "Async: true",
    `ChannelId: storm-${number}`,
    `OtherChannelId: storm-${number}b`
  ].join("\n")

/** What the server lists and a model says, one line for each key. */
interface Views {
  readonly listed: ReadonlySet<string>
  readonly known: ReadonlySet<string>
}

/** Compares views again and again, and counts what differs in one list, and in two running. */
const comparing = () => {
  let last = new Set<string>()
  const drift: Array<string> = []
  let lists = 0
  let most = 0
  let passing = 0
  return {
    take: (name: string, { known, listed }: Views) => {
      lists += 1
      most = Math.max(most, listed.size)
      const differs = new Set([
        ...[...listed].filter((key) => !known.has(key)).map((key) => `${name}: only listed: ${key}`),
        ...[...known].filter((key) => !listed.has(key)).map((key) => `${name}: only in the model: ${key}`)
      ])
      passing += differs.size
      drift.push(...[...differs].filter((line) => last.has(line)))
      last = differs
    },
    drift,
    figures: () =>
      `${lists} lists of up to ${most}, ${passing} differences in one of them, ${drift.length} in two running`
  }
}

const modelsOf = Effect.fnUntraced(function*(
  ami: AmiClient.AmiClient["Service"]
): Effect.fn.Return<Models, AmiError.AmiError, Scope.Scope> {
  const context = yield* Layer.build(
    Layer.mergeAll(AmiChannels.layer, AmiQueues.layer).pipe(Layer.provide(Layer.succeed(AmiClient.AmiClient, ami)))
  )
  return {
    channels: Context.get(context, AmiChannels.AmiChannels),
    queues: Context.get(context, AmiQueues.AmiQueues)
  }
})

interface Models {
  readonly channels: AmiChannels.AmiChannels["Service"]
  readonly queues: AmiQueues.AmiQueues["Service"]
}

/** What a server lists, and what the models say when they have received all that came before and with the list. */
const views = Effect.fnUntraced(function*(name: string, { calls, models, observer }: Compared) {
  const listed = {
    channels: yield* observer.list("Action: CoreShowChannels"),
    callers: (yield* observer.list("Action: QueueStatus")).filter((one) => valueIn(one, "Event") === "QueueEntry")
  }
  yield* observer.request(markOf(name))
  yield* calls.marked(name)
  const channels = (yield* models.channels.get).value
  const callers = (yield* models.queues.callers.get).value
  return {
    channels: {
      listed: new Set(listed.channels.map((one) => `${valueIn(one, "Uniqueid")} ${valueIn(one, "ChannelStateDesc")}`)),
      known: new Set([...channels.values()].map(({ state, Uniqueid }) => `${Uniqueid} ${state}`))
    },
    callers: {
      listed: new Set(
        listed.callers.map((one) => `${valueIn(one, "Queue")} ${valueIn(one, "Uniqueid")} ${valueIn(one, "Position")}`)
      ),
      known: new Set([...callers.values()].map(({ position, Queue, Uniqueid }) => `${Queue} ${Uniqueid} ${position}`))
    }
  }
})

interface Compared {
  readonly calls: Recorder
  readonly models: Models
  readonly observer: Observer
}

/** Storms for some seconds. What is wrong, in words; empty if nothing is. */
export const storm = Effect.fnUntraced(function*(version: AsteriskVersion, seconds: number) {
  const home = yield* house(version)
  const calls = yield* recorder(home, "tcp")
  const overHttp = yield* recorder(home, "http")
  const models = yield* modelsOf(calls.ami)
  const observer = yield* observe(home, { keeps: false })
  let lists = 0
  const compared = { channels: comparing(), callers: comparing() }
  yield* Effect.forkScoped(Effect.forever(Effect.gen(function*() {
    const { callers, channels } = yield* views(`list ${++lists}`, { calls, models, observer })
    compared.channels.take("channels", channels)
    compared.callers.take("callers", callers)
    yield* Effect.sleep(listEvery)
  })))

  home.telephones.bob.attend({ talksFor: 1200 })
  const count = throughSipp * seconds
  const limit = seconds + 60
  yield* sipp(home, { name: "uas-answer", who: "alice", hold: 500, calls: 1_000_000, limit: limit + 60 })
  const provider = yield* sipp(home, {
    name: "uac-call",
    who: "provider",
    number: "0201234",
    to: "5550100",
    hold: 1000,
    calls: count,
    rate: throughSipp,
    limit
  })
  let started = 0
  yield* Effect.suspend(() => observer.request(originate(started++))).pipe(
    Effect.repeat({ schedule: Schedule.spaced(1000 / byAmi), times: byAmi * seconds - 1 })
  )
  yield* provider.over
  yield* observer.until("the end of all channels", () => observer.living() === 0, "60 seconds")
  yield* observer.request(markOf("end"))

  const wrong: Array<string> = []
  for (const one of [calls, overHttp]) {
    yield* one.marked("end")
    yield* Effect.exit(one.until("the end of all calls", () => one.open.size === 0, "10 seconds"))
    const ends = one.records.filter(({ end }) => end._tag === "HungUp").length
    if (one.open.size > 0) wrong.push(`${one.way}: ${one.open.size} calls are open`)
    // Two in a conference are two calls, and all others are one.
    if (ends !== count + started) wrong.push(`${one.way}: ${ends} calls ended, not ${count + started}`)
    wrong.push(...broken(one.records).slice(0, 20).map((text) => `${one.way}: ${text}`))
  }
  wrong.push(...compared.channels.drift, ...compared.callers.drift)
  const left = (yield* models.channels.get).value.size + (yield* models.queues.callers.get).value.size
  if (left > 0) wrong.push(`${left} channels and callers are left`)
  yield* Console.log([
    `Asterisk ${version}: ${count} calls through SIPp and ${started} by AMI in ${seconds} s, ${calls.records.length} records`,
    `channels: ${compared.channels.figures()}`,
    `callers: ${compared.callers.figures()}`
  ].join("\n  "))
  return wrong.map((line) => `${version}: ${line}`)
}, Effect.scoped)
