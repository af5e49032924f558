/**
 * What viewers hear: all rows first, then numbered patches of what has changed, at most four a second, and a tick every five
 * seconds.
 *
 * Each row is compared with what was said of it last, as JSON. A patch is made once for all viewers. A viewer that reads too
 * slowly misses patches, which it sees by their numbers: it connects again and gets all rows.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

/** How often viewers hear of changes at most. */
export const pace = "250 millis"

/** How often they hear that the server is there. */
export const beat = "5 seconds"

/** How many patches are kept for a viewer that reads slowly. */
export const backlog = 64

/** A message of the stream; ticks have no number. */
interface Message {
  readonly id: number | undefined
  readonly bytes: Uint8Array
}

const encoder = /*#__PURE__*/ new TextEncoder()

const message = (event: string, data: string, id?: number): Message => ({
  id,
  bytes: encoder.encode(`event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${data}\n\n`)
})

const objectOf = (rows: Iterable<readonly [string, string]>): string =>
  `{${[...rows].map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(",")}}`

/** The rows as they were said last, and what to say next. */
export class Rows {
  private readonly said = new Map<string, string>()
  id = 0

  /** The patch that leads to these rows; undefined if nothing has changed. */
  patch(rows: ReadonlyMap<string, unknown>, now: number): Message | undefined {
    // Nothing counts as said before all of it is a text.
    const set = Array.from(rows, ([key, row]) => [key, JSON.stringify(row)] as const).filter(([key, json]) =>
      json !== undefined && this.said.get(key) !== json
    )
    const del = [...this.said.keys()].filter((key) => !rows.has(key))
    for (const [key, json] of set) this.said.set(key, json)
    for (const key of del) this.said.delete(key)
    if (set.length === 0 && del.length === 0) return undefined
    return message("patch", `{"now":${now},"set":${objectOf(set)},"del":${JSON.stringify(del)}}`, ++this.id)
  }

  /** All rows, as JSON. */
  state(now: number, build: string): string {
    return `{"now":${now},"build":${JSON.stringify(build)},"rows":${objectOf(this.said)}}`
  }
}

export interface Feed {
  /** All rows, as JSON. */
  readonly state: Effect.Effect<string>
  /** One viewer's stream; undefined if there are too many viewers. It counts until the scope closes. */
  readonly view: Effect.Effect<Stream.Stream<Uint8Array> | undefined, never, Scope.Scope>
  readonly viewers: () => number
  /** Whether rows are made: false since some seconds ago if they cannot be. */
  readonly isCurrent: () => boolean
}

/**
 * Builds rows again and again, and says what has changed, until the scope closes.
 *
 * While rows cannot be made there are no ticks, so that viewers see that what they show is old.
 */
export const make = Effect.fnUntraced(function*(options: {
  readonly build: string
  readonly maxViewers: number
  readonly rows: Effect.Effect<ReadonlyMap<string, unknown>>
}): Effect.fn.Return<Feed, never, Scope.Scope> {
  const { build, maxViewers } = options
  const clock = yield* Clock.Clock
  const now = () => clock.currentTimeMillisUnsafe()
  const rows = new Rows()
  const messages = yield* Effect.acquireRelease(PubSub.sliding<Message>(backlog), PubSub.shutdown)
  let madeAt = now()
  let isFailing = false
  // A clock may be set back.
  const isCurrent = () => Math.abs(now() - madeAt) < Duration.toMillis(beat)
  const say = Effect.flatMap(options.rows, (next) => {
    const patch = rows.patch(next, now())
    madeAt = now()
    isFailing = false
    return patch === undefined ? Effect.void : PubSub.publish(messages, patch)
  })
  yield* say
  yield* say.pipe(
    Effect.delay(pace),
    Effect.catchCause((cause) => {
      // Once, not four times a second.
      const isFirst = !isFailing
      isFailing = true
      return isFirst ? Effect.logError("The dashboard cannot make its rows", cause) : Effect.void
    }),
    Effect.forever,
    Effect.forkScoped
  )
  yield* Effect.suspend(() => isCurrent() ? PubSub.publish(messages, message("tick", String(now()))) : Effect.void)
    .pipe(
      Effect.delay(beat),
      Effect.forever,
      Effect.forkScoped
    )

  let viewers = 0
  const view = Effect.gen(function*() {
    if (viewers >= maxViewers) return undefined
    yield* Effect.acquireRelease(Effect.sync(() => viewers++), () => Effect.sync(() => viewers--))
    const subscription = yield* PubSub.subscribe(messages)
    const first = message("state", rows.state(now(), build), rows.id)
    const opening = encoder.encode("retry: 1000\n")
    const later = Stream.fromPull(Effect.succeed(Effect.onInterrupt(PubSub.takeAll(subscription), () => Cause.done())))
      .pipe(
        // What was said between the subscription and the state is in the state.
        Stream.filter(({ id }) => id === undefined || first.id === undefined || id > first.id),
        Stream.map(({ bytes }) => bytes)
      )
    return Stream.concat(Stream.make(opening, first.bytes), later)
  })
  return { state: Effect.sync(() => rows.state(now(), build)), view, viewers: () => viewers, isCurrent }
})
