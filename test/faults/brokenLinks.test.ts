import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Option, Result, Schedule } from "effect"
import { Actions, AmiAction, type AmiError, AmiMessage } from "effect-ami"
import { answeringServer, clientOf, success } from "../node/answeringServer.ts"
import { goneSince, handles, sockets } from "../node/handles.ts"
import { size } from "../size.ts"
import { turns } from "../transport/waiting.ts"
import { lost, over, quiet, ready } from "./clients.ts"
import { countFibers } from "./fibers.ts"
import { numbers, probe, seenBy, wordsOf } from "./probes.ts"
import { faultProxy, randomOf } from "./proxy.ts"

/** The messages that answer a list action. */
const listOf = (actionId: string, count: number) => [
  `Response: Success\r\nActionID: ${actionId}\r\nEventList: start\r\n\r\n`,
  ...numbers(count).map((number) => `Event: Item\r\nActionID: ${actionId}\r\nNumber: ${number}\r\n\r\n`),
  `Event: ListComplete\r\nActionID: ${actionId}\r\nEventList: Complete\r\nListItems: ${count}\r\n\r\n`
]

/** The outcome of a list, in the words of `expected`. */
const listWords = (exit: Exit.Exit<ReadonlyArray<AmiMessage.AmiMessage>, AmiError.AmiError>) => {
  const numbersOf = (items: ReadonlyArray<unknown>) =>
    items.map((item) => AmiMessage.isAmiMessage(item) ? item.get("Number") : "?").join(" ")
  if (Exit.isSuccess(exit)) return `all of ${numbersOf(exit.value)}`
  const reason = Option.getOrUndefined(Exit.findErrorOption(exit))?.reason
  if (reason?._tag === "ListIncomplete") return `${reason.cause} after ${numbersOf(reason.items)}`
  return reason?._tag === "OutcomeUnknown" ? `${reason.cause} before anything` : reason?._tag
}

/** The outcome of a list of which this many bytes arrive. */
const expectedOf = (messages: ReadonlyArray<string>, bytes: number) => {
  const whole = messages.filter((_, index) => messages.slice(0, index + 1).join("").length <= bytes).length
  const items = numbers(Math.max(0, Math.min(whole - 1, messages.length - 2))).join(" ")
  if (whole === messages.length) return `all of ${items}`
  return whole === 0 ? "Disconnected before anything" : `Disconnected after ${items}`
}

/** How often each is tried. */
const runs = size(500, 16)
const cuts = size(100, 12)
const clients = size(250, 10)
const corrupted = size(30, 4)

describe.concurrent("a client whose link breaks", () => {
  for (const how of ["end", "reset"] as const) {
    it.live(
      `resends nothing after the connection ended by ${how}, in ${runs} runs (C10, C11, row 47)`,
      () =>
        Effect.gen(function*() {
          const server = yield* answeringServer((action) => {
            if (action.name !== "Probe") return undefined
            action.peer[how]()
            return ""
          })

          const run = Effect.fnUntraced(function*(number: number) {
            const ami = yield* clientOf(server, { reconnect: true })
            const error = yield* Effect.flip(probe(ami, number))
            yield* ready(ami, 2)
            yield* ami.send(Actions.Ping())
            return error
          })
          const errors = yield* quiet(
            Effect.forEach(numbers(runs), (number) => Effect.scoped(run(number)), { concurrency: 8 })
          )
          const ids = server.actions.map(({ actionId }) => actionId)

          assert.deepStrictEqual(new Set(errors.map(wordsOf)), new Set(["OutcomeUnknown Disconnected"]))
          assert.deepStrictEqual(seenBy(server).sort((one, other) => one - other), numbers(runs))
          assert.strictEqual(new Set(ids).size, ids.length)
        })
    )
  }

  for (const ending of ["fin", "rst"] as const) {
    it.live(
      `returns the complete items of a list that is cut anywhere by ${ending}, in ${cuts} cuts (C11, row 49)`,
      () =>
        Effect.gen(function*() {
          const random = randomOf(49)
          const expected: Array<string> = []
          const server = yield* answeringServer((action) => {
            if (action.name !== "List") return undefined
            const messages = listOf(action.actionId, 20)
            const bytes = 1 + Math.floor(random() * messages.join("").length * 1.05)
            proxy.connections.at(-1)?.limit(bytes, ending, "down")
            expected.push(expectedOf(messages, bytes))
            return messages.join("")
          })
          const proxy = yield* faultProxy(server)

          const outcomes = yield* Effect.forEach(numbers(cuts), () =>
            clientOf(proxy).pipe(
              Effect.flatMap((ami) => Effect.exit(ami.collect(AmiAction.rawList("List")))),
              Effect.map(listWords),
              Effect.scoped
            ))

          assert.deepStrictEqual(outcomes, expected)
          assert.isAbove(new Set(outcomes).size, size(15, 3))
          assert.strictEqual(server.names().filter((name) => name === "List").length, cuts)
        })
    )
  }

  for (const onDisconnected of ["fail", "wait"] as const) {
    it.live(
      `starts each connection with its login after actions while it was down, which ${onDisconnected}, in ${runs} runs (C2, C12, row 61)`,
      () =>
        Effect.gen(function*() {
          const server = yield* answeringServer()
          const proxy = yield* faultProxy(server)

          const run = Effect.fnUntraced(function*(number: number) {
            const ami = yield* clientOf(proxy, { reconnect: { schedule: Schedule.forever }, onDisconnected })
            const first = yield* proxy.accept
            proxy.pauseAccept()
            first.rst()
            yield* lost(ami)
            const asked = yield* Effect.forkChild(Effect.result(probe(ami, number)), { startImmediately: true })
            yield* turns(number % 5)
            proxy.resumeAccept()
            const second = yield* proxy.accept
            yield* ready(ami, 2)
            const outcome = Result.match(yield* Fiber.join(asked), { onSuccess: () => "answered", onFailure: wordsOf })
            return [second.first("up").split("\r\n")[0], outcome].join(", ")
          })
          const words = yield* quiet(Effect.forEach(numbers(runs), (number) => Effect.scoped(run(number))))

          const isHeld = onDisconnected === "wait"
          assert.deepStrictEqual(new Set(words), new Set([`Action: Challenge, ${isHeld ? "answered" : "NotSent"}`]))
          assert.deepStrictEqual(seenBy(server), isHeld ? numbers(runs) : [])
        })
    )
  }

  it.live(
    "settles each action once, with a typed error, if the input is corrupted (C9, C10)",
    () =>
      Effect.gen(function*() {
        const server = yield* answeringServer((action) =>
          action.name === "Probe" ? success(action, `Number: ${action.get("Number")}\r\n`) : undefined
        )
        const proxy = yield* faultProxy(server)

        const run = Effect.fnUntraced(function*(seed: number) {
          const ami = yield* clientOf(proxy, { reconnect: true, actionTimeout: "200 millis", drainTimeout: 0 })
          const connection = yield* proxy.accept
          connection.corrupt(seed, 100, "down")
          return yield* Effect.forEach(
            numbers(20),
            (number) => Effect.exit(probe(ami, seed * 20 + number)),
            { concurrency: "unbounded" }
          )
        })
        const exits = (yield* Effect.forEach(numbers(corrupted), (seed) => Effect.scoped(run(seed)))).flat()
        const failures = exits.flatMap((exit) => Option.toArray(Exit.findErrorOption(exit)))

        assert.strictEqual(exits.length, 20 * corrupted)
        assert.strictEqual(failures.length, exits.filter(Exit.isFailure).length)
        assert.include(failures.map(wordsOf), "OutcomeUnknown Timeout")
        assert.isAbove(exits.filter(Exit.isSuccess).length, size(50, 0))
        assert.deepStrictEqual(seenBy(server), numbers(20 * corrupted))
      })
  )
})

// Not concurrent: they count what the process has open.
describe("what is left of a client whose link breaks", () => {
  it.live(
    `logs in once for each connection and leaves nothing open, in ${
      4 * clients
    } losses of ${clients} clients (C2, C8, row 62)`,
    () =>
      Effect.gen(function*() {
        const server = yield* answeringServer((action) => {
          if (action.name !== "Break") return undefined
          action.peer.reset()
          return ""
        })
        const fibers = countFibers()
        const before = yield* handles(server)

        const run = Effect.gen(function*() {
          const ami = yield* clientOf(server, { reconnect: true })
          for (const epoch of numbers(4)) {
            yield* ready(ami, epoch + 1)
            yield* Effect.flip(ami.send(AmiAction.raw("Break")))
          }
          yield* ready(ami, 5)
        })
        const all = Effect.forEach(numbers(clients), () => Effect.scoped(run), { concurrency: 50, discard: true })
        yield* quiet(Effect.flatMap(Effect.forkChild(fibers.within(all)), Fiber.join))
        yield* server.allClosed
        yield* goneSince(server, before)
        const logins = Map.groupBy(server.actions.filter(({ name }) => name === "Login"), ({ peer }) => peer)

        assert.strictEqual(server.attempts(), 5 * clients)
        assert.deepStrictEqual([...logins.values()].map(({ length }) => length), numbers(5 * clients).map(() => 1))
        assert.strictEqual(fibers.running(), 0)
        assert.isAtMost(sockets(server), before.sockets)
      })
  )

  it.live("leaves no socket, timer or fiber when it gives up, even if its scope stays open (C8)", () =>
    Effect.gen(function*() {
      let logins = 0
      const server = yield* answeringServer((action) =>
        action.name === "Login" && ++logins > 1
          ? success(action).replace("Success", "Error").replace(
            "\r\n\r\n",
            "\r\nMessage: Authentication failed\r\n\r\n"
          )
          : undefined
      )
      const fibers = countFibers()
      const before = yield* handles(server)
      const ami = yield* fibers.within(clientOf(server, { reconnect: true }))
      const peer = yield* server.accept
      const during = fibers.running()

      peer.reset()
      yield* over(ami)
      yield* goneSince(server, before)
      const error = yield* Effect.flip(probe(ami, 1))

      assert.isAbove(during, 1)
      assert.deepStrictEqual([fibers.running(), server.open(), logins], [0, 0, 2])
      assert.strictEqual(wordsOf(error), "NotSent")
    }))
})
