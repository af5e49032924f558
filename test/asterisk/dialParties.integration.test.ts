/**
 * `AmiDial` with SIP telephones for both parties, which answer, ring, refuse, forward and transfer.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Schedule } from "effect"
import { Ami, AmiCalls, AmiDial } from "effect-ami"
import { clientOver, offers, type Way } from "./clients.ts"
import { forEachServer } from "./servers.ts"
import { type Habit, telephone } from "./telephone.ts"

/** Tests that use these telephones run one after the other: the servers are shared. */
const first = "tel3"
const second = "tel4"

/** What a SIP status becomes. */
const answers: ReadonlyArray<readonly [status: number, outcome: AmiDial.Outcome["_tag"], cause: number]> = [
  [486, "Busy", 17],
  [600, "Busy", 17],
  [603, "Rejected", 21],
  [403, "Rejected", 21],
  [404, "Unreachable", 1],
  [410, "Unreachable", 22],
  [484, "Unreachable", 28],
  [408, "NoAnswer", 18],
  [480, "NoAnswer", 19],
  [503, "Congestion", 34],
  [500, "Congestion", 38],
  [487, "Cancelled", 127],
  [488, "Failed", 58]
]

const isOver = (call: { readonly state: string } | undefined) => call?.state === "cancelled" || call?.state === "over"

const ways: ReadonlyArray<Way> = ["tcp", "http"]

const tagOf = (outcome: AmiDial.Outcome | undefined) => outcome?._tag

const told = (outcome: AmiDial.Outcome): { readonly outcome: string; readonly cause?: number | undefined } =>
  "cause" in outcome ? { outcome: outcome._tag, cause: outcome.cause } : { outcome: outcome._tag }

const dial = (who: string, options: Partial<AmiDial.DialOptions> = {}) =>
  AmiDial.dial({ first: who, then: { Exten: "200" }, ringFor: "2 seconds", ...options })

const call = (to: string, options: Partial<AmiDial.CallOptions> = {}) =>
  AmiDial.call({ from: first, to, ringFor: "5 seconds", ...options })

/** Waits until a channel is in a bridge. */
const untilTalking = (channel: string) =>
  Effect.repeat(Ami.channels, {
    until: (channels) => channels.some(({ BridgeId, Channel }) => Channel === channel && (BridgeId ?? "") !== ""),
    schedule: Schedule.spaced("20 millis")
  })

const hangUp = (id: string) => Effect.ignore(Ami.hangup({ channel: id }))

forEachServer("the parties of a call", (server) => {
  for (const way of ways) {
    describe.skipIf(!offers(server, way) || !server.offers.cli)(`over ${way}`, () => {
      const over = () => AmiCalls.layer.pipe(Layer.provideMerge(clientOver(way, server)))

      it.live("who is called first, as a channel and as an extension: each SIP status has its outcome and cause", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first)
          for (const [status, outcome, cause] of answers) {
            phone.habit = { refuses: status }
            for (const who of [first, `PJSIP/${first}`]) {
              const found = yield* dial(who)
              assert.deepStrictEqual(told(found), { outcome, cause }, `${who} ${status} ${JSON.stringify(found)}`)
            }
          }
          assert.lengthOf(phone.calls, answers.length * 2)
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("who is called second: each SIP status has its outcome and cause", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first)
          const other = yield* telephone(server, second)
          for (const [status, outcome, cause] of answers) {
            other.habit = { refuses: status }
            const { from, to } = yield* call(second)
            assert.strictEqual(from._tag, "Answered", JSON.stringify(from))
            assert.deepStrictEqual(to && told(to), { outcome, cause }, `${status} ${JSON.stringify(to)}`)
            if (server.version === 22 && to !== undefined && "TechCause" in to) {
              assert.strictEqual(to.TechCause, `${status}`)
            }
          }
          assert.lengthOf(other.calls, answers.length)
          assert.lengthOf(phone.calls, answers.length)
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("nobody is there: no endpoint, no registration, no extension, nobody listening", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first)
          const firsts = yield* Effect.forEach(
            ["PJSIP/nowhere", "PJSIP/tel5", "tel5", "nowhere", "no-such", "Nothing/100"],
            (who) => Effect.map(dial(who), tagOf)
          )
          assert.deepStrictEqual(firsts, firsts.map(() => "Unreachable"))

          const seconds = yield* Effect.forEach(
            ["tel5", "nowhere"],
            (to) => Effect.map(call(to), ({ to }) => tagOf(to))
          )
          assert.deepStrictEqual(seconds, ["Unreachable", "Unreachable"])
          const dead = yield* call("dead")
          assert.include(["Congestion", "NoAnswer", "Unreachable"], tagOf(dead.to))

          const before = phone.calls.length
          const error = yield* Effect.flip(call("no-such"))
          assert.include(error.message, "no extension no-such")
          assert.lengthOf(phone.calls, before)
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("a telephone rings until the time is over, or says nothing", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first, "rings")
          const other = yield* telephone(server, second)
          for (const who of [first, `PJSIP/${first}`]) assert.strictEqual((yield* dial(who))._tag, "NoAnswer")
          phone.habit = "silent"
          for (const who of [first, `PJSIP/${first}`]) assert.strictEqual((yield* dial(who))._tag, "NoAnswer")
          yield* phone.until("the end of all calls", (calls) => calls.length === 4 && calls.every(isOver))
          assert.lengthOf(other.calls, 0)
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("both answer, and talk until one of them is hung up; then there is a record", () =>
        Effect.gen(function*() {
          yield* telephone(server, first)
          yield* telephone(server, second)
          for (const who of [first, `PJSIP/${first}`]) {
            const dialing = yield* AmiDial.start({ first: who, then: { Exten: second } })
            const from = yield* dialing.first
            const to = yield* dialing.second
            assert.match(AmiDial.is("Answered")(from) ? from.channel : "", /^PJSIP\/tel3-/)
            assert.match(to !== undefined && AmiDial.is("Answered")(to) ? to.channel : "", /^PJSIP\/tel4-/)
            yield* hangUp(dialing.id)
            const { record } = yield* dialing.ended
            assert.strictEqual(record?.outcome, "Answered")
            assert.strictEqual(record?.end._tag, "HungUp")
          }
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("a transfer during the call changes neither outcome, and is in the record", () =>
        Effect.gen(function*() {
          yield* telephone(server, first)
          yield* telephone(server, second)
          yield* telephone(server, "tel2")
          for (const who of [first, `PJSIP/${first}`]) {
            const dialing = yield* AmiDial.start({ first: who, then: { Exten: second } })
            const to = yield* dialing.second
            const channel = to?._tag === "Answered" ? to.channel : ""
            yield* untilTalking(channel)
            yield* Ami.blindTransfer({ channel, extension: "tel2" })
            yield* Effect.repeat(Ami.channels, {
              until: (channels) => channels.every(({ Channel }) => Channel !== channel),
              schedule: Schedule.spaced("50 millis")
            })
            yield* Effect.repeat(Ami.channels, {
              until: (channels) =>
                channels.some(({ BridgeId, Channel }) => Channel.startsWith("PJSIP/tel2") && BridgeId),
              schedule: Schedule.spaced("50 millis")
            })
            yield* hangUp(dialing.id)
            const { first: from, record, second: answered } = yield* dialing.ended
            assert.deepStrictEqual([tagOf(from), tagOf(answered)], ["Answered", "Answered"])
            assert.deepStrictEqual(record?.transfers.map(({ kind, outcome, to }) => [kind, outcome, to]), [
              ["Blind", "Completed", "tel2"]
            ])
          }
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("through a Local channel that Asterisk takes out of the call, and with early media", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first)
          const other = yield* telephone(server, second)
          const dialing = yield* AmiDial.start({ first: `Local/${first}@from-internal`, then: { Exten: second } })
          assert.deepStrictEqual([tagOf(yield* dialing.first), tagOf(yield* dialing.second)], ["Answered", "Answered"])
          yield* other.until("a call", (calls) => calls.at(-1)?.state === "answered")
          for (const { Channel } of yield* Ami.channels) if (Channel.startsWith("PJSIP/tel")) yield* hangUp(Channel)
          assert.strictEqual((yield* dialing.ended).record?.outcome, "Answered")

          assert.strictEqual((yield* dial(`PJSIP/${first}`, { earlyMedia: true }))._tag, "Answered")
          phone.habit = "rings"
          assert.strictEqual((yield* dial(`PJSIP/${first}`, { earlyMedia: true }))._tag, "NoAnswer")
          phone.habit = { refuses: 486, afterRinging: true }
          assert.strictEqual((yield* dial(first, { earlyMedia: true }))._tag, "Busy")
          for (const { Channel } of yield* Ami.channels) if (Channel.startsWith("PJSIP/tel")) yield* hangUp(Channel)
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("who was called first hangs up while the second rings", () =>
        Effect.gen(function*() {
          yield* telephone(server, first)
          const other = yield* telephone(server, second, "rings")
          for (const who of [first, `PJSIP/${first}`]) {
            const before = other.calls.length
            const calling = yield* Effect.forkChild(call(second, { from: who }))
            yield* other.until("a call", (calls) => calls.length > before)
            const caller = (yield* Ami.channels).find(({ Channel }) => Channel.startsWith("PJSIP/tel3"))
            yield* hangUp(caller?.Channel ?? "")
            const { from, to } = yield* Fiber.join(calling)
            assert.deepStrictEqual([tagOf(from), tagOf(to)], ["Answered", "Cancelled"])
            yield* other.until("its end", (calls) => calls.every(isOver))
          }
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("a telephone forwards: the call goes on through an extension, and out of sight as a channel", () =>
        Effect.gen(function*() {
          yield* telephone(server, first, { forwards: second })
          const other = yield* telephone(server, second)
          const found = yield* dial(first)
          assert.match(AmiDial.is("Answered")(found) ? found.channel : found._tag, /^PJSIP\/tel4-/)
          assert.deepInclude(yield* dial(`PJSIP/${first}`), { _tag: "Unknown", why: "Forwarded" })
          yield* other.until("both calls", (calls) => calls.filter(({ state }) => state === "answered").length === 2)
          other.habit = { refuses: 486 }
          assert.strictEqual((yield* dial(first))._tag, "Busy")
          for (const { Channel } of yield* Ami.channels) if (Channel.startsWith("PJSIP/tel")) yield* hangUp(Channel)
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("interrupting it stops what rings, the second party too", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first, "rings")
          const other = yield* telephone(server, second, "rings")
          const interrupted = Effect.fnUntraced(function*<A, E, R>(task: Effect.Effect<A, E, R>, rings: typeof phone) {
            const before = rings.calls.length
            const dialling = yield* Effect.forkChild(task)
            yield* rings.until("a call", (calls) => calls.length > before)
            yield* Fiber.interrupt(dialling)
            yield* rings.until("its end", (calls) => calls.every(isOver))
          })
          for (const who of [first, `PJSIP/${first}`]) {
            yield* interrupted(dial(who, { ringFor: "1 minute" }), phone)
          }
          phone.habit = "answers"
          yield* interrupted(call(second), other)
          yield* phone.until("the end of its call", (calls) => calls.every(isOver))
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("the black box says what became of calls that nobody watches", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first)
          const other = yield* telephone(server, second)
          yield* AmiDial.installBlackBox
          const found = Effect.fnUntraced(function*(who: string, habit: Habit) {
            phone.habit = habit
            const id = crypto.randomUUID()
            const begun = yield* Ami.originate({
              originator: who,
              extension: second,
              timeout: "1 second",
              channelId: id,
              variables: { "CHANNEL(hangup_handler_push)": "ami-black-box,s,1" }
            })
            // One that refuses at once may be over by now.
            if (habit === "rings") {
              yield* phone.until("its call", (calls) => calls.some(({ state }) => state === "ringing"))
              assert.strictEqual((yield* AmiDial.lookUp(begun.channelId))._tag, "Live")
            }
            if (habit === "answers") {
              yield* other.until("its call", (calls) => calls.some(({ state }) => state === "answered"))
              yield* hangUp(id)
            }
            return (yield* Effect.repeat(AmiDial.lookUp(id), { until: ({ _tag }) => _tag !== "Live" }))._tag
          })
          for (const who of [first, `PJSIP/${first}`]) {
            assert.deepStrictEqual(
              [
                yield* found(who, { refuses: 486, afterRinging: true }),
                yield* found(who, { refuses: 603, afterRinging: true }),
                yield* found(who, "rings"),
                yield* found(who, "answers")
              ],
              ["Busy", "Rejected", "NoAnswer", "Answered"],
              who
            )
          }
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("answering-machine detection reports what it has found", () =>
        Effect.gen(function*() {
          yield* telephone(server, first)
          const { amd, first: answered, second: nobody } = yield* AmiDial.follow({ first, then: { Exten: "amd" } })
          assert.deepStrictEqual([tagOf(answered), amd?.status], ["Answered", "NOTSURE"])
          assert.strictEqual(Option.isSome(Option.fromUndefinedOr(nobody)) ? tagOf(nobody) : "Unknown", "Unknown")
        }).pipe(Effect.scoped, Effect.provide(over())))
    })
  }
})
