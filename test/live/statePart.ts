/**
 * A part for tests of what feeds parts: the states of channels, as a list and events say them.
 *
 * It keeps what it was called with, and can be made to throw.
 */
import { Effect, Fiber, Random, Stream } from "effect"
import { Actions, type AmiAction, type AmiClient, AmiLive, type AmiMessage } from "effect-ami"
import { AmiClient as Client } from "effect-ami/client/AmiClient"
import { source } from "../../src/live/internal/lists.ts"
import type { CycleCause, Loss, Part, Source } from "../../src/live/internal/part.ts"
import { Publisher } from "../../src/live/internal/publishing.ts"
import { Store } from "../../src/live/internal/store.ts"
import { atOnce, connected, start, turn as oneTurn } from "../client/scriptedTransport.ts"

/** Runs what was woken, and what that wakes. */
export const turn = Effect.repeat(oneTurn, { times: 4 })

export type Call = "apply" | "begin" | "list" | "isDoubting" | "settle" | "lose"

interface Choices {
  readonly name?: string
  readonly events?: ReadonlyArray<string>
  readonly sources?: ReadonlyArray<Source>
  /** The calls that throw. */
  readonly throws?: ReadonlySet<Call>
}

export const channels = source(1, Actions.CoreShowChannels())

/** A source of another id with the same items. */
export const listOf = (id: string, cost: number, action: AmiAction.ListAction<unknown>): Source =>
  source(cost, action, id)

export class StatePart implements Part {
  readonly name: string
  readonly events: ReadonlyArray<string>
  readonly sources: ReadonlyArray<Source>
  /** How often each of its methods was called. */
  readonly calls: Array<Call> = []
  readonly states = new Map<string, string>()
  readonly store = new Store<string>((key) => this.states.get(key), () => this.states.keys())
  readonly model = new Publisher(this.store)
  readonly outputs = [this.model]
  private readonly throws: ReadonlySet<Call>
  private readonly ended = new Set<string>()
  private noted: Set<string> | undefined
  private doubted = new Set<string>()
  private brought = new Set<string>()

  constructor({ events, name = "states", sources = [channels], throws = new Set() }: Choices = {}) {
    this.name = name
    this.events = events ?? ["Newchannel", "Newstate", "Hangup"]
    this.sources = sources
    this.throws = throws
  }

  apply(message: AmiMessage.AmiMessage): void {
    this.call("apply")
    const key = message.get("Uniqueid") ?? ""
    if (this.ended.has(key)) return
    this.noted?.add(key)
    this.doubted.delete(key)
    this.brought.delete(key)
    if (message.name === "Hangup") {
      this.ended.add(key)
      this.states.delete(key)
      this.store.end(key, false)
    } else this.set(key, message.get("ChannelStateDesc") ?? "")
  }

  begin(): void {
    this.call("begin")
    this.noted = new Set()
    this.doubted = new Set()
    this.brought = new Set()
  }

  list(_: Source, items: ReadonlyArray<AmiMessage.AmiMessage>): boolean {
    this.call("list")
    const noted = this.noted ?? new Set()
    const present = new Set<string>()
    for (const item of items) {
      const key = item.get("Uniqueid") ?? ""
      present.add(key)
      if (noted.has(key) || this.ended.has(key)) continue
      if (!this.states.has(key)) this.brought.add(key)
      this.set(key, item.get("ChannelStateDesc") ?? "")
    }
    for (const key of this.states.keys()) if (!present.has(key) && !noted.has(key)) this.doubted.add(key)
    this.noted = undefined
    return true
  }

  isDoubting(cause: CycleCause): boolean {
    this.call("isDoubting")
    return this.doubted.size > 0 || (cause === "Relist" && this.brought.size > 0)
  }

  settle(): number {
    this.call("settle")
    const corrections = this.brought.size + this.doubted.size
    for (const key of this.doubted) {
      this.ended.add(key)
      this.states.delete(key)
      this.store.end(key, true)
    }
    this.doubted = new Set()
    this.brought = new Set()
    return corrections
  }

  lose(_: Loss): void {
    this.call("lose")
    this.noted = undefined
    this.doubted = new Set()
    this.brought = new Set()
  }

  count(call: Call): number {
    return this.calls.filter((one) => one === call).length
  }

  private call(call: Call): void {
    this.calls.push(call)
    if (this.throws.has(call)) throw new Error(`${call} of ${this.name} threw`)
  }

  private set(key: string, state: string): void {
    if (this.states.get(key) === state) return
    this.states.set(key, state)
    this.store.touch(key)
  }
}

/** Installs parts in the scope of the test. */
export const install = (
  ami: AmiClient.AmiClient["Service"],
  part: Part,
  settings: AmiLive.Settings = {}
) =>
  Effect.flatMap(AmiLive.make, (live) => live.install(part)).pipe(
    Effect.provideService(Client, ami),
    Effect.provideService(AmiLive.Settings, settings),
    Random.withSeed("a model")
  )

/** What a model says from here on, in few words. */
export const told = Effect.fnUntraced(function*({ changes }: Pick<StatePart["model"], "changes">) {
  const words: Array<string> = []
  const fiber = yield* start(
    Stream.runForEach(changes, (change) => Effect.sync(() => words.push(wordsOf(change))))
  )
  yield* oneTurn
  return { words, fiber }
})

const wordsOf = (change: AmiLive.Change<string>): string => {
  switch (change._tag) {
    case "Present":
      return ["present", ...[...change.values].map((entry) => entry.join(" "))].join(", ")
    case "Upserted":
      return change.previous === undefined
        ? `${change.key} ${change.value}`
        : `${change.key} ${change.previous} to ${change.value}`
    case "Gone":
      return `gone ${change.key} ${change.last} ${change.finalStateUnknown ? "unknown" : "known"}`
    case "Stale":
      return `stale ${change.epoch} ${change.cause}`
    case "Synced":
      return `synced ${change.epoch} ${change.cause} ${change.corrections}`
  }
}

/** What there is to look at: `fresh 1 Up` or `Gap 1 Up`. */
export const shown = (live: AmiLive.Live<ReadonlyMap<string, string>>): string =>
  [live._tag === "Fresh" ? "fresh" : live.cause, ...[...live.value].map((entry) => entry.join(" "))].join(", ")

export const valuesOf = ({ model }: StatePart) => Effect.map(model.get, shown)

/** A client on a scripted peer, with parts whose first list is still to be answered. */
export const installing = Effect.fnUntraced(function*(
  parts: ReadonlyArray<Part>,
  settings: AmiLive.Settings = {}
) {
  const { ami, close, peer } = yield* connected({ reconnect: atOnce })
  const fibers = yield* Effect.forEach(parts, (part) => start(install(ami, part, settings)))
  yield* turn
  const joined = Effect.forEach(fibers, (fiber) => Fiber.join(fiber), { discard: true })
  return { ami, close, fibers, joined, peer }
})
