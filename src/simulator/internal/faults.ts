/**
 * The faults that are active, and what they make of answers and events.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import type { Fault, Lasting } from "../AmiFault.ts"
import { type Lines, type RaisedEvent, refusal, render } from "./messages.ts"
import * as privileges from "./privileges.ts"
import { type Request, valueOf } from "./requests.ts"
import * as wire from "./wire.ts"

type Tag = Fault["_tag"]
type Tagged<T extends Tag> = Extract<Fault, { readonly _tag: T }>

/** A fault that was started. */
export interface Started {
  readonly fault: Fault
  readonly session: number | undefined
  left: number
  hits: number
}

/** Where a fault may happen. */
interface Place {
  readonly session: number
  /** The name of the action, if there is one. */
  readonly action?: string
}

const isThere = ({ fault, session }: Started, place: Place): boolean => {
  if (session !== undefined && session !== place.session) return false
  const action = "action" in fault ? fault.action : undefined
  return action === undefined || action.toLowerCase() === place.action?.toLowerCase()
}

const nameIn = (lines: Lines): string => (lines[0] ?? "").replace(/^Event: /, "")

const without = (lines: Lines, { headers, of }: Tagged<"MissingHeaders">): Lines => {
  if (of !== undefined && of.toLowerCase() !== nameIn(lines).toLowerCase()) return lines
  const left = new Set(headers.map((name) => name.toLowerCase()))
  return lines.filter((line, index) => index === 0 || !left.has(line.slice(0, line.indexOf(":")).toLowerCase()))
}

const isList = (messages: ReadonlyArray<Lines>): boolean =>
  messages.length > 1 && (messages.at(-1)?.includes("EventList: Complete") ?? false)

const broken = (
  messages: ReadonlyArray<Lines>,
  request: Request,
  fault: Tagged<"BrokenList">
): ReadonlyArray<Lines> => {
  const at = Math.min(1 + fault.after, messages.length - 1)
  const rest = fault.completes ? messages.slice(at) : []
  return [...messages.slice(0, at), refusal(request, wire.fromText(fault.message)), ...rest]
}

/** The faults of a simulator. */
export class Faults {
  private started: ReadonlyArray<Started> = []

  /** Whether there is none, which is usual. */
  get isEmpty(): boolean {
    return this.started.length === 0
  }

  /** Starts one. */
  add(fault: Fault, { session, times = Infinity }: Lasting): Started {
    const started: Started = { fault, session, left: times, hits: 0 }
    this.started = [...this.started, started]
    return started
  }

  /** Ends one. */
  remove(started: Started): void {
    this.started = this.started.filter((other) => other !== started)
  }

  /** The first fault of this kind that is about this place, without counting it. */
  find<T extends Tag>(tag: T, place: Place): Tagged<T> | undefined {
    return this.startedOf(tag, place)?.fault as Tagged<T> | undefined
  }

  /** The same, and it happens now. */
  hit<T extends Tag>(tag: T, place: Place): Tagged<T> | undefined {
    const started = this.startedOf(tag, place)
    if (started === undefined) return undefined
    started.hits++
    started.left--
    if (started.left <= 0) this.remove(started)
    return started.fault as Tagged<T>
  }

  /** How much later everything arrives at a session, in milliseconds. */
  latency(session: number): number {
    const fault = this.isEmpty ? undefined : this.startedOf("Latency", { session })?.fault
    return fault?._tag === "Latency" && fault.action === undefined ? Duration.toMillis(fault.duration) : 0
  }

  /** How long an action takes in addition, in milliseconds. */
  slowness(place: Place): number {
    const started = this.startedOf("Latency", place)
    if (started?.fault._tag !== "Latency" || started.fault.action === undefined) return 0
    this.hit("Latency", place)
    return Duration.toMillis(started.fault.duration)
  }

  /** What an answer becomes. */
  ofAnswer(messages: ReadonlyArray<Lines>, request: Request, session: number): ReadonlyArray<Lines> {
    const place = { session, action: valueOf(request, "Action") }
    let altered = messages
    if (isList(altered)) {
      const fault = this.hit("BrokenList", place)
      if (fault !== undefined) altered = broken(altered, request, fault)
      else if (this.hit("EndlessList", place) !== undefined) altered = altered.slice(0, -1)
    }
    altered = altered.map((lines) => this.ofMessage(lines, place))
    return this.hit("Duplicate", place) === undefined ? altered : [...altered, ...altered]
  }

  /** What an event becomes. */
  ofEvent(event: RaisedEvent, session: number): RaisedEvent {
    return { ...event, lines: this.ofMessage(event.lines, { session }) }
  }

  /** The text of an event up to the middle of a line, if its session is cut there. */
  cutIn(lines: Lines, session: number): string | undefined {
    return this.hit("SlowReader", { session }) === undefined ? undefined : half(render(lines))
  }

  /** An event that is not known, before an answer. */
  unknownEvent(request: Request, session: number): RaisedEvent | undefined {
    const fault = this.hit("UnknownEvents", { session, action: valueOf(request, "Action") })
    if (fault === undefined) return undefined
    const of = (name: string) => fault.headers.find(([header]) => header.toLowerCase() === name)?.[1] ?? ""
    const classes = privileges.parse(of("privilege").split(",").filter((name) => name !== "all"))
    return { name: wire.fromText(of("event")), classes, lines: fault.headers.map(wire.lineOf) }
  }

  private ofMessage(lines: Lines, place: Place): Lines {
    const missing = this.find("MissingHeaders", place)
    const kept = missing === undefined ? lines : without(lines, missing)
    if (kept.length < lines.length) this.hit("MissingHeaders", place)
    const more = this.hit("UnknownHeaders", place)
    return more === undefined ? kept : [...kept, ...more.headers.map(wire.lineOf)]
  }

  private startedOf(tag: Tag, place: Place): Started | undefined {
    return this.started.find((started) => started.fault._tag === tag && isThere(started, place))
  }
}

/** A text up to the middle of a line, near its own middle. */
export const half = (text: string): string => {
  const middle = Math.max(1, Math.floor(text.length / 2))
  const end = text.indexOf("\r\n", middle)
  return text.slice(0, Math.max(1, end > middle + 1 ? end - 1 : middle))
}
