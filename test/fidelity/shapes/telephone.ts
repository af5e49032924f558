/**
 * What the scripts of call shapes are written in: telephones, and the calls that their users see.
 */
import { Effect } from "effect"

/** Who calls, as a provider says it. */
export interface From {
  readonly number: string
  readonly name: string
}

/** One call of a telephone. Waiting for what never happens fails after some seconds. */
export interface Call {
  readonly isOver: () => boolean
  readonly isUp: () => boolean
  /** Rings (180), reports progress with sound (183), and answers. */
  readonly ring: Effect.Effect<void>
  readonly progress: Effect.Effect<void>
  readonly answer: Effect.Effect<void>
  /** Refuses with a SIP status. */
  readonly reject: (status: number) => Effect.Effect<void>
  /** Forwards to another number (302). */
  readonly forward: (number: string) => Effect.Effect<void>
  readonly hold: Effect.Effect<void>
  readonly unhold: Effect.Effect<void>
  /** Begins to send audio. */
  readonly talk: Effect.Effect<void>
  /** Transfers without asking (REFER). */
  readonly refer: (number: string) => Effect.Effect<void>
  /** Connects the far end with that of another call of this telephone (REFER with Replaces). */
  readonly referTo: (other: Call) => Effect.Effect<void>
  readonly press: (digits: string) => Effect.Effect<void>
  /** Hangs up: BYE, or CANCEL before the answer. */
  readonly bye: Effect.Effect<void>
  /** Until the far end rings, answers, or is gone. */
  readonly alerting: Effect.Effect<void>
  readonly answered: Effect.Effect<void>
  readonly over: Effect.Effect<void>
  readonly channel: string
}

/** What a telephone does with calls that nobody takes: nothing, ring, or refuse with a status. */
export type Unattended = "ring" | number | undefined

export interface Telephone {
  readonly call: (number: string, from?: From) => Effect.Effect<Call>
  /** Takes over a call of another telephone (INVITE with Replaces). */
  readonly replace: (call: Call) => Effect.Effect<Call>
  /** The next call that comes in and that nobody has taken yet. */
  readonly ringing: Effect.Effect<Call>
  readonly unattended: (how: Unattended) => Effect.Effect<void>
  readonly register: Effect.Effect<void>
  readonly unregister: Effect.Effect<void>
}

/** Everything that takes part in a shape. */
export interface Lab {
  readonly alice: Telephone
  readonly bob: Telephone
  readonly carol: Telephone
  readonly dave: Telephone
  readonly erin: Telephone
  readonly provider: Telephone
  /** Sends the next recorded request, and waits for its answer. */
  readonly request: Effect.Effect<void>
  /** Waits for an event that comes from now on. */
  readonly event: (name: string) => Effect.Effect<void>
}

/** What the people in a shape do. It ends when the last channels are about to. */
export type Shape = (lab: Lab) => Effect.Effect<void>

export const sleep = (millis: number): Effect.Effect<void> => Effect.sleep(millis)

/** Who calls from outside, if nothing else is said. */
export const customer: From = { number: "0201234", name: "Customer" }

/** Takes the next call after some time. */
export const answers = Effect.fnUntraced(function*(who: Telephone, millis = 300) {
  const call = yield* who.ringing
  yield* call.ring
  yield* sleep(millis)
  yield* call.answer
  return call
})

/** A call from outside to a telephone, which is answered and talked for a while. */
export const inbound = Effect.fnUntraced(function*(lab: Lab, number = "5550100", who = lab.alice) {
  const caller = yield* lab.provider.call(number, customer)
  const agent = yield* answers(who, 250)
  yield* caller.answered
  yield* sleep(600)
  return { caller, agent }
})

/** A call between two telephones. */
export const between = Effect.fnUntraced(function*(from: Telephone, to: Telephone, number: string) {
  const a = yield* from.call(number)
  const b = yield* answers(to, 200)
  yield* a.answered
  yield* sleep(500)
  return { a, b }
})

/** The next calls of several telephones, which all ring. */
export const allRing = (...telephones: ReadonlyArray<Telephone>): Effect.Effect<ReadonlyArray<Call>> =>
  Effect.forEach(telephones, ({ ringing }) => ringing, { concurrency: "unbounded" }).pipe(
    Effect.tap((calls) => Effect.forEach(calls, ({ ring }) => ring))
  )

export const allOver = (...calls: ReadonlyArray<Call>): Effect.Effect<void> =>
  Effect.forEach(calls, ({ over }) => over, { discard: true })

/** A script, step by step. */
export const shape = (run: (lab: Lab) => Effect.fn.Return<void>): Shape => Effect.fnUntraced(run)
