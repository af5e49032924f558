import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { Actions, type AmiError, AmiTransportHttp } from "effect-ami"
import { FetchHttpClient } from "effect/http"
import { size } from "../size.ts"
import { turns, within } from "../transport/waiting.ts"
import {
  type Ami,
  awaitPoll,
  captured,
  clientOf,
  clientOver,
  inboxOf,
  numbers,
  numbersOf,
  probe,
  probeFailure,
  rejection,
  secretStaysHidden,
  serverOf
} from "./httpClients.ts"
import { type Reply, type Request, respond, userEvent } from "./httpServer.ts"

const html = (status: number): Reply => ({ status, type: "text/html", body: `<h1>${status}</h1>`, cookie: null })

/** Answers that are not Asterisk's, and the reasons they cause for an action and for a login. */
const answers: ReadonlyArray<
  readonly [
    what: string,
    reply: (request: Request) => Reply,
    action: "ProtocolError" | "Disconnected",
    connecting: "ConnectFailed" | "NotAmi"
  ]
> = [
  ["status 500 with a page", () => html(500), "ProtocolError", "ConnectFailed"],
  ["status 502 with a page", () => html(502), "ProtocolError", "ConnectFailed"],
  ["status 200 with a page", () => html(200), "ProtocolError", "NotAmi"],
  ["status 200 without a type", () => ({ type: "", body: "hello" }), "ProtocolError", "NotAmi"],
  [
    "status 502 with a page that does not end",
    () => ({ status: 502, type: "text/html", body: "<h1>", length: 4000, afterBody: "NEVER" }),
    "ProtocolError",
    "ConnectFailed"
  ],
  ["a body that ends within a message", (request) => respond(request).slice(0, -4), "ProtocolError", "NotAmi"],
  [
    "a body that is shorter than it says, and an end",
    (request) => ({ body: respond(request).slice(0, 12), length: 4000, afterBody: "END" }),
    "Disconnected",
    "ConnectFailed"
  ],
  [
    "a body that is shorter than it says, and a reset",
    (request) => ({ body: respond(request).slice(0, 12), length: 4000, afterBody: "RESET" }),
    "Disconnected",
    "ConnectFailed"
  ],
  [
    "a body that is longer than it says",
    (request) => ({ body: respond(request), length: 12 }),
    "ProtocolError",
    "NotAmi"
  ],
  ["an end without an answer", () => "END", "Disconnected", "ConnectFailed"],
  ["a reset without an answer", () => "RESET", "Disconnected", "ConnectFailed"],
  [
    "what is not HTTP",
    ({ socket }) => {
      socket.end("Asterisk Call Manager/11.0.0\r\n")
      return "NEVER"
    },
    "Disconnected",
    "ConnectFailed"
  ]
]

/** Writes one line without an end for as long as the connection accepts it, and counts how much was accepted. */
const flood = ({ response, session, socket }: Request, megabytes: number) => {
  const chunk = Buffer.alloc(1 << 20, "x")
  let written = 0
  response.writeHead(200, {
    "Content-Type": "text/plain",
    "Set-Cookie": `mansession_id="${session.id}"; Version=1; Max-Age=60`,
    "Content-Length": megabytes << 20
  })
  const write = () => {
    while (!socket.destroyed && written < megabytes) {
      written += 1
      if (!response.write(chunk)) return response.once("drain", write)
    }
    return response.end()
  }
  write()
  return () => written
}

const outcome = ({ reason }: AmiError.AmiError) =>
  reason._tag === "OutcomeUnknown" ? reason.cause : reason._tag === "NotSent" ? reason.why : reason._tag

/** How many times an action meets each end of a kept-alive connection. */
const races = size(250, 30)

describe("NodeAmi over HTTP: hostile and broken servers", () => {
  for (const [what, reply, action, connecting] of answers) {
    it.live(`fails one action as OutcomeUnknown after ${what}, and continues (row 80)`, () =>
      Effect.gen(function*() {
        const server = yield* serverOf((request) => request.get("Number") === "odd" ? reply(request) : undefined)
        const ami = yield* clientOf(server)
        const inbox = yield* inboxOf(ami)
        yield* awaitPoll(server)

        const [reason, others] = yield* Effect.all(
          [
            probeFailure(ami, "odd"),
            Effect.forEach(numbers(10), (number) => probe(ami, number), { concurrency: "unbounded" })
          ],
          { concurrency: 2 }
        ).pipe(within("the end of every action"))
        server.push(userEvent("event"))
        yield* inbox.until("event")

        assert.strictEqual(reason._tag === "OutcomeUnknown" && reason.cause, action)
        assert.isFalse(reason.isRetryable)
        assert.strictEqual(others.length, 10)
        assert.deepStrictEqual(inbox.words(), ["Connected 1", "event"])
        assert.strictEqual(server.named("Probe").length, 11)
        assert.strictEqual(server.named("Login").length, 1)
      }).pipe(captured))

    it.live(`fails to connect after ${what} (row 80)`, () =>
      Effect.gen(function*() {
        const server = yield* serverOf(reply)

        const reasons = yield* Effect.forEach(["session", "digest"] as const, (auth) => rejection(server, { auth }))
        yield* server.allClosed

        assert.deepStrictEqual(reasons.map(({ _tag }) => _tag), [connecting, connecting])
        assert.strictEqual(server.requests.length, 2)
      }).pipe(captured))
  }

  it.live(
    "stops a body of 100 MB in one line, and reads no more of it than a limit (row 80)",
    () =>
      Effect.gen(function*() {
        let written = () => 0
        const server = yield* serverOf((request) => {
          if (request.action !== "Probe") return undefined
          written = flood(request, 100)
          return "NEVER"
        })
        const ami = yield* clientOf(server)
        const before = process.memoryUsage()

        const reason = yield* probeFailure(ami).pipe(within("the end of the action"))
        yield* server.until("the end of its connection", () => server.named("Probe")[0]?.socket.destroyed === true)
        const after = process.memoryUsage()
        yield* ami.send(Actions.Ping())

        assert.strictEqual(reason._tag === "OutcomeUnknown" && reason.detail, "lineBytes is 4194304")
        assert.isBelow(written(), 40)
        assert.isBelow(after.arrayBuffers - before.arrayBuffers, 64 << 20)
      }).pipe(captured)
  )

  it.live("sends nothing more to a server whose plain text looks like a message but is not an answer (row 80)", () =>
    Effect.gen(function*() {
      const server = yield* serverOf(() => "Hello: there\r\n\r\n")

      const reasons = yield* Effect.forEach(["session", "digest"] as const, (auth) => rejection(server, { auth }))

      assert.deepStrictEqual(reasons.map(({ _tag }) => _tag), ["NotAmi", "NotAmi"])
      assert.deepStrictEqual(server.requests.map(({ action }) => action), ["Challenge", "Challenge"])
    }).pipe(captured))

  it.live("says what came instead of the answer to a login (row 80)", () =>
    Effect.gen(function*() {
      const server = yield* serverOf((request) => request.action === "Login" ? html(502) : undefined)

      const reason = yield* rejection(server)

      assert.strictEqual(reason._tag, "ConnectionLost")
      assert.include(reason.message, "while logging in: HTTP 502 with text/html")
      assert.strictEqual(server.named("Login").length, 1)
    }).pipe(captured))

  it.live("fails an action as NotExecuted if the server rejects its body as too large (row 80)", () =>
    Effect.gen(function*() {
      const server = yield* serverOf(({ action }) => action === "Probe" ? html(413) : undefined)
      const ami = yield* clientOf(server)

      const reason = yield* probeFailure(ami)

      assert.strictEqual(reason._tag, "NotExecuted")
      assert.include(reason.message, "413")
      assert.strictEqual(server.named("Probe").length, 1)
    }).pipe(captured))

  it.live(
    `sends no action twice, and never reports NotSent for one that the server has seen, in ${
      2 * races
    } races with the end of a kept connection (C10, C39, row 85)`,
    () =>
      Effect.gen(function*() {
        const race = Effect.fnUntraced(function*(how: "end" | "resetAndDestroy") {
          const server = yield* serverOf()
          const ami = yield* clientOf(server, { maxRequests: 1 })
          const inbox = yield* inboxOf(ami)
          const outcomes = new Map<string, string>()
          const act = Effect.fnUntraced(function*(name: string) {
            const result = yield* Effect.result(probe(ami, name)).pipe(within("the end of the action"))
            outcomes.set(name, result._tag === "Success" ? "Success" : outcome(result.failure))
          })
          yield* awaitPoll(server)
          for (const number of numbers(races)) {
            yield* act(`before ${number}`)
            const socket = server.named("Probe").at(-1)?.socket
            const action = yield* Effect.forkChild(Effect.andThen(turns(number % 5), act(`race ${number}`)), {
              startImmediately: true
            })
            yield* turns(number % 7)
            socket?.[how]()
            yield* Fiber.join(action)
          }
          return { inbox, log: numbersOf(server.named("Probe")), outcomes }
        })

        const seen = yield* Effect.forEach(["end", "resetAndDestroy"] as const, race, { concurrency: 2 })

        for (const { inbox, log, outcomes } of seen) {
          const inLog = new Set<string | undefined>(log)
          const settled = [...outcomes]
          assert.strictEqual(inLog.size, log.length)
          assert.deepStrictEqual(settled.filter(([number, what]) => what === "NotConnected" && inLog.has(number)), [])
          assert.deepStrictEqual(settled.filter(([number, what]) => what === "Success" && !inLog.has(number)), [])
          const known = new Set(["Success", "NotConnected", "Disconnected"])
          assert.deepStrictEqual(settled.filter(([, what]) => !known.has(what)), [])
          assert.strictEqual(settled.length, 2 * races)
          assert.isAbove(settled.filter(([, what]) => what === "Disconnected").length, 0)
          assert.deepStrictEqual(inbox.words(), ["Connected 1"])
        }
      }).pipe(captured)
  )

  it.live("fails an action as NotSent if nothing listens (row 85)", () =>
    Effect.gen(function*() {
      const server = yield* serverOf()
      const ami = yield* clientOf(server)
      yield* awaitPoll(server)

      yield* server.stop
      // The action on the kept-alive connection may be written before its end is noticed.
      yield* Effect.exit(probe(ami, 0))
      const reasons = yield* Effect.forEach(numbers(20), (number) => probeFailure(ami, number), {
        concurrency: "unbounded"
      }).pipe(within("the end of every action"))
      yield* server.start

      const whys = new Set(reasons.map((reason) => reason._tag === "NotSent" && reason.why))
      assert.deepStrictEqual([...whys], ["NotConnected"])
      assert.isTrue(reasons.every(({ isRetryable }) => isRetryable))
      assert.strictEqual(server.named("Probe").length, 0)
    }).pipe(captured))

  for (
    const [name, client] of [
      ["layerHttp", (url: string) => clientOf({ url })],
      ["fetch", (url: string) => clientOver(Layer.provide(AmiTransportHttp.layer({ url }), FetchHttpClient.layer))]
    ] as const
  ) {
    for (const status of [301, 302, 303, 307, 308]) {
      it.live(`follows no redirect ${status} to another server over ${name} (C39, row 86)`, () =>
        Effect.gen(function*() {
          const second = yield* serverOf()
          let isRedirected = (_: Request) => false
          const server = yield* serverOf((request) =>
            isRedirected(request)
              ? { status, headers: [["Location", `${second.url}/rawman?mansession_id=1`]], body: "elsewhere" }
              : undefined
          )
          const ami: Ami = yield* client(server.url)

          isRedirected = ({ action }) => action === "Probe"
          const reason = yield* probeFailure(ami)
          isRedirected = () => true
          const { reason: connecting } = yield* Effect.flip(Effect.scoped(client(server.url)))
          isRedirected = () => false
          yield* probe(ami, 2)

          assert.strictEqual(reason._tag === "OutcomeUnknown" && reason.cause, "ProtocolError")
          assert.include(reason.message, "redirects are not followed")
          assert.strictEqual(connecting._tag, "NotAmi")
          assert.strictEqual(second.attempts(), 0)
          assert.deepStrictEqual(numbersOf(server.named("Probe")), ["1", "2"])
        }).pipe(captured))
    }
  }

  it.live("returns its session cookie and at most as many others as Asterisk can read, whatever is set (C39, row 86)", () =>
    Effect.gen(function*() {
      const others = numbers(100).map((number) => ["Set-Cookie", `other${number}=${"x".repeat(90)}; Path=/`] as const)
      const server = yield* serverOf((request) =>
        request.action === "Challenge" || request.action === "Probe"
          ? { headers: others, body: respond(request, `Challenge: ${request.session.challenge}\r\n`) }
          : undefined
      )
      const ami = yield* clientOf(server)

      yield* Effect.forEach(numbers(50), (number) => probe(ami, number))
      yield* awaitPoll(server)

      const [first, ...later] = server.requests.map(({ headers }) => headers.cookie ?? "")
      const id = server.sessions[0]?.id ?? ""
      assert.strictEqual(first, "")
      assert.isTrue(later.every((cookie) => cookie.startsWith(`mansession_id="${id}"; other99=x`)))
      // http.c, MAX_HTTP_LINE_LENGTH.
      assert.isTrue(later.every((cookie) => `Cookie: ${cookie}\r\n`.length < 4096))
      assert.isAbove(later.length, 50)
    }).pipe(captured))

  it.live("fails one request if the head of the answer is too large (C39, row 86)", () =>
    Effect.gen(function*() {
      const flooding = numbers(2000).map((number) => ["Set-Cookie", `other${number}=${"x".repeat(100)}`] as const)
      const server = yield* serverOf((request) =>
        request.get("Number") === "flooded" ? { headers: flooding, body: respond(request) } : undefined
      )
      const ami = yield* clientOf(server)
      const inbox = yield* inboxOf(ami)

      const reason = yield* probeFailure(ami, "flooded").pipe(within("the end of the action"))
      yield* probe(ami)

      assert.strictEqual(reason._tag === "OutcomeUnknown" && reason.cause, "Disconnected")
      assert.deepStrictEqual(inbox.words(), ["Connected 1"])
      assert.strictEqual(server.named("Probe").length, 2)
    }).pipe(captured))
})

secretStaysHidden()
