/**
 * The programs of docs/brokers.md against their brokers.
 *
 * Each begins while its broker is away. On the way there, 10 % of the pieces with events are cut off, and of 10 % the answer is;
 * the program is killed again and again, and the broker too.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Option, Stream } from "effect"
import { AmiJournal } from "effect-ami/journal"
import { join } from "node:path"
import { folder } from "../journal/databases.ts"
import { compare, fill, journalIn, type Place, randomOf } from "../sink/filling.ts"
import { isQuick } from "../size.ts"
import { cutting } from "./cutting.ts"
import { programs, run } from "./programs.ts"
import { readers } from "./readers.ts"
import { absenceOf, broker } from "./servers.ts"

const servers = ["berlin", "paris"]

interface Case {
  readonly kind: keyof typeof readers
  readonly program: string
  /** The port in the program. */
  readonly port: number
  /** How many events each server has, and how many are sent together. */
  readonly each: number
  readonly batch: number
  /** How the broker ends: what the page promises depends on it. */
  readonly ends: "SIGKILL" | "SIGTERM"
  readonly ended: number
  /** Whether the broker itself leaves out what comes again. */
  readonly once?: true
}

const cases: ReadonlyArray<Case> = [
  { kind: "nats", program: "nats.mts", port: 4222, each: 25, batch: 1, ends: "SIGKILL", ended: 2, once: true },
  { kind: "redis", program: "redis.mts", port: 6379, each: 2000, batch: 100, ends: "SIGKILL", ended: 2 },
  { kind: "rabbitmq", program: "rabbitmq.mts", port: 5672, each: 2000, batch: 100, ends: "SIGKILL", ended: 1 },
  { kind: "mosquitto", program: "mqtt.mts", port: 1883, each: 25, batch: 1, ends: "SIGTERM", ended: 2 }
]

const kills = 3
const seed = Number(process.env["AMI_BROKERS_SEED"] ?? 1)

const bodies = (texts: ReadonlyArray<string>) => texts.map((text) => (JSON.parse(text) as { readonly _: Place })._)

/** A folder with a journal of so many events of each server, and whether a sink is behind all of them. */
const filled = Effect.fnUntraced(function*(each: number) {
  const home = yield* folder
  const context = yield* Layer.build(journalIn(join(home, "journal.db")))
  const journal = Context.get(context, AmiJournal.AmiJournal)
  const more = (each: number) => Effect.provideContext(fill(servers, each), context)
  yield* more(each)
  const last = yield* Effect.forEach(
    servers,
    (server) =>
      Effect.map(
        Stream.runLast(journal.replay({ server })),
        (item) => ({ server, ...Option.getOrThrow(item).position })
      )
  )
  const isDone = Effect.map(
    journal.consumers,
    (consumers) =>
      last.every(({ block, item, server }) =>
        consumers.some(({ position, server: of }) =>
          of === server && position.block === block && position.item === item
        )
      )
  )
  return { home, more, isDone }
})

const lossless = Effect.fnUntraced(function*({ batch, each, ended, ends, kind, once, port, program }: Case) {
  const { home, isDone } = yield* filled(each)
  const random = randomOf(seed)
  const pieces = servers.length * Math.ceil(each / batch)
  const moments = Array.from({ length: kills + ended }, (_, index) => ({
    at: Math.floor(random() * pieces * 0.8),
    isBroker: index < ended
  })).sort((one, other) => one.at - other.at)
  const server = yield* broker(kind)
  const { counts, open, port: between } = yield* cutting(server.port, random)
  const start = run(program, home, { [port]: between })
  const until = (condition: () => boolean) => Effect.repeat(Effect.sleep("5 millis"), { until: condition })

  let running = yield* start
  const finishedOr = (condition: () => boolean) =>
    Effect.repeat(Effect.andThen(Effect.sleep("10 millis"), isDone), {
      until: (done) => done || condition() || !running.isAlive()
    })
  yield* until(() => counts.connections > 1)
  yield* server.start
  const reading = yield* readers[kind](server.port)
  yield* open

  for (const { at, isBroker } of moments) {
    yield* finishedOr(() => counts.pieces >= at)
    assert.isTrue(running.isAlive(), running.printed())
    if (isBroker) {
      yield* server.end(ends)
      yield* server.start
    } else {
      yield* running.kill
      running = yield* start
    }
  }
  yield* finishedOr(() => false)
  assert.isTrue(running.isAlive(), running.printed())
  const texts = yield* reading
  const arrived = bodies(texts)
  const { again, lost, reordered } = compare(arrived, servers, each)
  const summary = `${arrived.length} arrived of ${counts.pieces} pieces, ${counts.refused} cut off, ` +
    `${counts.unanswered} without an answer; ${lost} lost, ${again} again, ${reordered} out of order (seed ${seed})`
  console.log(`${kind}: ${summary}`)
  assert.deepStrictEqual([lost, reordered], [0, 0], summary)
  for (const server of servers) {
    assert.isTrue(arrived.some((place) => place.server === server && place.seq === undefined))
  }
  assert.isAbove(counts.refused, 0)
  assert.isAbove(counts.unanswered, 0)
  // An item that comes again is the same one.
  assert.strictEqual(new Set(texts).size, new Set(arrived.map(({ id }) => id)).size)
  if (once) assert.strictEqual(again, 0)
})

const nameOf = (name: string, absence: string | undefined) => absence === undefined ? name : `${name} (${absence})`

describe.concurrent("The programs of docs/brokers.md", () => {
  it("are all run, here or where their server is", () => {
    const elsewhere = ["home-assistant.mts", "rows.mts"]
    assert.deepStrictEqual([...programs.keys()].sort(), [...cases.map(({ program }) => program), ...elsewhere].sort())
  })

  for (const one of cases) {
    const absence = absenceOf(one.kind)
    it.live.skipIf(isQuick || absence !== undefined)(
      nameOf(`${one.program} loses nothing, and keeps the order`, absence),
      () => Effect.scoped(lossless(one))
    )
  }

  const noRedis = absenceOf("redisInMemory")
  it.live.skipIf(isQuick || noRedis !== undefined)(
    nameOf("redis.mts goes on after what a server has lost that keeps nothing on its disk", noRedis),
    () =>
      Effect.gen(function*() {
        const { home, isDone, more } = yield* filled(100)
        const server = yield* broker("redisInMemory")
        yield* server.start
        const running = yield* run("redis.mts", home, { 6379: server.port })
        yield* Effect.repeat(Effect.andThen(Effect.sleep("20 millis"), isDone), { until: (done) => done })
        yield* server.end("SIGKILL")
        yield* server.start
        yield* more(10)
        const read = yield* readers.redis(server.port)
        const texts = yield* Effect.repeat(Effect.andThen(Effect.sleep("20 millis"), read), {
          until: ({ length }) => length >= 22
        })
        // The 10 events that came afterwards, behind the gap of their writer, for each server.
        assert.lengthOf(texts, 22)
        assert.isTrue(running.isAlive(), running.printed())
      }).pipe(Effect.scoped)
  )
})
