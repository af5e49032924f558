import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Schedule } from "effect"
import { AmiClient } from "effect-ami"
import { AmiDashboard } from "effect-ami/dashboard"
import { AmiFault, AmiSimulator } from "effect-ami/simulator"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { TestClock } from "effect/testing"
import type { Board } from "../../src/dashboard/internal/board.ts"
import * as Feed from "../../src/dashboard/internal/feed.ts"
import { page } from "../../src/dashboard/internal/page.ts"
import * as Routes from "../../src/dashboard/internal/routes.ts"
import { house, open, secret, token } from "./server.ts"

const paths = ["/", "/events", "/state", "/metrics", "/healthz"]

describe("the paths of a dashboard", () => {
  it.effect("answer with headers that keep the page to itself", () =>
    Effect.gen(function*() {
      const { ask } = yield* open()
      for (const path of paths.filter((path) => path !== "/events")) {
        const { headers, status } = yield* ask(path)
        assert.strictEqual(status, 200, path)
        assert.deepInclude(headers, {
          "x-content-type-options": "nosniff",
          "referrer-policy": "no-referrer",
          "cache-control": "no-store"
        }, path)
      }
      const { headers, text } = yield* ask("/")
      assert.strictEqual(text, page)
      const policy = headers["content-security-policy"] ?? ""
      for (const one of ["default-src 'none'", "connect-src 'self'", "frame-ancestors 'self'", "base-uri 'none'"]) {
        assert.include(policy, one)
      }
      assert.notInclude(policy, "unsafe")
      for (const tag of ["script", "style"]) {
        const all = [...page.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, "g"))]
        for (const [, code = ""] of all) {
          const hash = yield* Effect.promise(() => crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)))
          assert.include(policy, `'sha256-${Buffer.from(hash).toString("base64")}'`)
        }
      }
      const stream = yield* ask("/events", { method: "HEAD" })
      assert.deepInclude(stream.headers, { "content-type": "text/event-stream; charset=utf-8" })
      assert.deepStrictEqual([stream.status, stream.text], [200, ""])
    }))

  it.effect("are not there beside them, nor for other methods", () =>
    Effect.gen(function*() {
      const { ask } = yield* open()
      assert.strictEqual((yield* ask("/none")).status, 404)
      assert.strictEqual((yield* ask("/state", { method: "DELETE" })).status, 404)
      assert.strictEqual((yield* ask("/act")).status, 404)
    }))

  it.effect("are below a path and a secret, if it is wanted, and a page without a slash is sent to the one with it", () =>
    Effect.gen(function*() {
      const { ask } = yield* open({ path: "/floor", viewKey: Redacted.make("Key-of-the-floor") })
      assert.strictEqual((yield* ask("/floor/Key-of-the-floor/state")).status, 200)
      const { headers, status } = yield* ask("/floor/Key-of-the-floor?tv")
      assert.deepStrictEqual([status, headers["location"]], [308, "./Key-of-the-floor/?tv"])
      assert.strictEqual((yield* ask("/floor/Key-of-the-floor/?tv")).text, page)
      for (const path of ["/state", "/floor/state", "/floor/", "/floor/key-of-the-floor/state", "/floor/x/state"]) {
        const { status, text } = yield* ask(path)
        assert.strictEqual(status, 404, path)
        assert.notInclude(text, "rows", path)
      }
    }))

  it.effect("answer only to the names that they are given", () =>
    Effect.gen(function*() {
      const { ask } = yield* open({ hosts: ["localhost", "[::1]", "Floor.example"] })
      const cases = {
        "localhost": 200,
        "LOCALHOST:8380": 200,
        "[::1]:8380": 200,
        "floor.example": 200,
        "floor.example.": 200,
        "evil.example": 421,
        "localhost.evil.example": 421,
        "evil.example:8380": 421,
        "": 421
      }
      for (const [host, expected] of Object.entries(cases)) {
        for (const path of paths.filter((path) => path !== "/events" || expected === 421)) {
          const { status, text } = yield* ask(path, { headers: { host } })
          assert.strictEqual(status, expected, `${host} ${path}`)
          if (expected === 421) assert.notInclude(text, "rows")
        }
      }
    }))

  it.effect("have the rows as JSON, and never the secret of the account or the token", () =>
    Effect.gen(function*() {
      const { ask, rows } = yield* open({ title: "Support", actions: { token: Redacted.make(token) } })
      assert.deepInclude((yield* rows)["server"] as object, { title: "Support", version: "22.10.1" })
      assert.deepInclude((yield* rows)["q:sales"] as object, { completed: 8, perf: 75, serviceLevel: 20 })
      for (const path of paths.filter((path) => path !== "/events")) {
        const { headers, text } = yield* ask(path)
        for (const word of [secret, token]) assert.notInclude(text + JSON.stringify(headers), word)
      }
    }))

  it.effect("say that it is not live while there is no connection, and are right after it", () =>
    Effect.gen(function*() {
      const { ask, rows, server, view } = yield* open({}, house, {
        reconnect: { schedule: Schedule.spaced("5 seconds") }
      })
      const viewer = yield* view
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual([viewer.rows.get("link"), (yield* ask("/healthz")).status], [
        { state: "live", since: 0 },
        200
      ])
      yield* server.kick
      yield* TestClock.adjust("250 millis")
      assert.deepInclude(viewer.rows.get("link"), { state: "lost" })
      const { status, text } = yield* ask("/healthz")
      assert.strictEqual(status, 503)
      assert.deepInclude(JSON.parse(text), { link: "lost" })
      const figures = yield* ask("/metrics")
      assert.match(figures.text, /^ami_connected\{[^}]*\} 0$/m)
      assert.notMatch(figures.text, /^asterisk_queue_callers_waiting/m)
      // What happened meanwhile is there with the connection.
      yield* server.perform({ command: "call", phone: "provider", number: "500" })
      yield* TestClock.adjust("20 seconds")
      assert.deepInclude(viewer.rows.get("link"), { state: "live" })
      assert.lengthOf(viewer.of("w:"), 1)
      assert.strictEqual((yield* ask("/healthz")).status, 200)
      assert.deepStrictEqual(Object.fromEntries(viewer.rows), yield* rows)
    }))

  it.effect("say that rows cannot be made, though Asterisk is there", () =>
    Effect.gen(function*() {
      let isBroken = false
      const rows = Effect.sync(() => new Map<string, unknown>([["a", isBroken ? 1n : 0]]))
      const feed = yield* Feed.make({ build: "one", maxViewers: 1, rows })
      const settings = {
        path: "",
        page: "",
        hosts: undefined,
        viewKey: undefined,
        acting: undefined,
        log: () => Effect.void,
        metrics: () => Effect.succeed("")
      }
      const board: Board = {
        rows,
        link: () => ({ state: "live", since: 0 }),
        floor: () => assert.fail(),
        shown: () => assert.fail(),
        endpoints: () => []
      }
      const ami = yield* AmiClient.AmiClient
      const handler = yield* HttpRouter.toHttpEffect(Layer.effectDiscard(
        Effect.flatMap(HttpRouter.HttpRouter, (router) =>
          Routes.add(router, settings, { board, feed, possible: () => [], ami }))
      ))
      const health = Effect.gen(function*() {
        const request = HttpServerRequest.fromWeb(new Request("http://localhost/healthz"))
        const response = HttpServerResponse.toWeb(
          yield* Effect.provideService(handler, HttpServerRequest.HttpServerRequest, request)
        )
        return [
          response.status,
          yield* Effect.promise(() =>
            response.json()
          )
        ]
      })
      const body = { link: "live", since: "1970-01-01T00:00:00.000Z" }
      assert.deepStrictEqual(yield* health, [200, { ...body, rows: "current" }])
      isBroken = true
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(yield* health, [503, { ...body, rows: "failed" }])
    }).pipe(Effect.provide(
      Layer.provide(
        AmiClient.layer({ username: "floor", secret: Redacted.make("floor") }),
        AmiSimulator.layerTransport({ users: { floor: { secret: "floor" } } })
      )
    )))

  it.effect("say why it is not live, without the name of the account", () =>
    Effect.gen(function*() {
      const { ask, rows, server } = yield* open({}, house, { reconnect: { schedule: Schedule.spaced("5 seconds") } })
      yield* server.fault(AmiFault.loginRefused())
      yield* server.kick
      yield* TestClock.adjust("6 seconds")
      assert.deepInclude((yield* rows)["link"], { state: "lost", why: "Asterisk refused the login" })
      for (const path of ["/state", "/healthz", "/metrics"]) {
        assert.notMatch((yield* ask(path)).text, /login of|"floor"/, path)
      }
    }))

  it.effect("refuse more viewers than wanted, and take options only as they must be", () =>
    Effect.gen(function*() {
      const { ask, view } = yield* open({ maxViewers: 1 })
      yield* view
      const { headers, status } = yield* ask("/events")
      assert.deepStrictEqual([status, headers["retry-after"]], [503, "30"])
      const wrong = [
        [{ path: "floor" }, "path"],
        [{ path: "/floor/" }, "path"],
        [{ maxViewers: 0 }, "maxViewers"],
        [{ actions: {} }, "actions.token"],
        [{ actions: { token: "plain" } }, "actions.token"],
        [{ histroy: {} }, "histroy"]
      ] as const
      for (const [options, option] of wrong) {
        const error = yield* Effect.flip(open(options as unknown as AmiDashboard.Options))
        assert.deepInclude(error.reason, { _tag: "InvalidOption", of: "AmiDashboard.layer", option })
      }
    }))

  it.effect("are behind the authentication of the router that they are mounted in", () =>
    Effect.gen(function*() {
      const login = HttpRouter.middleware((handle) =>
        Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ headers }) =>
          headers.authorization === "Basic YWxpY2U6MQ=="
            ? handle
            : Effect.succeed(HttpServerResponse.empty({ status: 401 }))), { global: true })
      const { ask } = yield* open({ path: "/floor" }, house, {}, login)
      for (const path of ["/floor/", "/floor/state", "/floor/metrics", "/floor/events"]) {
        assert.strictEqual((yield* ask(path)).status, 401, path)
      }
      assert.strictEqual((yield* ask("/floor/state", { headers: { authorization: "Basic YWxpY2U6MQ==" } })).status, 200)
    }))

  it.effect("show what callers and agents are called as text, whatever it is", () =>
    Effect.gen(function*() {
      const name = "<img src=x onerror=alert(1)>"
      const { ask, rows, server } = yield* open({}, {
        ...house,
        endpoints: {
          ...house.endpoints,
          provider: { onCall: "manual", callerId: `"${name}" <0201234567>`, context: "from-trunk" }
        },
        queues: { "a b/ü": { members: [{ interface: "PJSIP/101", membername: "\u001b[2J" }] } },
        extensions: { "from-trunk": { "500": ["Answer()", "Queue(a b/ü)"] } }
      })
      yield* server.perform({ command: "call", phone: "provider", number: "500" })
      yield* TestClock.adjust("1 second")
      const waiting = Object.entries(yield* rows).find(([key]) => key.startsWith("w:a b/ü:"))
      assert.deepInclude(waiting?.[1] as object, { name, queue: "a b/ü" })
      assert.strictEqual(((yield* rows)["a:PJSIP/101"] as { readonly name: string }).name, "\u001b[2J")
      const { headers, text } = yield* ask("/state")
      assert.strictEqual(headers["content-type"], "application/json")
      assert.notInclude(text, "\u001b")
    }))
})
