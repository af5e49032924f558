/**
 * Campaigns on real servers: SIP telephones answer, ring and refuse, and count who is called.
 */
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { type Duration, Effect, Exit, Fiber, Layer, Redacted, Schedule, Scope, Stream } from "effect"
import { AmiCalls, AmiCampaign, AttemptLog } from "effect-ami"
import { NodeSqlite } from "effect-ami/node"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { absence, database, postgres } from "../postgres/database.ts"
import { clientOver, offers, type Way } from "./clients.ts"
import { type AsteriskServer, forEachServer } from "./servers.ts"
import { type Habit, type Telephone, telephone } from "./telephone.ts"

/** What the telephone of a number does. It knows the number by the caller that it sees. */
const habits: Readonly<Record<string, Habit>> = {
  "9001": "answers",
  "9002": { refuses: 486 },
  "9003": { refuses: 486, afterRinging: true },
  "9004": { refuses: 603 },
  "9005": "rings",
  "9006": { refuses: 503 },
  "9007": { refuses: 404 },
  "9008": "answers"
}

const contact = (id: string, ...numbers: ReadonlyArray<string>): AmiCampaign.Contact => ({ id, numbers })

/** Numbers that are called through the dialplan, and those that are called as a channel. */
const dial = (_: unknown, number: string) => ({
  first: Number(number) % 2 === 0 ? "PJSIP/tel3" : "tel3",
  then: { Exten: "500" },
  callerId: `<${number}>`,
  ringFor: "2 seconds"
} as const)

interface Given extends Partial<AmiCampaign.Campaign<AmiCampaign.Contact>> {
  readonly name: string
  readonly contacts: Stream.Stream<AmiCampaign.Contact>
}

const campaign = (given: Given) => AmiCampaign.run({ dial, maxCallsPerSecond: 10, ...given })

/** How often each number was called. */
const invites = ({ calls }: Telephone) => {
  const counts: Record<string, number> = {}
  for (const { from } of calls) counts[from] = (counts[from] ?? 0) + 1
  return counts
}

const isOver = ({ state }: { readonly state: string }) => state !== "ringing" && state !== "answered"

/** A telephone of the campaigns, with the habits of all numbers. */
const called = (server: AsteriskServer) =>
  Effect.tap(telephone(server, "tel3", "rings"), (phone) =>
    Effect.sync(() => {
      for (const [number, habit] of Object.entries(habits)) phone.habits.set(number, habit)
    }))

const soon = (after: Duration.Input, times: number) => ({ after, times })

const ways: ReadonlyArray<Way> = ["tcp", "http"]

forEachServer("campaigns", (server) => {
  const pg = postgres()

  /** PostgreSQL over the one transport, if it is there, and SQLite over the other. */
  const logOf = (way: Way) =>
    way === "http" || absence !== undefined
      ? Effect.succeed(NodeSqlite.layer({ filename: ":memory:" }))
      : Effect.map(Effect.flatMap(pg, database), (url) => PgClient.layer({ url: Redacted.make(url) }))

  for (const way of ways) {
    describe.skipIf(!offers(server, way) || !server.offers.cli)(`over ${way}`, () => {
      const over = () =>
        Layer.unwrap(Effect.map(logOf(way), (database) => AttemptLog.layerSql.pipe(Layer.provide(database)))).pipe(
          Layer.merge(
            AmiCalls.layerWith({ trunks: ["PJSIP/tel3"] }).pipe(Layer.provideMerge(clientOver(way, server)))
          )
        )

      it.live("calls each contact as its telephones and the retry table say, and no more often", () =>
        Effect.gen(function*() {
          const phone = yield* called(server)
          const { completed, events } = yield* campaign({
            name: "spring",
            contacts: Stream.make(
              contact("answers", "9001"),
              contact("busy", "9002"),
              contact("then another", "9003", "9008"),
              contact("declines", "9004", "9001"),
              contact("rings", "9005"),
              contact("no line", "9006"),
              contact("no such number", "9007")
            ),
            retry: {
              Busy: soon("1 second", 2),
              NoAnswer: soon("1 second", 1),
              Congestion: soon("500 millis", 1)
            }
          })
          const finished = yield* Effect.forkChild(
            Stream.runCollect(Stream.filter(events, (event) => event._tag === "Finished"))
          )
          const figures = yield* completed
          const outcomes = Object.fromEntries(
            (yield* Fiber.join(finished)).map(({ attempts, contact, outcome }) => [
              contact.id,
              `${outcome?._tag} after ${attempts.map(({ outcome }) => outcome?._tag).join(", ")}`
            ])
          )
          assert.deepStrictEqual(outcomes, {
            answers: "Answered after Answered",
            busy: "Busy after Busy, Busy, Busy",
            "then another": "Answered after Busy, Answered",
            declines: "Rejected after Rejected",
            rings: "NoAnswer after NoAnswer, NoAnswer",
            "no line": "Congestion after Congestion, Congestion",
            "no such number": "Unreachable after Unreachable"
          })
          assert.deepStrictEqual(invites(phone), {
            "9001": 1,
            "9002": 3,
            "9003": 1,
            "9004": 1,
            "9005": 2,
            "9006": 2,
            "9007": 1,
            "9008": 1
          })
          assert.deepInclude(figures, { live: 0, setup: 0, waiting: 0, dialled: 12, answered: 2, finished: 7 })
          const log = yield* AttemptLog.AttemptLog
          assert.deepStrictEqual(yield* log.open("spring"), [])
          assert.strictEqual((yield* log.history("spring")).length, 12)
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("starts no call while it is paused, and none after it was stopped; calls that there are go on", () =>
        Effect.gen(function*() {
          const phone = yield* called(server)
          const numbers = Array.from({ length: 200 }, (_, index) => `${9100 + index}`)
          const { completed, figures, pause, resume, stop } = yield* campaign({
            name: "paused",
            contacts: Stream.fromIterable(numbers.map((number) => contact(number, number))),
            maxConcurrent: 100,
            retry: { NoAnswer: "never" }
          })
          yield* phone.until("some calls", (calls) => calls.length >= 5)
          yield* pause
          // A call that was about to be written when it was paused is there a moment later.
          yield* Effect.repeat(figures, {
            until: ({ dialled }) => dialled === phone.calls.length,
            schedule: Schedule.spaced("50 millis")
          })
          const paused = phone.calls.length
          yield* Effect.sleep("1 second")
          assert.lengthOf(phone.calls, paused)
          assert.strictEqual((yield* figures).dialled, paused)

          yield* resume
          yield* phone.until("more calls", (calls) => calls.length >= paused + 5)
          yield* stop
          const { dialled, live } = yield* completed
          assert.deepStrictEqual([phone.calls.length, live], [dialled, 0])
          assert.isTrue(phone.calls.every(({ state }) => state === "cancelled"))
          const log = yield* AttemptLog.AttemptLog
          const outcomes = (yield* log.history("paused")).map(({ outcome }) => outcome?._tag)
          assert.deepStrictEqual([...new Set(outcomes)], ["NoAnswer"])
          assert.lengthOf(outcomes, dialled)
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("hangs up what rings when its scope closes, and another run goes on with who was not called", () =>
        Effect.gen(function*() {
          const phone = yield* called(server)
          const given = {
            name: "closed",
            contacts: Stream.make(contact("a", "9105"), contact("b", "9106"), contact("c", "9001")),
            maxConcurrent: 2
          }
          const scope = yield* Scope.make()
          yield* Scope.provide(campaign(given), scope)
          yield* phone.until("two calls that ring", (calls) => calls.length === 2)
          yield* Scope.close(scope, Exit.void)
          yield* phone.until("their end", (calls) => calls.every(isOver))
          const log = yield* AttemptLog.AttemptLog
          assert.deepStrictEqual((yield* log.history("closed")).map(({ outcome }) => outcome?._tag), [
            "Cancelled",
            "Cancelled"
          ])

          const { completed } = yield* campaign(given)
          const { finished, skipped } = yield* completed
          assert.deepStrictEqual([finished, skipped], [1, 2])
          assert.deepStrictEqual(invites(phone), { "9001": 1, "9105": 1, "9106": 1 })
        }).pipe(Effect.scoped, Effect.provide(over())))
    })
  }

  const kills = Number(process.env["AMI_DIAL_KILLS"] ?? 6)

  it.live.skipIf(!server.offers.cli)(
    `killed ${kills} times at random, a campaign calls each telephone once and forgets none (seed 5)`,
    () =>
      Effect.gen(function*() {
        const script = fileURLToPath(new URL("../dialer/kills.ts", import.meta.url))
        const args = [script, "--kills", String(kills), "--seed", "5", "--asterisk", String(server.version)]
        const { stdout } = yield* Effect.promise(() => promisify(execFile)(process.execPath, args))
        yield* Effect.sync(() => process.stdout.write(`Asterisk ${server.version}: ${stdout}`))
        assert.include(stdout, "0 called twice, 0 forgotten, 0 wrong")
      }),
    60_000 + kills * 5_000
  )
})
