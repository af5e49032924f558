import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Option, Result } from "effect"
import { Actions, AmiAction, type AmiClient, type AmiError } from "effect-ami"
import { size } from "../size.ts"
import { turns, within } from "../transport/waiting.ts"
import { type Action, answeringServer, clientOf, success } from "./answeringServer.ts"

type Ami = AmiClient.AmiClient["Service"]

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** A request that is unique in the log of the server. */
const sendNumber = (ami: Ami, number: number | string) =>
  ami.send(AmiAction.raw("Probe", [["Number", `${number}`], ["Padding", "x".repeat(Number(number) % 300)]]))

/** The outcome of a failed request. */
const outcome = ({ reason }: AmiError.AmiError) =>
  reason._tag === "NotSent"
    ? reason.why
    : reason._tag === "OutcomeUnknown"
    ? `${reason._tag} ${reason.cause}`
    : reason._tag

const probes = (actions: ReadonlyArray<Action>) =>
  actions.filter(({ name }) => name === "Probe").map(({ get }) => get("Number"))

/** Answers a probe with its number. */
const echo = (action: Action) =>
  action.name === "Probe" ? success(action, `Number: ${action.get("Number")}\r\n`) : undefined

const silent = (action: Action) => (action.name === "Probe" ? "" : undefined)

/** How many connections end or begin. */
const rounds = size(50, 10)
/** How many actions are sent at once while nobody reads. */
const asked = size(10_000, 1000)

describe("NodeAmi requests", () => {
  it.live("sends the actions of one turn whole and in order, each once", () =>
    Effect.gen(function*() {
      const server = yield* answeringServer(echo)
      const ami = yield* clientOf(server)

      const answers = yield* Effect.forEach(numbers(1000), (number) => sendNumber(ami, number), {
        concurrency: "unbounded"
      })

      assert.deepStrictEqual(probes(server.actions), numbers(1000).map(String))
      assert.deepStrictEqual(answers.map((answer) => answer.get("Number")), numbers(1000).map(String))
      assert.strictEqual(new Set(server.actions.map(({ actionId }) => actionId)).size, server.actions.length)
    }))

  it.live("fails as OutcomeUnknown if an answer exceeds a limit of the transport, and names the limit (C29)", () =>
    Effect.gen(function*() {
      const server = yield* answeringServer((action) =>
        action.name === "Command" ? success(action, "Output: x\r\n".repeat(200)) : undefined
      )
      const ami = yield* clientOf(server, {}, { limits: { messageLines: 100 } })

      const error = yield* Effect.flip(ami.send(AmiAction.raw("Command", [["Command", "core show help"]])))

      assert.deepInclude(error.reason, { _tag: "OutcomeUnknown", cause: "Disconnected", detail: "messageLines is 100" })
      assert.include(error.message, "(messageLines is 100)")
    }))

  for (const how of ["end", "reset"] as const) {
    it.live(`fails every written action as OutcomeUnknown if the connection ends by ${how}, and resends none (C10, C11, row 47)`, () =>
      Effect.gen(function*() {
        const server = yield* answeringServer((action) => {
          if (action.name !== "Probe") return undefined
          if (action.get("Number") === "99") action.peer[how]()
          return ""
        })

        const round = Effect.gen(function*() {
          const ami = yield* clientOf(server)
          return yield* Effect.forEach(numbers(100), (number) => Effect.flip(sendNumber(ami, number)), {
            concurrency: "unbounded"
          }).pipe(within("the failure of every action"))
        })
        const errors = (yield* Effect.forEach(numbers(10), () => Effect.scoped(round))).flat()

        assert.deepStrictEqual(new Set(errors.map(outcome)), new Set(["OutcomeUnknown Disconnected"]))
        assert.isTrue(errors.every((error) => !error.isRetryable))
        assert.deepStrictEqual(probes(server.actions), numbers(10).flatMap(() => numbers(100).map(String)))
        assert.strictEqual(new Set(server.actions.map(({ actionId }) => actionId)).size, server.actions.length)
      }))

    it.live(`never reports an action that the server has seen as not sent, around an ${how}`, () =>
      Effect.gen(function*() {
        const server = yield* answeringServer(silent)
        const outcomes = new Map<string, string>()

        const round = Effect.fnUntraced(function*(round: number) {
          const ami = yield* clientOf(server)
          const peer = yield* server.accept
          const sent = numbers(20).map((turn) => `${round * 20 + turn}`)
          // The connection ends during another action in each round.
          const fibers = yield* Effect.forEach(sent, (number, turn) =>
            Effect.gen(function*() {
              if (turn === round % 10) peer[how]()
              const fiber = yield* Effect.forkChild(Effect.flip(sendNumber(ami, number)), { startImmediately: true })
              yield* turns(1)
              return fiber
            }))
          const errors = yield* Fiber.joinAll(fibers).pipe(within("the failure of every action"))
          errors.forEach((error, index) => outcomes.set(sent[index] ?? "", outcome(error)))
        })
        yield* Effect.forEach(numbers(rounds), (number) => Effect.scoped(round(number)))
        yield* server.allClosed
        const seen = new Set(probes(server.actions))
        const falselyNotSent = [...outcomes].filter(([number, what]) => what === "NotConnected" && seen.has(number))

        assert.strictEqual(outcomes.size, 20 * rounds)
        assert.deepStrictEqual([...new Set(outcomes.values())].sort(), ["NotConnected", "OutcomeUnknown Disconnected"])
        assert.deepStrictEqual(falselyNotSent, [])
        assert.isAbove(seen.size, 0)
        assert.strictEqual(seen.size, probes(server.actions).length)
      }))

    it.live(`fails a request at once after the peer's ${how}, 1,000 times (C11, row 58)`, () =>
      Effect.gen(function*() {
        const server = yield* answeringServer((action) => {
          if (action.name === "Ping") action.peer[how]()
          return undefined
        })
        const ami = yield* clientOf(server)
        yield* Effect.exit(ami.send(Actions.Ping()))

        const errors = yield* Effect.forEach(numbers(1000), (number) => Effect.flip(sendNumber(ami, number)))

        assert.deepStrictEqual(new Set(errors.map(outcome)), new Set(["NotConnected"]))
        assert.isTrue(errors.every((error) => error.isRetryable))
        assert.deepStrictEqual(probes(server.actions), [])
      }))
  }

  it.live("begins every connection with its own login, whatever was sent on the previous one (C2, row 61)", () =>
    Effect.gen(function*() {
      const server = yield* answeringServer()

      const round = Effect.gen(function*() {
        const ami = yield* clientOf(server)
        const peer = yield* server.accept
        peer.reset()
        const errors = yield* Effect.forEach(numbers(10), (number) => Effect.flip(sendNumber(ami, number)))
        return { errors, peer }
      })
      const all = yield* Effect.forEach(numbers(rounds), () => Effect.scoped(round))
      const later = all.slice(1).map(({ peer }) => server.actions.find((action) => action.peer === peer)?.name)

      assert.deepStrictEqual(new Set(later), new Set(["Challenge"]))
      assert.strictEqual(later.length, rounds - 1)
    }))

  it.live("holds a bounded number of actions for a server that does not read, and fails the rest at once (C16, row 57)", () =>
    Effect.gen(function*() {
      const server = yield* answeringServer(silent)
      const ami = yield* clientOf(server, {
        limits: { inFlight: 8, queued: 16 },
        actionTimeout: "1 second",
        drainTimeout: 0
      })
      const peer = yield* server.accept
      peer.freeze()

      const errors = yield* Effect.forEach(numbers(asked), (number) => Effect.flip(sendNumber(ami, number)), {
        concurrency: "unbounded"
      }).pipe(within("the failure of every action"))
      const counts = Object.groupBy(errors, outcome)
      peer.reset()

      // One that waits is written if the actions before it time out a moment sooner.
      const written = counts["OutcomeUnknown Timeout"]?.length ?? 0
      assert.isAtLeast(written, 8)
      assert.strictEqual(counts["QueuedTimeout"]?.length ?? 0, 24 - written)
      assert.strictEqual(counts["QueueFull"]?.length, asked - 24)
    }))

  it.live("splits no action and mixes up no answer if callers are interrupted or time out", () =>
    Effect.gen(function*() {
      const server = yield* answeringServer(echo)
      const ami = yield* clientOf(server, { limits: { inFlight: 16, queued: 2000 } })

      const caller = (number: number): Effect.Effect<string | undefined, AmiError.AmiError> =>
        Effect.gen(function*() {
          yield* turns(number % 7)
          const answer = Effect.map(sendNumber(ami, number), (response) => response.get("Number"))
          if (number % 3 === 0) return yield* answer
          if (number % 3 === 1) return Option.getOrUndefined(yield* Effect.timeoutOption(answer, number % 4))
          const fiber = yield* Effect.forkChild(answer, { startImmediately: true })
          yield* turns(number % 5)
          yield* Fiber.interrupt(fiber)
          return Exit.getSuccess(yield* Fiber.await(fiber)).pipe(Option.getOrUndefined)
        })
      const answers = yield* Effect.forEach(numbers(1500), caller, { concurrency: "unbounded" })
      const last = yield* sendNumber(ami, "last")

      const misled = answers.filter((answer, number) => answer !== undefined && answer !== `${number}`)
      const unanswered = answers.filter((answer, number) => answer === undefined && number % 3 === 0)
      assert.deepStrictEqual(misled, [])
      assert.deepStrictEqual(unanswered, [])
      assert.isAbove(answers.filter((answer) => answer === undefined).length, 0)
      assert.strictEqual(last.get("Number"), "last")
      for (const action of server.actions.slice(2)) {
        assert.strictEqual(action.name, "Probe")
        assert.strictEqual(action.get("Padding")?.length, Number(action.get("Number")) % 300 || 0)
      }
      assert.strictEqual(new Set(probes(server.actions)).size, probes(server.actions).length)
    }))

  it.live("sends nothing for a request that was interrupted before its turn", () =>
    Effect.gen(function*() {
      const server = yield* answeringServer(silent)
      const ami = yield* clientOf(server, { limits: { inFlight: 1 }, drainTimeout: 0 })
      const first = yield* Effect.forkChild(Effect.result(sendNumber(ami, 1)), { startImmediately: true })
      const second = yield* Effect.forkChild(Effect.result(sendNumber(ami, 2)), { startImmediately: true })

      yield* Fiber.interrupt(second)
      yield* Fiber.interrupt(first)
      const third = yield* Effect.forkChild(Effect.result(sendNumber(ami, 3)), { startImmediately: true })
      yield* server.awaitActions(4)
      server.actions[3]?.peer.reset()
      const result = yield* Fiber.join(third)

      assert.isTrue(Result.isFailure(result) && outcome(result.failure) === "OutcomeUnknown Disconnected")
      assert.deepStrictEqual(probes(server.actions), ["1", "3"])
    }))
})
