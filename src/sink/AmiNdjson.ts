/**
 * A sink that writes events to files, a line of JSON for each: what log shippers, `jq` and spreadsheets take.
 *
 * **Details**
 *
 * Each server has a file, `SERVER.ndjson`. When that is large, or a day (UTC) is over, it is renamed to
 * `SERVER.2026-11-29T120000000Z.ndjson`, and another one begins; with `compress` the old one becomes `.ndjson.zst`. A line is an
 * `AmiSink.Envelope`: gaps are lines too.
 *
 * Lines are on the disk before the place in the journal is noted: nothing is lost when the program is killed. What was written last
 * before that may come twice, with the same ids; a line that broke off is removed.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Scope from "effect/Scope"
import type { AmiError } from "../AmiError.ts"
import { Compression } from "../internal/compression.ts"
import { invalidOption } from "../internal/failing.ts"
import { quietly } from "../internal/foreign.ts"
import * as Rules from "../internal/options.ts"
import type { Replayed } from "../journal/AmiJournal.ts"
import type { AmiSink } from "./AmiSink.ts"
import { envelope } from "./internal/envelope.ts"

/**
 * Where events are written, and when another file begins.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options {
  /** The folder of the files. It is made if it is not there. */
  readonly folder: string
  /** The name of the sink: its place in the journal is kept by it. Defaults to `ndjson`. */
  readonly name?: string | undefined
  /** Only events of these names; gaps always. Defaults to all. */
  readonly names?: ReadonlyArray<string> | undefined
  /** The most items that are written together. Defaults to 1,000. */
  readonly batch?: number | undefined
  /** A file with so many bytes is closed. Defaults to 100,000,000. */
  readonly maxBytes?: number | undefined
  /** Whether closed files are compressed by zstd. Defaults to `true`. */
  readonly compress?: boolean | undefined
}

const rules: Rules.Rules<Options> = {
  folder: Rules.text,
  name: Rules.text,
  names: Rules.listOf("must be a list of names of events, such as [\"Hangup\"]", Rules.text),
  batch: Rules.within(1, 100_000),
  maxBytes: Rules.within(1000, Number.MAX_SAFE_INTEGER),
  compress: Rules.boolean
}

/** What is written to now. */
interface Current {
  readonly file: FileSystem.File
  readonly scope: Scope.Closeable
  bytes: number
  /** The day on which it began, in days since 1970. */
  day: number
}

const dayMillis = 86_400_000

/** So much of a file is read at once. */
const pieceBytes = 1 << 20

const encoder = new TextEncoder()

/** Servers are named by their owner: what a file cannot be called is written as its code. */
const fileOf = (server: string): string =>
  server.replace(/[^\w.-]|^\.+/g, (char) => `%${[...char].map((one) => one.charCodeAt(0).toString(16)).join("%")}`)

const timeOf = (item: Replayed): number => item._tag === "Missing" ? item.at : item.receivedAt

/**
 * Makes a sink that writes files, for `AmiSink.run`. Fails with `InvalidOption` if an option is wrong; publishing fails if a file
 * cannot be written.
 *
 * **Example** (Writing all events of a server to files)
 *
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { AmiJournal } from "effect-ami/journal"
 * import { NodeSqlite, NodeZstd } from "effect-ami/node"
 * import { AmiNdjson, AmiSink } from "effect-ami/sink"
 * import { NodeFileSystem } from "@effect/platform-node"
 *
 * const Journal = AmiJournal.layer.pipe(Layer.provide(NodeSqlite.layer({ filename: "journal.db" })))
 *
 * export const program = AmiNdjson.make({ folder: "events" }).pipe(
 *   Effect.flatMap((files) => AmiSink.run(files, ["berlin"])),
 *   Effect.scoped,
 *   Effect.provide([Journal, NodeFileSystem.layer]),
 *   Effect.provide(NodeZstd.layer)
 * )
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const make = Effect.fnUntraced(function*(
  options: Options
): Effect.fn.Return<
  AmiSink<PlatformError>,
  AmiError | PlatformError,
  FileSystem.FileSystem | Compression | Scope.Scope
> {
  const wrong = Rules.firstInvalid(options, rules, ["folder"])
  if (wrong !== undefined) return yield* Effect.fail(invalidOption("AmiNdjson.make", wrong))
  const { batch = 1000, compress = true, folder, maxBytes = 100_000_000, name = "ndjson", names } = options
  const fs = yield* FileSystem.FileSystem
  const compression = yield* Compression
  const scope = yield* Effect.scope
  yield* fs.makeDirectory(folder, { recursive: true })
  const files = new Map<string, Current>()

  /** Removes a last line that broke off, and gives the size. */
  const repair = Effect.fnUntraced(function*(path: string) {
    if (!(yield* fs.exists(path))) return { bytes: 0, at: undefined }
    const { mtime, size } = yield* fs.stat(path)
    let end = Number(size)
    yield* Effect.scoped(Effect.gen(function*() {
      const file = yield* fs.open(path, { flag: "r" })
      while (end > 0) {
        const from = Math.max(0, end - pieceBytes)
        const piece = new Uint8Array(end - from)
        yield* file.seek(BigInt(from), "start")
        const read = Number(yield* file.read(piece))
        const feed = piece.subarray(0, read).lastIndexOf(10)
        end = from + feed + 1
        if (feed !== -1 || from === 0) break
      }
    }))
    if (end < Number(size)) yield* fs.truncate(path, end)
    return { bytes: end, at: mtime._tag === "Some" ? mtime.value.getTime() : undefined }
  })

  /** Compresses a closed file a piece at a time: zstd reads frames in a row as one. */
  const pack = Effect.fnUntraced(
    function*(path: string) {
      const target = `${path}.zst.part`
      yield* Effect.scoped(Effect.gen(function*() {
        const [from, to] = [yield* fs.open(path, { flag: "r" }), yield* fs.open(target, { flag: "w", mode: 0o600 })]
        const piece = new Uint8Array(pieceBytes)
        for (let read = 1; read > 0;) {
          read = Number(yield* from.read(piece))
          if (read > 0) yield* to.writeAll(yield* compression.compress(piece.slice(0, read)))
        }
        yield* to.sync
      }))
      yield* fs.rename(target, `${path}.zst`)
      yield* fs.remove(path)
    },
    (effect, path) =>
      Effect.catchCause(
        effect,
        (cause) => quietly(Effect.logWarning(`${path} stays as it is: it could not be compressed`, cause))
      )
  )

  /** Compresses what a kill has left, half compressed or not at all. */
  const packClosed = Effect.fnUntraced(function*(server: string) {
    const prefix = `${fileOf(server)}.`
    for (const name of yield* fs.readDirectory(folder)) {
      const isClosed = name.startsWith(prefix) && /^\d{4}-\d\d-\d\dT\d{9}Z\.ndjson$/.test(name.slice(prefix.length))
      if (isClosed) yield* pack(`${folder}/${name}`)
    }
  })

  const open = Effect.fnUntraced(function*(server: string, now: number) {
    if (compress) yield* packClosed(server)
    const path = `${folder}/${fileOf(server)}.ndjson`
    const { at, bytes } = yield* repair(path)
    const own = yield* Scope.fork(scope)
    const file = yield* fs.open(path, { flag: "a", mode: 0o600 }).pipe(Scope.provide(own))
    const current: Current = { file, scope: own, bytes, day: Math.floor((at ?? now) / dayMillis) }
    files.set(server, current)
    return current
  })

  const rotate = Effect.fnUntraced(function*(server: string, { scope: own }: Current, now: number) {
    files.delete(server)
    yield* Scope.close(own, Exit.void)
    const path = `${folder}/${fileOf(server)}`
    const nameAt = (at: number) => `${path}.${new Date(at).toISOString().replace(/[:.]/g, "")}.ndjson`
    let at = now
    while ((yield* fs.exists(nameAt(at))) || (yield* fs.exists(`${nameAt(at)}.zst`))) at += 1
    const closed = nameAt(at)
    yield* fs.rename(`${path}.ndjson`, closed)
    if (compress) yield* pack(closed)
  })

  const publish = Effect.fnUntraced(function*(items: ReadonlyArray<Replayed>) {
    const [first] = items
    if (first === undefined) return
    const { server } = first
    const now = yield* Clock.currentTimeMillis
    let current = files.get(server) ?? (yield* open(server, now))
    const day = Math.floor(timeOf(first) / dayMillis)
    if (current.bytes > 0 && (day > current.day || current.bytes >= maxBytes)) {
      yield* rotate(server, current, now)
      current = yield* open(server, now)
    }
    const lines = encoder.encode(items.map((item) => `${JSON.stringify(envelope(item))}\n`).join(""))
    if (current.bytes === 0) current.day = day
    const { file, scope: own } = current
    yield* Effect.andThen(file.writeAll(lines), file.sync).pipe(
      // A part may have been written: it is repaired when the file is opened again.
      Effect.onError(() => Effect.andThen(Effect.sync(() => files.delete(server)), Scope.close(own, Exit.void)))
    )
    current.bytes += lines.length
  })
  return { name, names, batch, publish: (items) => Effect.uninterruptible(publish(items)) }
})
