import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Redacted, Schedule, Scope, Stream } from "effect"
import { Actions, AmiAction, AmiClient, type AmiInbox, AmiTransport, AmiTransportMock } from "effect-ami"
import { AmiCluster } from "effect-ami/cluster"
import { changing, within } from "../transport/waiting.ts"
import { cluster } from "./inProcess.ts"
import { alone, clientOf, mocked } from "./nodes.ts"

const event = (name: string, privilege: string, more = "") => `Event: ${name}\nPrivilege: ${privilege},all\n${more}`

const soon = Schedule.spaced("10 millis")

/** Collects what an inbox delivers. */
const listen = Effect.fnUntraced(function*(ami: AmiClient.AmiClient["Service"]) {
  const items: Array<AmiInbox.Item> = []
  const { changed, until } = changing()
  yield* Stream.runForEach(ami.inbox, (item) =>
    Effect.sync(() => {
      items.push(item)
      changed()
    })).pipe(Effect.forkScoped({ startImmediately: true }))
  const received = () => items.flatMap((item) => item._tag === "Received" ? [item.message.name] : [])
  return { items, received, until }
})

describe.concurrent("AmiCluster", () => {
  it.live("gives every client its own answers, and events to all", () =>
    Effect.gen(function*() {
      const { mock, upstream } = yield* mocked({
        Getvar: ({ headers }) => `Response: Success\nValue: of ${headers.find(([name]) => name === "Variable")?.[1]}`
      })
      const node = yield* alone(upstream)
      const [one, two] = [yield* clientOf(node), yield* clientOf(node)]
      const [first, second] = [yield* listen(one), yield* listen(two)]

      const values = yield* Effect.all(
        ["a", "b", "c"].flatMap((variable) =>
          [one, two].map((ami) => ami.send(Actions.Getvar({ Variable: variable })))
        ),
        { concurrency: "unbounded" }
      )
      yield* mock.push(event("Hangup", "call"))
      yield* first.until("the event", () => first.received().length > 0)
      yield* second.until("the event", () => second.received().length > 0)

      assert.deepStrictEqual(values.map(({ Value }) => Value), ["of a", "of a", "of b", "of b", "of c", "of c"])
      assert.deepStrictEqual([first.received(), second.received()], [["Hangup"], ["Hangup"]])
    }))

  it.live("carries whole lists, and errors of Asterisk", () =>
    Effect.gen(function*() {
      const items = Array.from({ length: 300 }, (_, index) => `Event: CoreShowChannel\nChannel: PJSIP/${index}`)
      const { upstream } = yield* mocked({
        CoreShowChannels: AmiTransportMock.list("CoreShowChannelsComplete", items),
        Hangup: AmiTransportMock.error("No such channel")
      })
      const ami = yield* clientOf(yield* alone(upstream))

      const channels = yield* ami.collect(AmiAction.rawList("CoreShowChannels"))
      const error = yield* Effect.flip(ami.send(Actions.Hangup({ Channel: "PJSIP/1" })))

      assert.deepStrictEqual(
        channels.map((channel) => channel.get("Channel")),
        items.map((_, index) => `PJSIP/${index}`)
      )
      assert.strictEqual(error.message, "berlin: Hangup failed: No such channel")
    }))

  it.live("keeps the ActionID, so that a later event of an action finds its client", () =>
    Effect.gen(function*() {
      const { mock, upstream } = yield* mocked({
        Originate: "Response: Success\nMessage: Originate successfully queued"
      })
      const ami = yield* clientOf(yield* alone(upstream))
      const outcome = yield* ami.exchange(AmiAction.raw("Originate", [["Channel", "Local/1"]])).pipe(
        Stream.tap((message) =>
          message.kind !== "Response" ? Effect.void : Effect.flatMap(mock.sent, (sent) => {
            const id = sent.at(-1)?.headers.find(([name]) => name === "ActionID")?.[1]
            return mock.push(event("OriginateResponse", "call", `ActionID: ${id}\nResponse: Failure`))
          })
        ),
        Stream.filter((message) => message.kind === "Event"),
        Stream.runHead,
        within("the event")
      )

      assert.strictEqual(outcome._tag === "Some" && outcome.value.name, "OriginateResponse")
    }))

  for (
    const [what, options] of [
      ["of some classes", { events: ["call"] }],
      ["of some names", { events: { names: ["hangup"] } }]
    ] as const
  ) {
    it.live(`sends a consumer only events ${what}`, () =>
      Effect.gen(function*() {
        const { mock, upstream } = yield* mocked({ Ping: "Response: Success\nPing: Pong" })
        const node = yield* alone(upstream)
        const services = yield* Layer.build(AmiCluster.transport("berlin", options)).pipe(Effect.provideContext(node))
        const connection = yield* Context.get(services, AmiTransport.AmiTransport).connect
        const { changed, until } = changing()
        const names: Array<string> = []
        yield* connection.receive((messages) => {
          names.push(...messages.map(({ name }) => name))
          changed()
        }).pipe(Effect.forkScoped({ startImmediately: true }))

        yield* mock.push(event("PeerStatus", "system"))
        yield* mock.push(event("Hangup", "call"))
        yield* until("the event", () => names.length > 0)

        assert.deepStrictEqual(names, ["Hangup"])
      }))
  }

  it.live("lets many events not wait for more of them", () =>
    Effect.gen(function*() {
      const { mock, upstream } = yield* mocked()
      const ami = yield* clientOf(yield* alone(upstream, { linger: "1 hour" }))
      const { received, until } = yield* listen(ami)

      yield* mock.push(event("First", "call"))
      yield* Effect.repeat(mock.push(event("Hangup", "call", `Padding: ${"x".repeat(4000)}\n`)), { times: 300 })
      yield* until("the events", () => received().length > 100)

      assert.strictEqual(received()[0], "First")
    }))

  it.live("counts what a consumer that does not read has missed", () =>
    Effect.gen(function*() {
      const { mock, upstream } = yield* mocked()
      const node = yield* alone(upstream, { buffer: 2000, linger: 0 })
      const ami = yield* clientOf(node)
      const { items, received, until } = yield* listen(ami)
      yield* mock.push(event("First", "call"))
      yield* until("the first", () => received().length === 1)

      // In one step: nothing of it can be taken meanwhile.
      const text = Array.from({ length: 100 }, (_, index) => event("Hangup", "call", `Number: ${index}\n\n`))
      yield* Effect.forEach(text, (one) => mock.push(one), { discard: true })
      yield* until("the gap", () => items.some(({ _tag: tag }) => tag === "Gap"))
      yield* mock.push(event("Last", "call"))
      yield* until("the last", () => received().includes("Last"))

      const dropped = items.reduce((sum, item) => sum + (item._tag === "Gap" ? Number(item.dropped) : 0), 0)
      assert.isAbove(dropped, 0)
      assert.strictEqual(received().length - 2 + dropped, 100)
    }))

  it.live("reports what was under way as OutcomeUnknown when the connection to Asterisk is lost, and connects again", () =>
    Effect.gen(function*() {
      const { mock, upstream } = yield* mocked({ Ping: AmiTransportMock.silence, Hangup: "Response: Success" })
      const ami = yield* clientOf(yield* alone(upstream))
      const { items, until } = yield* listen(ami)
      const pinging = yield* Effect.forkChild(Effect.flip(ami.send(Actions.Ping())), { startImmediately: true })
      yield* Effect.repeat(mock.sent, {
        until: (sent: ReadonlyArray<AmiTransportMock.Sent>) => sent.some(({ name }) => name === "Ping"),
        schedule: soon
      })

      yield* mock.drop
      const error = yield* Fiber.join(pinging)
      yield* until("the connection", () => items.at(-1)?._tag === "Connected" && items.length > 2)
      yield* ami.send(Actions.Hangup({ Channel: "PJSIP/1" }))

      assert.strictEqual(error.reason._tag, "OutcomeUnknown")
      assert.deepStrictEqual(items.map(({ _tag: tag }) => tag), ["Connected", "Disconnected", "Connected"])
    }))

  it.live("lets actions that are under way end when it closes, and refuses others", () =>
    Effect.gen(function*() {
      const { mock, upstream } = yield* mocked({ Ping: AmiTransportMock.silence })
      const shared = yield* Layer.build(cluster)
      const scope = yield* Scope.make()
      const owner = AmiCluster.layer({ servers: ["berlin"], upstream: () => upstream })
      yield* Layer.buildWithScope(owner, scope).pipe(Effect.provideContext(shared))
      const ami = yield* clientOf(shared)
      const sent = (name: string) => Effect.map(mock.sent, (all) => all.filter((one) => one.name === name))
      const pinging = yield* Effect.forkChild(ami.send(Actions.Ping()), { startImmediately: true })
      const [ping] = yield* Effect.repeat(sent("Ping"), {
        until: (all: ReadonlyArray<AmiTransportMock.Sent>) => all.length > 0,
        schedule: soon
      }).pipe(Effect.andThen(sent("Ping")))

      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void), { startImmediately: true })
      const refused = yield* Effect.flip(ami.send(Actions.Hangup({ Channel: "PJSIP/1" })))
      const id = ping?.headers.find(([name]) => name === "ActionID")?.[1]
      yield* mock.push(`Response: Success\nActionID: ${id}\nPing: Pong`)
      const pong = yield* Fiber.join(pinging)
      yield* Fiber.join(closing)

      assert.strictEqual(pong.Ping, "Pong")
      assert.strictEqual(refused.reason._tag, "NotSent")
      assert.deepStrictEqual(yield* sent("Hangup"), [])
    }))

  it.live("says which servers it owns, and who uses them", () =>
    Effect.gen(function*() {
      const { upstream } = yield* mocked()
      const node = yield* alone(upstream)
      yield* clientOf(node)
      yield* clientOf(node)

      const owned = yield* Context.get(node, AmiCluster.AmiCluster).owned

      assert.deepStrictEqual(
        owned.map(({ consumers, inFlight, isConnected, server }) => ({ consumers, inFlight, isConnected, server })),
        [{ consumers: 2, inFlight: 0, isConnected: true, server: "berlin" }]
      )
    }))

  it.live("says that no node has a server of a name", () =>
    Effect.gen(function*() {
      const { upstream } = yield* mocked()
      const node = yield* alone(upstream)
      const error = yield* AmiCluster.client("pari", { reconnect: false }).pipe(
        Layer.build,
        Effect.flip,
        Effect.provideContext(node)
      )

      assert.strictEqual(
        error.message,
        "No AMI connection to pari: NO_OWNER (no node of the cluster has a server of this name)"
      )
    }))

  it.effect("refuses options that are wrong", () =>
    Effect.gen(function*() {
      const upstream = () =>
        AmiClient.layer({ username: "a", secret: Redacted.make("b") }).pipe(
          Layer.provide(AmiTransportMock.layer({}))
        )
      const options: ReadonlyArray<readonly [AmiCluster.Options, string]> = [
        [{ servers: [""], upstream }, "servers[0]"],
        [{ servers: ["a"], upstream, drain: "soon" as never }, "drain"],
        [{ servers: ["a"], upstream: "ami://" as never }, "upstream"],
        [{ servers: ["a"], upstream, buffer: 0 }, "buffer"]
      ]
      for (const [wrong, name] of options) {
        const error = yield* Effect.flip(Effect.provide(Layer.build(AmiCluster.layer(wrong)), cluster))
        assert.include(error.message, `The option \`${name}\` of AmiCluster.layer `)
      }
      const wrongEvents = AmiCluster.client("a", { events: ["calls" as never] })
      const error = yield* Effect.flip(Effect.provide(Layer.build(wrongEvents), cluster))
      assert.include(error.message, "The option `events[0]` of AmiCluster.transport is no class of events")
    }))

  it.live("makes the client of an owner again when it has ended for good", () =>
    Effect.gen(function*() {
      const { mock, services } = yield* mocked({ Ping: "Response: Success\nPing: Pong" })
      let built = 0
      const upstream = Layer.suspend(() => {
        built += 1
        return AmiClient.layer({ username: "owner", secret: Redacted.make("secret"), reconnect: false })
      }).pipe(Layer.provide(Layer.succeedContext(services)))
      const ami = yield* clientOf(yield* alone(Layer.fresh(upstream)))

      yield* mock.drop
      const pinging = Effect.exit(ami.send(Actions.Ping()))
      yield* Effect.repeat(pinging, {
        until: (exit: Exit.Exit<unknown, unknown>) => Exit.isSuccess(exit) && built === 2,
        schedule: soon
      }).pipe(within("a ping over another client"))
    }))
})
