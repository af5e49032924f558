/**
 * Live models over HTTP: what a grant lets be read, how fresh it is, and that nobody pays for what nobody reads.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Redacted, Schema } from "effect"
import { Actions, AmiCalls, AmiClient, AmiError, AmiFleet, AmiLive } from "effect-ami"
import { AmiGateway, AmiGatewayApi, type AmiGrant } from "effect-ami/gateway"
import { AmiSimulator } from "effect-ami/simulator"
import { OpenApi } from "effect/http-api"
import { TestClock } from "effect/testing"
import { keptFor } from "../../src/gateway/internal/models.ts"
import { grantOf, house, open, openRoutes, tokenOf } from "./server.ts"

const quiet = { onAction: () => Effect.void }

const lists = ["BridgeList", "Status", "QueueStatus", "ParkedCalls", "ExtensionStateList"]

/** The lists that the gateway has asked for. */
const listed = (server: AmiSimulator.AmiSimulator["Service"]) =>
  Effect.map(server.requests, (all) => all.map(({ action }) => action).filter((name) => lists.includes(name)))

const all = { channels: ["*"], queues: ["*"], calls: ["*"] }

/** A gateway to a PBX in which 100 listens to an announcement. */
const opened = (models: AmiGrant.Grant["models"], more: Partial<AmiGrant.Grant> = {}) =>
  Effect.gen(function*() {
    const grants = [yield* grantOf("board", { ...(models === undefined ? {} : { models }), ...more })]
    const gateway = yield* open({ grants, ...quiet })
    yield* gateway.ami.send(Actions.Originate({
      Channel: "PJSIP/100",
      Context: "from-internal",
      Exten: "900",
      Priority: 1,
      CallerID: "Anna <0301234>",
      Async: true
    }))
    yield* TestClock.adjust("5 seconds")
    const read = (path: string) => gateway.ask(`/v1/${path}`, { token: tokenOf("board") })
    return { ...gateway, read }
  })

/** An answer, without its schema. */
const listOf = ({ json }: { readonly json: unknown }) =>
  // A type assertion: tests fail if it is wrong.
  json as ReadonlyArray<{ readonly _tag: string; readonly values?: ReadonlyArray<Readonly<Record<string, unknown>>> }>

const decoded = <S extends Schema.Decoder<unknown>>(schema: S) =>
({ json, status, text }: {
  readonly status: number
  readonly json: unknown
  readonly text: string
}): S["Type"] => {
  assert.strictEqual(status, 200, text)
  return Schema.decodeUnknownSync(schema)(json)
}

describe("a live model", () => {
  it.effect("is read with whether it is fresh, in the form of the interface", () =>
    Effect.gen(function*() {
      const { ami, read } = yield* opened(all)
      const [channels] = decoded(AmiGatewayApi.Channels)(yield* read("channels"))
      if (channels?._tag !== "Fresh") return assert.fail("no fresh channels")
      assert.deepStrictEqual([channels.server, channels.values.map(({ endpoint }) => endpoint)], ["berlin", [
        "PJSIP/100"
      ]])
      const [queues] = decoded(AmiGatewayApi.Queues)(yield* read("queues"))
      if (queues?._tag !== "Fresh") return assert.fail("no fresh queues")
      assert.deepStrictEqual(queues.values.map(({ Queue, members }) => [Queue, members.map((one) => one.Interface)]), [
        ["sales", ["PJSIP/100"]]
      ])
      const [calls] = decoded(AmiGatewayApi.Calls)(yield* read("calls"))
      if (calls?._tag !== "Fresh") return assert.fail("no fresh calls")
      assert.deepStrictEqual(calls.values.map(({ legs, origin }) => [origin, legs.length]), [["Originated", 1]])
      yield* ami.send(Actions.Hangup({ Channel: channels.values[0]?.Channel ?? "" }))
      yield* TestClock.adjust("1 second")
      const [none] = decoded(AmiGatewayApi.Calls)(yield* read("calls"))
      assert.deepStrictEqual(none?._tag === "Fresh" ? none.values : none, [])
    }))

  it.effect("is read as far as the grant goes, and no further", () =>
    Effect.gen(function*() {
      const cases = [
        [{ channels: ["PJSIP/100"], calls: ["PJSIP/1*"], queues: ["sa*"] }, [1, 1, 1]],
        [{ channels: ["PJSIP/10"], calls: ["PJSIP/101"], queues: ["Sales", "sale"] }, [0, 0, 0]],
        [{ channels: ["PJSIP/100"] }, [1, 403, 403]],
        [{ channels: [], queues: ["*"] }, [403, 1, 403]],
        [undefined, [403, 403, 403]]
      ] as const
      for (const [models, expected] of cases) {
        const found = yield* Effect.scoped(Effect.gen(function*() {
          const { read } = yield* opened(models)
          const answers = yield* Effect.forEach(["channels", "queues", "calls"], read)
          return answers.map((answer) => answer.status === 200 ? listOf(answer)[0]?.values?.length : answer.status)
        }))
        assert.deepStrictEqual(found, [...expected], JSON.stringify(models))
      }
    }))

  it.effect("needs a token, and its limit holds", () =>
    Effect.gen(function*() {
      const { ask, read, server } = yield* opened(undefined, { readsPerMinute: 2 })
      assert.strictEqual((yield* ask("/v1/channels")).status, 401)
      const { json, status } = yield* read("calls")
      assert.deepStrictEqual([status, json._tag, json.message], [403, "Forbidden", "The grant allows no calls"])
      assert.strictEqual((yield* read("queues")).status, 403)
      assert.strictEqual((yield* read("queues")).status, 429)
      assert.deepStrictEqual(yield* listed(server), [])
    }))

  it.effect("hides what the grant hides, whatever the field is called", () =>
    Effect.gen(function*() {
      const hide = ["CallerIDNum", "CallerIDName", "Interface", "Paused", "Exten", "Priority"]
      const { read } = yield* opened(all, { hide })
      const channel = listOf(yield* read("channels"))[0]?.values?.[0] ?? assert.fail("no channel")
      assert.deepInclude(channel, { CallerIDNum: "<hidden>", Exten: "<hidden>", endpoint: "PJSIP/100" })
      assert.notProperty(channel, "Priority")
      const queue = listOf(yield* read("queues"))[0]?.values?.[0] ?? assert.fail("no queue")
      const members: unknown = queue["members"]
      const member: unknown = Array.isArray(members) ? members[0] : undefined
      assert.deepInclude(member, { Interface: "<hidden>", Queue: "sales" })
      assert.notProperty(member, "Paused")
      const { text } = yield* read("calls")
      assert.include(text, "\"number\":\"<hidden>\"")
      assert.notMatch(text, /"(number|name|dialed)":"(?!<hidden>)/)
    }))

  it.effect("is stale without a connection, and says since when and why", () =>
    Effect.gen(function*() {
      const { read, server } = yield* opened(all)
      yield* read("channels")
      yield* server.shutdown()
      yield* TestClock.adjust("1 second")
      const [channels] = decoded(AmiGatewayApi.Channels)(yield* read("channels"))
      if (channels?._tag !== "Stale") return assert.fail(`${channels?._tag}`)
      assert.deepStrictEqual([channels.cause, channels.values.length], ["Disconnected", 1])
      assert.isAtMost(channels.since, channels.at)
    }))

  it.effect("costs nothing until it is read, one list for all who read it, and nothing when nobody has for ten minutes", () =>
    Effect.gen(function*() {
      const { read, server } = yield* opened(all)
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* listed(server), [])
      yield* Effect.all(Array.from({ length: 20 }, () => read("queues")), { concurrency: "unbounded" })
      assert.deepStrictEqual(yield* listed(server), ["QueueStatus"])
      // As long as somebody reads it, it stays.
      for (let n = 0; n < 3; n++) {
        yield* TestClock.adjust(keptFor - 1)
        yield* read("queues")
      }
      const before = (yield* listed(server)).length
      yield* TestClock.adjust(keptFor)
      const after = (yield* listed(server)).length
      assert.isAbove(before, 1)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* listed(server)).length, after)
      assert.strictEqual(listOf(yield* read("queues"))[0]?._tag, "Fresh")
      assert.strictEqual((yield* listed(server)).length, after + 1)
    }))

  it.effect("is the one that the program has made itself, if there is one", () =>
    Effect.gen(function*() {
      const stale: AmiLive.Live<ReadonlyMap<string, AmiCalls.Call>> = {
        _tag: "Stale",
        at: 2,
        since: 1,
        cause: "Gap",
        value: new Map()
      }
      // A type assertion: of a model, a gateway uses no more.
      const calls = { get: Effect.succeed(stale) } as AmiCalls.AmiCalls["Service"]
      const { ask, server } = yield* open(
        { grants: [yield* grantOf("board", { models: all })], ...quiet },
        Context.make(AmiCalls.AmiCalls, calls)
      )
      const { json } = yield* ask("/v1/calls", { token: tokenOf("board") })
      assert.deepStrictEqual<unknown>(json, [
        { _tag: "Stale", at: 2, since: 1, cause: "Gap", server: "berlin", values: [] }
      ])
      assert.deepStrictEqual(yield* listed(server), [])
    }))

  it.effect("is in the document of the interface", () =>
    Effect.sync(() => {
      const { paths } = OpenApi.fromApi(AmiGatewayApi.Api)
      for (const name of ["channels", "queues", "calls"]) {
        const responses = paths[`/v1/${name}`]?.get?.responses ?? {}
        assert.includeMembers(Object.keys(responses), ["200", "401", "403", "429", "503"])
        assert.match(JSON.stringify(responses[200]), /"Fresh".*"Stale".*"Absent"/)
      }
    }))
})

describe("live models of a fleet", () => {
  it.effect("are those of its servers that a token may know of, and one that fails fails no other", () =>
    Effect.gen(function*() {
      const simulators = new Map<string, AmiSimulator.AmiSimulator["Service"]>()
      const fleet = yield* Layer.build(AmiFleet.layer({
        servers: new Map(["berlin", "gone", "mute", "poor", "secret"].map((name) => [name, name] as const)),
        connect: (server) =>
          server === "gone"
            ? Layer.effect(
              AmiClient.AmiClient,
              Effect.fail(
                new AmiError.AmiError({
                  reason: new AmiError.ConnectFailed({ address: "gone:5038", code: "ECONNREFUSED" })
                })
              )
            )
            : Layer.unwrap(Effect.gen(function*() {
              const context = yield* Layer.build(AmiSimulator.layerTransport({
                ...house,
                users: { gateway: { secret: "secret", ...(server === "poor" ? { write: [] } : {}) } }
              }))
              simulators.set(server, Context.get(context, AmiSimulator.AmiSimulator))
              return AmiClient.layer({ username: "gateway", secret: Redacted.make("secret") }).pipe(
                Layer.provide(Layer.succeedContext(context))
              )
            }))
      }))
      const grants = [
        yield* grantOf("board", { servers: ["berlin", "gone", "mute", "poor"], models: { channels: ["*"] } })
      ]
      const { ask } = yield* openRoutes(
        AmiGateway.layerFleet({ grants, ...quiet }).pipe(Layer.provide(Layer.succeedContext(fleet)))
      )
      yield* TestClock.adjust("1 second")
      const mute = simulators.get("mute") ?? assert.fail("no simulator")
      yield* mute.respondWith("Status", () => [])
      const asked = yield* Effect.forkChild(ask("/v1/channels", { token: tokenOf("board") }))
      while (asked.pollUnsafe() === undefined) {
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
        yield* TestClock.adjust("100 millis")
      }
      const answers = decoded(AmiGatewayApi.Channels)(yield* Fiber.join(asked))
      assert.deepStrictEqual(
        answers.map((one) => [one.server, one._tag, one._tag === "Absent" ? one.cause : one.values.length]),
        [
          ["berlin", "Fresh", 0],
          ["gone", "Absent", "Disconnected"],
          ["mute", "Absent", "Resyncing"],
          ["poor", "Absent", "PermissionDenied"]
        ]
      )
      assert.deepStrictEqual(yield* listed(simulators.get("secret") ?? assert.fail("no simulator")), [])
      // Who waits for the list gives up.
      yield* TestClock.adjust("1 minute")
    }))
})
