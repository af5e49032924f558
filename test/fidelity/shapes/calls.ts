/**
 * Shapes of calls between two parties, of groups and of forwarding.
 */
import { allOver, allRing, answers, between, customer, inbound, type Shape, shape, sleep } from "./telephone.ts"

export const calls: Readonly<Record<string, Shape>> = {
  "inbound-answered": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* sleep(800)
    yield* caller.bye
    yield* agent.over
  }),
  "internal-answered": shape(function*(c) {
    const { a, b } = yield* between(c.alice, c.bob, "102")
    yield* b.bye
    yield* a.over
  }),
  "outbound-answered": shape(function*(c) {
    const a = yield* c.alice.call("0301234567")
    const b = yield* c.provider.ringing
    yield* b.progress
    yield* sleep(400)
    yield* b.answer
    yield* a.answered
    yield* sleep(700)
    yield* a.bye
    yield* b.over
  }),
  "internal-busy": shape(function*({ alice, bob }) {
    const call = yield* alice.call("102")
    const b = yield* bob.ringing
    yield* b.reject(486)
    yield* call.over
  }),
  "internal-declined": shape(function*({ alice, bob }) {
    const call = yield* alice.call("102")
    const b = yield* bob.ringing
    yield* b.ring
    yield* sleep(300)
    yield* b.reject(603)
    yield* call.over
  }),
  "internal-noanswer": shape(function*({ alice, bob }) {
    const call = yield* bob.call("111")
    const rings = yield* alice.ringing
    yield* rings.ring
    yield* rings.over
    yield* call.over
  }),
  "caller-gives-up": shape(function*({ alice, bob }) {
    const call = yield* alice.call("102")
    const rings = yield* bob.ringing
    yield* rings.ring
    yield* call.alerting
    yield* sleep(500)
    yield* call.bye
    yield* rings.over
  }),
  "unregistered": shape(function*({ alice }) {
    const call = yield* alice.call("105")
    yield* call.over
  }),
  "unreachable": shape(function*({ alice }) {
    const call = yield* alice.call("106")
    yield* sleep(2000)
    if (!call.isOver()) yield* call.bye
    yield* call.over
  }),
  "no-such-number": shape(function*({ alice }) {
    const call = yield* alice.call("999")
    yield* call.over
    yield* sleep(300)
  }),
  "outbound-congested": shape(function*({ alice, provider }) {
    const call = yield* alice.call("0301234567")
    const b = yield* provider.ringing
    yield* b.reject(503)
    yield* call.over
  }),
  "outbound-no-such-number": shape(function*({ alice, provider }) {
    const call = yield* alice.call("0301234567")
    const b = yield* provider.ringing
    yield* b.reject(404)
    yield* call.over
  }),
  "through-the-house": shape(function*(c) {
    const a = yield* c.provider.call("5550108", customer)
    const b = yield* answers(c.provider)
    yield* a.answered
    yield* sleep(500)
    yield* b.bye
    yield* a.over
  }),
  "continues-after": shape(function*(c) {
    const { a, b } = yield* between(c.alice, c.bob, "112")
    yield* b.bye
    yield* a.over
  }),

  // --- Several telephones -----------------------------------------------------
  "group-answered": shape(function*({ alice, bob, carol, provider }) {
    const call = yield* provider.call("5550101", customer)
    const [a, b, x] = yield* allRing(alice, bob, carol)
    yield* sleep(500)
    if (a === undefined || b === undefined || x === undefined) return
    yield* b.answer
    yield* allOver(a, x)
    yield* call.answered
    yield* sleep(600)
    yield* call.bye
  }),
  "group-mixed": shape(function*({ alice, bob, carol, provider }) {
    const call = yield* provider.call("5550101", customer)
    const a = yield* alice.ringing
    const b = yield* bob.ringing
    const x = yield* carol.ringing
    yield* a.reject(486)
    yield* b.ring
    yield* x.ring
    yield* sleep(300)
    yield* x.reject(603)
    yield* sleep(300)
    yield* b.answer
    yield* call.answered
    yield* sleep(500)
    yield* b.bye
    yield* call.over
  }),
  "group-caller-gives-up": shape(function*({ alice, bob, carol, provider }) {
    const call = yield* provider.call("5550101", customer)
    const all = yield* allRing(alice, bob, carol)
    yield* sleep(600)
    yield* call.bye
    yield* allOver(...all)
  }),
  "group-local": shape(function*({ alice, bob, provider }) {
    const call = yield* provider.call("5550106", customer)
    const [, b] = yield* allRing(alice, bob)
    yield* sleep(400)
    if (b === undefined) return
    yield* b.answer
    yield* call.answered
    yield* sleep(800)
    yield* call.bye
    yield* b.over
  }),
  "group-local-n": shape(function*({ alice, bob, provider }) {
    const call = yield* provider.call("5550107", customer)
    const [a] = yield* allRing(alice, bob)
    yield* sleep(400)
    if (a === undefined) return
    yield* a.answer
    yield* call.answered
    yield* sleep(800)
    yield* a.bye
    yield* call.over
  }),
  "hunt-recorded": shape(function*(c) {
    const call = yield* c.provider.call("5550104", customer)
    const a = yield* c.alice.ringing
    yield* a.ring
    const b = yield* answers(c.bob)
    yield* b.talk
    yield* call.answered
    yield* sleep(1000)
    yield* call.bye
    yield* b.over
  }),
  "follow-me": shape(function*(c) {
    const call = yield* c.carol.call("820")
    const a = yield* c.alice.ringing
    yield* a.ring
    const b = yield* answers(c.bob, 400)
    yield* sleep(1200)
    yield* call.bye
    yield* b.over
  }),
  "forward-302": shape(function*(c) {
    const call = yield* c.alice.call("102")
    const b = yield* c.bob.ringing
    yield* b.forward("103")
    const x = yield* answers(c.carol)
    yield* call.answered
    yield* sleep(600)
    yield* call.bye
    yield* x.over
  }),
  "forward-302-outside": shape(function*(c) {
    const call = yield* c.provider.call("5550100", customer)
    const a = yield* c.alice.ringing
    yield* a.forward("0555")
    const x = yield* answers(c.provider)
    yield* call.answered
    yield* sleep(600)
    yield* x.bye
    yield* call.over
  }),
  "forward-302-in-group": shape(function*({ alice, bob, carol, dave, provider }) {
    const call = yield* provider.call("5550101", customer)
    const a = yield* alice.ringing
    const b = yield* bob.ringing
    const x = yield* carol.ringing
    yield* b.ring
    yield* x.ring
    yield* a.forward("104")
    const d = yield* answers(dave, 500)
    yield* call.answered
    yield* sleep(600)
    yield* call.bye
    yield* d.over
  }),
  "acceptance-accepted": shape(function*(c) {
    const call = yield* c.carol.call("851")
    const b = yield* answers(c.bob)
    yield* sleep(900)
    yield* b.press("1")
    yield* call.answered
    yield* sleep(700)
    yield* call.bye
    yield* b.over
  }),
  "acceptance-refused": shape(function*(c) {
    const call = yield* c.carol.call("851")
    const b = yield* answers(c.bob)
    yield* sleep(900)
    yield* b.press("2")
    yield* b.over
    yield* call.over
  }),
  "acceptance-caller-gives-up": shape(function*(c) {
    const call = yield* c.alice.call("851")
    const b = yield* answers(c.bob)
    yield* sleep(900)
    yield* call.bye
    yield* b.over
  }),
  "forward-to-group": shape(function*({ alice, bob, carol, dave }) {
    const call = yield* dave.call("853")
    yield* alice.unattended("ring")
    const [, x] = yield* allRing(bob, carol)
    yield* sleep(400)
    if (x === undefined) return
    yield* x.answer
    yield* call.answered
    yield* sleep(600)
    yield* x.bye
    yield* call.over
  }),
  "answered-local": shape(function*(c) {
    const call = yield* c.alice.call("854")
    yield* call.answered
    const b = yield* answers(c.bob)
    yield* b.talk
    yield* call.talk
    yield* sleep(1200)
    yield* call.bye
    yield* b.over
  }),

  // --- What happens in a call ---------------------------------------------------
  "hold-unhold": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.hold
    yield* sleep(1000)
    yield* agent.unhold
    yield* sleep(500)
    yield* agent.bye
    yield* caller.over
  }),
  "hold-hangup": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.hold
    yield* sleep(800)
    yield* caller.bye
    yield* agent.over
  }),
  "dtmf": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* caller.press("15#")
    yield* sleep(500)
    yield* caller.bye
    yield* agent.over
  }),
  "menu": shape(function*(c) {
    const call = yield* c.provider.call("5550102", customer)
    yield* call.answered
    yield* sleep(600)
    yield* call.press("1")
    const a = yield* answers(c.alice)
    yield* sleep(700)
    yield* call.bye
    yield* a.over
  }),
  "time-limit": shape(function*(c) {
    const { a, b } = yield* between(c.alice, c.bob, "895")
    yield* allOver(a, b)
  }),
  "call-waiting": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    const b = yield* c.bob.call("101")
    const second = yield* c.alice.ringing
    yield* second.ring
    yield* sleep(500)
    yield* agent.hold
    yield* second.answer
    yield* b.answered
    yield* sleep(600)
    yield* second.bye
    yield* b.over
    yield* agent.unhold
    yield* sleep(500)
    yield* agent.bye
    yield* caller.over
  }),
  "voicemail": shape(function*(c) {
    const call = yield* c.provider.call("5550105", customer)
    const a = yield* c.alice.ringing
    yield* a.ring
    yield* call.answered
    yield* call.talk
    yield* sleep(8500)
    yield* call.bye
    yield* sleep(800)
  }),
  "spied": shape(function*(c) {
    const { agent, caller } = yield* inbound(c)
    yield* agent.talk
    const x = yield* c.carol.call("830")
    yield* x.answered
    yield* sleep(1200)
    yield* caller.bye
    yield* agent.over
    yield* sleep(500)
    if (!x.isOver()) yield* x.bye
  }),
  "page": shape(function*(c) {
    const call = yield* c.alice.call("840")
    const [b, x] = yield* allRing(c.bob, c.carol)
    yield* sleep(300)
    if (b === undefined || x === undefined) return
    yield* b.answer
    yield* x.answer
    yield* sleep(1200)
    yield* call.bye
    yield* allOver(b, x)
  }),
  "registered": shape(function*(c) {
    yield* c.erin.register
    yield* sleep(3500)
    const { a, b } = yield* between(c.alice, c.erin, "105")
    yield* a.bye
    yield* b.over
    yield* c.erin.unregister
    yield* sleep(600)
  })
}
