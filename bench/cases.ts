/**
 * What is measured: which forms of which clients are in which table.
 */
import type { Carrier } from "./form.ts"
import type { Order, Work } from "./order.ts"
import {
  bareHttp,
  coalesced,
  fullList,
  fullObject,
  hangupForms,
  lazy,
  libraryLists,
  limits,
  otherSockets,
  ours,
  parts,
  rivals,
  send,
  type Subject,
  typedForms,
  untypedForms
} from "./subjects.ts"

export interface Case extends Omit<Subject, "module" | "form"> {
  readonly table: string
  readonly over: Carrier
  readonly order: Pick<Order, "module" | "form" | "contestant" | "work">
  /** Whether client, server and a computing process share one core. */
  readonly isOnOneBusyCore: boolean
  /** Whether it belongs to a quick run. */
  readonly isQuick: boolean
  /** The maximum number of measuring periods. */
  readonly mostRounds: number
}

interface TableOptions extends Partial<Pick<Case, "over" | "isOnOneBusyCore" | "mostRounds">> {
  /** The forms of a quick run. Defaults to those of the library. */
  readonly quick?: ReadonlyArray<string>
}

const table = (
  title: string,
  work: Work,
  subjects: ReadonlyArray<Subject>,
  options: TableOptions = {}
): ReadonlyArray<Case> =>
  subjects.map(({ form, module, ...subject }) => ({
    ...subject,
    table: title,
    over: options.over ?? "tcp",
    isOnOneBusyCore: options.isOnOneBusyCore ?? false,
    isQuick: options.quick?.includes(form) ?? subject.client === ours,
    mostRounds: options.mostRounds ?? Number.POSITIVE_INFINITY,
    order: {
      module: `./forms/${module}.ts`,
      form,
      work,
      ...(subject.client === ours || subject.client === limits ? {} : { contestant: subject.client })
    }
  }))

// --- Events -----------------------------------------------------------------

/** How recorded events arrive: over what, in which writes, for how many subscribers. */
export interface Storm extends Omit<Extract<Work, { readonly kind: "events" }>, "kind"> {
  readonly over: Carrier
  readonly isOnOneBusyCore: boolean
}

const storm = (storm: Partial<Storm> = {}): Storm => ({
  over: "tcp",
  segment: 65_536,
  subscribers: 1,
  isOnOneBusyCore: false,
  ...storm
})

const titleOf = (what: string, { isOnOneBusyCore, over, segment, subscribers }: Storm): string => {
  const size = segment === 65_536 ? "64 KiB" : `${segment.toLocaleString("en-US")} bytes`
  const writes = over === "http" ? `${size} a poll` : segment === 0 ? "one write an event" : `writes of ${size}`
  const readers = subscribers === 1 ? [] : [`${subscribers} subscribers, one of them slow`]
  return [`${what}: ${over.toUpperCase()}`, writes, ...readers, ...(isOnOneBusyCore ? ["one busy core"] : [])].join(
    ", "
  )
}

/** The rows of a table, after the limit for what carries the events. */
const reading = (
  what: string,
  [limit, ...rows]: readonly [Subject, ...ReadonlyArray<Subject>],
  all: Storm,
  options: TableOptions = {}
): ReadonlyArray<Case> => {
  const { isOnOneBusyCore, over, ...work } = all
  const subjects = [over === "http" ? bareHttp("full") : limit, ...rows]
  return table(titleOf(what, all), { kind: "events", ...work }, subjects, { over, isOnOneBusyCore, ...options })
}

const untyped = (all: Storm, others: ReadonlyArray<Subject> = [], options: TableOptions = {}) =>
  reading("Events", [lazy, ...untypedForms, ...others], all, options)
const typed = (all: Storm, options: TableOptions = {}) =>
  reading("Typed events", [fullObject, ...typedForms], all, options)
const hangups = (all: Storm, options: TableOptions = {}) => reading("Hangups", [lazy, ...hangupForms], all, options)

/** A storm read in all forms, as three tables. */
export const everyday = (all: Storm): ReadonlyArray<Case> => [...untyped(all), ...typed(all), ...hangups(all)]

/** Two forms show whether anything is lost; the others behave alike. */
const few = { quick: ["onAny", "inboxForEach"], mostRounds: 3 }

/** The table that the chart is made from. */
export const eventsTable = titleOf("Events", storm())
export const tripsTable = "Round trips, 64 in flight"
export const listTable = "List of 1,000"

/** A round of the mix is 16,384 events, and 62 of them are a million. */
const eventCases = (others: ReadonlyArray<string>): ReadonlyArray<Case> => [
  ...untyped(storm(), [fullObject, ...parts, ...rivals(others, "eventsOf")], {
    quick: [lazy, ...untypedForms].map(({ form }) => form)
  }),
  ...untyped(storm({ segment: 0 }), rivals(others, "eventsOf"), { quick: few.quick }),
  ...untyped(storm({ segment: 1448 }), [], few),
  ...untyped(storm({ over: "tls" }), [], few),
  ...untyped(storm({ over: "http" }), [], few),
  ...untyped(storm({ subscribers: 3 }), [], few),
  ...untyped(storm({ subscribers: 10 }), [], few),
  ...untyped(storm({ subscribers: 3, isOnOneBusyCore: true }), [], few),
  ...typed(storm(), { quick: ["typedForEach", "typedArrays"] }),
  ...hangups(storm(), { quick: ["onHangup", "onHangupByName", "hangupForEach"], mostRounds: 3 }),
  ...reading(
    "Storm of 1,000,000 events",
    [lazy, ...untypedForms, ...typedForms],
    storm({ rounds: 62 }),
    { quick: [], mostRounds: 3 }
  )
]

// --- Round trips ------------------------------------------------------------

const trips = (title: string, inFlight: number, others: ReadonlyArray<string>) =>
  table(
    title,
    { kind: "roundTrips", inFlight },
    [coalesced, ...otherSockets, send, ...rivals(others, "roundTripsOf")],
    { quick: [coalesced.form, send.form] }
  )

const tripsByHttp = (inFlight: number) =>
  table(
    `HTTP, round trips, ${inFlight} in flight`,
    { kind: "roundTrips", inFlight },
    [bareHttp("asking"), send],
    { over: "http" }
  )

const tripCases = (others: ReadonlyArray<string>): ReadonlyArray<Case> => [
  ...trips("Round trips, 1 in flight", 1, others),
  ...trips(tripsTable, 64, others),
  ...trips("Round trips, 1,024 in flight", 1024, others),
  ...table("TLS, round trips, 64 in flight", { kind: "roundTrips", inFlight: 64 }, [coalesced, send], { over: "tls" }),
  ...tripsByHttp(1),
  ...tripsByHttp(16)
]

// --- Lists ------------------------------------------------------------------

/** Long lists take longer than a measuring period. */
const long: TableOptions = { quick: [], mostRounds: 2 }

const lists = (title: string, length: number, others: ReadonlyArray<string>, options: TableOptions = {}) =>
  table(title, { kind: "lists", length }, [fullList, ...libraryLists, ...rivals(others, "listOf")], options)

const listsByHttp = (title: string, length: number, options: TableOptions = {}) =>
  table(`HTTP, ${title}`, { kind: "lists", length }, [bareHttp("fullList"), ...libraryLists], {
    over: "http",
    ...options
  })

const listCases = (others: ReadonlyArray<string>): ReadonlyArray<Case> => [
  ...lists("List of 10", 10, others),
  ...lists(listTable, 1000, others),
  ...lists("List of 50,000", 50_000, others, long),
  ...lists("TLS, list of 1,000", 1000, [], { over: "tls", quick: ["collect"] }),
  ...listsByHttp("list of 10", 10, { quick: [] }),
  ...listsByHttp("list of 1,000", 1000),
  ...listsByHttp("list of 50,000", 50_000, long)
]

/** All cases, with those of the named other clients. */
export const cases = (others: ReadonlyArray<string>): ReadonlyArray<Case> => [
  ...eventCases(others),
  ...tripCases(others),
  ...listCases(others)
]

/** The same for a quick run: storms that are long enough to overflow a buffer. */
export const quickly = (one: Case): Case => {
  const { order } = one
  return order.work.kind === "events" ? { ...one, order: { ...order, work: { ...order.work, rounds: 4 } } } : one
}
