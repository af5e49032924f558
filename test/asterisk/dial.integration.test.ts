/**
 * `Ami.dial` with SIP telephones that answer, ring and refuse, and without any.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Logger } from "effect"
import { Ami, AmiError } from "effect-ami"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { reasonOf } from "../tasks/watching.ts"
import { clientOver, offers, type Way } from "./clients.ts"
import { type AsteriskServer, forEachServer } from "./servers.ts"
import { type Habit, telephone } from "./telephone.ts"

/** Only this file uses these telephones: the servers are shared. */
const first = "tel1"
const second = "tel2"
/** Never registered. */
const nobody = "tel5"

/** As a channel, and through the extension that dials it. */
const originators = [`PJSIP/${first}`, first]

const dialled = (originator: string, options: Partial<Ami.DialOptions> = {}) =>
  Ami.dial({ originator, extension: "200", timeout: "1 second", ...options })

/** Makes a call that is not answered, and returns what the error says. */
const unanswered = (originator: string, options?: Partial<Ami.DialOptions>) =>
  Effect.map(reasonOf(dialled(originator, options)), (reason) => {
    if (reason._tag !== "NotAnswered") throw new Error(`${originator}: ${reason._tag}`)
    const { cause, dialStatus, outcome } = reason
    return { outcome, cause, dialStatus }
  })

const outcomesOf = (options?: Partial<Ami.DialOptions>) =>
  Effect.forEach(originators, (originator) => Effect.map(unanswered(originator, options), ({ outcome }) => outcome))

const isOver = (call: { readonly state: string } | undefined) => call?.state === "cancelled" || call?.state === "over"

/** What a SIP status becomes: the cause of `Hangup` and the status of `DialEnd`, as observed on live servers. */
const answers: ReadonlyArray<
  readonly [status: number, outcome: AmiError.NotAnswered["outcome"], cause: number, dialStatus: string]
> = [
  [486, "Busy", 17, "BUSY"],
  [600, "Busy", 17, "BUSY"],
  [603, "Rejected", 21, "NOANSWER"],
  [403, "Rejected", 21, "NOANSWER"],
  [404, "Unreachable", 1, "NOANSWER"],
  [604, "Unreachable", 1, "NOANSWER"],
  [410, "Unreachable", 22, "NOANSWER"],
  [484, "Unreachable", 28, "NOANSWER"],
  [408, "NoAnswer", 18, "NOANSWER"],
  [480, "NoAnswer", 19, "NOANSWER"],
  [503, "Congestion", 34, "CONGESTION"],
  [500, "Congestion", 38, "NOANSWER"],
  [487, "Cancelled", 127, "NOANSWER"],
  [488, "Failed", 58, "NOANSWER"]
]

const ways: ReadonlyArray<Way> = ["tcp", "http"]

forEachServer("dial", (server) => {
  for (const way of ways) {
    describe.skipIf(!offers(server, way) || !server.offers.cli)(`over ${way}`, () => {
      const over = () => clientOver(way, server)

      it.live("a telephone answers", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first)
          const channels = yield* Effect.forEach(originators, (originator) => dialled(originator))
          yield* phone.until("two answered calls", (calls) =>
            calls.filter((one) => one.state === "answered").length === 2)
          yield* Effect.forEach(channels, ({ Channel }) =>
            Ami.hangup({ channel: Channel }))
          yield* phone.until("the end of both calls", (calls) => calls.every(isOver))

          assert.match(channels[0]?.Channel ?? "", /^PJSIP\/tel1-/)
          assert.match(channels[1]?.Channel ?? "", /^Local\/tel1@from-internal-.*;1$/)
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("a telephone is busy or declines, at once or after ringing", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first)
          const refusing = (habit: Habit) => {
            phone.habit = habit
            return outcomesOf()
          }

          assert.deepStrictEqual(yield* refusing({ refuses: 486 }), ["Busy", "Busy"])
          assert.deepStrictEqual(yield* refusing({ refuses: 486, afterRinging: true }), ["Busy", "Busy"])
          assert.deepStrictEqual(yield* refusing({ refuses: 603 }), ["Rejected", "Rejected"])
          assert.deepStrictEqual(yield* refusing({ refuses: 603, afterRinging: true }), ["Rejected", "Rejected"])
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("a telephone rings, or is silent, until the timeout", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first, "rings")

          assert.deepStrictEqual(yield* outcomesOf(), ["NoAnswer", "NoAnswer"])
          phone.habit = "silent"
          assert.deepStrictEqual(yield* outcomesOf(), ["NoAnswer", "NoAnswer"])
          yield* phone.until("four cancelled calls", (calls) => calls.length === 4 && calls.every(isOver))
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("nobody is there: no endpoint, no registration, no extension, no such technology", () =>
        Effect.gen(function*() {
          const targets = ["PJSIP/nobody", `PJSIP/${nobody}`, nobody, "no-such", "Nothing/100"]

          assert.deepStrictEqual(
            yield* Effect.forEach(targets, (target) => Effect.map(unanswered(target), ({ outcome }) => outcome)),
            targets.map(() => "Unreachable")
          )
        }).pipe(Effect.provide(over())))

      it.live("two telephones of one extension: one is busy, and the other declines or rings", () =>
        Effect.gen(function*() {
          yield* telephone(server, first, { refuses: 486 })
          const other = yield* telephone(server, second, { refuses: 603 })

          assert.strictEqual((yield* unanswered("pair")).outcome, "Busy")
          other.habit = "rings"
          assert.strictEqual((yield* unanswered("pair")).outcome, "NoAnswer")
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("somebody else hangs up the ringing channel", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first, "rings")
          const cancelled = Effect.fnUntraced(function*(originator: string) {
            const channelId = `cancelled-${Math.random()}`
            const before = phone.calls.length
            const dialling = yield* Effect.forkChild(unanswered(originator, { channelId, timeout: "30 seconds" }))
            yield* phone.until("a call", (calls) => calls.length > before)
            yield* Ami.hangup({ channel: channelId })
            return (yield* Fiber.join(dialling)).outcome
          })

          assert.deepStrictEqual(yield* Effect.forEach(originators, cancelled), ["Cancelled", "Cancelled"])
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("interrupting it stops the telephone from ringing", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first, "rings")
          yield* Effect.forEach(originators, (originator) =>
            Effect.gen(function*() {
              const before = phone.calls.length
              const dialling = yield* Effect.forkChild(dialled(originator, { timeout: "1 minute" }))
              yield* phone.until("a call", (calls) => calls.length > before)
              yield* Fiber.interrupt(dialling)
              yield* phone.until("its end", (calls) => calls.every(isOver))
            }))

          assert.deepStrictEqual(phone.calls.map(({ state }) => state), ["cancelled", "cancelled"])
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("interrupting it at any moment after it has begun leaves nothing ringing", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first, "rings")
          for (const millis of [0, 1, 2, 3, 5, 8, 13, 21]) {
            for (const originator of originators) {
              const task = dialled(originator, { timeout: "1 minute" })
              const dialling = yield* Effect.forkChild(task, { startImmediately: true })
              yield* Effect.sleep(millis)
              yield* Fiber.interrupt(dialling)
            }
          }
          // When a telephone is called again, it rings after everything that was still pending.
          yield* unanswered(`PJSIP/${first}`)

          yield* phone.until("the end of every call", (calls) => calls.every(isOver))
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("leaves it ringing with `onInterrupt: leave`", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first, "rings")
          const channelId = `left-${Math.random()}`
          const dialling = yield* Effect.forkChild(
            dialled(`PJSIP/${first}`, { channelId, timeout: "30 seconds", onInterrupt: "leave" })
          )
          yield* phone.until("a call", (calls) => calls.length === 1)
          yield* Fiber.interrupt(dialling)
          // By the time Asterisk answers this, it has done everything it was asked to.
          yield* Ami.ping
          const [call] = phone.calls
          assert.strictEqual(call?.state, "ringing")

          yield* Ami.hangup({ channel: channelId })
          yield* phone.until("its end", (calls) => calls.every(isOver))
        }).pipe(Effect.scoped, Effect.provide(over())))

      it.live("hangs up the calls of waiting fibers when the client closes", () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first, "rings")
          const dialling = yield* Effect.forkChild(dialled(`PJSIP/${first}`, { timeout: "1 minute" })).pipe(
            Effect.tap(() => phone.until("a call", (calls) => calls.length === 1)),
            Effect.provide(over())
          )
          yield* Fiber.await(dialling)

          yield* phone.until("its end", (calls) => calls.every(isOver))
        }).pipe(Effect.scoped))
    })
  }

  describe.skipIf(!server.offers.cli)("in detail", () => {
    it.live("every SIP status has its outcome, cause and status", () =>
      Effect.gen(function*() {
        const phone = yield* telephone(server, first)
        for (const [status, outcome, cause, dialStatus] of answers) {
          phone.habit = { refuses: status }
          const found = yield* Effect.forEach(originators, (originator) => unanswered(originator))
          assert.deepStrictEqual(found, [{ outcome, cause, dialStatus }, { outcome, cause, dialStatus }], `${status}`)
        }
      }).pipe(Effect.scoped, Effect.provide(clientOver("tcp", server))))

    it.live("a telephone forwards to a busy one: through an extension the busy one counts", () =>
      Effect.gen(function*() {
        yield* telephone(server, first, { forwards: second })
        yield* telephone(server, second, { refuses: 486 })

        assert.deepStrictEqual(yield* outcomesOf(), ["Failed", "Busy"])
      }).pipe(Effect.scoped, Effect.provide(clientOver("tcp", server))))

    it.live("interrupting a forwarded call stops it if it went through an extension, and warns otherwise", () =>
      Effect.gen(function*() {
        const warnings: Array<string> = []
        const logger = Logger.make(({ message }) => warnings.push(String(message)))
        yield* telephone(server, first, { forwards: second })
        const phone = yield* telephone(server, second, "rings")
        const interrupted = Effect.fnUntraced(function*(originator: string) {
          const before = phone.calls.length
          const dialling = yield* Effect.forkChild(dialled(originator, { timeout: "5 seconds" }))
          yield* phone.until("a call", (calls) => calls.length > before)
          yield* Fiber.interrupt(dialling)
          return phone.calls[before]
        })

        yield* Effect.gen(function*() {
          yield* interrupted(first)
          yield* phone.until("its end", (calls) => calls.every(isOver))
          assert.deepStrictEqual(warnings, [])
          yield* interrupted(`PJSIP/${first}`)
        }).pipe(Effect.provide(Layer.mergeAll(clientOver("tcp", server), Logger.layer([logger]))))

        assert.lengthOf(warnings, 1)
        assert.include(warnings[0], "forwarded")
        yield* phone.until("the end of what was let ring", (calls) => calls.every(isOver), "20 seconds")
      }).pipe(Effect.scoped))

    for (const way of ways) {
      for (const where of ["main", "child"]) {
        it.live.skipIf(!offers(server, way))(
          `SIGTERM stops the telephone that a program is ringing, over ${way} from its ${where} fiber`,
          () =>
            Effect.gen(function*() {
              const phone = yield* telephone(server, first, "rings")
              const address = way === "tcp" ? `${server.port}` : `http://${server.host}:${server.httpPort}`
              const rings = phone.until("a call", (calls) => calls.length === 1)
              const code = yield* terminated(server, [address, `PJSIP/${first}`, where], rings)

              yield* phone.until("its end", (calls) => calls.every(isOver))
              // The exit code that Effect uses for an interruption.
              assert.strictEqual(code, 130)
            }).pipe(Effect.scoped)
        )
      }
    }

    it.live("asks whether the account may see calls if it does not", () =>
      Effect.gen(function*() {
        const reason = yield* reasonOf(dialled("301", { timeout: "100 millis" }))

        assert.strictEqual(reason._tag === "OutcomeUnknown" && reason.cause, "Timeout")
        assert.include(reason.message, "May the account read the class `call`")
      }).pipe(Effect.provide(clientOver("tcp", server, { user: server.users.deaf }))))

    it.live("is not sent by a client that does not see calls", () =>
      Effect.gen(function*() {
        const reason = yield* reasonOf(dialled("301"))

        assert.deepInclude(reason, { _tag: "NotSent", field: "events" })
      }).pipe(Effect.provide(clientOver("tcp", server, { events: ["system"] }))))
  })
})

/** Runs a program that dials, ends it once the telephone rings, and returns its exit code. */
const terminated = Effect.fnUntraced(function*<E>(
  { users: { hello } }: AsteriskServer,
  [address, originator, where]: readonly [address: string, originator: string, where: string],
  rings: Effect.Effect<void, E>
) {
  const program = fileURLToPath(new URL("fixtures/dials.ts", import.meta.url))
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [program, address, hello.username, hello.secret, originator, where], { stdio: "inherit" })
    ),
    (process) => Effect.sync(() => process.kill("SIGKILL"))
  )
  yield* rings
  child.kill("SIGTERM")
  return yield* Effect.promise(() => once(child, "exit").then(([code]) => Number(code)))
})
