/**
 * All that a dashboard shows, kept together: the rows of the house, the day so far, and the callers who gave up.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { isAmiError } from "../../AmiError.ts"
import * as Callbacks from "../../internal/callbacks.ts"
import type * as AmiQueues from "../../live/AmiQueues.ts"
import * as Acting from "./actions.ts"
import { type Floor, known, type Showing } from "./floor.ts"
import { Day, pointsOf } from "./history.ts"
import type { House } from "./house.ts"
import type { Abandoned, AbandonedRow, EndpointRow, Link, Point, Server } from "./row.ts"
import { type Built, rowsOf } from "./rows.ts"

/** Where the points of a day are kept over a restart. */
export interface History {
  /** The points that are kept, in any order; those of other days are not used. */
  readonly load: Effect.Effect<ReadonlyArray<Point>>
  /** Keeps a point. Points of the same moment add up. */
  readonly append: (point: Point) => Effect.Effect<void>
}

export interface Board {
  /** Makes the rows of this moment. */
  readonly rows: Effect.Effect<ReadonlyMap<string, unknown>>
  /** What was made last. */
  readonly link: () => Link
  readonly floor: () => Floor
  readonly shown: () => Acting.Shown
  /** Telephones and lines, without the prefix of their keys. */
  readonly endpoints: () => Iterable<readonly [key: string, row: EndpointRow]>
}

/** How many of those who gave up are kept for a queue. */
const kept = 20

/** How long rows may be used again if no message has come: some change with time, such as an agent that has rested. */
const patience = 1000

export const make = Effect.fnUntraced(function*(
  house: House,
  options: {
    readonly name: string | undefined
    readonly title: string | undefined
    readonly showing: Showing
    readonly allowed: Acting.Allowed | undefined
    readonly history: History | undefined
  }
): Effect.fn.Return<Board, never, Scope.Scope> {
  const { allowed, history, showing } = options
  const clock = yield* Clock.Clock
  const now = () => clock.currentTimeMillisUnsafe()
  const scope = yield* Effect.scope
  const loaded = history === undefined
    ? []
    : yield* Callbacks.run("`history.load` of the dashboard", () => history.load, [])
  const day = new Day(now(), pointsOf(loaded))
  const keep = (point: Point) =>
    history === undefined
      ? Effect.void
      : Callbacks.run("`history.append` of the dashboard", () => history.append(point), undefined)
  yield* Effect.addFinalizer(() => {
    const { abandoned, answered, waiting } = day.unfinished
    return answered + abandoned + waiting === 0 ? Effect.void : keep(day.unfinished)
  })

  // --- Who gave up
  const abandoned = new Map<string, ReadonlyArray<Abandoned>>()
  const gaveUp = ({ CallerIDName, CallerIDNum, Queue, joinedAt, left }: AmiQueues.Caller) => {
    if (left?.reason !== "Abandoned") return
    const one: Abandoned = {
      num: showing.text(known(CallerIDNum)),
      name: showing.text(known(CallerIDName)),
      at: left.at,
      waited: left.at - joinedAt
    }
    abandoned.set(Queue, [one, ...abandoned.get(Queue) ?? []].slice(0, kept))
  }
  if (house.queues !== undefined) {
    yield* house.queues.callers.changes.pipe(
      Stream.runForEach((change) =>
        Effect.sync(() => {
          if (change._tag === "Gone") gaveUp(change.last)
        })
      ),
      Effect.retry({ while: (error) => isAmiError(error) && error.reason._tag === "SlowConsumer" }),
      Effect.ignore,
      Effect.forkScoped
    )
  }

  // --- Events in a second
  let rate = 0
  let counted = { at: now(), received: house.received() }
  const measured = (): number => {
    const at = now()
    const seconds = (at - counted.at) / 1000
    if (seconds >= 0 && seconds < 2) return rate
    // A clock that was set back says nothing of it.
    if (seconds > 0) rate = Math.round((house.received() - counted.received) / seconds)
    counted = { at, received: house.received() }
    return rate
  }

  // --- Rows
  let floor: Floor = yield* house.floor
  let link: Link = yield* house.link
  let built: Built = rowsOf(floor, showing)
  let builtAt = now()
  let builtOf = -1
  let builtLink = ""
  const rebuild = Effect.gen(function*() {
    floor = yield* house.floor
    built = rowsOf(floor, showing, built.rows)
    builtAt = now()
    builtOf = house.received()
    builtLink = link.state
    // What was counted while it was not certain comes with the next certain values.
    if (link.state !== "live") return
    const over = day.observe(floor.at, floor.queues)
    if (over.length > 0) yield* Effect.forkIn(Effect.forEach(over, keep, { discard: true }), scope)
  })
  const rows = Effect.gen(function*() {
    link = yield* house.link
    if (builtOf !== house.received() || link.state !== builtLink || Math.abs(now() - builtAt) >= patience) {
      yield* rebuild
    }
    const about = house.about()
    const server: Server = {
      name: options.name ?? house.name ?? "Asterisk",
      ...(options.title === undefined ? {} : { title: options.title }),
      ...(about.version === undefined ? {} : { version: about.version }),
      actions: Acting.possible(about, allowed),
      reasons: allowed === undefined ? [] : allowed.reasons
    }
    const all = new Map<string, unknown>([
      ["link", link],
      ["server", server],
      ["rate", measured()],
      ["history", day.history],
      ...built.rows
    ])
    for (const [queue, callers] of abandoned) {
      if (floor.queues.has(queue)) all.set(`x:${queue}`, { queue, callers } satisfies AbandonedRow)
    }
    return all
  })
  return {
    rows,
    link: () => link,
    floor: () => floor,
    // A type assertion: rows of these keys are of endpoints.
    endpoints: () =>
      [...built.rows].flatMap(([key, row]) =>
        key.startsWith("e:") ? [[key.slice(2), row as EndpointRow] as const] : []
      ),
    shown: () => ({
      agents: new Set([...built.rows.keys()].flatMap((key) => key.startsWith("a:") ? [key.slice(2)] : [])),
      channels: built.channels,
      telephones: new Set(
        [...floor.devices.keys()].filter((device) => device.includes("/") && !showing.isTrunk(device))
      )
    })
  }
})
