import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { canary } from "../client/clientOutput.ts"
import { within } from "../transport/waiting.ts"
import {
  awaitPoll,
  captured,
  clientOf,
  inboxOf,
  numbers,
  probe,
  probeFailure,
  rejection,
  secretStaysHidden,
  serverOf,
  watched
} from "./httpClients.ts"
import { fieldsOf } from "./httpDoor.ts"
import { denied, type HttpServer, type Reply, type Request, userEvent } from "./httpServer.ts"

const proofOf = ({ headers }: Request) => fieldsOf(headers.authorization)

const isProven = ({ headers }: Request) => headers.authorization !== undefined

/** A server whose answers a test changes once the client is ready. */
const changeable = Effect.gen(function*() {
  let answer: (server: HttpServer, request: Request) => Reply | undefined = () => undefined
  const server: HttpServer = yield* serverOf((request) => answer(server, request))
  return {
    server,
    change: (next: typeof answer) => {
      answer = next
    }
  }
})

describe.concurrent("NodeAmi over HTTP: sessions", () => {
  it.live("renews a stale digest once, invisibly to the caller, within the same session (row 78)", () =>
    Effect.gen(function*() {
      const { change, server } = yield* changeable
      const ami = yield* clientOf(server, { auth: "digest" })
      const inbox = yield* inboxOf(ami)
      yield* awaitPoll(server)
      let isStale = true
      change((server, request) => {
        if (!isStale || request.action !== "Probe") return undefined
        isStale = false
        return server.stale(request)
      })

      yield* probe(ami)
      yield* probe(ami)

      const [first, again, second] = server.named("Probe").map(proofOf)
      assert.notStrictEqual(again?.nonce, first?.nonce)
      assert.strictEqual(again?.nc, "00000001")
      assert.strictEqual(second?.nonce, again?.nonce)
      assert.strictEqual(server.named("Probe").length, 3)
      assert.strictEqual(server.sessions.filter(({ isLoggedIn }) => isLoggedIn).length, 1)
      assert.deepStrictEqual(inbox.marks(), ["Connected 1"])
    }).pipe(captured))

  it.live("fails an action if every digest is called stale, after one more proof unless a poll came between (row 78)", () =>
    Effect.gen(function*() {
      const { change, server } = yield* changeable
      const ami = yield* clientOf(server, { auth: "digest" })
      change((server, request) => request.action === "Probe" ? server.stale(request) : undefined)

      const reason = yield* probeFailure(ami).pipe(within("the end of the action"))

      assert.strictEqual(reason._tag, "NotExecuted")
      assert.isAtLeast(server.named("Probe").length, 2)
      assert.isAtMost(server.named("Probe").length, 4)
    }).pipe(captured))

  it.live("continues to poll with the new nonce if a poll is called stale, without a gap (row 78)", () =>
    Effect.gen(function*() {
      const { server } = yield* changeable
      const ami = yield* clientOf(server, { auth: "digest" })
      const inbox = yield* inboxOf(ami)
      yield* awaitPoll(server)

      server.answerPoll((request) => server.stale(request))
      yield* server.awaitRequests("WaitEvent", 2)
      server.push(userEvent(1))
      yield* inbox.until("1")

      const [first, second] = server.named("WaitEvent").map(proofOf)
      assert.deepStrictEqual(inbox.words().slice(0, 2), ["Connected 1", "1"])
      assert.notStrictEqual(second?.nonce, first?.nonce)
    }).pipe(captured))

  it.live("continues with one nonce and one counter if an action and a poll use an old one at once (row 78)", () =>
    Effect.gen(function*() {
      const { change, server } = yield* changeable
      const ami = yield* clientOf(server, { auth: "digest" })
      const inbox = yield* inboxOf(ami)
      yield* awaitPoll(server)
      change((_, { action }) => action === "Probe" ? "NEVER" : undefined)
      const action = yield* Effect.forkChild(probe(ami), { startImmediately: true })
      yield* server.awaitRequests("Probe", 1)
      const [held] = server.named("Probe")
      assert.isDefined(held)
      change(() => undefined)

      // The nonce is too old for the action, and the next poll finds out before the action does.
      const stale = server.stale(held)
      server.push(userEvent(0))
      yield* server.awaitRequests("WaitEvent", 3)
      server.reply(held, stale)
      yield* Fiber.join(action).pipe(within("the answer"))
      server.push(userEvent(1))
      yield* server.awaitRequests("WaitEvent", 4)

      const later = server.requests.slice(-3).map(proofOf)
      assert.deepStrictEqual(later.map(({ nc }) => nc), ["00000001", "00000002", "00000003"])
      assert.strictEqual(new Set(later.map(({ nonce }) => nonce)).size, 1)
      assert.strictEqual(server.sessions.filter(({ isLoggedIn }) => isLoggedIn).length, 1)
      assert.deepStrictEqual(inbox.words(), ["Connected 1", "0", "1"])
    }).pipe(captured))

  it.live("proves each request, with an increasing counter, and asks for a nonce once (row 78)", () =>
    Effect.gen(function*() {
      const server = yield* serverOf()
      const ami = yield* clientOf(server, { auth: "digest" })

      yield* Effect.forEach(numbers(50), (number) => probe(ami, number), { concurrency: 8 })

      const [asking, ...proven] = server.requests
      const proofs = proven.map(proofOf)
      assert.isFalse(asking === undefined || isProven(asking))
      assert.isTrue(proven.every(isProven))
      for (const nonce of new Set(proofs.map((proof) => proof.nonce))) {
        const counts = proofs.filter((proof) => proof.nonce === nonce).map(({ nc }) => Number.parseInt(nc ?? "", 16))
        assert.strictEqual(new Set(counts).size, counts.length)
      }
      assert.strictEqual(new Set(proofs.map(({ cnonce }) => cnonce)).size, proofs.length)
    }).pipe(captured))

  for (const [way, requests] of [["session", 3], ["digest", 2]] as const) {
    it.live(`tries a wrong secret only once over ${way}, in ${requests} requests (row 79)`, () =>
      Effect.gen(function*() {
        const server = yield* serverOf(undefined, { secret: () => "another" })

        const reason = yield* rejection(server, { auth: way })

        const proofs = server.requests.filter((request) => isProven(request) || request.action === "Login")
        assert.deepStrictEqual(
          reason._tag === "LoginRejected" && [reason.username, reason.message, reason.isRetryable],
          ["demo", "Authentication failed", false]
        )
        assert.strictEqual(proofs.length, 1)
        assert.strictEqual(server.requests.length, requests)
      }).pipe(captured))

    for (const status of [401, 403, 404]) {
      it.live(`fails as NotAmi if a server answers everything with ${status} over ${way}, after 1 request (row 79)`, () =>
        Effect.gen(function*() {
          const server = yield* serverOf(() => ({ status, type: "text/html", body: "<h1>no</h1>", cookie: null }))

          const reason = yield* rejection(server, { auth: way })

          // A digest challenge is a 401; one without a scheme cannot be answered.
          const expected = way === "digest" && status === 401 ? "ChallengeUnavailable" : "NotAmi"
          assert.strictEqual(reason._tag, expected)
          assert.isFalse(reason.isRetryable)
          assert.strictEqual("hint" in reason && reason.hint?.includes("webenabled"), status === 404)
          assert.strictEqual(server.requests.length, 1)
        }).pipe(captured))

      it.live(`fails an action refused with ${status} as NotExecuted over ${way}, and sends it once (row 79)`, () =>
        Effect.gen(function*() {
          const { change, server } = yield* changeable
          const ami = yield* clientOf(server, { auth: way })
          change((_, { action }) =>
            action === "Probe" ? { status, type: "text/html", body: "<h1>no</h1>", cookie: null } : undefined
          )

          const reason = yield* probeFailure(ami)
          change(() => undefined)
          yield* probe(ami)

          assert.strictEqual(reason._tag, "NotExecuted")
          assert.include(reason.message, `${status}`)
          assert.isFalse(reason.isRetryable)
          assert.strictEqual(server.named("Probe").length, 2)
        }).pipe(captured))
    }
  }

  it.live("reports that this address is not permitted if a right digest is refused with 403 (row 79)", () =>
    Effect.gen(function*() {
      const server = yield* serverOf((request) => isProven(request) ? { status: 403, type: "text/html" } : undefined)

      const reason = yield* rejection(server, { auth: "digest" })

      assert.strictEqual(reason._tag === "LoginRejected" && reason.message, "Permission denied to this address")
      assert.strictEqual(server.requests.length, 2)
    }).pipe(captured))

  it.live("ends after one more login if the secret has changed meanwhile (row 79)", () =>
    Effect.gen(function*() {
      let secret = canary
      const server = yield* serverOf(undefined, { secret: () => secret })
      const ami = yield* clientOf(server, { auth: "digest" })
      const inbox = yield* inboxOf(ami)
      const session = yield* awaitPoll(server)
      const before = server.requests.length

      secret = "another"
      server.push(userEvent(1), session)
      yield* Fiber.await(inbox.ended).pipe(within("the end of the inbox"))

      // The refused poll, the request for a challenge, and the login.
      assert.strictEqual(server.requests.length - before, 3)
      assert.deepStrictEqual(inbox.words(), ["Connected 1", "1", "Disconnected 1 SessionExpired"])
      assert.strictEqual((yield* ami.status.get)._tag, "Disconnected")
      assert.strictEqual((yield* probeFailure(ami))._tag, "NotSent")
    }).pipe(captured))

  it.live("fails an action of an expired session as NotExecuted, logs in again once, and events continue (row 81)", () =>
    Effect.gen(function*() {
      const { change, server } = yield* changeable
      const ami = yield* clientOf(server)
      const inbox = yield* inboxOf(ami)
      const first = yield* awaitPoll(server)
      server.push(userEvent("before"))
      yield* inbox.until("before")
      change((_, request) =>
        request.action === "Probe" && request.session === first
          ? { body: denied(request), cookie: "deadbeef" }
          : undefined
      )

      const reason = yield* probeFailure(ami)
      yield* inbox.until("Connected 2")
      const second = yield* awaitPoll(server)
      server.push(userEvent("after"), server.sessions.at(-1))
      yield* inbox.until("after")
      yield* probe(ami, 2)

      assert.strictEqual(reason._tag === "NotExecuted" && reason.why, "SessionExpired")
      assert.isTrue(reason.isRetryable)
      assert.deepStrictEqual(inbox.words(), [
        "Connected 1",
        "before",
        "Disconnected 1 SessionExpired",
        "Connected 2",
        "after"
      ])
      assert.strictEqual(server.named("Login").length, 2)
      assert.strictEqual(server.named("Probe").length, 2)
      assert.isDefined(second)
      const cookies = server.requests.map(({ headers }) => headers.cookie)
      assert.isFalse(cookies.some((cookie) => cookie?.includes("deadbeef")))
    }).pipe(captured))

  it.live("notices from its poll alone that its session has expired (row 81)", () =>
    Effect.gen(function*() {
      const { ami, inbox, server } = yield* watched()

      server.expire()
      yield* inbox.until("Connected 2")
      yield* probe(ami)
      yield* awaitPoll(server)
      server.push(userEvent(1))
      yield* inbox.until("1")

      assert.deepStrictEqual(inbox.words(), ["Connected 1", "Disconnected 1 SessionExpired", "Connected 2", "1"])
      assert.strictEqual(server.named("Login").length, 2)
    }).pipe(captured))

  it.live("treats a denied poll as the end of its session, whatever its cookie says (row 81)", () =>
    Effect.gen(function*() {
      const { ami, inbox, server } = yield* watched()

      server.answerPoll(denied)
      yield* inbox.until("Connected 2")
      yield* probe(ami)

      assert.deepStrictEqual(inbox.words(), ["Connected 1", "Disconnected 1 SessionExpired", "Connected 2"])
      assert.strictEqual(server.named("Login").length, 2)
    }).pipe(captured))

  it.live("accepts a refusal with the same cookie as a refusal, and does not log in again (row 81)", () =>
    Effect.gen(function*() {
      const server = yield* serverOf((request) => request.action === "Probe" ? denied(request) : undefined)
      const ami = yield* clientOf(server)
      const inbox = yield* inboxOf(ami)

      const reasons = yield* Effect.forEach(numbers(20), (number) => probeFailure(ami, number))

      assert.deepStrictEqual(new Set(reasons.map(({ _tag }) => _tag)), new Set(["PermissionDenied"]))
      assert.strictEqual(server.named("Login").length, 1)
      assert.deepStrictEqual(inbox.words(), ["Connected 1"])
    }).pipe(captured))

  it.live("notices after a failed poll that a digest session was silently replaced (row 81)", () =>
    Effect.gen(function*() {
      const { ami, inbox, server, session: first } = yield* watched({ auth: "digest" })

      server.expire()
      yield* server.until(
        "a poll of the new session",
        () => server.sessions.length === 2 && first.waiting === undefined
      )
      yield* awaitPoll(server)
      server.answerPoll(() => "RESET")
      yield* inbox.until("Connected 2")
      yield* probe(ami)

      assert.deepStrictEqual(inbox.words(), [
        "Connected 1",
        "Gap PollFailed unknown",
        "Disconnected 1 SessionExpired",
        "Connected 2"
      ])
      assert.strictEqual(server.named("Events").length, 2)
      // The session that the client never asked for is logged off.
      assert.strictEqual(server.named("Logoff").length, 1)
    }).pipe(captured))

  it.live("continues after a failed poll if the digest session is the same (row 81)", () =>
    Effect.gen(function*() {
      const { inbox, server } = yield* watched({ auth: "digest" })

      server.answerPoll(() => "RESET")
      yield* server.awaitRequests("WaitEvent", 2)
      server.push(userEvent(1))
      yield* inbox.until("1")

      assert.deepStrictEqual(inbox.words(), ["Connected 1", "Gap PollFailed unknown", "1"])
      assert.strictEqual(server.named("Events").length, 1)
    }).pipe(captured))

  it.live("abandons a session that another client polls, logs it off, and logs in again (row 84)", () =>
    Effect.gen(function*() {
      const { inbox, server, session: stolen } = yield* watched()

      const thief = yield* Effect.forkScoped(
        Effect.promise((signal) =>
          fetch(`${server.url}/rawman`, {
            method: "POST",
            headers: { cookie: `mansession_id="${stolen.id}"` },
            body: new URLSearchParams({ Action: "WaitEvent", Timeout: "10" }),
            signal
          })
        )
      )
      yield* inbox.until("Connected 2")
      yield* Fiber.await(thief).pipe(within("the end of the other poll"))
      yield* awaitPoll(server)
      server.push(userEvent(1))
      yield* inbox.until("1")

      assert.deepStrictEqual(inbox.words(), [
        "Connected 1",
        "Gap SessionStolen unknown",
        "Disconnected 1 SessionStolen",
        "Connected 2",
        "1"
      ])
      assert.deepStrictEqual(server.named("Logoff").map(({ session }) => session.id), [stolen.id])
      const [before, after] = server.named("Login").map(({ session }) => session.id)
      assert.strictEqual(before, stolen.id)
      assert.notStrictEqual(after, stolen.id)
    }).pipe(captured))

  for (const auth of ["session", "digest"] as const) {
    it.live(`treats one empty answer to a poll as a sign of another poller, over ${auth} (row 84)`, () =>
      Effect.gen(function*() {
        const { inbox, server } = yield* watched({ auth })

        server.answerPoll(() => "")
        yield* inbox.until("Connected 2")

        assert.deepStrictEqual(inbox.words().slice(0, 3), [
          "Connected 1",
          "Gap SessionStolen unknown",
          "Disconnected 1 SessionStolen"
        ])
        assert.strictEqual(server.named("Logoff").length, 1)
        assert.strictEqual(server.named(auth === "digest" ? "Events" : "Login").length, 2)
      }).pipe(captured))
  }
})

secretStaysHidden()
