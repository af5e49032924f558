/**
 * The forms that are measured: of the library, of a bare socket, and of other clients.
 */
export const ours = "effect-ami"
export const limits = "limit"
/** In Python; the others run in Node. */
export const panoramisk = "panoramisk"

/** All events with their fields, all types of the catalogue, only hangups, or no events at all. */
export type Reads = "all" | "typed" | "hangups" | "nothing"

export interface Subject {
  readonly name: string
  /** What it is a form of: the library, a limit, or another client by name. */
  readonly client: string
  readonly module: string
  readonly form: string
  /** What the form reports about the events that it reads. */
  readonly reads: Reads
  /** True for the library's cheapest form, which the others of a table are compared with. */
  readonly isBatch?: boolean
}

// --- Limits -----------------------------------------------------------------

/** A socket that a program reads itself; the first one of a table is the limit for ratios. */
const limit = (name: string, form: string, module = "limits", reads: Reads = "all"): Subject => ({
  name: `limit: ${name}`,
  client: limits,
  module,
  form,
  reads
})

/** What makes objects of messages, and what only slices the required fields. */
export const fullObject = limit("full object", "full")
export const lazy = limit("three fields, sliced", "lazy")
export const parts = [
  limit("framing alone", "frames", "limits", "nothing"),
  limit("read and discard", "discard", "limits", "nothing")
]
export const fullList = limit("full object", "fullList")
export const coalesced = limit("raw socket, writes of one turn coalesced", "coalesced")
export const otherSockets = [
  limit("raw socket, one write an action", "written"),
  limit("raw socket, each caller a fiber of Effect", "inFibers", "limitFibers")
]
export const bareHttp = (form: string): Subject => limit("node:http", form, "limitsHttp")

// --- The library ------------------------------------------------------------

const library = (name: string, form: string): Subject => ({
  name: `effect-ami: ${name}`,
  client: ours,
  module: "effectAmi",
  form,
  reads: "all"
})
const reading = (name: string, form: string, reads: Reads, isBatch = false): Subject => ({
  ...library(name, form),
  module: "events",
  reads,
  isBatch
})

/** The ways to read all events undecoded. */
export const untypedForms = [
  reading("Ami.onEvent(\"*\")", "onAny", "all"),
  reading("inbox, Stream.runForEach", "inboxForEach", "all"),
  reading("inbox, Stream.runForEach(Effect.fn)", "inboxEffectful", "all"),
  reading("inbox, Stream.mapEffect", "inboxMapEffect", "all"),
  reading("inbox, Stream.groupedWithin", "inboxGrouped", "all"),
  reading("inbox, Stream.runForEachArray (batch)", "inboxArrays", "all", true)
]

export const typedForms = [
  reading("events(all), Stream.runForEach", "typedForEach", "typed"),
  reading("events(all), Stream.mapEffect", "typedMapEffect", "typed"),
  reading("events(all), Stream.groupedWithin", "typedGrouped", "typed"),
  reading("events(all), Stream.runForEachArray (batch)", "typedArrays", "typed", true)
]

export const hangupForms = [
  reading("Ami.onEvent(Events.Hangup)", "onHangup", "hangups"),
  reading("Ami.onEvent(\"Hangup\")", "onHangupByName", "hangups"),
  reading("events(Hangup), Stream.runForEach", "hangupForEach", "hangups"),
  reading("events(Hangup), Stream.runForEachArray (batch)", "hangupArrays", "hangups", true)
]

export const send = library("send(Ping)", "send")
export const libraryLists = [library("collect", "collect"), library("stream", "stream")]

// --- Other clients ----------------------------------------------------------

export const rivals = (clients: ReadonlyArray<string>, form: string): ReadonlyArray<Subject> =>
  clients.map((client) => ({ name: client, client, module: "contestant", form, reads: "all" }))
