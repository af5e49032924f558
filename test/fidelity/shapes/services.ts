/**
 * Shapes of queues, parking, conferences and agents.
 */
import { allOver, allRing, answers, between, customer, inbound, type Shape, shape, sleep } from "./telephone.ts"

export const services: Readonly<Record<string, Shape>> = {
  "park-retrieved": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.refer("700")
    yield* sleep(1200)
    yield* agent.bye
    const b = yield* c.bob.call("701")
    yield* b.answered
    yield* sleep(900)
    yield* b.bye
    yield* caller.over
  }),
  "park-timeout": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.refer("700")
    yield* sleep(500)
    yield* agent.bye
    const again = yield* answers(c.alice, 400)
    yield* sleep(700)
    yield* caller.bye
    yield* again.over
  }),
  "park-abandoned": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.refer("700")
    yield* sleep(1000)
    yield* agent.bye
    yield* caller.bye
  }),
  "park-ami": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* c.request
    yield* agent.over
    yield* sleep(500)
    const b = yield* c.bob.call("701")
    yield* b.answered
    yield* sleep(900)
    yield* caller.bye
    yield* b.over
  }),
  "park-dtmf": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.press("#72")
    yield* sleep(2500)
    yield* agent.bye
    const b = yield* c.bob.call("701")
    yield* b.answered
    yield* sleep(900)
    yield* caller.bye
    yield* b.over
  }),

  // --- Queues -------------------------------------------------------------------
  "queue-answered": shape(function*(c) {
    const call = yield* c.provider.call("5550103", customer)
    const a = yield* answers(c.alice, 700)
    yield* sleep(1300)
    yield* call.bye
    yield* a.over
  }),
  "queue-second-member": shape(function*(c) {
    const call = yield* c.provider.call("5550103", customer)
    const a = yield* c.alice.ringing
    yield* a.ring
    const b = yield* answers(c.bob, 400)
    yield* sleep(1200)
    yield* b.bye
    yield* call.over
  }),
  "queue-abandoned": shape(function*(c) {
    const call = yield* c.provider.call("5550103", customer)
    const a = yield* c.alice.ringing
    yield* a.ring
    yield* sleep(900)
    yield* call.bye
    yield* a.over
  }),
  "queue-timeout": shape(function*(c) {
    yield* c.alice.unattended("ring")
    const call = yield* c.bob.call("801")
    yield* call.answered
    yield* call.over
  }),
  "queue-busy-member": shape(function*(c) {
    const call = yield* c.provider.call("5550103", customer)
    const a = yield* c.alice.ringing
    yield* a.reject(486)
    yield* c.alice.unattended(486)
    const b = yield* answers(c.bob)
    yield* sleep(900)
    yield* call.bye
    yield* b.over
  }),
  "queue-ringall": shape(function*({ alice, bob, carol, dave }) {
    const call = yield* dave.call("802")
    const [, , x] = yield* allRing(alice, bob, carol)
    yield* sleep(500)
    if (x === undefined) return
    yield* x.answer
    yield* sleep(1200)
    yield* x.bye
    yield* call.over
  }),
  "queue-local-members": shape(function*({ alice, bob, provider }) {
    const call = yield* provider.call("5550109", customer)
    const [, b] = yield* allRing(alice, bob)
    yield* sleep(500)
    if (b === undefined) return
    yield* b.answer
    yield* sleep(1200)
    yield* call.bye
    yield* b.over
  }),
  "queue-two-callers": shape(function*({ alice, bob, provider }) {
    yield* bob.unattended(486)
    const first = yield* provider.call("5550103", customer)
    const a = yield* alice.ringing
    yield* a.ring
    yield* first.answered
    const second = yield* provider.call("5550103", { number: "0205555", name: "Second" })
    yield* second.answered
    yield* sleep(700)
    yield* a.answer
    yield* sleep(700)
    yield* bob.unattended(undefined)
    const b = yield* answers(bob)
    yield* sleep(700)
    yield* first.bye
    yield* second.bye
    yield* allOver(a, b)
  }),
  "queue-blind-transfer": shape(function*(c) {
    const call = yield* c.provider.call("5550103", customer)
    const a = yield* answers(c.alice)
    yield* sleep(800)
    yield* a.refer("104")
    const d = yield* answers(c.dave)
    yield* sleep(800)
    yield* a.bye
    yield* call.bye
    yield* d.over
  }),
  "queue-attended-transfer": shape(function*(c) {
    const call = yield* c.provider.call("5550103", customer)
    const a = yield* answers(c.alice)
    yield* sleep(800)
    yield* a.hold
    const second = yield* between(c.alice, c.dave, "104")
    yield* a.referTo(second.a)
    yield* sleep(1000)
    yield* a.bye
    yield* second.a.bye
    yield* sleep(500)
    yield* call.bye
    yield* second.b.over
  }),
  "queue-members": shape(function*(c) {
    for (let count = 0; count < 5; count++) {
      yield* c.request
      yield* sleep(300)
    }
  }),
  "queue-exit-digit": shape(function*(c) {
    const call = yield* c.bob.call("803")
    yield* call.answered
    const a = yield* c.alice.ringing
    yield* a.ring
    yield* sleep(600)
    yield* call.press("9")
    const x = yield* answers(c.carol)
    yield* sleep(700)
    yield* call.bye
    yield* x.over
  }),
  "queue-empty": shape(function*(c) {
    const call = yield* c.bob.call("804")
    yield* call.answered
    yield* call.over
  }),
  "queue-withdrawn": shape(function*(c) {
    const call = yield* c.provider.call("5550103", customer)
    const a = yield* c.alice.ringing
    yield* a.ring
    yield* sleep(600)
    yield* c.request
    yield* call.over
  }),
  "menu-queue": shape(function*(c) {
    const call = yield* c.provider.call("5550102", customer)
    yield* call.answered
    yield* sleep(600)
    yield* call.press("2")
    const a = yield* answers(c.alice, 900)
    yield* sleep(900)
    yield* a.bye
    yield* call.over
  }),

  // --- Conferences and agents -----------------------------------------------------
  "conference": shape(function*(c) {
    const a = yield* c.alice.call("600")
    yield* a.answered
    yield* sleep(400)
    const b = yield* c.bob.call("600")
    yield* b.answered
    yield* sleep(400)
    const x = yield* c.carol.call("600")
    yield* x.answered
    yield* sleep(800)
    yield* b.bye
    yield* sleep(300)
    yield* a.bye
    yield* sleep(300)
    yield* x.bye
  }),
  "call-to-conference": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* c.request
    yield* sleep(1200)
    yield* agent.bye
    yield* sleep(300)
    yield* caller.bye
  }),
  "agent-pool": shape(function*(c) {
    // An agent who has just logged in gets no call for five seconds.
    const b = yield* c.bob.call("860")
    yield* b.answered
    yield* sleep(6500)
    for (const who of [c.carol, c.dave]) {
      const x = yield* who.call("861")
      yield* x.answered
      yield* sleep(2500)
      yield* x.bye
      yield* sleep(1500)
    }
    yield* b.bye
  })
}
