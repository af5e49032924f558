import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Schedule } from "effect"
import { Ami, AmiClient, type AmiInbox } from "effect-ami"
import { clientOver, kindsOfSession, type WayOverHttp } from "./clients.ts"
import { account, sessions } from "./ends.ts"
import { inboxOf, isConnected, isDisconnected, isNote, marksOf, raise } from "./inboxes.ts"
import { lies, raiseAlways, timesSeen } from "./oracle.ts"
import { field, rawConnection, rawSession } from "./rawSession.ts"
import { forEachServer, type PrivateServer, privateServer } from "./servers.ts"
import { proxyTo } from "./tcpProxy.ts"

/** A server that forgets a session this many seconds after its last request, or a little later. */
const forgetfulServer = (server: PrivateServer["version"], seconds: number) =>
  privateServer(server, { config: { "manager.conf": `[general](+)\nhttptimeout = ${seconds}` } })

/** Makes it look for sessions to forget: it does so every 5 seconds, and on a new connection (tcptls.c, ast_tcptls_server_root). */
const forget = (server: PrivateServer) => Effect.scoped(rawConnection(server))

const forgotten = (server: PrivateServer) =>
  Effect.repeat(Effect.andThen(forget(server), sessions(server)), {
    until: (count) => count === 0,
    schedule: Schedule.spaced("100 millis")
  }).pipe(Effect.timeout("9 seconds"))

/** Records what is logged. */
const keepLogs = () => {
  const logs: Array<string> = []
  const logger = Logger.make(({ message }) => {
    logs.push(String(message))
  })
  return { logs, layer: Logger.layer([logger]) }
}

/** The numbers of the events between each mark and the next. */
const runsOf = (items: ReadonlyArray<AmiInbox.Item>, prefix: string): ReadonlyArray<ReadonlyArray<number>> => {
  const runs: Array<Array<number>> = [[]]
  for (const item of items) {
    const [start, number] = item._tag === "Received" ? item.message.get("Note")?.split("-") ?? [] : []
    if (item._tag !== "Received") runs.push([])
    else if (start === prefix) runs.at(-1)?.push(Number(number))
  }
  return runs
}

interface Break {
  readonly row: string
  readonly name: string
  readonly httptimeout: number
  readonly link: "cut" | "freeze"
  readonly until: "forgotten" | "noticed"
  readonly why: string
  readonly ways: ReadonlyArray<WayOverHttp>
}

const breaks: ReadonlyArray<Break> = [
  {
    row: "row 81",
    name: "a link that is cut until its session is forgotten",
    httptimeout: 3,
    link: "cut",
    until: "forgotten",
    why: "SessionExpired",
    ways: kindsOfSession
  },
  {
    row: "row 83",
    name: "a link that stays cut",
    httptimeout: 60,
    link: "cut",
    until: "noticed",
    why: "Unreachable",
    ways: ["http"]
  },
  {
    row: "row 83",
    name: "a frozen link",
    httptimeout: 60,
    link: "freeze",
    until: "noticed",
    why: "Unreachable",
    ways: ["digest"]
  }
]

// The tests mostly wait, so they run concurrently.
describe.concurrent("over HTTP", () =>
  forEachServer("sessions", (server) => {
    // This test is about real time.
    it.live.skipIf(!server.offers.cli)(
      "stays logged in without a subscription, idle for longer than `httptimeout` (row 82)",
      () =>
        Effect.gen(function*() {
          const own = yield* forgetfulServer(server.version, 12)

          const idle = Effect.gen(function*() {
            const ami = yield* AmiClient.AmiClient
            yield* Effect.sleep("13 seconds")
            yield* forget(own)
            return [(yield* Ami.ping).Ping, yield* ami.status.get] as const
          })
          const results = yield* Effect.forEach(
            kindsOfSession,
            (way) => Effect.provide(idle, clientOver(way, own)),
            { concurrency: "unbounded" }
          )

          for (const [pong, status] of results) {
            assert.strictEqual(pong, "Pong")
            assert.strictEqual(status._tag === "Ready" && status.epoch, 1)
          }
        }).pipe(Effect.scoped)
    )

    for (const { httptimeout, link, name, row, until, ways, why } of breaks) {
      for (const way of ways) {
        it.live.skipIf(!server.offers.cli)(
          `${row}: survives ${name}, with a new login, over ${way}`,
          () =>
            Effect.gen(function*() {
              const own = yield* forgetfulServer(server.version, httptimeout)
              const proxy = yield* proxyTo({ host: own.host, port: own.httpPort })
              const observer = yield* rawSession(own)
              const { layer: Logs, logs } = keepLogs()
              const options = { user: account(own), actionTimeout: "2 seconds" } as const
              const over = { url: proxy.url, pollTimeout: "1 second", connectTimeout: "1 second" } as const

              const [items, outcomes, status] = yield* Effect.gen(function*() {
                const ami = yield* AmiClient.AmiClient
                const inbox = yield* inboxOf
                const { outcomes, stop } = yield* raiseAlways(way)
                yield* inbox.until("the first event", isNote(`${way}-0`, 1))
                yield* proxy[link]
                yield* until === "forgotten"
                  ? forgotten(own)
                  : inbox.until("Disconnected", isDisconnected)
                yield* proxy.heal
                yield* inbox.until("Connected with epoch 2", isConnected(2))
                yield* stop
                yield* raise("the last")
                yield* inbox.until("an event after it", isNote("the last", 2))
                return [inbox.items, outcomes, yield* ami.status.get] as const
              }).pipe(Effect.scoped, Effect.provide(Layer.provideMerge(clientOver(way, own, options, over), Logs)))
              yield* observer.waitFor("the last event", (message) => field(message, "Note") === "the last")
              const seen = yield* timesSeen(observer)

              assert.deepStrictEqual(marksOf(items).filter((mark) => !mark.startsWith("Gap")), [
                "Connected 1",
                `Disconnected 1 ${why}`,
                "Connected 2"
              ])
              assert.strictEqual(status._tag, "Ready")
              for (const run of runsOf(items, way)) {
                assert.deepStrictEqual(run, run.map((_, index) => (run[0] ?? 0) + index))
              }
              // What a frozen link held back may still be answered when it thaws; a cut one ends in several ways.
              if (link === "cut") assert.isAbove(new Set(outcomes.values()).size, 1)
              else assert.isNotEmpty([...outcomes])
              assert.deepStrictEqual(lies(outcomes, seen), [])
              assert.include(logs.join("\n"), "Logging in again")
              assert.isAtLeast(proxy.sessionIds().length, 2)
              for (const secret of [account(own).secret, ...proxy.sessionIds()]) {
                assert.notInclude(logs.join("\n"), secret)
              }
            }).pipe(Effect.scoped)
        )
      }
    }
  }))
