/**
 * One form of `bench/journal.ts`, in a process of its own: a client of the replay server that receives everything, and what it does
 * with that. Prints one line of JSON.
 */
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Logger, Redacted, Stream } from "effect"
import { createInterface } from "node:readline"
import { AmiAction, AmiClient } from "../../src/index.ts"
import { AmiJournal } from "../../src/journal/index.ts"
import { NodeAmi, NodeSqlite, NodeZstd } from "../../src/node/index.ts"
import { watch } from "../usage.ts"

export interface Order {
  readonly port: number
  /** `inbox` reads and does nothing else; `journal` stores it; `outage` stores it while its database is away. */
  readonly form: "inbox" | "journal" | "outage"
  /** A file, or the URL of PostgreSQL. */
  readonly database: string
  /** How often the mix is sent, after one round that is not measured. */
  readonly times: number
  /** How many events the mix has. */
  readonly events: number
  /** How long an outage is. */
  readonly seconds: number
}

export interface Figures {
  readonly events: number
  readonly cpuMillis: number
  readonly millis: number
  readonly counts: AmiJournal.Counts | undefined
  readonly summary: AmiJournal.ServerSummary | undefined
  /** The heap after garbage collection, in megabytes, at the beginning of an outage and at its end. */
  readonly heap: ReadonlyArray<number>
  readonly droppedByGaps: number
}

const order: Order = JSON.parse(process.argv[2] ?? "")
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

const Database = order.database.startsWith("postgres://")
  ? PgClient.layer({ url: Redacted.make(order.database) })
  : NodeSqlite.layer({ filename: order.database, survives: "process" })
const Journal = AmiJournal.layer.pipe(Layer.provide([Database, NodeZstd.layer]))
const Client = AmiClient.layer({ username: "bench", secret: Redacted.make("bench") }).pipe(
  Layer.provide(NodeAmi.layerTcp({ port: order.port }))
)

const heap = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1e6
}

const program = Effect.gen(function*() {
  const ami = yield* AmiClient.AmiClient
  const replay = (times: number) => ami.send(AmiAction.raw("Replay", [["Times", String(times)], ["Segment", "65536"]]))
  if (order.form === "inbox") {
    let received = 0
    yield* ami.inbox.pipe(
      Stream.provideService(AmiClient.Buffer, { capacity: 65_536, overflow: "dropOldest" }),
      Stream.runForEachArray((items) =>
        Effect.sync(() => {
          received += items.length
        })
      ),
      Effect.forkScoped({ startImmediately: true })
    )
    const all = (from: number, rounds: number) =>
      Effect.repeat(Effect.sleep("10 millis"), { until: () => received - from >= rounds * order.events + 1 })
    let from = received
    yield* replay(1)
    yield* all(from, 1)
    from = received
    const stop = watch(false)
    yield* replay(order.times)
    yield* all(from, order.times)
    return { events: received - from, ...stop(), counts: undefined, summary: undefined, heap: [], droppedByGaps: 0 }
  }
  const journal = yield* AmiJournal.AmiJournal
  const writing = yield* AmiJournal.record({ server: "bench" })
  let before = 0
  const sent = (rounds: number) =>
    Effect.gen(function*() {
      yield* replay(rounds)
      const { received } = yield* Effect.repeat(Effect.andThen(Effect.sleep("10 millis"), writing.counts), {
        until: ({ received }) => received - before >= rounds * order.events + 1
      })
      const events = received - before
      before = received
      return events
    })
  yield* sent(1)
  yield* writing.flushed
  const heaps: Array<number> = []
  const stop = watch(false)
  let events = 0
  if (order.form === "outage") {
    console.log("running")
    yield* Effect.promise(() => lines.next())
    const end = performance.now() + order.seconds * 1000
    while (performance.now() < end) {
      events += yield* sent(1)
      heaps.push(heap())
      yield* Effect.sleep("700 millis")
    }
    console.log("held")
    yield* Effect.promise(() => lines.next())
  } else events = yield* sent(order.times)
  yield* writing.flushed
  const usage = stop()
  const counts = yield* writing.counts
  const [summary] = yield* journal.servers
  return { events, ...usage, counts, summary, heap: heaps, droppedByGaps: summary?.dropped ?? 0 }
})

const figures: Figures = await program.pipe(
  Effect.scoped,
  Effect.provide([
    Client,
    order.form === "inbox" ? Layer.succeed(AmiJournal.AmiJournal, {} as never) : Journal,
    Logger.layer([])
  ]),
  Effect.runPromise
)
console.log(JSON.stringify(figures))
process.exit(0)
