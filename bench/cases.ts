/**
 * What is measured: which form of which client, and in which table it stands.
 */
import type { Carrier } from "./form.ts"
import type { Order, Work } from "./order.ts"

/** All events with their fields, all that the catalogue has types for, hangups alone, or no events at all. */
export type Reads = "all" | "typed" | "hangups" | "nothing"

export interface Case {
  readonly table: string
  readonly name: string
  /** What it is a form of: the library, a limit, or another client by its name. */
  readonly client: string
  readonly over: Carrier
  /** What the form tells of the events that it reads. */
  readonly reads: Reads
  /** Whether client, server and a process that computes share one core. */
  readonly isOnOneBusyCore?: boolean
  readonly order: Pick<Order, "module" | "form" | "contestant" | "work">
}

export const ours = "effect-ami"
export const limits = "limit"
/** In Python; the others run in Node. */
export const panoramisk = "panoramisk"

/** The table of which the chart is made. */
export const eventsTable = "Events into one handler, 64 KiB writes"
export const tripsTable = "Round trips, 64 in flight"
export const listTable = "List of 1,000"
export const memoryTable = "Memory, 1,000,000 events into one handler"

/** A storm of recorded events on so many subscribers, read in all forms, as three tables. */
export const everyday = ({ isOnOneBusyCore, over, ...work }: Storm): ReadonlyArray<Case> => {
  const limitsOver = (forms: ReadonlyArray<Subject>) =>
    over === "http" ? [bareHttp("full")] : forms === typedForms ? [fullObject] : [lazy, fullObject]
  const what = `${over.toUpperCase()}, ${writesOf(over, work.segment)}, ${work.subscribers} subscriber${
    work.subscribers === 1 ? "" : "s, of which one is slow"
  }${isOnOneBusyCore ? ", on one busy core" : ""}`
  const tables = { "All events": untypedForms, "All events, typed": typedForms, "One type of event": hangupForms }
  return Object.entries(tables).flatMap(([title, forms]) =>
    table(`${title}: ${what}`, { kind: "events", ...work }, [...limitsOver(forms), ...forms], over)
      .map((one) => ({ ...one, isOnOneBusyCore }))
  )
}

export interface Storm extends Omit<Extract<Work, { readonly kind: "events" }>, "kind"> {
  readonly over: Carrier
  readonly isOnOneBusyCore: boolean
}

const writesOf = (over: Carrier, segment: number): string => {
  const size = segment === 65_536 ? "64 KiB" : `${segment.toLocaleString("en-US")} bytes`
  return over === "http" ? `${size} a poll` : segment === 0 ? "one write an event" : `writes of ${size}`
}

const isLongList = (work: Work): boolean => work.kind === "lists" && work.length > 10_000

/** What a quick run leaves out: what takes long, and what looks at nothing that could be lost or wrong. */
export const isLong = ({ order: { form, work } }: Case): boolean =>
  work.kind === "memory" || isLongList(work) || ["discard", "frames", "lazy"].includes(form)

/** How many stretches a row takes of so many: long lists take longer than a stretch, and a million events are enough. */
export const roundsOf = ({ order: { work } }: Case, rounds: number): number =>
  work.kind === "memory" ? 1 : isLongList(work) ? Math.min(2, rounds) : rounds

interface Subject {
  readonly name: string
  readonly client: string
  readonly module: string
  readonly form: string
  readonly reads: Reads
}

/** A socket that a program reads by itself; the first of a table is the limit that ratios are to. */
const limit = (name: string, form: string, module = "limits", reads: Reads = "all"): Subject => ({
  name,
  client: limits,
  module,
  form,
  reads
})
const library = (name: string, form: string, module = "effectAmi"): Subject => ({
  name,
  client: ours,
  module,
  form,
  reads: "all"
})
const reading = (name: string, form: string, reads: Reads = "all"): Subject => ({
  name: `effect-ami: ${name}`,
  client: ours,
  module: "events",
  form,
  reads
})

const fullObject = limit("limit: full object", "full")
const lazy = limit("limit: one string a message", "lazy")

/** The ways to read all events as they are. The form that costs least comes first: others are compared with it. */
const untypedForms = [
  reading("inbox, Stream.runForEachArray", "inboxArrays"),
  reading("Ami.onEvent(\"*\")", "onAny"),
  reading("inbox, Stream.runForEach", "inboxForEach"),
  reading("inbox, Stream.runForEach(Effect.fn)", "inboxEffectful"),
  reading("inbox, Stream.mapEffect", "inboxMapEffect"),
  reading("inbox, Stream.groupedWithin", "inboxGrouped")
]
const typedForms = [
  reading("events(all), Stream.runForEachArray", "typedArrays", "typed"),
  reading("events(all), Stream.runForEach", "typedForEach", "typed"),
  reading("events(all), Stream.mapEffect", "typedMapEffect", "typed"),
  reading("events(all), Stream.groupedWithin", "typedGrouped", "typed")
]
const hangupForms = [
  reading("events(Hangup), Stream.runForEachArray", "hangupArrays", "hangups"),
  reading("events(Hangup), Stream.runForEach", "hangupForEach", "hangups"),
  reading("Ami.onEvent(Events.Hangup)", "onHangup", "hangups"),
  reading("Ami.onEvent(\"Hangup\")", "onHangupByName", "hangups")
]
const inbox = untypedForms[0]!
const fullList = limit("limit: full object", "fullList")
const coalesced = limit("limit: raw socket, writes of one turn coalesced", "coalesced")
const bareHttp = (form: string) => limit("limit: node:http", form, "limitsHttp")
const send = library("effect-ami: send(Ping)", "send")

const table = (
  title: string,
  work: Work,
  subjects: ReadonlyArray<Subject>,
  over: Carrier = "tcp"
): ReadonlyArray<Case> =>
  subjects.map(({ client, form, module, name, reads }) => ({
    table: title,
    name,
    client,
    over,
    reads,
    order: {
      module: `./forms/${module}.ts`,
      form,
      work,
      ...(client === ours || client === limits ? {} : { contestant: client })
    }
  }))

/** All cases, with those of the other clients that are named. A round of the mix is 16,384 events. */
export const cases = (others: ReadonlyArray<string>): ReadonlyArray<Case> => {
  const rivals = (form: string, of = others): ReadonlyArray<Subject> =>
    of.map((client) => ({ name: client, client, module: "contestant", form, reads: "all" }))
  const trips = (title: string, inFlight: number) =>
    table(title, { kind: "roundTrips", inFlight }, [
      coalesced,
      limit("limit: raw socket, one write an action", "written"),
      limit("limit: raw socket, each caller a fiber of Effect", "inFibers", "limitFibers"),
      send,
      ...rivals("roundTripsOf")
    ])
  const libraryLists = [library("effect-ami: collect", "collect"), library("effect-ami: stream", "stream")]
  const lists = (title: string, length: number) =>
    table(title, { kind: "lists", length }, [fullList, ...libraryLists, ...rivals("listOf")])
  const tripsByHttp = (inFlight: number) =>
    table(
      `HTTP, round trips, ${inFlight} in flight`,
      { kind: "roundTrips", inFlight },
      [bareHttp("asking"), send],
      "http"
    )
  const listsByHttp = (title: string, length: number) =>
    table(`HTTP, ${title}`, { kind: "lists", length }, [bareHttp("fullList"), ...libraryLists], "http")
  return [
    ...table(eventsTable, { kind: "events", segment: 65_536, subscribers: 1 }, [
      fullObject,
      limit("read and discard", "discard", "limits", "nothing"),
      limit("framing alone", "frames", "limits", "nothing"),
      lazy,
      inbox,
      ...hangupForms.slice(0, 1),
      ...typedForms.slice(0, 1),
      ...rivals("eventsOf")
    ]),
    ...table("Events into one handler, one write an event", { kind: "events", segment: 0, subscribers: 1 }, [
      fullObject,
      inbox,
      ...rivals("eventsOf")
    ]),
    ...table("Events into one handler, writes of 1,448 bytes", { kind: "events", segment: 1448, subscribers: 1 }, [
      fullObject,
      inbox
    ]),
    ...table("Events into one handler, TLS, 64 KiB writes", { kind: "events", segment: 65_536, subscribers: 1 }, [
      fullObject,
      inbox
    ], "tls"),
    ...table("HTTP, events into one handler, 64 KiB a poll", { kind: "events", segment: 65_536, subscribers: 1 }, [
      bareHttp("full"),
      inbox
    ], "http"),
    ...trips("Round trips, 1 in flight", 1),
    ...trips(tripsTable, 64),
    ...trips("Round trips, 1,024 in flight", 1024),
    ...tripsByHttp(1),
    ...tripsByHttp(16),
    ...lists("List of 10", 10),
    ...lists(listTable, 1000),
    ...lists("List of 50,000", 50_000),
    ...table("TLS, round trips, 64 in flight", { kind: "roundTrips", inFlight: 64 }, [coalesced, send], "tls"),
    ...table("TLS, list of 1,000", { kind: "lists", length: 1000 }, [fullList, ...libraryLists], "tls"),
    ...listsByHttp("list of 10", 10),
    ...listsByHttp("list of 1,000", 1000),
    ...listsByHttp("list of 50,000", 50_000),
    ...table(memoryTable, { kind: "memory", segment: 65_536, rounds: 62 }, [
      fullObject,
      inbox,
      ...rivals("eventsOf", others.filter((name) => fast.has(name)))
    ])
  ]
}

/** The others that take less than a minute for a million events. */
const fast: ReadonlySet<string> = new Set(["yana", "asterisk.io"])
