import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope } from "effect"
import { Actions, AmiAction, type AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { inspect } from "node:util"
import { turns } from "../transport/waiting.ts"
import { fieldsOf } from "./httpDoor.ts"
import { account, clientOn, rejectionOn } from "./httpHarness.ts"
import { httpServer, polled, type Request, respond, userEvent } from "./httpServer.ts"

const ways = ["session", "digest"] as const

const raw = (ami: AmiClient.AmiClient["Service"], headers: ReadonlyArray<readonly [string, string]>) =>
  ami.send(AmiAction.raw("Probe", headers))

describe("NodeAmi over HTTP: options", () => {
  for (
    const [what, field, change] of [
      ["a name and a secret in the address", "url", ({ port }) => ({ url: `http://hello:world@127.0.0.1:${port}` })],
      ["a name in the address", "url", ({ port }) => ({ url: new URL(`http://hello@127.0.0.1:${port}`) })],
      ["a query", "url", ({ url }) => ({ url: `${url}/?action=Ping` })],
      ["a fragment", "url", ({ url }) => ({ url: `${url}/#ami` })],
      ["another scheme", "url", ({ port }) => ({ url: `ws://127.0.0.1:${port}` })],
      ["a name for a scheme", "url", ({ port }) => ({ url: `localhost:${port}` })],
      ["an address without a scheme", "url", ({ port }) => ({ url: `127.0.0.1:${port}` })],
      ["an invalid address", "url", () => ({ url: "http://[" })],
      ["an address that is empty", "url", () => ({ url: "" })],
      ["a prefix with a query", "prefix", ({ url }) => ({ url, prefix: "asterisk?x" })],
      ["a prefix with a blank", "prefix", ({ url }) => ({ url, prefix: "my pbx" })],
      ["a prefix with an escape", "prefix", ({ url }) => ({ url, prefix: "%2e%2e" })],
      ["no requests", "maxRequests", ({ url }) => ({ url, maxRequests: 0 })],
      ["a negative number of requests", "maxRequests", ({ url }) => ({ url, maxRequests: -5 })],
      ["requests that are not a number", "maxRequests", ({ url }) => ({ url, maxRequests: Number.NaN })]
    ] satisfies ReadonlyArray<readonly [string, string, (at: { url: string; port: number }) => NodeAmi.HttpOptions]>
  ) {
    it.live(`rejects ${what}, and sends nothing`, () =>
      Effect.gen(function*() {
        const server = yield* httpServer(account)

        const error = yield* rejectionOn(NodeAmi.layerHttp(change(server)))

        assert.deepInclude(error.reason, { _tag: "InvalidOption", of: "NodeAmi.layerHttp", option: field })
        assert.isFalse(error.isRetryable)
        assert.notInclude(error.message, "world")
        assert.strictEqual(server.attempts(), 0)
      }))
  }

  for (
    const [at, prefix, path] of [
      ["", undefined, ""],
      ["/", "", ""],
      ["", "asterisk", "/asterisk"],
      ["/", "/asterisk/", "/asterisk"],
      ["/pbx", undefined, "/pbx"],
      ["/pbx/", "asterisk", "/pbx/asterisk"],
      ["/pbx", "a/b", "/pbx/a/b"],
      ["//pbx//", "//a", "/pbx/a"]
    ] as const
  ) {
    for (const auth of ways) {
      it.live(`joins the address ${at || "alone"} and the prefix ${prefix || "none"} into one path, by ${auth}`, () =>
        Effect.gen(function*() {
          const server = yield* httpServer({ ...account, prefix: path })

          const ami = yield* clientOn(NodeAmi.layerHttp({ url: `${server.url}${at}`, prefix, auth }))
          yield* ami.send(Actions.Ping())

          const expected = `${path}/${auth === "digest" ? "arawman" : "rawman"}`
          const proofs = server.requests.flatMap(({ headers }) => headers.authorization ?? [])
          assert.deepStrictEqual([...new Set(server.requests.map((request) => request.path))], [expected])
          assert.isTrue(proofs.every((proof) => fieldsOf(proof).uri === expected))
        }))
    }
  }
})

describe("NodeAmi over HTTP: requests", () => {
  for (const auth of ways) {
    it.live(`sends every request as a form by POST, action first, by ${auth}`, () =>
      Effect.gen(function*() {
        const server = yield* httpServer(account)
        const ami = yield* clientOn(NodeAmi.layerHttp({ url: server.url, auth }))

        yield* ami.send(Actions.Ping())
        yield* raw(ami, [["Variable", "a=1"], ["Variable", "b=2"], ["Number", "1"]])
        yield* server.awaitRequests("WaitEvent", 1)

        for (const { action, headers, method, params } of server.requests) {
          assert.strictEqual(method, "POST")
          assert.strictEqual(headers["content-type"], "application/x-www-form-urlencoded")
          assert.isDefined(headers["content-length"])
          assert.strictEqual(params[0]?.[0], "Action")
          if (action !== "Challenge") assert.strictEqual(params[1]?.[0], "ActionID")
        }
        assert.deepStrictEqual(server.named("Probe")[0]?.params.slice(2), [
          ["Variable", "a=1"],
          ["Variable", "b=2"],
          ["Number", "1"]
        ])
      }))
  }

  it.live("sends its session cookie before other cookies, and only the others while it proves its secret", () =>
    Effect.gen(function*() {
      const server = yield* httpServer({
        ...account,
        answer: (request) =>
          request.action === "Ping"
            ? {
              body: respond(request, "Ping: Pong\r\nTimestamp: 1\r\n"),
              headers: [["Set-Cookie", "other=1"], ["Set-Cookie", "more=2; Path=/"]]
            }
            : undefined
      })

      const cookies = yield* Effect.forEach(ways, (auth) =>
        Effect.gen(function*() {
          const from = server.requests.length
          const ami = yield* clientOn(NodeAmi.layerHttp({ url: server.url, auth }))
          yield* ami.send(Actions.Ping())
          yield* raw(ami, [])
          return new Set(server.requests.slice(from).map(({ headers }) => headers.cookie))
        }))

      const [session] = server.sessions
      const own = `mansession_id="${session?.id}"`
      assert.deepStrictEqual([...cookies[0] ?? []], [undefined, own, `${own}; more=2; other=1`])
      assert.deepStrictEqual([...cookies[1] ?? []], [undefined, "more=2; other=1"])
    }))

  it.live("escapes every character of a value, so that none begins another parameter or line", () =>
    Effect.gen(function*() {
      const server = yield* httpServer(account)
      const ami = yield* clientOn(NodeAmi.layerHttp({ url: server.url }))
      const values = [
        "a&Action=Originate",
        "a=b;c",
        "a+b %2B",
        "%0D%0AAction: Originate",
        "100 %",
        "\u00e4 \u{1F511}",
        "",
        "\t"
      ]

      yield* raw(ami, values.map((value) => ["Variable", value]))

      const [probe, ...others] = server.named("Probe")
      assert.deepStrictEqual(probe?.params.slice(2).map(([, value]) => value), values)
      assert.deepStrictEqual(others, [])
    }))

  for (const [what, character] of [["CR", "\r"], ["LF", "\n"], ["NUL", "\0"]] as const) {
    it.live(`rejects ${what} in a value, and writes nothing`, () =>
      Effect.gen(function*() {
        const server = yield* httpServer(account)
        const ami = yield* clientOn(NodeAmi.layerHttp({ url: server.url }))

        const error = yield* Effect.flip(raw(ami, [["Channel", `a${character}Action: Originate`]]))

        assert.deepInclude(error.reason, { _tag: "NotSent", why: "Invalid", field: "Channel" })
        assert.deepStrictEqual(server.named("Probe"), [])
      }))
  }
})

/** http.c, MAX_CONTENT. */
const most = 40_960

/** Parameters that make a request of this many bytes, with characters whose escaped length differs. */
const sized = (bytes: number, idLength: number) => {
  const value = "\u00e4&+ ".repeat(60)
  const written = new URLSearchParams([["Variable", value]]).toString().length + 1
  const head = "Action=Probe&ActionID=".length + idLength
  const rest = bytes - head - 50 * written - "&Rest1=".length - "&Rest2=".length
  const headers = Array.from({ length: 50 }, (): readonly [string, string] => ["Variable", value])
  return [...headers, ["Rest1", "x".repeat(rest >> 1)], ["Rest2", "x".repeat(rest - (rest >> 1))]] as const
}

describe("NodeAmi over HTTP: limits", () => {
  it.live("sends a request of 40,960 bytes, and rejects a larger one without writing any of it", () =>
    Effect.gen(function*() {
      const server = yield* httpServer(account)
      const ami = yield* clientOn(NodeAmi.layerHttp({ url: server.url }))
      yield* raw(ami, [])
      const idLength = server.named("Probe")[0]?.actionId.length ?? 0

      const error = yield* Effect.flip(raw(ami, sized(most + 1, idLength)))
      yield* raw(ami, sized(most, idLength))

      assert.deepInclude(error.reason, { _tag: "NotSent", why: "Invalid", field: "Action" })
      assert.include(error.message, `${most + 1} bytes`)
      assert.isFalse(error.isRetryable)
      assert.deepStrictEqual(server.named("Probe").slice(1).map(({ body }) => body.length), [most])
    }))

  for (
    const [options, allowed] of [
      [{ maxRequests: 1 }, 1],
      [{ maxRequests: 3 }, 3],
      [{}, 8],
      [{ maxRequests: Infinity }, 40],
      [{ maxRequests: 3, auth: "digest" }, 1]
    ] as const
  ) {
    it.live(`has at most ${allowed} actions in flight with ${inspect(options)}, and completes all of them`, () =>
      Effect.gen(function*() {
        const held: Array<Request> = []
        let mostHeld = 0
        const server = yield* httpServer({
          ...account,
          answer: (request) => {
            if (request.action !== "Probe") return undefined
            mostHeld = Math.max(mostHeld, held.push(request))
            return "NEVER"
          }
        })
        const ami = yield* clientOn(NodeAmi.layerHttp({ url: server.url, ...options }))
        const numbers = Array.from({ length: 40 }, (_, index) => String(index))

        const sending = yield* Effect.forkChild(
          Effect.forEach(numbers, (number) => raw(ami, [["Number", number]]), { concurrency: "unbounded" })
        )
        yield* server.until("the maximum in flight", () => held.length === allowed)
        yield* turns(5)
        yield* Effect.forEach(numbers, () =>
          Effect.map(server.until("the next one", () => held.length > 0), () => {
            for (const request of held.splice(0, 1)) server.reply(request, respond(request))
          }))
        yield* Fiber.join(sending)

        assert.strictEqual(mostHeld, allowed)
        assert.sameMembers(server.named("Probe").map((request) => request.get("Number")), numbers)
      }))
  }

  it.live("polls beside its actions, however few may be in flight", () =>
    Effect.gen(function*() {
      const server = yield* httpServer({
        ...account,
        answer: ({ action }) => action === "Probe" ? "NEVER" : undefined
      })
      const ami = yield* clientOn(NodeAmi.layerHttp({ url: server.url, maxRequests: 1 }))

      yield* Effect.forkScoped(Effect.exit(raw(ami, [])))
      yield* server.awaitRequests("Probe", 1)
      const polls = server.named("WaitEvent").length
      server.push(userEvent(1))
      yield* server.awaitRequests("WaitEvent", polls + 1)

      assert.strictEqual(server.named("Probe").length, 1)
    }))
})

describe("NodeAmi over HTTP: a logoff", () => {
  for (const auth of ways) {
    it.live(`is the last thing that a client sends, since a poll after it would start another session, by ${auth}`, () =>
      Effect.gen(function*() {
        const held: Array<Request> = []
        const server = yield* httpServer({
          ...account,
          answer: (request) => {
            if (request.action !== "Logoff") return undefined
            held.push(request)
            return "NEVER"
          }
        })
        const scope = yield* Scope.fork(yield* Effect.scope)
        yield* Scope.provide(clientOn(NodeAmi.layerHttp({ url: server.url, auth, pollFloor: 0 })), scope)
        yield* server.until("a poll", () => server.sessions.some(({ waiting }) => waiting !== undefined))

        const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
        yield* server.awaitRequests("Logoff", 1)
        server.answerPoll((request) => polled(request))
        yield* turns(20)
        for (const request of held) server.reply(request, respond(request, "Message: Thanks\r\n", "Goodbye"))
        yield* Fiber.join(closing)
        yield* server.allClosed

        assert.strictEqual(server.requests.at(-1)?.action, "Logoff")
      }))
  }

  it.live("that is refused leaves the connection alone, and it keeps polling", () =>
    Effect.gen(function*() {
      const server = yield* httpServer({
        ...account,
        answer: (request) => request.action === "Logoff" ? respond(request, "Message: No\r\n", "Error") : undefined
      })
      const ami = yield* clientOn(NodeAmi.layerHttp({ url: server.url }))
      yield* server.awaitRequests("WaitEvent", 1)

      const error = yield* Effect.flip(ami.send(Actions.Logoff()))
      server.push(userEvent(1))
      yield* server.awaitRequests("WaitEvent", 2)

      assert.strictEqual(error.reason._tag, "ActionFailed")
      assert.strictEqual(server.named("Login").length, 1)
    }))
})
