/**
 * What is measured: which form of which client, how often, and in which table it stands.
 */
import type { Case } from "./report.ts"

const others = ["yana", "asterisk.io", "ami-io", "asterisk-manager", "nami", "asterisk-ami-client"]

type Entry = readonly [name: string, form: string]

/** Forms of the bare socket; the first is the limit that ratios are to. */
const limit = (name: string, form: string) => ({ name, module: "./forms/limits.ts", form, isOurs: false })
const ours = ([name, form]: Entry) => ({ name, module: "./forms/effectAmi.ts", form, isOurs: true })
const other = (form: string) => (contestant: string) => ({
  name: contestant,
  module: "./forms/contestant.ts",
  form,
  contestant,
  isOurs: false
})

type Subject = ReturnType<typeof limit> & { readonly contestant?: string }
type Work =
  | { readonly kind: "events"; readonly times: number; readonly segment: number }
  | { readonly kind: "roundTrips"; readonly times: number; readonly inFlight: number }
  | { readonly kind: "lists"; readonly times: number; readonly length: number }

const table = (title: string, work: Work, subjects: ReadonlyArray<Subject>, tls = false): ReadonlyArray<Case> =>
  subjects.map(({ contestant, form, isOurs, module, name }) => ({
    table: title,
    name,
    isOurs,
    tls,
    order: { module, form, ...(contestant === undefined ? {} : { contestant }), ...work }
  }))

const fullObject = limit("limit: full object", "full")
const readings: ReadonlyArray<Entry> = [
  ["effect-ami: inbox", "inbox"],
  ["effect-ami: events(Hangup)", "hangups"],
  ["effect-ami: all events typed", "typed"],
  ["effect-ami: inbox, 10 subscribers", "tenInboxes"]
]
const socket = limit("limit: raw socket, writes of one turn coalesced", "coalesced")
const written = limit("limit: raw socket, one write an action", "written")
const send = ours(["effect-ami: send(Ping)", "send"])
const listLimit = limit("limit: full object", "fullList")
const collected = ours(["effect-ami: collect", "collect"])
const streamed = ours(["effect-ami: stream", "stream"])

/** The mix of one round is 16,384 events. */
export const cases = (quick: boolean): ReadonlyArray<Case> => {
  const rivals = (form: string) => (quick ? [] : others.map(other(form)))
  const events = (title: string, times: number, segment: number, subjects: ReadonlyArray<Subject>, tls = false) =>
    table(`Events into one handler, ${title}`, { kind: "events", times: quick ? 2 : times, segment }, subjects, tls)
  const trips = (times: number, inFlight: number) =>
    table(
      `Round trips, ${inFlight} in flight`,
      { kind: "roundTrips", times: quick ? Math.ceil(times / 10) : times, inFlight },
      [socket, written, send, ...rivals("roundTripsOf")]
    )
  const lists = (times: number, length: number) =>
    table(
      `List of ${length}`,
      { kind: "lists", times: quick ? Math.ceil(times / 4) : times, length },
      [listLimit, collected, streamed, ...rivals("listOf")]
    )
  return [
    ...events("64 KiB writes", 16, 65_536, [
      fullObject,
      limit("read and discard", "discard"),
      limit("framing alone", "frames"),
      limit("one string a message", "lazy"),
      ...readings.map(ours),
      ...rivals("eventsOf")
    ]),
    ...events("one write an event", 4, 0, [fullObject, ours(readings[0]!), ...rivals("eventsOf")]),
    ...events("writes of 1,448 bytes", 4, 1448, [fullObject, ours(readings[0]!)]),
    ...events("TLS, 64 KiB writes", 8, 65_536, [fullObject, ours(readings[0]!)], true),
    ...trips(8_000, 1),
    ...trips(60_000, 64),
    ...trips(60_000, 1024),
    ...lists(400, 10),
    ...lists(40, 1000),
    ...lists(4, 50_000)
  ]
}
