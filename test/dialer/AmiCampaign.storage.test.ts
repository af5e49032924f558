/**
 * A campaign whose database fails, or hangs, in one statement or another: nobody is called twice, nobody is forgotten, and it is
 * said which operation has failed.
 */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, Redacted, Scope, Stream } from "effect"
import { AmiCalls, AmiCampaign, AmiClient, AmiTransport, AttemptLog } from "effect-ami"
import { NodeSqlite } from "effect-ami/node"
import { AmiSimulator } from "effect-ami/simulator"
import * as Reactivity from "effect/reactivity/Reactivity"
import { SqlClient } from "effect/sql"
import type { Connection } from "effect/sql/SqlConnection"
import { SqlError, UnknownError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import { TestClock } from "effect/testing"
import { randomFrom } from "../live/telephony.ts"
import { size } from "../size.ts"
import { dialplan, endpoints, numberOf } from "./house.ts"

/** What a statement does instead; `late` means that it is executed before. */
const faults = ["fails", "fails late", "throws", "hangs", "hangs late"] as const
type Fault = typeof faults[number]

/** Which statements of a process are faulty, counted from its first. */
interface Plan {
  readonly from: number
  readonly count: number
  readonly fault: Fault
}

const contacts = 7

const full = Effect.fail(
  new SqlError({ reason: new UnknownError({ cause: new Error("database or disk is full"), operation: "execute" }) })
)

const writes = ["intend", "finish", "withdraw"]
const isTransaction = (statement: string) => /^(BEGIN|COMMIT|ROLLBACK)/.test(statement)

/** Which operation of the log a statement belongs to. */
const operationOf = (statement: string): string => {
  if (statement.startsWith("INSERT INTO \"effect_ami_attempts\"")) return "intend"
  if (statement.startsWith("UPDATE")) return "finish"
  if (statement.startsWith("DELETE")) return "withdraw"
  if (!statement.includes("FROM \"effect_ami_attempts\"")) return "prepare"
  return statement.includes("contact = ?") ? "of" : "history"
}

/** A client of a database whose statements fail as planned, and do nothing any more when its process is dead. */
const faulty = (connection: Connection, plan: Plan | undefined, isDead: () => boolean, hits: Array<string>) => {
  let statements = 0
  let isRead = false
  const faultOf = (statement: string): Fault | undefined => {
    const index = statements++
    const operation = operationOf(statement)
    if (operation === "history") isRead = true
    if (plan === undefined || index < plan.from || index >= plan.from + plan.count) return undefined
    hits.push(isRead && isTransaction(statement) ? "finish" : operation)
    // A transaction that has begun is not open when the one who began it does not know.
    return statement.startsWith("BEGIN") && plan.fault === "fails late" ? "fails" : plan.fault
  }
  const rollback = Effect.ignore(connection.execute("ROLLBACK", [], undefined))
  const around = <A>(statement: string, run: Effect.Effect<A, SqlError>): Effect.Effect<A, SqlError> =>
    Effect.suspend(() => {
      if (isDead()) return Effect.never
      const fault = faultOf(statement)
      const instead = fault === undefined
        ? undefined
        : fault.startsWith("fails")
        ? full
        : fault === "throws"
        ? Effect.die(new Error("not ours"))
        // A connection that hangs is given up by the database.
        : Effect.uninterruptible(Effect.andThen(rollback, Effect.never))
      if (instead === undefined) return run
      return fault?.endsWith("late") === true ? Effect.andThen(run, instead) : instead
    })
  const execute: Connection["execute"] = (sql, params, rows) => around(sql, connection.execute(sql, params, rows))
  return SqlClient.make({
    acquirer: Effect.succeed<Connection>({
      ...connection,
      execute,
      executeUnprepared: execute,
      executeValues: (sql, params) => around(sql, connection.executeValues(sql, params)),
      executeRaw: (sql, params) => around(sql, connection.executeRaw(sql, params))
    }),
    compiler: Statement.makeCompilerSqlite(),
    driver: "faulty",
    onCommitFailure: () => rollback,
    spanAttributes: [["db.system.name", "sqlite"]]
  })
}

/** What one process did: whether its campaign completed, and what it said about its log. */
const process = Effect.fnUntraced(function*(connection: Connection, plan: Plan | undefined, isKilled: boolean) {
  const simulator = yield* AmiSimulator.AmiSimulator
  const transport = yield* AmiTransport.AmiTransport
  let isDead = false
  let isCompleted = false
  const said: Array<string> = []
  const hits: Array<string> = []
  const Log = AttemptLog.layerSql.pipe(
    Layer.provide(Layer.effect(SqlClient.SqlClient, faulty(connection, plan, () => isDead, hits))),
    Layer.provide(Reactivity.layer)
  )
  const Ami = AmiCalls.layer.pipe(
    Layer.provideMerge(AmiClient.layer({ username: "hello", secret: Redacted.make("world") })),
    Layer.provide(Layer.succeed(AmiTransport.AmiTransport, {
      connect: Effect.suspend(() => isDead ? Effect.never : transport.connect)
    }))
  )
  const scope = yield* Scope.make()
  const campaign = Effect.gen(function*() {
    const { events } = yield* AmiCampaign.run({
      name: "spring",
      contacts: Stream.fromIterable(
        Array.from({ length: contacts }, (_, index) => ({ id: `c${index}`, numbers: [numberOf(index)] }))
      ),
      dial: (_, number) => ({
        first: `${number}@dialout`,
        then: { Exten: "500", Context: "from-internal" },
        ringFor: "3 seconds"
      }),
      maxCallsPerSecond: 4,
      retry: { Busy: "never", NoAnswer: "never", Congestion: "never" }
    })
    yield* Stream.runForEach(events, (event) =>
      Effect.sync(() => {
        if (event._tag === "Paused" && event.reason === "LogFailed") said.push(operationIn(event.error))
        if (event._tag === "Completed") isCompleted = true
      }))
  }).pipe(
    Effect.provide(Layer.merge(Log, Ami)),
    Effect.catchTag("AttemptLogError", (error) => Effect.sync(() => said.push(operationIn(error)))),
    Scope.provide(scope)
  )
  const fiber = yield* Effect.forkIn(campaign, scope, { startImmediately: true })
  const advance = (seconds: number, isOver: () => boolean) =>
    Effect.gen(function*() {
      for (let step = 0; step < seconds * 4 && !isOver(); step++) {
        yield* TestClock.adjust("250 millis")
        yield* Effect.yieldNow
      }
    })
  // A statement of the beginning may take two minutes.
  yield* advance(200, () => isCompleted || fiber.pollUnsafe() !== undefined || (said.length > 0 && plan?.count !== 1))
  if (plan === undefined) {
    assert.isTrue(isCompleted, `a campaign without faults completes: ${String(fiber.pollUnsafe())}`)
  }
  if (plan?.count === 1 && hits[0] !== "prepare" && hits[0] !== "history") {
    assert.isTrue(isCompleted, `goes on after ${plan.fault} in ${plan.from}: ${String(fiber.pollUnsafe())}`)
  }
  if (hits[0] !== undefined) {
    // Writes that come at once fail together.
    const expected = writes.includes(hits[0]) ? writes : [hits[0]]
    assert.include(expected, said[0], `says what ${plan?.fault} in ${plan?.from}`)
  }
  if (isKilled) {
    isDead = true
    yield* simulator.kick
  }
  const closing = yield* Effect.forkDetach(Scope.close(scope, Exit.void))
  if (!isKilled) {
    yield* advance(60, () => closing.pollUnsafe() !== undefined)
    assert.isDefined(closing.pollUnsafe(), "closes in time")
  }
  isDead = true
  // What a process leaves open is rolled back when its connection ends.
  yield* Effect.ignore(connection.execute("ROLLBACK", [], undefined))
  return hits.length
})

const operationIn = (error: unknown): string =>
  error instanceof AttemptLog.AttemptLogError && error.message.includes(error.operation)
    ? error.operation
    : `no error that names the operation: ${String(error)}`

/** Runs processes one after the other, the last of which has no faults, and counts what happened to each contact. */
const campaign = (plans: ReadonlyArray<Plan>, random: () => number) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const simulator = yield* AmiSimulator.AmiSimulator
    const connection = yield* sql.reserve
    let hits = 0
    for (const plan of plans) hits += yield* process(connection, plan, random() < 0.5)
    yield* process(connection, undefined, false)

    const dialled = new Map<string, number>()
    for (const { action, message } of yield* simulator.requests) {
      if (action !== "Originate") continue
      const number = /^Local\/(\d+)@/.exec(message.get("Channel") ?? "")?.[1] ?? "?"
      dialled.set(number, (dialled.get(number) ?? 0) + 1)
    }
    const rows = yield* connection.execute("SELECT number, outcome FROM effect_ami_attempts", [], undefined)
    const outcomes = new Map(rows.map(({ number, outcome }) => [number, JSON.parse(outcome ?? "{}")._tag]))
    const wrong = Array.from({ length: contacts }, (_, index) => numberOf(index)).flatMap((number) => {
      const [times, outcome] = [dialled.get(number) ?? 0, outcomes.get(number)]
      if (times > 1) return [`${number} was dialled ${times} times`]
      if (outcome === undefined) return [`${number} was forgotten`]
      // One fault at a time leaves nobody uncalled: who fails to write down an attempt knows that nobody was called.
      return times === 0 && (outcome !== "Unknown" || plans.length === 1)
        ? [`${number} was not dialled, and is ${outcome}`]
        : []
    })
    assert.deepStrictEqual(wrong, [])
    assert.lengthOf(rows, contacts)
    return hits
  }).pipe(
    Effect.scoped,
    Effect.provide([
      NodeSqlite.layer({ filename: ":memory:" }),
      AmiSimulator.layerTransport({ extensions: dialplan, endpoints })
    ])
  )

// What a Layer imports takes real time, and the time of tests goes by meanwhile.
beforeAll(async () => void await import("../../src/dialer/internal/sqlLog.ts"))

describe("AmiCampaign on a database that fails", () => {
  // A campaign without faults has 28 statements, and with one some more.
  const statements = size(Array.from({ length: 32 }, (_, index) => index), [20])

  it.effect.each(size<ReadonlyArray<Fault>>(faults, ["hangs late"]).map((fault) => [fault] as const))(
    "calls nobody twice, forgets nobody, and says what failed, when each statement %s in turn",
    ([fault]) =>
      Effect.gen(function*() {
        const random = randomFrom(1)
        let hits = 0
        for (const from of statements) hits += yield* campaign([{ from, count: 1, fault }], random)
        assert.isAtLeast(hits, statements.length * 2 / 3)
      }),
    600_000
  )

  const seeds = Array.from({ length: size(100, 0) }, (_, index) => 700 + index)
  it.effect.each(seeds.map((seed) => [seed] as const))(
    "calls nobody twice and forgets nobody, killed or closed while statements fail (seed %i)",
    ([seed]) => {
      const random = randomFrom(seed)
      const plans = Array.from({ length: 3 }, () => ({
        from: Math.floor(random() * 45),
        count: 1 + Math.floor(random() ** 2 * 30),
        fault: faults[Math.floor(random() * faults.length)] ?? "fails"
      }))
      return campaign(plans, random)
    },
    60_000
  )
})
