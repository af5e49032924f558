/**
 * The calls that a client has under way: what the feed of live models gives them, and the lists that they look at together.
 *
 * A dialer has hundreds of calls. Each event is looked up by the ids of its channels, and one list of channels answers all
 * calls that have lost sight of theirs.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../../AmiError.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import { make as makeLive, type Output, type Part } from "../../live/AmiLive.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import { Course, events, type Given } from "./course.ts"

/** A call that somebody waits for. */
export class Dial {
  readonly id: string
  readonly course: Course
  /**
   * Whether events come: not since a connection or events were lost, and `back` if they come again but something may have
   * happened meanwhile.
   */
  link: "up" | "lost" | "back" = "up"
  /** There is no other connection to come. */
  isClosed = false
  /** How many lists in succession did not come although there is a connection. */
  misses = 0
  /** The ids of its channels. */
  readonly ids = new Set<string>()
  private readonly waiting = new Set<() => void>()

  constructor(given: Given, onNew: (Uniqueid: string) => void) {
    this.id = given.id
    this.course = new Course(given, onNew)
  }

  /** Something has happened. */
  readonly wake = (): void => {
    for (const one of this.waiting) one()
  }

  /** Waits until something holds, for so long at most. Gives whether it holds. */
  until(holds: () => boolean, atMost: Duration.Input = Duration.infinity): Effect.Effect<boolean> {
    const held = Effect.callback<void>((resume) => {
      if (holds()) return resume(Effect.void)
      const check = () => {
        if (!holds()) return
        this.waiting.delete(check)
        resume(Effect.void)
      }
      this.waiting.add(check)
      return Effect.sync(() => this.waiting.delete(check))
    })
    return Effect.map(Effect.timeoutOption(held, atMost), Option.isSome)
  }
}

/** The calls of one client. It is installed for as long as there are some, and not a second time after that. */
class Dialer implements Part {
  readonly name = "dials"
  readonly events = events
  readonly sources = []
  readonly outputs: ReadonlyArray<Output> = [{ ...silent, end: () => this.end() }]
  private readonly dials = new Set<Dial>()
  /** By the id of each channel; several if somebody watches the same call twice. */
  private readonly byChannel = new Map<string, Set<Dial>>()
  users = 0

  add(given: Given): Dial {
    const dial: Dial = new Dial(given, (id) => this.index(id, dial))
    this.index(given.id, dial)
    this.dials.add(dial)
    return dial
  }

  private index(id: string, dial: Dial): void {
    dial.ids.add(id)
    const known = this.byChannel.get(id) ?? new Set()
    this.byChannel.set(id, known.add(dial))
  }

  remove(dial: Dial): void {
    this.dials.delete(dial)
    for (const id of dial.ids) {
      const known = this.byChannel.get(id)
      known?.delete(dial)
      if (known?.size === 0) this.byChannel.delete(id)
    }
  }

  readonly apply = (message: AmiMessage, at: number): void => {
    for (const dial of this.of(message)) {
      dial.course.see(message, at)
      dial.wake()
    }
  }

  /** The calls that an event is about: one that names a channel of theirs, or one that was made for them. */
  private of(message: AmiMessage): Iterable<Dial> {
    for (const header of headers) {
      const id = message.get(header)
      const found = id === undefined ? undefined : this.byChannel.get(id)
      if (found !== undefined) return found
    }
    return none
  }

  readonly begin = (): void => undefined
  readonly list = (): boolean => true
  readonly isDoubting = (): boolean => false

  /** Events come again: each call has to be looked for. */
  readonly settle = (): number => {
    for (const dial of this.dials) {
      if (dial.link === "lost") dial.link = "back"
      dial.wake()
    }
    return 0
  }

  /** There is no other connection to come. */
  private end(): void {
    for (const dial of this.dials) {
      dial.isClosed = true
      dial.wake()
    }
  }

  readonly lose = (): void => {
    for (const dial of this.dials) {
      dial.link = "lost"
      dial.wake()
    }
  }
}

/** It has no values to publish. */
const silent: Output = {
  open: () => undefined,
  flush: () => undefined,
  release: () => undefined,
  lose: () => undefined,
  resync: () => undefined,
  sync: () => undefined,
  end: () => undefined
}

/** A channel that is made for a call has its id as `Linkedid`; a dial names who dials, and whom. */
const headers = ["Linkedid", "Uniqueid", "DestLinkedid", "DestUniqueid"]

const none: ReadonlyArray<never> = []

/** By `status`, which stays with a client that somebody has wrapped. */
const dialers = new WeakMap<object, Dialer>()

/** Watches a call from here on, until the scope closes. */
export const watch = Effect.fnUntraced(function*(
  ami: AmiClient["Service"],
  given: Given
): Effect.fn.Return<Dial, AmiError, AmiClient | Scope.Scope> {
  const live = yield* makeLive
  const dialer = dialers.get(ami.status) ?? new Dialer()
  // Before it is taken out of the feed: who comes next has a part of its own.
  const leaving = Effect.suspend(leaver(ami, dialer))
  yield* Effect.addFinalizer(() => leaving)
  yield* live.install(dialer)
  yield* Effect.addFinalizer(() => leaving)
  return yield* Effect.acquireRelease(
    Effect.sync(() => dialer.add(given)),
    (dial) => Effect.sync(() => dialer.remove(dial))
  )
})

/** Counts one more user of a part. Gives what counts it out, once however often it is called. */
const leaver = (ami: AmiClient["Service"], dialer: Dialer): () => Effect.Effect<void> => {
  let isIn = true
  dialer.users += 1
  dialers.set(ami.status, dialer)
  return () => {
    if (isIn) dialer.users -= 1
    isIn = false
    if (dialer.users === 0 && dialers.get(ami.status) === dialer) dialers.delete(ami.status)
    return Effect.void
  }
}
