/**
 * Every everyday task of a telephone system, one after the other, with the events that it causes.
 *
 * Without arguments it starts the embedded simulator and needs no Asterisk; `--http` talks to it over HTTP. With `--url`
 * it does the same on a real server, whose dialplan must have the extensions used below
 * (test/asterisk/etc/extensions.conf does).
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { type Cause, Console, Deferred, Effect, Layer, Queue, Ref, Schema, type Scope, Stream } from "effect"
import { readFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { Actions, Ami, AmiAction, AmiClient, type AmiError, type AmiEvent, AmiValue, Events } from "../src/index.ts"
import { NodeAmi } from "../src/node/index.ts"
import { AmiSimulator, NodeSimulator, SimulatedPbx } from "../src/simulator/index.ts"

// --- The tour ---------------------------------------------------------------

/** A custom action works like a generated one. */
const ReadNumber = AmiAction.define("Getvar", {
  payload: { Variable: Schema.String },
  response: { Value: AmiValue.Int }
})

const tour = Effect.gen(function*() {
  const ami = yield* AmiClient.AmiClient
  const status = yield* ami.status.get
  yield* say("connect", status._tag === "Ready" ? `${status.banner ?? "over HTTP"}, ${status.bootState}` : status._tag)
  yield* watchEvents

  yield* step("ping", Ami.ping, (pong) => pong.Ping)
  yield* step("channels", Ami.channels, (channels) => `${channels.length} channels`)

  yield* step(
    "originate 100 → 200",
    Ami.originate({ originator: "100", extension: "200", callerId: "Demo <100>", variables: { NOTE: "a, \"b\"" } }),
    (queued) => `${queued.message}; its channel has the Uniqueid ${queued.channelId}`
  )
  yield* step("dial 301, which is busy", refused(Ami.dial({ originator: "301", extension: "200" })), explain)

  yield* step(
    "dial 100 → 200",
    Ami.dial({ originator: "100", extension: "200" }),
    (answered) => `${answered.Channel} answered`
  )

  const first = yield* step("dial 100 → 160, which dials 101", talk, (channel) => `${channel} talks`)
  yield* step("blind transfer to 102", Ami.blindTransfer({ channel: first ?? "", extension: "102" }), message)
  const second = yield* step("dial 100 → 160 again", talk, (channel) => `${channel} talks`)
  yield* step(
    "attended transfer to 103",
    attendedTransfer(second ?? "", "103"),
    (event) => event.Event === "AttendedTransfer" ? event.Result : undefined
  )
  const third = yield* step("dial 100 → 160 once more", talk, (channel) => `${channel} talks`)
  yield* step("redirect it to 200", Ami.redirect({ channel: third ?? "", extension: "200" }), message)
  yield* step(
    "list channels as they come",
    ami.stream(Actions.CoreShowChannels()).pipe(Stream.take(2), Stream.runCollect),
    (channels) => channels.map((channel) => `${channel.Channel} ${channel.ChannelStateDesc}`).join(", ")
  )
  yield* step("hang up", Ami.hangup({ channel: third ?? "", cause: 16 }), message)

  yield* step(
    "call the queue support at 400",
    queueCall,
    (event) => `${event.MemberName} answers on ${event.DestChannel}`
  )
  yield* step(
    "pause Alice for lunch",
    pause(true, "Lunch"),
    (event) => `${event.MemberName}: ${event.Paused ? `paused (${event.PausedReason})` : "back"}`
  )
  yield* step("and take her back", pause(false), (event) => `${event.MemberName}: ${event.Paused ? "paused" : "back"}`)
  yield* step("park a call at 700", parkedCall, (event) => `${event.ParkeeChannel} waits at ${event.ParkingSpace}`)
  yield* step(
    "parked calls",
    ami.collect(Actions.ParkedCalls()),
    (calls) => calls.map((call) => `${call.ParkingSpace} in ${call.Parkinglot}`).join(", ")
  )
  yield* step("two join the conference at 600", conference, (people) => `${people.length} in ${people[0]?.Conference}`)
  yield* hangUpEverything

  yield* step("console command", Ami.command("core show version"), (lines) => lines[0])
  yield* step(
    "any action by name",
    Ami.request({ Action: "CoreSettings" }),
    (answer) => `Asterisk ${answer.response.get("AsteriskVersion")}`
  )
  yield* step(
    "an action of one's own",
    Effect.andThen(
      ami.send(Actions.Setvar({ Variable: "DEMO", Value: "41" })),
      ami.send(ReadNumber({ Variable: "DEMO" }))
    ),
    ({ Value }) => `${Value + 1}`
  )
  yield* step(
    "a user event, seen by a handler",
    Effect.gen(function*() {
      const seen = yield* Deferred.make<string>()
      yield* Ami.onEvent(
        "UserEvent",
        (event) => Deferred.succeed(seen, `${event.get("UserEvent")}: ${event.get("Note")}`)
      )
      yield* Ami.request({ Action: "UserEvent", UserEvent: "Demo", Note: "hello" })
      return yield* Deferred.await(seen)
    }).pipe(Effect.timeoutOrElse({ duration: "10 seconds", orElse: () => Effect.fail("no event") })),
    (note) => note
  )
  yield* step(
    "a forged header",
    refused(Ami.hangup({ channel: "PJSIP/1\r\nAction: Command" })),
    explain
  )
  yield* hangUpEverything
})

// --- Output -----------------------------------------------------------------

const failures = Ref.makeUnsafe(0)

const say = (asked: string, answered: string | undefined) => Console.log(`${asked.padEnd(34)} ${answered ?? ""}`)

const message = (answer: AmiAction.Acknowledgement) => answer.Message

const explain = (error: AmiError.AmiError) => `${error.reason._tag}: ${error.message}`

/** Runs a task and prints one line: the request, and the result. */
const step = <A, R>(
  asked: string,
  task: Effect.Effect<A, AmiError.AmiError | string, R>,
  show: (answer: A) => string | undefined
): Effect.Effect<A | undefined, never, Exclude<R, Scope.Scope>> =>
  Effect.scoped(task).pipe(
    Effect.tap((answer) => say(asked, show(answer))),
    Effect.catch((error) =>
      Effect.andThen(
        Ref.update(failures, (count) => count + 1),
        Effect.as(say(asked, `FAILED ${typeof error === "string" ? error : explain(error)}`), undefined)
      )
    )
  )

const shown = [
  Events.Newchannel,
  Events.DialEnd,
  Events.BridgeEnter,
  Events.OriginateResponse,
  Events.BlindTransfer,
  Events.AttendedTransfer,
  Events.QueueCallerJoin,
  Events.AgentCalled,
  Events.ConfbridgeJoin,
  Events.Hangup,
  Events.UserEvent
] as const

/** Prints events as they come, indented below the tasks. */
const watchEvents = Effect.forEach(shown, (event) =>
  Ami.onEvent(event.name, (message) => {
    const subject = message.get("Channel") ?? message.get("DestChannel") ?? message.get("TransfererChannel")
      ?? message.get("OrigTransfererChannel") ?? message.get("UserEvent")
    return Console.log(`${" ".repeat(37)}· ${message.name} ${subject ?? ""}`)
  }))

// --- Helpers for tasks ------------------------------------------------------

/** A task that is meant to fail, to show how. */
const refused = <A, R>(task: Effect.Effect<A, AmiError.AmiError, R>) =>
  Effect.mapError(Effect.flip(task), () => "it succeeded")

/** Makes 100 call 160, which dials 101, and waits until both are in a bridge. Returns the channel of 100. */
const talk = Effect.gen(function*() {
  const ami = yield* AmiClient.AmiClient
  const entered = yield* listen(ami.events(Events.BridgeEnter))
  const { Channel } = yield* Ami.dial({ originator: "Local/100@from-internal/n", extension: "160" })
  yield* next(entered, "no bridge", (event) => event.Channel === Channel)
  return Channel
})

/** The transferer talks to the target first; the transfer is complete when it hangs up. */
const attendedTransfer = Effect.fnUntraced(function*(channel: string, extension: string) {
  const ami = yield* AmiClient.AmiClient
  const events = yield* listen(ami.events(Events.BridgeEnter, Events.AttendedTransfer))
  yield* Ami.attendedTransfer({ channel, extension })
  yield* next(
    events,
    "the target did not answer",
    (event) => event.Event === "BridgeEnter" && event.Channel === channel
  )
  yield* Ami.hangup({ channel })
  return yield* next(events, "no transfer", (event) => event.Event === "AttendedTransfer")
})

/** What comes from here on. `Stream.toQueue` begins a turn of the event loop later, in which the event may come. */
const listen = Effect.fnUntraced(function*<A, E, R>(events: Stream.Stream<A, E, R>) {
  const queue = yield* Queue.unbounded<A, E | Cause.Done>()
  yield* Effect.forkScoped(Stream.runIntoQueue(events, queue), { startImmediately: true })
  return queue
})

/** Waits for the next matching event. */
const next = <A>(
  events: Queue.Dequeue<A, AmiError.AmiError | Cause.Done>,
  otherwise: string,
  fits: (event: A) => boolean
) =>
  Effect.repeat(Queue.take(events), { until: fits }).pipe(
    Effect.timeoutOrElse({ duration: "10 seconds", orElse: () => Effect.fail(otherwise) }),
    Effect.catchTag("Done", () => Effect.fail("the connection ended"))
  )

/** Sends a caller to an extension, and waits for the event that tells of its arrival. */
const arriving = Effect.fnUntraced(function*<E extends AmiEvent.Any>(extension: string, event: E, count = 1) {
  const ami = yield* AmiClient.AmiClient
  const events = yield* listen(ami.events(event))
  for (let caller = 0; caller < count; caller++) yield* Ami.originate({ originator: extension, extension: "200" })
  let arrived = 0
  return yield* next(events, `nobody arrived at ${extension}`, () => ++arrived === count)
})

const queueCall = arriving("400", Events.AgentConnect)

const parkedCall = arriving("700", Events.ParkedCall)

const conference = Effect.gen(function*() {
  const ami = yield* AmiClient.AmiClient
  const { Conference } = yield* arriving("600", Events.ConfbridgeJoin, 2)
  return yield* ami.collect(Actions.ConfbridgeList({ Conference }))
})

/** Pauses the first member of the queue, or takes it back, and waits until the queue says so. */
const pause = Effect.fnUntraced(function*(paused: boolean, reason?: string) {
  const ami = yield* AmiClient.AmiClient
  const events = yield* listen(ami.events(Events.QueueMemberPause))
  const member = { Queue: "support", Interface: "Local/100@from-internal" }
  yield* ami.send(Actions.QueuePause({ ...member, Paused: paused, Reason: reason }))
  return yield* next(events, "the queue said nothing", (event) => event.Paused === paused)
})

const hangUpEverything = Effect.gen(function*() {
  for (const channel of yield* Ami.channels) yield* Effect.ignore(Ami.hangup({ channel: channel.Channel }))
})

// --- Where it runs ----------------------------------------------------------

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    http: { type: "boolean" },
    digest: { type: "boolean" },
    ca: { type: "string" },
    help: { type: "boolean", short: "h" }
  }
})

const usage = `npm run demo                                               on the embedded simulator
npm run demo -- --http                                     the same over HTTP; with --digest by HTTP Digest
npm run demo -- --url ami://USER:SECRET@HOST:5038          on a real server
npm run demo -- --url amis://USER:SECRET@HOST:5039 --ca FILE   over TLS
npm run demo -- --url http://USER:SECRET@HOST:8088         over HTTP; https: with --ca FILE, HOST:8088/asterisk on FreePBX`

const overUrl = (url: string) => {
  const secure = values.ca === undefined ? {} : { ca: readFileSync(values.ca) }
  return NodeAmi.layerUrl(url, { ...secure, ...(values.digest === true ? { auth: "digest" } : {}) })
}

const overSimulator = Layer.unwrap(
  Effect.map(AmiSimulator.AmiSimulator, ({ httpPort, port }) =>
    overUrl(
      values.http === true || values.digest === true
        ? `http://hello:world@127.0.0.1:${httpPort}`
        : `ami://hello:world@127.0.0.1:${port}`
    ))
).pipe(Layer.provide(NodeSimulator.layer({
  http: true,
  extensions: {
    "from-internal": {
      ...SimulatedPbx.defaultExtensions["from-internal"],
      "400": ["Answer()", "Queue(support)"],
      "600": ["Answer()", "ConfBridge(room1)"],
      "700": ["Answer()", "Park()"]
    }
  },
  queues: {
    support: { timeout: 10, members: ["Local/100@from-internal,0,Alice", "Local/300@from-internal,1,Bob"] }
  }
})))

const main = Effect.gen(function*() {
  yield* Effect.provide(Effect.scoped(tour), values.url === undefined ? overSimulator : overUrl(values.url))
  yield* say("logoff", "by leaving the scope")
  const failed = yield* Ref.get(failures)
  if (failed > 0) return yield* Effect.fail(`${failed} tasks failed`)
})

if (values.help === true) console.log(usage)
else NodeRuntime.runMain(main)
