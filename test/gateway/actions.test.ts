/**
 * Each status of the gateway, and that nothing reaches Asterisk that a grant does not allow.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, SubscriptionRef } from "effect"
import { AmiGateway, AmiGatewayApi, type AmiGrant } from "effect-ami/gateway"
import { AmiFault } from "effect-ami/simulator"
import { HttpClient, HttpClientRequest, HttpClientResponse } from "effect/http"
import { HttpApiClient, OpenApi } from "effect/http-api"
import { RateLimiter } from "effect/persistence"
import { TestClock } from "effect/testing"
import { grantOf, open, tokenOf } from "./server.ts"

const call = { Channel: "PJSIP/100", Context: "from-internal", Exten: "900", Priority: 1, Async: true }

const rules: Partial<AmiGrant.Grant> = {
  actions: {
    Ping: [{}],
    Originate: [{ Channel: "PJSIP/100", Context: "from-internal", Exten: "*", Priority: "1", Async: "true" }],
    Hangup: [{ Channel: "*" }],
    QueueStatus: [{ Queue: "*" }],
    DBPut: [{ Family: "test", Key: "*", Val: "*" }],
    UserEvent: [{ UserEvent: "*", Header: "*" }]
  }
}

const opened = (more: Partial<AmiGrant.Grant> = {}, options: Partial<AmiGateway.ClientOptions> = {}) =>
  Effect.gen(function*() {
    const acted: Array<AmiGateway.Acted> = []
    const gateway = yield* open({
      grants: [yield* grantOf("crm", { ...rules, ...more }), yield* grantOf("other", { servers: ["paris"] })],
      onAction: (one) => Effect.sync(() => acted.push(one)),
      ...options
    })
    /** What reached Asterisk, without what the client itself sends. */
    const sent = Effect.map(
      gateway.server.requests,
      (all) =>
        all.map(({ action }) => action).filter((name) => !["Challenge", "Login", "Ping", "Events"].includes(name))
    )
    return { ...gateway, acted, sent }
  })

/** Hashes are made outside of the clock of tests: time passes until a request is done, or what it sends has come. */
const passing = <A>(fiber: Fiber.Fiber<A>, until: Effect.Effect<boolean>): Effect.Effect<void> =>
  Effect.gen(function*() {
    while (fiber.pollUnsafe() === undefined && !(yield* until)) {
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      yield* TestClock.adjust("10 millis")
    }
  })

const finished = <A>(fiber: Fiber.Fiber<A>): Effect.Effect<A> =>
  Effect.andThen(passing(fiber, Effect.succeed(false)), Fiber.join(fiber))

describe("an action", () => {
  it.effect("that a rule allows is sent, and its answer given", () =>
    Effect.gen(function*() {
      const { act, acted, sent } = yield* opened()
      const { headers, json, status } = yield* act("crm", "Originate", call)
      assert.strictEqual(status, 200)
      assert.deepInclude(json.response, ["Response", "Success"])
      assert.deepStrictEqual(json.items, [])
      assert.strictEqual(headers["cache-control"], "no-store")
      assert.deepStrictEqual(yield* sent, ["Originate"])
      const { ms, at, ...rest } = acted[0] ?? assert.fail("nothing was written down")
      assert.deepStrictEqual(rest, {
        token: "crm",
        server: "berlin",
        action: "Originate",
        headers: ["Channel", "Context", "Exten", "Priority", "Async"],
        outcome: "done"
      })
      assert.isAtLeast(at, 0)
      assert.isAtLeast(ms, 0)
      const list = yield* act("crm", "QueueStatus", {})
      assert.strictEqual(list.json.items[0]?.[0]?.[1], "QueueParams")
    }))

  it.effect("that no rule allows is refused with the rule, and nothing is sent", () =>
    Effect.gen(function*() {
      const { act, acted, ask, sent } = yield* opened()
      const refused = yield* act("crm", "Originate", { ...call, Application: "System", Data: "a-value" })
      assert.strictEqual(refused.status, 403)
      assert.deepStrictEqual(JSON.parse(refused.text), {
        _tag: "Forbidden",
        message: "The grant does not allow Originate like this: rule 1 does not name Application"
      })
      assert.strictEqual((yield* act("crm", "CoreShowChannels")).status, 403)
      assert.strictEqual((yield* act("crm", "Command", { Command: "core stop now" })).status, 403)
      assert.strictEqual((yield* act("crm", "Login", { Username: "x" })).status, 403)
      assert.strictEqual((yield* act("crm", "Hangup", { Channel: "a", ActionID: "1" })).status, 403)
      assert.strictEqual((yield* act("other", "Ping")).status, 403)
      const elsewhere = yield* ask("/v1/servers/paris/actions/Ping", { method: "POST", token: tokenOf("crm") })
      assert.strictEqual(elsewhere.json.message, "The grant allows no server paris")
      assert.deepStrictEqual(yield* sent, [])
      assert.deepStrictEqual(acted.map(({ outcome }) => outcome), acted.map(() => "Forbidden"))
      assert.lengthOf(acted, 7)
      // Names of headers are written down, and no values.
      assert.notInclude(JSON.stringify(acted), "a-value")
    }))

  it.effect("without a token that is good is refused", () =>
    Effect.gen(function*() {
      const { ask, sent } = yield* opened({ expires: "1970-01-01T00:01:00Z" })
      const to = "/v1/servers/berlin/actions/Ping"
      const status = (headers: Readonly<Record<string, string>>) =>
        Effect.map(ask(to, { method: "POST", headers }), ({ status }) => status)
      assert.strictEqual(yield* status({}), 401)
      assert.strictEqual(yield* status({ authorization: "Bearer " }), 401)
      assert.strictEqual(yield* status({ authorization: `Bearer ${tokenOf("crm")}x` }), 401)
      assert.strictEqual(yield* status({ authorization: `Basic ${tokenOf("crm")}` }), 401)
      assert.strictEqual(yield* status({ "x-token": tokenOf("crm"), cookie: `token=${tokenOf("crm")}` }), 401)
      assert.strictEqual(yield* status({ authorization: `Bearer ${tokenOf("crm")}` }), 200)
      const { text } = yield* ask(`${to}?token=${tokenOf("crm")}`, { method: "POST" })
      assert.deepStrictEqual(JSON.parse(text)._tag, "Unauthorized")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* status({ authorization: `Bearer ${tokenOf("crm")}` }), 401)
      assert.deepStrictEqual(yield* sent, [])
    }))

  it.effect("of a server that is not there, but would be allowed, is not found", () =>
    Effect.gen(function*() {
      const { ask } = yield* opened({ servers: ["*"] })
      const { json, status } = yield* ask("/v1/servers/rome/actions/Ping", { method: "POST", token: tokenOf("crm") })
      assert.deepStrictEqual([status, json._tag, json.message], [404, "NoSuchServer", "There is no server rome"])
      assert.strictEqual(
        (yield* ask("/v1/servers/berlin/actions/", { method: "POST", token: tokenOf("crm") })).status,
        404
      )
    }))

  it.effect("with a body that is too large is refused", () =>
    Effect.gen(function*() {
      const { act, sent } = yield* opened()
      const long = yield* act("crm", "DBPut", { Family: "test", Key: "a", Val: "x".repeat(70_000) })
      assert.deepStrictEqual([long.status, long.json._tag], [413, "TooLarge"])
      const lied = yield* act("crm", "DBPut", { Family: "test", Val: "x".repeat(70_000) }, { "content-length": "10" })
      assert.strictEqual(lied.status, 413)
      const many = yield* act("crm", "UserEvent", { UserEvent: "A", Header: Array.from({ length: 128 }, String) })
      assert.deepStrictEqual([many.status, many.json.message], [413, "An action has 128 headers at most"])
      assert.deepStrictEqual(yield* sent, [])
    }))

  it.effect("with a body that is wrong, or headers that would be others, is refused", () =>
    Effect.gen(function*() {
      const { act, sent } = yield* opened()
      for (const body of ["[]", "{", "null", "\"x\"", "{\"a\":{}}", "{\"a\":null}", "{\"a\":[[]]}"]) {
        const { json, status } = yield* act("crm", "Ping", body)
        assert.deepStrictEqual([status, json._tag, json.reason], [422, "Refused", "Invalid"], body)
      }
      for (const value of ["900\r\nApplication: System", "900\n", "9\r0", "9\u00000"]) {
        const { json, status } = yield* act("crm", "Originate", { ...call, Exten: value })
        assert.deepStrictEqual([status, json.reason], [422, "Invalid"], JSON.stringify(value))
      }
      for (const name of ["__proto__", "constructor", "Exten\r\nApplication", "Exten: 1", ""]) {
        const { status } = yield* act(
          "crm",
          "Originate",
          JSON.stringify(call).replace("}", `,${JSON.stringify(name)}:"x"}`)
        )
        assert.strictEqual(status, 403, name)
      }
      assert.strictEqual((yield* act("crm", "Ping%0d%0aAction: Hangup")).status, 403)
      assert.deepStrictEqual(yield* sent, [])
    }))

  it.effect("that Asterisk refuses gives its words", () =>
    Effect.gen(function*() {
      const { act, acted } = yield* opened()
      const { json, status } = yield* act("crm", "Hangup", { Channel: "PJSIP/999-1" })
      assert.deepStrictEqual([status, json._tag, json.reason], [422, "Refused", "ActionFailed"])
      assert.include(json.message, "No such channel")
      assert.strictEqual(acted[0]?.outcome, "Refused")
    }))

  it.effect("beyond the limit of the token waits for the next minute, whatever came of those before", () =>
    Effect.gen(function*() {
      const { act, sent } = yield* opened({ actionsPerMinute: 3 })
      yield* act("crm", "Ping")
      yield* act("crm", "CoreShowChannels")
      assert.strictEqual((yield* act("crm", "QueueStatus")).status, 200)
      const { headers, json, status } = yield* act("crm", "QueueStatus")
      assert.deepStrictEqual([status, json._tag], [429, "TooMany"])
      assert.strictEqual(headers["retry-after"], String(json.retryAfter))
      assert.isAtLeast(json.retryAfter, 1)
      assert.isAtMost(json.retryAfter, 60)
      // Another token has a limit of its own.
      assert.strictEqual((yield* act("other", "Ping")).status, 403)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* act("crm", "QueueStatus")).status, 200)
      assert.deepStrictEqual(yield* sent, ["QueueStatus", "QueueStatus"])
    }))

  it.effect("has the limits of a service that processes share, which lets nothing through if it fails", () =>
    Effect.gen(function*() {
      const failing = RateLimiter.RateLimiter.of({
        ...yield* RateLimiter.make.pipe(Effect.provide(RateLimiter.layerStoreMemory)),
        consume: () =>
          Effect.fail(
            new RateLimiter.RateLimiterError({
              reason: new RateLimiter.RateLimitStoreError({ message: "gone", cause: "gone" })
            })
          )
      })
      const { act, server } = yield* open(
        { grants: [yield* grantOf("crm", rules)], onAction: () => Effect.void },
        Context.make(RateLimiter.RateLimiter, failing)
      )
      const { json, status } = yield* act("crm", "QueueStatus")
      assert.deepStrictEqual([status, json._tag], [503, "NotSent"])
      assert.isFalse((yield* server.requests).some(({ action }) => action === "QueueStatus"))
    }))

  it.effect("says that it was not sent, or that it may have run", () =>
    Effect.gen(function*() {
      const { act, acted, server } = yield* opened()
      // Never answered.
      yield* server.respondWith("QueueStatus", () => [])
      const asked = yield* Effect.forkChild(act("crm", "QueueStatus"))
      const unknown = yield* finished(asked)
      assert.deepStrictEqual([unknown.status, unknown.json._tag], [504, "OutcomeUnknown"])
      yield* server.shutdown()
      yield* TestClock.adjust("1 second")
      const waiting = yield* Effect.forkChild(act("crm", "QueueStatus"))
      const unsent = yield* finished(waiting)
      assert.deepStrictEqual([unsent.status, unsent.json._tag], [503, "NotSent"])
      assert.deepStrictEqual(acted.map(({ outcome }) => outcome), ["OutcomeUnknown", "NotSent"])
      assert.isAtLeast(acted[0]?.ms ?? 0, 5000)
    }))

  it.effect("goes on when the client goes away, and what came of it is written down", () =>
    Effect.gen(function*() {
      const { act, acted, server } = yield* opened()
      yield* server.fault(AmiFault.latency({ duration: "2 seconds", action: "QueueStatus" }))
      const asked = yield* Effect.forkChild(act("crm", "QueueStatus", {}, { "idempotency-key": "1" }))
      const hasCome = Effect.map(server.requests, (all) => all.some(({ action }) => action === "QueueStatus"))
      yield* passing(asked, hasCome)
      yield* Fiber.interrupt(asked)
      assert.deepStrictEqual(acted, [])
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(acted.map(({ outcome }) => outcome), ["done"])
      assert.strictEqual((yield* act("crm", "QueueStatus", {}, { "idempotency-key": "1" })).status, 200)
      assert.lengthOf((yield* server.requests).filter(({ action }) => action === "QueueStatus"), 1)
    }))

  it.effect("is not hurt by an `onAction` that dies", () =>
    Effect.gen(function*() {
      const { act } = yield* opened({}, { onAction: () => Effect.die("no") })
      assert.strictEqual((yield* act("crm", "Ping")).status, 200)
    }))
})

describe("an Idempotency-Key", () => {
  const key = (value: string) => ({ "idempotency-key": value })

  it.effect("gives the outcome of the first request for 10 minutes, and sends nothing", () =>
    Effect.gen(function*() {
      const { act, sent } = yield* opened()
      const first = yield* act("crm", "Originate", call, key("a"))
      const second = yield* act("crm", "Originate", call, key("a"))
      assert.deepStrictEqual([second.status, second.text], [200, first.text])
      assert.deepStrictEqual(yield* sent, ["Originate"])
      assert.strictEqual((yield* act("crm", "Originate", call, key("b"))).status, 200)
      assert.lengthOf(yield* sent, 2)
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual((yield* act("crm", "Originate", call, key("a"))).status, 200)
      assert.lengthOf(yield* sent, 3)
    }))

  it.effect("gives one outcome to requests at once", () =>
    Effect.gen(function*() {
      const { act, sent } = yield* opened()
      const all = yield* Effect.all(
        Array.from({ length: 10 }, () => act("crm", "Originate", call, key("a"))),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(all.map(({ status }) => status), all.map(() => 200))
      assert.deepStrictEqual(yield* sent, ["Originate"])
    }))

  it.effect("is refused for another request, and is that of one token", () =>
    Effect.gen(function*() {
      const { act, sent } = yield* opened()
      yield* act("crm", "Originate", call, key("a"))
      const { json, status } = yield* act("crm", "Originate", { ...call, Exten: "901" }, key("a"))
      assert.deepStrictEqual([status, json.message], [422, "This Idempotency-Key was used for another request"])
      assert.strictEqual((yield* act("other", "Originate", call, key("a"))).status, 403)
      for (const bad of ["", "a b", "x".repeat(256)]) {
        assert.strictEqual((yield* act("crm", "Originate", call, key(bad))).status, 422, bad)
      }
      assert.deepStrictEqual(yield* sent, ["Originate"])
    }))

  it.effect("keeps what Asterisk refused, and what may have run, but nothing that was not sent", () =>
    Effect.gen(function*() {
      const { act, sent, server } = yield* opened()
      assert.strictEqual((yield* act("crm", "Hangup", { Channel: "PJSIP/9-1" }, key("a"))).status, 422)
      assert.strictEqual((yield* act("crm", "Hangup", { Channel: "PJSIP/9-1" }, key("a"))).status, 422)
      assert.deepStrictEqual(yield* sent, ["Hangup"])
      yield* server.respondWith("QueueStatus", () => [])
      const asked = yield* Effect.forkChild(act("crm", "QueueStatus", {}, key("b")))
      assert.strictEqual((yield* finished(asked)).status, 504)
      assert.strictEqual((yield* act("crm", "QueueStatus", {}, key("b"))).status, 504)
      assert.deepStrictEqual(yield* sent, ["Hangup", "QueueStatus"])
      assert.strictEqual((yield* act("crm", "Originate", { ...call, Exten: "9\n" }, key("c"))).status, 422)
      assert.strictEqual((yield* act("crm", "Originate", call, key("c"))).status, 200)
    }))
})

describe("the gateway", () => {
  it.effect("shows a token the servers that it may know of, without a word of others", () =>
    Effect.gen(function*() {
      const { ask } = yield* opened()
      const servers = (name: string) =>
        Effect.map(ask("/v1/servers", { token: tokenOf(name) }), ({ text }) => JSON.parse(text))
      assert.deepStrictEqual(yield* servers("crm"), [{ server: "berlin", state: "Ready" }])
      assert.deepStrictEqual(yield* servers("other"), [])
      assert.strictEqual((yield* ask("/v1/servers")).status, 401)
    }))

  it.effect("says whether Asterisk is connected, and has its document, without a token", () =>
    Effect.gen(function*() {
      const { ask, server } = yield* opened({}, { open: true })
      const health = yield* ask("/healthz")
      assert.deepStrictEqual([health.status, health.text], [200, "{\"servers\":1,\"ready\":1}"])
      const { json } = yield* ask("/openapi.json")
      assert.strictEqual(json.openapi, "3.1.0")
      assert.deepStrictEqual<unknown>(json, JSON.parse(JSON.stringify(OpenApi.fromApi(AmiGatewayApi.Api))))
      const responses = json.paths["/v1/servers/{server}/actions/{action}"]?.post.responses ?? {}
      assert.includeMembers(Object.keys(responses), ["200", "401", "403", "404", "413", "422", "429", "503", "504"])
      yield* server.kick
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* ask("/healthz")).status, 503)
    }))

  it.effect("has no word for those without a token, unless it is open", () =>
    Effect.gen(function*() {
      const { ask } = yield* opened()
      const open = yield* opened({}, { open: true })
      for (const path of ["/healthz", "/openapi.json", "/docs"]) {
        const none = yield* ask(path)
        assert.deepStrictEqual([none.status, none.json._tag], [401, "Unauthorized"], path)
        assert.strictEqual((yield* ask(path, { token: "ami_x" })).status, 401, path)
        assert.strictEqual((yield* ask(path, { token: tokenOf("crm") })).status, 200, path)
        assert.strictEqual((yield* open.ask(path)).status, 200, path)
      }
    }))

  it.effect("has a page that shows its document, in which nothing runs", () =>
    Effect.gen(function*() {
      const { ask } = yield* opened({}, { open: true })
      const { headers, text } = yield* ask("/docs")
      assert.include(headers["content-type"], "text/html")
      assert.include(headers["content-security-policy"], "default-src 'none'")
      for (const path of Object.keys(OpenApi.fromApi(AmiGatewayApi.Api).paths)) assert.include(text, path)
      assert.notInclude(text, "<script")
    }))

  it.effect("says in its document after how many seconds to try again", () =>
    Effect.sync(() => {
      const { paths } = OpenApi.fromApi(AmiGatewayApi.Api)
      const limited = Object.values(paths).flatMap((path) => [path.get, path.post]).flatMap((one) =>
        one?.responses[429] ?? []
      )
      assert.lengthOf(limited, 6)
      for (const response of limited) assert.match(JSON.stringify(response), /"retry-after"/i)
    }))

  it.effect("takes other grants while it runs, and keeps them if what comes is wrong", () =>
    Effect.gen(function*() {
      const crm = yield* grantOf("crm", rules)
      const grants = yield* SubscriptionRef.make<ReadonlyArray<AmiGrant.Grant>>([])
      const { act } = yield* opened({}, { grants: SubscriptionRef.changes(grants) })
      const set = (list: ReadonlyArray<AmiGrant.Grant>) =>
        Effect.andThen(SubscriptionRef.set(grants, list), TestClock.adjust("1 millis"))
      const status = Effect.map(act("crm", "Ping"), ({ status }) => status)
      assert.strictEqual(yield* status, 401)
      yield* set([crm])
      assert.strictEqual(yield* status, 200)
      yield* set([{ ...crm, name: "" }])
      assert.strictEqual(yield* status, 200)
      yield* set([{ ...crm, actions: {} }])
      assert.strictEqual(yield* status, 403)
      yield* set([])
      assert.strictEqual(yield* status, 401)
    }))

  it.effect("refuses options and grants that are wrong", () =>
    Effect.gen(function*() {
      const wrong = (options: object) =>
        // What programs without types may give.
        Effect.map(Effect.flip(open({ grants: [], ...options } as AmiGateway.ClientOptions)), ({ message }) => message)
      assert.include(yield* wrong({ grants: undefined }), "`grants` of AmiGateway.layer must be given")
      assert.include(yield* wrong({ grants: [{ name: "a" }] }), "`grants[0].tokenHash`")
      assert.include(
        yield* wrong({ origins: ["https://a.example/x"] }),
        "`origins[0]` of AmiGateway.layer must be an origin"
      )
      assert.include(yield* wrong({ path: "ami/" }), "`path` of AmiGateway.layer must begin with a slash")
      assert.include(yield* wrong({ orgins: [] }), "did you mean `origins`?")
    }))

  it.effect("is a typed client in Effect", () =>
    Effect.gen(function*() {
      const { ask } = yield* opened()
      const http = HttpClient.make((request, url) =>
        Effect.map(
          ask(url.pathname, {
            method: request.method,
            headers: { ...request.headers },
            body: request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : undefined
          }),
          ({ headers, status, text }) => HttpClientResponse.fromWeb(request, new Response(text, { status, headers }))
        )
      )
      const client = yield* HttpApiClient.makeWith(AmiGatewayApi.Api, {
        httpClient: HttpClient.mapRequest(http, HttpClientRequest.bearerToken(tokenOf("crm"))),
        baseUrl: "http://localhost"
      })
      assert.deepStrictEqual(yield* client.servers(), [{ server: "berlin", state: "Ready" }])
      const refused = yield* Effect.flip(
        client.action({ params: { server: "berlin", action: "Hangup" }, payload: { Channel: "x" }, headers: {} })
      )
      assert.strictEqual(refused._tag, "Refused")
    }))
})

describe("pages", () => {
  const page = "https://crm.example.org"

  it.effect("of other origins are refused, unless they are listed", () =>
    Effect.gen(function*() {
      const { act, ask, sent } = yield* opened({}, { origins: [page] })
      const from = (origin: string) => act("crm", "QueueStatus", {}, { origin })
      for (
        const origin of [
          "https://evil.example",
          "null",
          `${page}.evil.example`,
          "http://crm.example.org",
          `${page}:8443`
        ]
      ) {
        const { headers, json, status } = yield* from(origin)
        assert.deepStrictEqual([status, json._tag], [403, "Forbidden"], origin)
        assert.notProperty(headers, "access-control-allow-origin")
      }
      assert.deepStrictEqual(yield* sent, [])
      const listed = yield* from(page)
      assert.deepStrictEqual([listed.status, listed.headers["access-control-allow-origin"]], [200, page])
      assert.strictEqual(listed.headers["vary"], "Origin")
      assert.notProperty(listed.headers, "access-control-allow-credentials")
      assert.strictEqual((yield* from("http://localhost:8390")).status, 200)
      const unauthorized = yield* ask("/v1/servers", { headers: { origin: page } })
      assert.deepStrictEqual([unauthorized.status, unauthorized.headers["access-control-allow-origin"]], [401, page])
    }))

  it.effect("of listed origins may ask beforehand", () =>
    Effect.gen(function*() {
      const { ask } = yield* opened({}, { origins: [page] })
      const asked = (origin: string) =>
        ask("/v1/servers/berlin/actions/Ping", {
          method: "OPTIONS",
          headers: {
            origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization"
          }
        })
      const { headers, status } = yield* asked(page)
      assert.deepStrictEqual([status, headers["access-control-allow-origin"]], [204, page])
      assert.include(headers["access-control-allow-headers"], "authorization")
      assert.strictEqual((yield* asked("https://evil.example")).status, 403)
    }))
})
