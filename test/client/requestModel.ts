/**
 * A model of what must become of requests, whatever the order of answers, callers, time and the connection.
 *
 * The model gets the same steps as the client and knows nothing about how the client works: `outcomes` and `written` say
 * what must be observed. A request is a single action or a list; an outcome is `pending` until it is final.
 */
import { Effect } from "effect"
import * as fc from "fast-check"

export type Step =
  /** A request whose schema may throw, for its answer or for its items. */
  | { readonly kind: "request"; readonly list: boolean; readonly throws: boolean }
  /** The response to one of the written actions: the first, a second, or an unmatched one. */
  | { readonly kind: "respond" | "fail" | "item" | "complete"; readonly which: number }
  | { readonly kind: "interrupt"; readonly which: number }
  | { readonly kind: "stranger" }
  | { readonly kind: "nameless" }
  | { readonly kind: "disconnect" }
  | { readonly kind: "close" }
  | { readonly kind: "advance"; readonly ticks: number }

/** Something that accepts requests: the client, or a part of it. */
export interface System {
  readonly request: (index: number, list: boolean, throws: boolean) => Effect.Effect<void>
  readonly interrupt: (index: number) => Effect.Effect<void>
  /** Delivers a message with the ActionID of a request, with an unknown one, or with none. */
  readonly deliver: (message: string, to: number | "stranger" | "nobody") => Effect.Effect<void>
  readonly advance: (ticks: number) => Effect.Effect<void>
  readonly disconnect: Effect.Effect<void>
  /** Starts to close: waits `drainMillis` for actions in flight, and accepts no more. */
  readonly close: Effect.Effect<void>
  /** The numbers of the written requests, in wire order. */
  readonly written: () => ReadonlyArray<number>
  /** The outcome of each request; called once, at the end. */
  readonly outcomes: Effect.Effect<ReadonlyArray<string>>
}

export const limits = { maxInFlight: 2, maxQueued: 2, timeoutTicks: 50 }

/** How often deadlines are checked. */
export const tickMillis = 100

/** Lies between two checks of deadlines, so that the order is never in doubt. */
export const drainMillis = 2050

const which = fc.nat(19)

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 18,
    arbitrary: fc.record({
      kind: fc.constant("request" as const),
      list: fc.boolean(),
      throws: fc.constantFrom(false, false, false, true)
    })
  },
  { weight: 18, arbitrary: fc.record({ kind: fc.constant("respond" as const), which }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("fail" as const), which }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("item" as const), which }) },
  { weight: 9, arbitrary: fc.record({ kind: fc.constant("complete" as const), which }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("interrupt" as const), which }) },
  { weight: 3, arbitrary: fc.constantFrom({ kind: "stranger" as const }, { kind: "nameless" as const }) },
  {
    weight: 9,
    arbitrary: fc.record({ kind: fc.constant("advance" as const), ticks: fc.integer({ min: 1, max: 60 }) })
  },
  { weight: 1, arbitrary: fc.constantFrom({ kind: "disconnect" as const }, { kind: "close" as const }) }
)

export const steps: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { maxLength: 40, size: "max" })

/** An index biased towards the last four, so that steps refer to what is still open. */
const recent = (which: number, length: number): number =>
  length - 1 - (which < 12 ? which % Math.min(4, length) : which % length)

interface Modelled {
  readonly index: number
  readonly list: boolean
  readonly throws: boolean
  deadline: number
  /** The number of items of a started list. */
  items: number | undefined
}

/** The requests as they should be. */
export class Model {
  readonly outcomes: Array<string> = []
  readonly written: Array<number> = []
  private now = 0
  private connected = true
  private closedAt = Infinity
  private flying: Array<Modelled> = []
  private waiting: Array<Modelled> = []

  apply(step: Step): void {
    switch (step.kind) {
      case "request":
        return this.request(step.list, step.throws)
      case "advance":
        for (let tick = 0; tick < step.ticks; tick++) this.tick()
        return
      case "disconnect":
        for (const request of this.waiting) this.settle(request, "NotConnected")
        for (const request of this.flying) this.settle(request, `Disconnected${itemsOf(request)}`)
        this.connected = false
        return
      case "close":
        if (!this.connected || this.closedAt < Infinity) return
        this.closedAt = this.now
        for (const request of this.waiting) this.settle(request, "Refused")
        return
      case "interrupt": {
        const request = [...this.flying, ...this.waiting].find(({ index }) => index === this.pick(step.which))
        if (request !== undefined) this.settle(request, "interrupted")
        return
      }
      case "stranger":
      case "nameless":
        return
      default:
        return this.message(step.kind, this.target(step.which))
    }
  }

  /** The request that a step refers to, among all of them. */
  pick(which: number): number {
    return this.outcomes.length === 0 ? -1 : recent(which, this.outcomes.length)
  }

  /** The request that a message is for: only written ones have an ActionID. */
  target(which: number): number | undefined {
    return this.connected && this.written.length > 0 ? this.written[recent(which, this.written.length)] : undefined
  }

  private request(list: boolean, throws: boolean): void {
    const request: Modelled = {
      index: this.outcomes.length,
      list,
      throws,
      deadline: this.now + limits.timeoutTicks,
      items: undefined
    }
    this.outcomes.push("pending")
    if (this.closedAt < Infinity) this.settle(request, "Refused")
    else if (!this.connected) this.settle(request, "NotConnected")
    else if (this.flying.length < limits.maxInFlight) this.write(request)
    else if (this.waiting.length < limits.maxQueued) this.waiting.push(request)
    else this.settle(request, "QueueFull")
  }

  private message(kind: "respond" | "fail" | "item" | "complete", index: number | undefined): void {
    const request = this.flying.find((request) => request.index === index)
    if (request === undefined) return
    if (kind === "fail") {
      // In a started list it ends the list.
      this.settle(request, request.items === undefined ? "ActionFailed" : `Failed${itemsOf(request)}`)
    } else if (kind === "respond") {
      if (!request.list) this.settle(request, request.throws ? "DecodeFailed" : "answered")
      else if (request.items === undefined) {
        request.items = 0
        request.deadline = this.now + limits.timeoutTicks
      }
    } else if (request.items !== undefined) {
      if (kind === "complete") {
        const isBroken = request.throws && request.items > 0
        return this.settle(request, isBroken ? "DecodeFailed" : `answered${itemsOf(request)}`)
      }
      request.items += 1
      request.deadline = this.now + limits.timeoutTicks
    }
  }

  private tick(): void {
    this.now += 1
    if ((this.now - this.closedAt) * tickMillis >= drainMillis) {
      for (const request of this.flying) this.settle(request, `Closed${itemsOf(request)}`)
    }
    for (const request of this.waiting) if (request.deadline <= this.now) this.settle(request, "QueuedTimeout")
    for (const request of this.flying) {
      if (request.deadline <= this.now) this.settle(request, `Timeout${itemsOf(request)}`)
    }
  }

  private write(request: Modelled): void {
    this.flying.push(request)
    this.written.push(request.index)
  }

  private settle(request: Modelled, outcome: string): void {
    this.outcomes[request.index] = outcome
    this.waiting = this.waiting.filter((other) => other !== request)
    this.flying = this.flying.filter((other) => other !== request)
    const [next] = this.waiting
    const ending = outcome === "Refused" || outcome.startsWith("Disconnected")
    if (next === undefined || ending || this.flying.length >= limits.maxInFlight) return
    this.waiting = this.waiting.slice(1)
    this.write(next)
  }
}

const itemsOf = (request: Modelled): string => (request.items === undefined ? "" : ` after ${request.items} items`)

const textOf = (kind: "respond" | "fail" | "item" | "complete", list: boolean): string =>
  kind === "fail"
    ? "Response: Error\nMessage: no"
    : kind === "respond"
    ? `Response: Success${list ? "\nEventList: start" : ""}\nMessage: here`
    : kind === "item"
    ? "Event: Item\nName: a"
    : "Event: ItemsComplete\nEventList: Complete"

/** Runs the steps, ends the connection, and returns the model to compare with. */
export const follow = (system: System, steps: ReadonlyArray<Step>): Effect.Effect<Model> =>
  Effect.gen(function*() {
    const model = new Model()
    const lists: Array<boolean> = []
    const all: ReadonlyArray<Step> = [...steps, { kind: "disconnect" }]
    for (const step of all) {
      if (step.kind === "request") {
        yield* system.request(lists.length, step.list, step.throws)
        lists.push(step.list)
      } else if (step.kind === "advance") yield* system.advance(step.ticks)
      else if (step.kind === "disconnect") yield* system.disconnect
      else if (step.kind === "close") yield* system.close
      else if (step.kind === "stranger") yield* system.deliver("Response: Success", "stranger")
      else if (step.kind === "nameless") yield* system.deliver("Response: Success", "nobody")
      else if (step.kind === "interrupt") yield* system.interrupt(model.pick(step.which))
      else {
        const to = model.target(step.which)
        if (to !== undefined) yield* system.deliver(textOf(step.kind, lists[to] ?? false), to)
      }
      model.apply(step)
    }
    return model
  })
