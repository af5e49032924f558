import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Logger, Result, Stream } from "effect"
import { Actions, Ami, AmiAction, AmiClient } from "effect-ami"
import { within } from "../transport/waiting.ts"
import {
  awaitPoll,
  captured,
  clientOf,
  closable,
  inboxOf,
  numbers,
  probe,
  secretStaysHidden,
  serverOf
} from "./httpClients.ts"
import { fieldsOf } from "./httpDoor.ts"
import { type Request, respond, userEvent } from "./httpServer.ts"

const ways = ["session", "digest"] as const

/** The answer with `brokeneventsaction = yes` (manager.c, action_events). */
const brokenEvents = (request: Request) => {
  if (request.action.toLowerCase() !== "events") return undefined
  const mask = request.get("EventMask") ?? ""
  return ["on", "all", "nonsense"].includes(mask) ? "" : respond(request, "Events: On\r\n")
}

describe.concurrent("NodeAmi over HTTP: quirks of Asterisk", () => {
  it.live("logs in by digest if `brokeneventsaction` leaves the answer to the mask empty, and says so once (row 78)", () =>
    Effect.gen(function*() {
      const server = yield* serverOf(brokenEvents)
      const logs: Array<string> = []
      const layer = Logger.layer([Logger.make(({ message }) => void logs.push(String(message)))])

      yield* Effect.gen(function*() {
        const ami = yield* clientOf(server, { auth: "digest" })
        const inbox = yield* inboxOf(ami)
        yield* awaitPoll(server)
        server.push(userEvent(1))
        yield* inbox.until("1")
        yield* awaitPoll(server)
        // Another epoch meets it again.
        server.answerPoll(() => "")
        yield* inbox.until("Connected 2")
        yield* probe(ami)
      }).pipe(Effect.provide(layer))

      assert.strictEqual(server.named("Events").length, 2)
      assert.strictEqual(logs.filter((line) => line.includes("brokeneventsaction")).length, 1)
    }))

  for (const auth of ways) {
    it.live(`accepts an empty answer for a mask of all events, and for no other, by ${auth}`, () =>
      Effect.gen(function*() {
        const server = yield* serverOf(brokenEvents)
        const ami = yield* clientOf(server, { auth })

        const all = yield* ami.send(AmiAction.raw("events", [["eventmask", "all"]]))
        const error = yield* Effect.flip(ami.send(AmiAction.raw("Events", [["EventMask", "nonsense"]])))

        assert.strictEqual(all.get("Events"), "On")
        assert.deepInclude(error.reason, { _tag: "OutcomeUnknown", cause: "ProtocolError" })
        assert.include(error.message, "`brokeneventsaction = yes`")
      }).pipe(captured))

    for (const name of ["WaitEvent", "waitevent", "WAITEVENT"]) {
      it.live(`rejects ${name} from callers, since it would end its session, by ${auth}`, () =>
        Effect.gen(function*() {
          const server = yield* serverOf()
          const ami = yield* clientOf(server, { auth })
          const inbox = yield* inboxOf(ami)
          const action = AmiAction.raw(name, [["Timeout", "1"]])

          const errors = yield* Effect.all([
            Effect.flip(ami.send(action)),
            Effect.flip(Effect.provideService(Ami.request({ Action: name, Timeout: "1" }), AmiClient.AmiClient, ami)),
            Effect.flip(Stream.runDrain(ami.exchange(action))),
            Effect.flip(ami.send(Actions.WaitEvent({ Timeout: "1 second" })))
          ])
          yield* awaitPoll(server)
          server.push(userEvent(1))
          yield* inbox.until("1")

          for (const { isRetryable, message, reason } of errors) {
            assert.deepInclude(reason, { _tag: "NotSent", why: "Invalid" })
            assert.include(message, "is sent over HTTP by the client itself")
            assert.include(message, "`events` and `inbox`")
            assert.isFalse(isRetryable)
          }
          assert.deepStrictEqual(inbox.words(), ["Connected 1", "1"])
          assert.strictEqual(server.mostPolls(), 1)
        }).pipe(captured))
    }
  }

  for (const { name, sessionLimit } of [{ name: "half", sessionLimit: 5 }, { name: "few", sessionLimit: 2 }]) {
    it.live(`has fewer actions in flight if Asterisk allows ${name} of the connections it could use, and names \`sessionlimit\``, () =>
      Effect.gen(function*() {
        const server = yield* serverOf(undefined, { sessionLimit })
        const ami = yield* clientOf(server)
        yield* awaitPoll(server)
        const burst = Effect.forEach(numbers(40), (number) => Effect.result(probe(ami, number)), {
          concurrency: "unbounded"
        })

        const first = (yield* burst).flatMap((result) => Result.isFailure(result) ? [result.failure] : [])
        const later = yield* Effect.repeat(burst, { times: 4 })

        assert.isAtLeast(first.length, 1)
        assert.isAtMost(first.length, 9)
        for (const { message, reason } of first) {
          assert.deepInclude(reason, { _tag: "OutcomeUnknown", cause: "Disconnected" })
          assert.include(message, "`sessionlimit` (http.conf)")
        }
        assert.isTrue(later.every(Result.isSuccess))
        assert.strictEqual((yield* ami.status.get)._tag, "Ready")
      }).pipe(captured))
  }

  it.live("names `sessionlimit` if there is no connection left to begin with", () =>
    Effect.gen(function*() {
      const server = yield* serverOf(undefined, { sessionLimit: 0 })

      const error = yield* Effect.flip(Effect.scoped(clientOf(server)))

      assert.strictEqual(error.reason._tag, "ConnectFailed")
      assert.include(error.message, "`sessionlimit` connections of http.conf are open")
      assert.isTrue(error.isRetryable)
    }).pipe(captured))

  it.live("tries only once by digest from a forbidden address, even if it reconnects (row 79)", () =>
    Effect.gen(function*() {
      const isProven = ({ headers }: Request) => headers.authorization !== undefined
      const server = yield* serverOf((request) => isProven(request) ? { status: 403, type: "text/html" } : undefined)

      const error = yield* Effect.flip(
        clientOf(server, { auth: "digest" }, { reconnect: { first: true } }).pipe(within("the end of the attempts"))
      )

      assert.deepInclude(error.reason, { _tag: "LoginRejected", message: "Permission denied to this address" })
      assert.strictEqual(server.requests.filter(isProven).length, 1)
    }).pipe(captured))

  it.live("has no poll in flight when it logs off by digest, so that none can start another session (row 79)", () =>
    Effect.gen(function*() {
      const polls: Array<number> = []
      const server = yield* serverOf(({ action, session }) => {
        if (action === "Logoff") polls.push(session.polls)
        return undefined
      })

      const { close } = yield* closable(server, { auth: "digest", pollFloor: 0 })
      yield* awaitPoll(server)
      yield* close.pipe(within("the end of the client"))
      yield* server.allClosed

      assert.deepStrictEqual(polls, [0])
      assert.strictEqual(server.mostPolls(), 1)
      assert.strictEqual(server.sessions.filter(({ isLoggedIn }) => isLoggedIn).length, 1)
      assert.strictEqual(server.requests.at(-1)?.action, "Logoff")
    }).pipe(captured))

  it.live("starts no poll by digest if it closes at once", () =>
    Effect.gen(function*() {
      const server = yield* serverOf()

      const { ami, close } = yield* closable(server, { auth: "digest", pollFloor: "10 seconds" })
      yield* probe(ami)
      yield* close

      assert.deepStrictEqual(server.requests.slice(2).map(({ action }) => action), ["Events", "Probe", "Logoff"])
      assert.isDefined(fieldsOf(server.requests.at(-1)?.headers.authorization)["response"])
    }).pipe(captured))

  it.live("logs off by digest in time if the poll is never answered", () =>
    Effect.gen(function*() {
      const server = yield* serverOf(({ action }) => action === "WaitEvent" ? "NEVER" : undefined)
      const { close } = yield* closable(server, { auth: "digest", pollFloor: 0 })
      yield* server.awaitRequests("WaitEvent", 1)

      const closing = yield* Effect.forkChild(close, { startImmediately: true })
      yield* server.awaitRequests("Logoff", 1)
      yield* Fiber.join(closing).pipe(within("the end of the client"))
      yield* server.allClosed
    }).pipe(captured))
})

secretStaysHidden()
