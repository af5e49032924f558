/**
 * Faults on demand, seen through the client: over TCP, inside the process, and over HTTP where it has a meaning.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted, type Scope } from "effect"
import { Actions, Ami, AmiClient, type AmiTransport, Events } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiFault, AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { lost } from "../faults/clients.ts"
import { connect } from "./rawSession.ts"

type Services = AmiClient.AmiClient | AmiSimulator.AmiSimulator | AmiTransport.AmiTransport

const account = {
  username: "hello",
  secret: Redacted.make("world"),
  reconnect: false,
  actionTimeout: "300 millis"
} as const
const options = { timeScale: 0, loginDelay: 0 } as const

const port = (of: (simulator: AmiSimulator.AmiSimulator["Service"]) => ReturnType<typeof NodeAmi.layerTcp>) =>
  Layer.unwrap(Effect.map(AmiSimulator.AmiSimulator, of))

const ways = {
  "over TCP": AmiClient.layer(account).pipe(
    Layer.provideMerge(port((simulator) => NodeAmi.layerTcp({ port: simulator.port }))),
    Layer.provideMerge(NodeSimulator.layer(options))
  ),
  "inside the process": AmiClient.layer(account).pipe(Layer.provideMerge(AmiSimulator.layerTransport(options))),
  "over HTTP": AmiClient.layer(account).pipe(
    Layer.provideMerge(port(({ httpPort }) => NodeAmi.layerHttp({ url: `http://127.0.0.1:${httpPort}` }))),
    Layer.provideMerge(NodeSimulator.layer({ ...options, http: true }))
  )
} as const

type Way = keyof typeof ways

const everywhere: ReadonlyArray<Way> = ["over TCP", "inside the process", "over HTTP"]
const notOverHttp: ReadonlyArray<Way> = ["over TCP", "inside the process"]

const start = (fault: AmiFault.Fault, lasting?: AmiFault.Lasting) =>
  Effect.flatMap(AmiSimulator.AmiSimulator, (simulator) => simulator.fault(fault, lasting))

const client = <A, E, R>(use: (ami: AmiClient.AmiClient["Service"]) => Effect.Effect<A, E, R>) =>
  AmiClient.AmiClient.use(use)

const reasonOf = <A>(effect: Effect.Effect<A, { readonly reason: { readonly _tag: string } }, AmiClient.AmiClient>) =>
  Effect.map(Effect.flip(effect), ({ reason }) => reason._tag)

const channels = client((ami) => ami.collect(Actions.CoreShowChannels()))

/** Two channels, so that a list has items. */
const withCall = Ami.dial({ originator: "Local/200@from-internal", extension: "200" })

interface Case {
  readonly ways: ReadonlyArray<Way>
  readonly test: Effect.Effect<void, unknown, Services | Scope.Scope>
}

const cases: Readonly<Record<string, Case>> = {
  "fragments every message, and nothing is lost": {
    ways: notOverHttp,
    test: Effect.gen(function*() {
      const { hits } = yield* start(AmiFault.fragments({ bytes: 3 }))
      const { lines } = yield* Effect.map(Ami.command("core show uptime"), (lines) => ({ lines }))

      assert.match(lines.join("\n"), /^System uptime: /)
      assert.isAtLeast(yield* hits, 1)
    })
  },
  "lets everything arrive later": {
    ways: everywhere,
    test: Effect.gen(function*() {
      const { remove } = yield* start(AmiFault.latency({ duration: "1 hour" }))
      assert.strictEqual(yield* reasonOf(Ami.ping), "OutcomeUnknown")
      yield* remove
      yield* Effect.void
    })
  },
  "lets one action take long, for so many times": {
    ways: everywhere,
    test: Effect.gen(function*() {
      const { hits } = yield* start(AmiFault.latency({ duration: "1 milli", action: "coreshowchannels" }), { times: 2 })
      yield* channels
      yield* Ami.ping
      yield* channels
      yield* channels
      assert.strictEqual(yield* hits, 2)
    })
  },
  "is silent until that is over": {
    ways: ["over TCP", "inside the process"],
    test: Effect.gen(function*() {
      const { remove } = yield* start(AmiFault.silence)
      assert.strictEqual(yield* reasonOf(Ami.ping), "OutcomeUnknown")
      yield* remove
      yield* Ami.ping
    })
  },
  "never answers one action that it executes": {
    ways: everywhere,
    test: Effect.gen(function*() {
      yield* start(AmiFault.drop({ action: "Setvar" }), { times: 1 })
      const set = client((ami) => ami.send(Actions.Setvar({ Variable: "A", Value: "1" })))
      assert.strictEqual(yield* reasonOf(set), "OutcomeUnknown")
      const { Value } = yield* client((ami) => ami.send(Actions.Getvar({ Variable: "A" })))
      assert.strictEqual(Value, "1")
    })
  },
  "leaves a connection half-open": {
    ways: notOverHttp,
    test: Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      const { remove } = yield* start(AmiFault.halfOpen)
      assert.strictEqual(yield* reasonOf(Ami.ping), "OutcomeUnknown")
      assert.strictEqual(yield* simulator.sessions, 0)
      yield* remove
      yield* client(lost)
    })
  },
  "resets the connection in the middle of an answer": {
    ways: notOverHttp,
    test: Effect.gen(function*() {
      yield* start(AmiFault.reset({ action: "CoreShowChannels" }))
      const error = yield* Effect.flip(channels)
      assert.include(["ListIncomplete", "OutcomeUnknown"], error.reason._tag)
      yield* client(lost)
    })
  },
  "answers twice, and the client takes the first": {
    ways: everywhere,
    test: Effect.gen(function*() {
      const { hits } = yield* start(AmiFault.duplicate())
      yield* Ami.ping
      yield* Ami.ping
      assert.isAtLeast(yield* hits, 2)
    })
  },
  "answers in another order": {
    ways: notOverHttp,
    test: Effect.gen(function*() {
      yield* start(AmiFault.reorder({ action: "Getvar" }), { times: 1 })
      const order: Array<string> = []
      const get = yield* Effect.forkChild(
        Effect.tap(
          client((ami) => ami.send(Actions.Getvar({ Variable: "A" }))),
          () => Effect.sync(() => order.push("Getvar"))
        ),
        { startImmediately: true }
      )
      yield* Effect.tap(Ami.ping, () => Effect.sync(() => order.push("Ping")))
      yield* Fiber.join(get)
      assert.deepStrictEqual(order, ["Ping", "Getvar"])
    })
  },
  "refuses logins": {
    ways: everywhere,
    test: Effect.gen(function*() {
      yield* start(AmiFault.loginRefused({ message: "Login Already In Use" }), { times: 1 })
      const error = yield* Effect.flip(AmiClient.make(account))
      assert.include(error.message, "Login Already In Use")
      yield* AmiClient.make(account)
    })
  },
  "is shutting down": {
    ways: everywhere,
    test: Effect.gen(function*() {
      const { remove } = yield* start(AmiFault.shuttingDown)
      const error = yield* Effect.flip(Ami.ping)
      assert.include(error.message, "Asterisk is shutting down")
      yield* remove
      yield* Ami.ping
    })
  },
  "cuts a slow reader in the middle of a line": {
    ways: notOverHttp,
    test: Effect.gen(function*() {
      const { broadcast } = yield* AmiSimulator.AmiSimulator
      yield* start(AmiFault.slowReader)
      yield* broadcast([["Event", "Gadget"], ["Privilege", "user,all"], ["Colour", "blue"]])
      yield* client(lost)
    })
  },
  "forgets the completion of a list": {
    ways: everywhere,
    test: Effect.gen(function*() {
      yield* start(AmiFault.endlessList({ action: "CoreShowChannels" }), { times: 1 })
      assert.include(["ListIncomplete", "OutcomeUnknown"], yield* reasonOf(channels))
      yield* channels
    })
  },
  "sends an error in the middle of a list": {
    ways: everywhere,
    test: Effect.gen(function*() {
      yield* withCall
      yield* start(AmiFault.brokenList({ message: "No transport" }), { times: 1 })
      const error = yield* Effect.flip(channels)
      assert.include(error.message, "No transport")
      yield* channels
    })
  },
  "sends events and headers that no release has": {
    ways: everywhere,
    test: Effect.gen(function*() {
      const seen: Array<string> = []
      yield* Effect.forkScoped(
        Ami.onEvent("*", (event) => Effect.sync(() => seen.push(event.name))),
        { startImmediately: true }
      )
      yield* start(AmiFault.unknownHeaders())
      yield* start(AmiFault.unknownEvents(), { times: 1 })
      const { response } = yield* Effect.map(Ami.request({ Action: "Ping" }), (answer) => answer)
      assert.strictEqual(response.get("FutureHeader"), "1")
      yield* Effect.repeat(Effect.andThen(Effect.yieldNow, Ami.ping), { until: () => seen.includes("FutureEvent") })
    })
  },
  "lacks headers, as an older release does": {
    ways: everywhere,
    test: Effect.gen(function*() {
      yield* withCall
      yield* start(AmiFault.missingHeaders({ headers: ["BridgeId", "duration"], of: "CoreShowChannel" }))
      const all = yield* channels
      assert.isNotEmpty(all)
      for (const channel of all) {
        assert.notProperty(channel, "BridgeId")
      }
    })
  }
}

describe("a fault", () => {
  for (const [what, { test, ways: where }] of Object.entries(cases)) {
    for (const way of where) it.live(`${what}, ${way}`, () => Effect.scoped(Effect.provide(test, ways[way])))
  }

  it.live("closes new connections without a banner, as beyond authlimit", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      yield* simulator.fault(AmiFault.authLimit, { times: 1 })

      assert.strictEqual(yield* (yield* connect(simulator.port)).rest, "")
      assert.include(yield* (yield* connect(simulator.port)).line, "Asterisk Call Manager")
    }).pipe(Effect.scoped, Effect.provide(NodeSimulator.layer())))

  it.effect("of latency passes in the time of the test clock, and keeps the order", () =>
    Effect.gen(function*() {
      const { broadcast, requests } = yield* AmiSimulator.AmiSimulator
      const order: Array<string> = []
      const { remove } = yield* start(AmiFault.latency({ duration: "10 seconds" }))
      yield* Effect.forkScoped(
        Ami.onEvent(Events.UserEvent, ({ UserEvent }) => Effect.sync(() => order.push(UserEvent)))
      )
      const asked = yield* Effect.forkChild(Ami.ping)
      yield* Effect.repeat(Effect.andThen(Effect.yieldNow, requests), {
        until: (received) => received.some(({ action }) => action === "Ping")
      })
      yield* TestClock.adjust("5 seconds")
      yield* broadcast([["Event", "UserEvent"], ["Privilege", "user,all"], ["UserEvent", "late"]])
      yield* TestClock.adjust("4 seconds")
      const early = asked.pollUnsafe()
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(asked)
      const between = [...order]
      yield* TestClock.adjust("5 seconds")
      yield* remove

      assert.isUndefined(early)
      assert.deepStrictEqual([between, order], [[], ["late"]])
    }).pipe(
      Effect.scoped,
      Effect.provide(
        AmiClient.layer({ ...account, actionTimeout: "1 minute" }).pipe(
          Layer.provideMerge(AmiSimulator.layerTransport())
        )
      )
    ))

  it.effect("that is invalid is refused with its name", () =>
    Effect.gen(function*() {
      const { fault } = yield* AmiSimulator.AmiSimulator
      const wrong: ReadonlyArray<readonly [unknown, AmiFault.Lasting, string]> = [
        [{ _tag: "Fire" }, {}, "`fault`"],
        [AmiFault.drop({ action: "" }), {}, "`fault.action`"],
        [AmiFault.latency({ duration: -1 }), {}, "`fault.duration`"],
        [AmiFault.fragments({ bytes: 0 }), {}, "`fault.bytes`"],
        [AmiFault.silence, { times: 0 }, "`times`"],
        [AmiFault.silence, { session: 1.5 }, "`session`"]
      ]
      for (const [given, lasting, option] of wrong) {
        const error = yield* Effect.flip(fault(given as AmiFault.Fault, lasting))
        assert.include(error.message, `The option ${option} of AmiSimulator.fault`)
      }
    }).pipe(Effect.provide(AmiSimulator.layerTransport())))
})
