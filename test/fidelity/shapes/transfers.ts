/**
 * Shapes of transfers: blind and attended, by SIP, by digits and by AMI, and pick-up.
 */
import { Effect } from "effect"
import {
  allOver,
  allRing,
  answers,
  between,
  type Call,
  customer,
  inbound,
  type Lab,
  type Shape,
  shape,
  sleep
} from "./telephone.ts"

/** A call from outside to 101, who dials a feature code and then a number. */
const dialled = Effect.fnUntraced(function*(c: Lab, code: string, pause: number) {
  const { agent, caller } = yield* inbound(c)
  yield* agent.press(code)
  yield* sleep(pause)
  yield* agent.press("102")
  return { agent, caller }
})

const isCalling = (call: Call): boolean => !call.isUp() && !call.isOver()

export const transfers: Readonly<Record<string, Shape>> = {
  "blind-refer": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.refer("102")
    const b = yield* answers(c.bob)
    yield* sleep(800)
    yield* agent.bye
    yield* caller.bye
    yield* b.over
  }),
  "blind-refer-by-caller": shape(function*(c) {
    const { a, b } = yield* between(c.alice, c.bob, "102")
    yield* a.refer("103")
    const x = yield* answers(c.carol)
    yield* sleep(800)
    yield* a.bye
    yield* x.bye
    yield* b.over
  }),
  "blind-refer-busy": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.refer("102")
    const b = yield* c.bob.ringing
    yield* b.reject(486)
    yield* caller.over
    yield* agent.bye
  }),
  "blind-refer-no-such-number": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.refer("999")
    yield* sleep(1200)
    yield* agent.bye
    if (!caller.isOver()) yield* caller.bye
  }),
  "blind-refer-outside": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.refer("0777")
    const x = yield* answers(c.provider)
    yield* sleep(800)
    yield* agent.bye
    yield* x.bye
    yield* caller.over
  }),
  "blind-refer-to-group": shape(function*(c) {
    const { agent, caller } = yield* inbound(c, "104", c.dave)
    yield* agent.refer("150")
    const [, , x] = yield* allRing(c.alice, c.bob, c.carol)
    yield* sleep(500)
    if (x === undefined) return
    yield* x.answer
    yield* sleep(700)
    yield* agent.bye
    yield* caller.bye
    yield* x.over
  }),
  "blind-ami": shape(function*(c) {
    const { caller } = yield* inbound(c)
    yield* c.request
    const b = yield* answers(c.bob)
    yield* sleep(800)
    yield* caller.bye
    yield* b.over
  }),
  "blind-dtmf": shape(function*(c) {
    const { caller } = yield* dialled(c, "#1", 900)
    const b = yield* answers(c.bob)
    yield* sleep(800)
    yield* b.bye
    yield* caller.over
  }),
  "redirect-ami": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* c.request
    yield* agent.over
    const b = yield* answers(c.bob)
    yield* sleep(800)
    yield* caller.bye
    yield* b.over
  }),
  "attended-refer": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.hold
    const { a, b } = yield* between(c.alice, c.bob, "102")
    yield* a.hold
    yield* agent.referTo(a)
    yield* sleep(1200)
    yield* agent.bye
    yield* a.bye
    yield* sleep(400)
    yield* caller.bye
    yield* b.over
  }),
  "attended-refer-by-caller": shape(function*(c) {
    const first = yield* between(c.alice, c.bob, "102")
    yield* first.a.hold
    const second = yield* between(c.alice, c.carol, "103")
    yield* first.a.referTo(second.a)
    yield* sleep(1200)
    yield* first.a.bye
    yield* second.a.bye
    yield* sleep(400)
    yield* second.b.bye
    yield* first.b.over
  }),
  "attended-refer-two-calls-in": shape(function*(c) {
    const first = yield* inbound(c)
    yield* first.agent.hold
    const other = yield* c.provider.call("5550100", { number: "0209999", name: "Second" })
    const agent = yield* answers(c.alice)
    yield* other.answered
    yield* sleep(400)
    yield* agent.referTo(first.agent)
    yield* sleep(1200)
    yield* agent.bye
    yield* first.agent.bye
    yield* sleep(300)
    yield* other.bye
    yield* first.caller.over
  }),
  "attended-refer-ringing": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.hold
    const a = yield* c.alice.call("102")
    const b = yield* c.bob.ringing
    yield* b.ring
    yield* a.alerting
    yield* sleep(400)
    yield* agent.referTo(a)
    yield* sleep(800)
    yield* b.answer
    yield* sleep(800)
    yield* agent.bye
    if (isCalling(a)) yield* a.bye
    yield* caller.bye
    yield* b.over
  }),
  "attended-refer-ringing-declined": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.hold
    const a = yield* c.alice.call("102")
    const b = yield* c.bob.ringing
    yield* b.ring
    yield* a.alerting
    yield* sleep(400)
    yield* agent.referTo(a)
    yield* sleep(800)
    yield* b.reject(603)
    yield* caller.over
    yield* agent.bye
  }),
  "attended-refer-ringing-group": shape(function*(c) {
    const { agent, caller } = yield* inbound(c, "104", c.dave)
    yield* agent.hold
    const second = yield* c.dave.call("150")
    const [, b] = yield* allRing(c.alice, c.bob, c.carol)
    yield* second.alerting
    yield* sleep(400)
    yield* agent.referTo(second)
    yield* sleep(600)
    if (b === undefined) return
    yield* b.answer
    yield* sleep(800)
    yield* agent.bye
    yield* caller.bye
    yield* b.over
  }),
  "attended-refer-cancelled": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.hold
    const { a, b } = yield* between(c.alice, c.bob, "102")
    yield* a.bye
    yield* b.over
    yield* agent.unhold
    yield* sleep(600)
    yield* caller.bye
    yield* agent.over
  }),
  "attended-refer-to-conference": shape(function*(c) {
    const b = yield* c.bob.call("600")
    yield* b.answered
    const { agent, caller } = yield* inbound(c)
    yield* agent.hold
    const a = yield* c.alice.call("600")
    yield* a.answered
    yield* sleep(600)
    yield* agent.referTo(a)
    yield* sleep(1200)
    yield* agent.bye
    yield* a.bye
    yield* sleep(400)
    yield* caller.bye
    yield* sleep(200)
    yield* b.bye
  }),
  "attended-dtmf": shape(function*(c) {
    const { agent, caller } = yield* dialled(c, "*2", 1500)
    const b = yield* answers(c.bob)
    yield* sleep(900)
    yield* agent.bye
    yield* sleep(900)
    yield* caller.bye
    yield* b.over
  }),
  "attended-dtmf-cancelled": shape(function*(c) {
    const { agent, caller } = yield* dialled(c, "*2", 1500)
    const b = yield* answers(c.bob)
    yield* sleep(900)
    yield* agent.press("*1")
    yield* b.over
    yield* sleep(700)
    yield* caller.bye
    yield* agent.over
  }),
  "attended-dtmf-declined": shape(function*(c) {
    const { agent, caller } = yield* dialled(c, "*2", 1500)
    const b = yield* c.bob.ringing
    yield* b.reject(603)
    yield* sleep(1500)
    yield* caller.bye
    yield* agent.over
  }),
  "attended-dtmf-ringing": shape(function*(c) {
    const { agent, caller } = yield* dialled(c, "*2", 1500)
    const b = yield* c.bob.ringing
    yield* b.ring
    yield* sleep(700)
    yield* agent.bye
    yield* sleep(1000)
    yield* b.answer
    yield* sleep(1200)
    yield* caller.bye
    yield* b.over
  }),
  "attended-dtmf-ringing-recalled": shape(function*(c) {
    const { agent, caller } = yield* dialled(c, "*2", 1500)
    const b = yield* c.bob.ringing
    yield* b.ring
    yield* sleep(700)
    yield* agent.bye
    // Asterisk gives up here by itself now and then: it cancels the recall in the moment in which it starts it.
    const again = yield* Effect.raceFirst(c.alice.ringing, Effect.as(caller.over, undefined))
    if (again === undefined) return
    yield* again.ring
    yield* sleep(500)
    if (again.isOver()) return yield* caller.over
    yield* again.answer
    yield* sleep(800)
    yield* caller.bye
    yield* again.over
  }),
  "attended-dtmf-threeway": shape(function*(c) {
    const { agent, caller } = yield* dialled(c, "*2", 1500)
    const b = yield* answers(c.bob)
    yield* sleep(900)
    yield* agent.press("*3")
    yield* sleep(1500)
    yield* agent.bye
    yield* sleep(900)
    yield* caller.bye
    yield* b.over
  }),
  "attended-ami": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.talk
    yield* caller.talk
    yield* c.request
    const b = yield* answers(c.bob)
    yield* sleep(900)
    yield* agent.bye
    yield* sleep(900)
    yield* caller.bye
    yield* b.over
  }),
  "transferred-twice": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.refer("102")
    const b = yield* answers(c.bob)
    yield* sleep(600)
    yield* agent.bye
    yield* b.hold
    const second = yield* between(c.bob, c.carol, "103")
    yield* b.referTo(second.a)
    yield* sleep(1000)
    yield* b.bye
    yield* second.a.bye
    yield* sleep(500)
    yield* caller.bye
    yield* second.b.over
  }),
  "transfer-to-queue": shape(function*(c) {
    const { agent, caller } = yield* inbound(c, "103", c.carol)
    yield* agent.refer("800")
    const a = yield* answers(c.alice)
    yield* sleep(800)
    yield* agent.bye
    yield* caller.bye
    yield* a.over
  }),
  "transfer-to-voicemail": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* caller.talk
    yield* agent.refer("896")
    yield* sleep(8500)
    yield* agent.bye
    yield* caller.bye
    yield* sleep(600)
  }),

  // --- Pick-up ------------------------------------------------------------------
  "pickup-group": shape(function*(c) {
    const call = yield* c.provider.call("5550100", customer)
    const a = yield* c.alice.ringing
    yield* a.ring
    yield* sleep(500)
    const b = yield* c.bob.call("*8")
    yield* b.answered
    yield* a.over
    yield* call.answered
    yield* sleep(700)
    yield* call.bye
    yield* b.over
  }),
  "pickup-directed": shape(function*(c) {
    const call = yield* c.provider.call("5550100", customer)
    const a = yield* c.alice.ringing
    yield* a.ring
    yield* sleep(500)
    const x = yield* c.carol.call("*8101")
    yield* x.answered
    yield* a.over
    yield* call.answered
    yield* sleep(700)
    yield* x.bye
    yield* call.over
  }),
  "pickup-in-group": shape(function*({ alice, bob, carol, dave, provider }) {
    const call = yield* provider.call("5550101", customer)
    const all = yield* allRing(alice, bob, carol)
    yield* sleep(500)
    const d = yield* dave.call("*8")
    yield* d.answered
    yield* allOver(...all)
    yield* sleep(700)
    yield* call.bye
    yield* d.over
  }),
  "replaces-ringing": shape(function*(c) {
    const call = yield* c.provider.call("5550100", customer)
    const a = yield* c.alice.ringing
    yield* a.ring
    yield* sleep(500)
    const b = yield* c.bob.replace(a)
    yield* b.answered
    yield* a.over
    yield* sleep(700)
    yield* call.bye
    yield* b.over
  }),
  "replaces-talking": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    const b = yield* c.bob.replace(agent)
    yield* b.answered
    yield* agent.over
    yield* sleep(700)
    yield* caller.bye
    yield* b.over
  })
}
