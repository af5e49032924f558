/**
 * Plays messages into the model of calls, as the hub does, and says what came of it.
 */
import type { CallRecord } from "effect-ami"
import type { Timed } from "./recordings.ts"
import { beginning, Server } from "./server.ts"
import { type Subject, subject } from "./subject.ts"

export interface Circumstances {
  /** Whether the account may see events of the class `dialplan`. */
  readonly dialplan?: boolean
}

const feed = (of: Subject, timed: ReadonlyArray<Timed>, times = 1): void => {
  for (const { at, message } of timed) {
    if (message.kind !== "Event" || !of.events.has(message.name)) continue
    for (let time = 0; time < times; time++) of.apply(message, at)
  }
}

export interface Played {
  readonly records: ReadonlyArray<CallRecord.CallRecord>
  /** Calls that live, and whatever else the model has not forgotten: nothing may be left at the end. */
  readonly left: ReadonlyArray<string>
}

const played = (of: Subject): Played => ({ records: of.records, left: of.left() })

const connected = ({ dialplan = true }: Circumstances): Subject => {
  const of = subject(dialplan)
  of.snapshot((source) => new Server().list(source, beginning), beginning)
  return of
}

/** From the beginning to the end; each event as often as is said. */
export const whole = (timed: ReadonlyArray<Timed>, circumstances: Circumstances = {}, times = 1): Played => {
  const of = connected(circumstances)
  feed(of, timed, times)
  return played(of)
}

/** What calls do behind each event, without repetitions. */
export const statesOf = (timed: ReadonlyArray<Timed>): ReadonlyArray<string> => {
  const of = connected({})
  return timed.map((one) => {
    feed(of, [one])
    return of.states().join(" and ")
  }).filter((state, index, all) => state !== all[index - 1])
}

const serverAt = (timed: ReadonlyArray<Timed>, index: number): { readonly server: Server; readonly at: number } => {
  const server = new Server()
  let at = beginning
  for (const one of timed.slice(0, index)) {
    server.apply(one.message, one.at)
    at = one.at
  }
  return { server, at }
}

/** Connected in the midst, before the message at this place. */
export const fromMidst = (timed: ReadonlyArray<Timed>, index: number, circumstances: Circumstances = {}): Played => {
  const of = subject(circumstances.dialplan ?? true)
  const { at, server } = serverAt(timed, index)
  of.snapshot((source) => server.list(source, at), at)
  feed(of, timed.slice(index))
  return played(of)
}

/** The messages from one place up to another are lost; then lists are taken. */
export const withGap = (
  timed: ReadonlyArray<Timed>,
  from: number,
  to: number,
  circumstances: Circumstances = {}
): Played => withGaps(timed, [[from, to]], circumstances)

/** Several spans of messages are lost, in order. Only the lists after the last are not overtaken by the next loss. */
export const withGaps = (
  timed: ReadonlyArray<Timed>,
  gaps: ReadonlyArray<readonly [from: number, to: number]>,
  circumstances: Circumstances = {}
): Played => {
  const of = connected(circumstances)
  let next = 0
  for (const [index, [from, to]] of gaps.entries()) {
    feed(of, timed.slice(next, from))
    of.lose({ epoch: index + 1, cause: "Gap", since: timed[from - 1]?.at ?? beginning })
    const { at, server } = serverAt(timed, to)
    of.snapshot((source) => server.list(source, at), at, index === gaps.length - 1)
    next = to
  }
  feed(of, timed.slice(next))
  return played(of)
}
