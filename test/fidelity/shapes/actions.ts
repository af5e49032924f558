/**
 * Shapes of calls that AMI starts, bridges, records, hangs up, or drives by AsyncAGI.
 */
import { Effect } from "effect"
import { allOver, answers, between, inbound, type Lab, type Shape, shape, sleep } from "./telephone.ts"

/** A command of AsyncAGI, and its end. */
const command = ({ event, request }: Lab): Effect.Effect<void> => Effect.andThen(request, event("AsyncAGIExec"))

/** 101 answers the call that AMI starts, then the called party answers. */
const clicked = Effect.fnUntraced(function*(c: Lab, first = c.alice, second = c.bob) {
  yield* c.request
  return { a: yield* answers(first), b: yield* answers(second) }
})

export const actions: Readonly<Record<string, Shape>> = {
  "click-to-call": shape(function*(c) {
    const { a, b } = yield* clicked(c)
    yield* sleep(700)
    yield* a.bye
    yield* b.over
  }),
  "click-to-call-local": shape(function*(c) {
    const { a, b } = yield* clicked(c)
    yield* sleep(900)
    yield* b.bye
    yield* a.over
  }),
  "click-to-call-refused": shape(function*(c) {
    yield* c.request
    const a = yield* c.alice.ringing
    yield* a.ring
    yield* sleep(400)
    yield* a.reject(603)
    yield* c.event("Hangup")
  }),
  "click-to-call-noanswer": shape(function*(c) {
    yield* c.request
    const a = yield* c.alice.ringing
    yield* a.ring
    yield* c.event("Hangup")
  }),
  "click-to-call-far-busy": shape(function*(c) {
    yield* c.request
    const a = yield* answers(c.alice)
    const b = yield* c.bob.ringing
    yield* b.reject(486)
    yield* a.over
  }),
  "dialer-answered": shape(function*(c) {
    const { a, b } = yield* clicked(c, c.provider, c.alice)
    yield* sleep(700)
    yield* a.bye
    yield* b.over
  }),
  "dialer-forwarded": shape(function*(c) {
    yield* c.request
    const x = yield* c.provider.ringing
    yield* x.forward("101")
    const a = yield* answers(c.alice)
    yield* sleep(800)
    yield* a.bye
  }),
  "dialer-forwarded-local": shape(function*(c) {
    yield* c.request
    const b = yield* c.bob.ringing
    yield* b.forward("101")
    const a = yield* answers(c.alice)
    yield* sleep(800)
    yield* a.bye
  }),
  "dialer-machine": shape(function*(c) {
    yield* c.request
    const x = yield* answers(c.provider)
    yield* x.talk
    yield* x.over
  }),
  "click-attended": shape(function*(c) {
    const { a, b } = yield* clicked(c)
    yield* sleep(500)
    yield* a.hold
    const second = yield* between(c.alice, c.carol, "103")
    yield* a.referTo(second.a)
    yield* sleep(1000)
    yield* a.bye
    yield* second.a.bye
    yield* sleep(300)
    yield* b.bye
    yield* second.b.over
  }),
  "connect-two-outside": shape(function*(c) {
    const { a, b } = yield* clicked(c, c.provider, c.provider)
    yield* sleep(700)
    yield* a.bye
    yield* b.over
  }),
  "bridge-ami": shape(function*(c) {
    // Both called at once, and Bob's call was the first one that the server saw.
    const b = yield* c.bob.call("200")
    const a = yield* c.alice.call("200")
    yield* a.answered
    yield* b.answered
    yield* sleep(400)
    yield* c.request
    yield* sleep(1000)
    yield* a.bye
    yield* sleep(400)
    yield* b.bye
  }),
  "hangup-by-ami": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* c.request
    yield* allOver(caller, agent)
  }),
  "recorded-ami": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.talk
    yield* caller.talk
    for (const pause of [600, 300, 300, 400]) {
      yield* c.request
      yield* sleep(pause)
    }
    yield* caller.bye
    yield* agent.over
  }),

  // --- AsyncAGI -------------------------------------------------------------------
  "async-agi": shape(function*(c) {
    const call = yield* c.bob.call("810")
    yield* c.event("AsyncAGIStart")
    for (let count = 0; count < 4; count++) yield* command(c)
    yield* c.request
    const a = yield* answers(c.alice)
    yield* sleep(500)
    yield* a.bye
    yield* c.event("AsyncAGIExec")
    yield* c.request
    yield* c.event("AsyncAGIEnd")
    yield* sleep(500)
    yield* call.bye
  }),
  "async-agi-hangup": shape(function*(c) {
    const call = yield* c.bob.call("810")
    yield* c.event("AsyncAGIStart")
    yield* c.request
    yield* c.request
    yield* sleep(700)
    yield* call.bye
    yield* c.event("AsyncAGIEnd")
    yield* c.request
    yield* sleep(300)
  })
}
