import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Actions, Ami, AmiAction, AmiClient } from "effect-ami"
import { answeredCall, reasonOf } from "../tasks/watching.ts"
import { client, clientOver, offers, waysOverHttp } from "./clients.ts"
import { collected, filledAndEmptyLists, noCallsListed } from "./listCases.ts"
import { forEachServer, privateServer } from "./servers.ts"

forEachServer("lists", (server) => {
  // The tests mostly wait for conferences.
  for (const way of (["tcp", ...waysOverHttp] as const).filter((way) => offers(server, way))) {
    describe.concurrent(`filled and empty, over ${way}`, () => filledAndEmptyLists(() => clientOver(way, server)))
  }

  it.live.skipIf(!server.offers.cli)(
    "returns no items for lists of calls if there is no call",
    () =>
      Effect.gen(function*() {
        const idle = yield* privateServer(server.version)

        yield* Effect.provide(noCallsListed, client(idle))
        for (const way of waysOverHttp) yield* Effect.provide(noCallsListed, clientOver(way, idle))
      }).pipe(Effect.scoped)
  )

  it.live("lists what a hangup by pattern has hung up, and nothing if nothing matches", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const { Channel } = yield* answeredCall("100", "200")
      const matching = (pattern: string) => ami.collect(Actions.HangupMatching({ Channel: pattern }))

      const hungUp = yield* matching(`/^${Channel}$/`)
      const nothing = yield* matching("/^PJSIP/nobody-at-all/")

      assert.deepStrictEqual(hungUp.map((item) => item.Channel), [Channel])
      assert.deepStrictEqual(nothing, [])
    }).pipe(Effect.scoped, Effect.provide(client(server))))

  it.live("fails if Asterisk means an error rather than an empty list", () =>
    Effect.gen(function*() {
      const endpoint = yield* reasonOf(collected("PJSIPShowEndpoint", [["Endpoint", "nobody"]]))
      const channel = yield* reasonOf(collected("Status", [["Channel", "PJSIP/nobody"]]))

      assert.strictEqual(endpoint._tag === "ActionFailed" && endpoint.message, "Unable to retrieve endpoint nobody")
      assert.strictEqual(channel._tag === "ActionFailed" && channel.message, "No such channel")
    }).pipe(Effect.provide(client(server))))

  it.live("stops a stream early, and the connection stays up", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient

      const two = yield* ami.stream(AmiAction.rawList("ShowDialPlan")).pipe(Stream.take(2), Stream.runCollect)
      const pong = yield* Ami.ping

      assert.strictEqual(two.length, 2)
      assert.strictEqual(pong.Ping, "Pong")
    }).pipe(Effect.provide(client(server))))

  it.live("answers 10,000 pings in flight, each with its own answer", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      // Getvar says which variable was requested, so that a misplaced answer shows.
      const names = Array.from({ length: 10_000 }, (_, index) => `PING_${index}`)

      const pings = yield* Effect.forEach(names, () => Ami.ping, { concurrency: "unbounded" })
      const answers = yield* Effect.forEach(
        names,
        (name) => ami.send(AmiAction.raw("Getvar", [["Variable", name]])),
        { concurrency: "unbounded" }
      )

      assert.strictEqual(pings.filter((pong) => pong.Ping === "Pong").length, 10_000)
      assert.deepStrictEqual(answers.map((answer) => answer.get("Variable")), names)
    }).pipe(Effect.provide(client(server, { limits: { inFlight: 10_000 } }))))

  it.live("queues what exceeds the limit of actions in flight, in order", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const names = Array.from({ length: 1000 }, (_, index) => `QUEUED_${index}`)

      const answers = yield* Effect.forEach(
        names,
        (name) => ami.send(AmiAction.raw("Getvar", [["Variable", name]])),
        { concurrency: "unbounded" }
      )

      assert.deepStrictEqual(answers.map((answer) => answer.get("Variable")), names)
    }).pipe(Effect.provide(client(server, { limits: { inFlight: 3 } }))))
})
