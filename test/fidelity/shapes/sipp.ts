/**
 * Shapes that SIPp played: another telephone, which sends no audio and knows no hesitation.
 */
import { Effect } from "effect"
import { answers, customer, type Lab, type Shape, shape, sleep, type Telephone } from "./telephone.ts"

/** 101 answers after 300 ms, and talks for 600 ms before it does something. */
const taken = Effect.fnUntraced(function*({ alice }: Lab) {
  const call = yield* answers(alice, 300)
  yield* sleep(600)
  return call
})

/** Calls, and hangs up some time after the answer. */
const talks = Effect.fnUntraced(function*(who: Telephone, number: string, millis: number) {
  const call = yield* who.call(number, number.startsWith("555") ? customer : undefined)
  yield* call.answered
  yield* sleep(millis)
  if (!call.isOver()) yield* call.bye
})

/** Both at once, until both have ended. */
const together = (...all: ReadonlyArray<Effect.Effect<unknown>>): Effect.Effect<void> =>
  Effect.all(all, { concurrency: "unbounded", discard: true })

const refused = (status: number): Shape =>
  shape(function*({ alice, bob }) {
    const call = yield* bob.call("101")
    const rings = yield* alice.ringing
    yield* rings.reject(status)
    yield* call.over
  })

export const sipp: Readonly<Record<string, Shape>> = {
  "sipp-answered": (c) => together(talks(c.provider, "5550100", 900), answers(c.alice, 500)),
  "sipp-busy": refused(486),
  "sipp-declined": refused(603),
  "sipp-cancelled": shape(function*({ alice, provider }) {
    const call = yield* provider.call("5550100", customer)
    const rings = yield* alice.ringing
    yield* rings.ring
    yield* call.alerting
    yield* sleep(800)
    yield* call.bye
    yield* rings.over
  }),
  "sipp-forwarded": (c) =>
    together(
      talks(c.carol, "101", 900),
      Effect.flatMap(c.alice.ringing, ({ forward }) => forward("102")),
      answers(c.bob, 400)
    ),
  "sipp-hold": (c) =>
    together(
      talks(c.provider, "5550100", 2600),
      Effect.gen(function*() {
        const call = yield* taken(c)
        yield* call.hold
        yield* sleep(700)
        yield* call.unhold
      })
    ),
  "sipp-transfer": (c) =>
    together(
      talks(c.provider, "5550100", 3000),
      Effect.flatMap(taken(c), ({ refer }) => refer("102")),
      answers(c.bob, 300)
    ),
  "sipp-parked": shape(function*(c) {
    const caller = yield* c.provider.call("5550100", customer)
    const agent = yield* taken(c)
    yield* agent.refer("700")
    yield* together(
      Effect.andThen(sleep(500), Effect.suspend(() => agent.isOver() ? Effect.void : agent.bye)),
      Effect.andThen(sleep(900), talks(c.bob, "701", 800))
    )
    yield* caller.over
  }),
  "sipp-queue": (c) => together(talks(c.provider, "5550103", 2600), answers(c.alice, 600))
}
