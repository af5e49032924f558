/**
 * The engine of a campaign: pulls contacts, and starts a call whenever one may start.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { quietly } from "../../internal/foreign.ts"
import { isRecord } from "../../internal/options.ts"
import type { Attempt, AttemptLogError } from "./attempt.ts"
import type { Entry, Gate } from "./campaignState.ts"
import { type Contact, isText, textRule } from "./contact.ts"
import { type Kit, place, settle, skip } from "./placing.ts"
import { recover } from "./recovering.ts"
import * as Source from "./source.ts"

/** What the engine needs beside what its calls share. */
export interface Parts<C extends Contact, E> extends Omit<Kit<C>, "stopped" | "undialled" | "wake"> {
  readonly contacts: Stream.Stream<C, E>
  /** How many more calls the pacing allows now. */
  readonly room: (at: number) => Effect.Effect<number>
  readonly trunk: (contact: C, number: string) => string | undefined
  readonly figuresEvery: Duration.Duration
  /** Gives figures. */
  readonly show: Effect.Effect<void>
}

export interface Engine<E> {
  /** Succeeds when nobody is left to call and no call is left, or fails as the contacts have. */
  readonly done: Effect.Effect<void, E>
  readonly stop: Effect.Effect<void>
  readonly pause: Effect.Effect<void>
  readonly resume: Effect.Effect<void>
}

/** How often free agents are counted while there are none. */
const agentsEvery = 100

export const start = Effect.fnUntraced(function*<C extends Contact, E>(
  parts: Parts<C, E>
): Effect.fn.Return<Engine<E>, AttemptLogError, Scope.Scope> {
  const { state } = parts
  const wakes = yield* Queue.sliding<void>(1)
  const wake = () => void Queue.offerUnsafe(wakes, undefined)
  const stopped = yield* Deferred.make<void>()
  const kit: Kit<C> = { ...parts, undialled: new Set(), stopped: Deferred.await(stopped), wake }
  const open = yield* load(kit)
  const fibers = yield* FiberSet.make<void>()
  let running = 0
  const fork = (call: Effect.Effect<void>) => {
    running += 1
    const ended = Effect.sync(() => {
      running -= 1
      wake()
    })
    const contained = Effect.catchCause(
      call,
      (cause) => quietly(Effect.logError("A call of a campaign was lost", cause))
    )
    return FiberSet.run(fibers, Effect.ensuring(contained, ended))
  }
  const source = yield* Source.open(parts.contacts, wake)
  yield* Effect.forkScoped(watchLink(kit))
  for (const attempt of open) yield* fork(recover(kit, attempt))

  const announce = announcer(kit)
  const turn = Effect.gen(function*() {
    while (!state.isStopped) {
      const at = yield* Clock.currentTimeMillis
      const gate = kit.gate(at)
      yield* announce(gate, at)
      if (gate !== undefined) return gate.until
      if (state.live >= state.settings.maxConcurrent) return Infinity
      const opens = state.rate.opens(at)
      if (opens > at) return opens
      if ((yield* parts.room(at)) < 1) return at + agentsEvery
      const entry = candidate(kit, source, at)
      if (entry === undefined) {
        if (state.waiting < state.settings.maxWaiting) yield* source.more
        return state.agenda.at
      }
      const found = Result.try((): unknown => parts.trunk(entry.contact, entry.number))
      const trunk = Result.isSuccess(found) ? found.success : undefined
      if (Result.isFailure(found) || (trunk !== undefined && typeof trunk !== "string")) {
        const cause = Result.isFailure(found) ? found.failure : "`trunk` must give the name of a line, or undefined"
        skip(kit, entry.contact, { reason: "Invalid", cause }, entry.past)
        continue
      }
      if (trunk !== undefined && !state.hasLine(trunk)) {
        state.block(entry, trunk)
        continue
      }
      state.reserve(at, trunk)
      yield* fork(place(kit, entry, { trunk, isSetup: true }))
    }
    return Infinity
  })
  const loop = Effect.gen(function*() {
    while (true) {
      const at = yield* turn
      const isOver = state.isStopped || (source.isOver && state.waiting === 0)
      if (isOver && running === 0) break
      const millis = at - (yield* Clock.currentTimeMillis)
      yield* millis === Infinity ? Queue.take(wakes) : Effect.raceFirst(Queue.take(wakes), Effect.sleep(millis))
    }
    if (source.end !== undefined) yield* source.end
  })
  const done = yield* Deferred.make<void, E>()
  yield* Effect.forkScoped(Deferred.into(loop, done))
  yield* Effect.forkScoped(Effect.forever(Effect.delay(parts.show, parts.figuresEvery)))
  const change = (to: () => void) =>
    Effect.sync(() => {
      to()
      wake()
    })
  return {
    done: Deferred.await(done),
    stop: Effect.andThen(change(() => void (state.isStopped = true)), Deferred.succeed(stopped, undefined)),
    pause: change(() => void (state.isPaused = true)),
    resume: change(() => state.resume())
  }
})

/** What earlier runs have left: attempts that are over, by their contacts, and those that are open. */
const load = Effect.fnUntraced(function*<C extends Contact>({ log, state }: Kit<C>) {
  const open: Array<Attempt> = []
  for (const attempt of yield* log.history(state.settings.name)) {
    if (attempt.outcome === undefined) {
      open.push(attempt)
      state.recovering.set(attempt.contact, undefined)
      continue
    }
    const others = state.history.get(attempt.contact)
    if (others === undefined) state.history.set(attempt.contact, [attempt])
    else others.push(attempt)
  }
  return open
})

/** Notes whether it is known what is there. Without a connection to come no call starts any more. */
const watchLink = <C extends Contact>({ phone, state, wake }: Kit<C>) => {
  const note = (isConnected: boolean) => {
    state.isConnected = isConnected
    wake()
  }
  return Stream.runForEach(phone.connected, (isConnected) => Effect.sync(() => note(isConnected))).pipe(
    Effect.catch((error) => quietly(Effect.logWarning("A campaign does not see its calls any more", error))),
    Effect.andThen(Effect.sync(() => note(false)))
  )
}

/** Says when calls stop to start, and when they start again. */
const announcer = <C extends Contact>({ publish, state }: Kit<C>) => {
  let paused: { readonly reason: Gate["reason"]; readonly since: number } | undefined
  const { name } = state.settings
  return (gate: Gate | undefined, at: number): Effect.Effect<void> => {
    if (gate?.reason === paused?.reason) return Effect.void
    const since = paused?.since ?? at
    paused = gate === undefined ? undefined : { reason: gate.reason, since }
    if (gate === undefined) {
      publish({ _tag: "Resumed", pausedMs: at - since })
      return quietly(Effect.logInfo(`Campaign ${name} starts calls again`))
    }
    const { error, reason, until } = gate
    publish({ _tag: "Paused", reason, ...(error === undefined ? {} : { error }) })
    const when = until === Infinity ? "" : ` until ${new Date(until).toISOString()}`
    const words = `Campaign ${name} starts no calls${when}: ${reason}`
    return quietly(error === undefined ? Effect.logInfo(words) : Effect.logWarning(words, error))
  }
}

/** Who is called next; undefined if nobody is there to be called now. */
const candidate = <C extends Contact, E>(
  kit: Kit<C>,
  source: Source.Source<C, E>,
  at: number
): Entry<C> | undefined => {
  const { state } = kit
  while (true) {
    const due = state.agenda.take(at)
    if (due !== undefined) {
      const opens = state.opens(due.contact, at)
      if (opens <= at) return due
      state.agenda.add(due, opens)
      continue
    }
    const next = state.waiting < state.settings.maxWaiting ? source.take() : undefined
    if (next === undefined) return undefined
    offer(kit, next.contact, at)
  }
}

/** What is wrong with a contact, which may come from anywhere. */
const wrongIn = ({ id, numbers, zone }: Contact): string | undefined => {
  if (!isText(id)) return `The \`id\` of a contact ${textRule}`
  if (!Array.isArray(numbers) || !numbers.every(isText)) return `Each of the \`numbers\` of a contact ${textRule}`
  return zone === undefined || isText(zone) ? undefined : "The `zone` of a contact must be the name of a time zone"
}

/** Takes in a contact that was pulled. */
const offer = <C extends Contact>(kit: Kit<C>, contact: C, at: number): void => {
  const { publish, state } = kit
  state.hasPulled = true
  const cause = isRecord(contact) ? wrongIn(contact) : "A contact must be an object with `id` and `numbers`"
  if (cause !== undefined) {
    state.skipped(undefined)
    return publish({ _tag: "Skipped", contact, reason: "Invalid", attempts: [], cause })
  }
  if (contact.zone !== undefined) state.hasZones = true
  const { id } = contact
  if (state.active.has(id)) return publish({ _tag: "Skipped", contact, reason: "Duplicate", attempts: [] })
  state.active.add(id)
  if (state.recovering.has(id)) return void state.recovering.set(id, contact)
  const past = state.history.get(id) ?? []
  state.history.delete(id)
  settle(kit, contact, past, at, past.length === 0 || state.resolved.delete(id))
}
