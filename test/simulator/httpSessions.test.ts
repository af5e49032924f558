/**
 * Requests over HTTP and the sessions that their cookies identify.
 */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Layer } from "effect"
import { AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { createHash } from "node:crypto"
import { millisUntil } from "../transport/clocks.ts"
import { begun, clock, exchange, form, guest, header, idIn, request, simulator, visitor } from "./httpPeer.ts"

const denied = "Response: Error\nMessage: Permission denied\n\n"

describe("a request over HTTP", () => {
  it.live("is found only after the prefix", () =>
    Effect.gen(function*() {
      const { port } = yield* visitor
      const statusOf = (path: string) =>
        Effect.map(exchange(port, request(`GET ${path}?action=Ping`)), ({ status }) => status)

      const paths = ["/asterisk/rawman", "/Asterisk/RawMan/", "/asterisk/arawman", "/rawman", "/asterisk", "/asterisk/"]
      const statuses = yield* Effect.forEach([...paths, "/asterisk//rawman", "/asterisk/rawman/x"], statusOf)

      assert.deepStrictEqual(statuses, [
        "200 OK",
        "200 OK",
        "401 Unauthorized",
        ...Array<string>(5).fill("404 Not Found")
      ])
    }).pipe(Effect.provide(simulator({ httpPrefix: "asterisk" }))))

  it.live("has at most 128 headers, and the rest are dropped", () =>
    Effect.gen(function*() {
      const { port } = yield* visitor
      const others = (count: number) => "x=1&".repeat(count)
      const bodyOf = (query: string) => Effect.map(exchange(port, request(`GET /rawman?${query}`)), ({ body }) => body)

      assert.strictEqual(yield* bodyOf(`${others(127)}action=Logoff`), yield* bodyOf("action=Logoff"))
      assert.strictEqual(
        yield* bodyOf(`${others(128)}action=Logoff`),
        "Response: Error\nMessage: Missing action in request\n\n"
      )
    }).pipe(Effect.provide(simulator())))

  it.live("echoes bytes that are not text, however many were sent", () =>
    Effect.gen(function*() {
      const { port } = yield* visitor
      const long = "a".repeat(3000)

      const got = yield* exchange(port, request(`GET /rawman?action=Logoff&ActionID=%E9%ff${long}+%2B%4`))
      const posted = yield* exchange(port, form("/rawman", `action=Logoff&ActionID=%E9${long.repeat(10)}`))

      assert.include(got.body, `ActionID: \xe9\xff${long} +%4\n`)
      assert.include(posted.body, `ActionID: \xe9${long.repeat(10)}\n`)
    }).pipe(Effect.provide(simulator())))

  it.live("is refused if its form or its first line is too long", () =>
    Effect.gen(function*() {
      const { port } = yield* visitor
      const filled = (text: string, size: number) => text + "a".repeat(size - text.length)

      const [fits, over] = yield* Effect.forEach(
        [40_960, 40_961],
        (size) => exchange(port, form("/rawman", filled("action=Logoff&ActionID=", size)))
      )
      const [short, long, veryLong] = yield* Effect.forEach(
        [4095, 4096, 100_000],
        (size) => exchange(port, request(filled("GET /rawman?action=Logoff&ActionID=", size - " HTTP/1.1\r\n".length)))
      )

      assert.deepStrictEqual([fits?.status, short?.status], ["200 OK", "200 OK"])
      assert.strictEqual(over?.status, "413 Request Entity Too Large")
      assert.include(over?.body, "<p>Body too large</p>")
      assert.strictEqual(long?.status, "400 Bad Request")
      assert.include(long?.body, "<p>Request line too long</p>")
      assert.strictEqual(veryLong?.body, long?.body)
      assert.deepStrictEqual([over, long].map((answer) => answer && header(answer, "connection")), ["close", "close"])
    }).pipe(Effect.provide(simulator())))

  it.live("ends its values at a NUL", () =>
    Effect.gen(function*() {
      const one = yield* visitor

      assert.include(yield* one.ask("action=Logoff&ActionID=a%00b"), "ActionID: a\n")
    }).pipe(Effect.provide(simulator())))
})

describe("a session over HTTP", () => {
  it.live("begins with the first request, whatever it asks for", () =>
    Effect.gen(function*() {
      const { sessions } = yield* AmiSimulator.AmiSimulator
      const one = yield* visitor

      assert.strictEqual(yield* one.ask("action=Ping"), denied)
      const { id } = one
      assert.strictEqual(yield* one.login(), "Response: Success\nMessage: Authentication accepted\n\n")

      assert.match(id, /^[0-9a-f]{8}$/)
      assert.strictEqual(one.id, id)
      assert.strictEqual(yield* sessions, 1)
      assert.strictEqual(yield* one.login(), "Response: Success\nMessage: Already authenticated\n\n")
    }).pipe(Effect.provide(simulator())))

  it.live("waits before it refuses a login, and then is gone", () =>
    Effect.gen(function*() {
      const clock = yield* TestClock.make({ warningDelay: "1 minute" })
      const layer = Layer.provide(simulator({ loginDelay: "100 millis" }), Layer.succeed(Clock.Clock, clock))
      yield* Effect.gen(function*() {
        const one = yield* visitor
        const asked = yield* Effect.forkChild(one.ask("action=Login&username=hello&secret=wrong"))
        const millis = yield* millisUntil(clock, "the refusal", () => asked.pollUnsafe() !== undefined)
        const refused = yield* Fiber.join(asked)
        const { id } = one
        yield* one.ask("action=Ping")

        assert.strictEqual(refused, "Response: Error\nMessage: Authentication failed\n\n")
        assert.isAtLeast(millis, 100)
        assert.notStrictEqual(one.id, id)
      }).pipe(Effect.provide(layer))
    }))

  it.live("logs in with its one challenge", () =>
    Effect.gen(function*() {
      const one = yield* visitor

      const challenge = yield* one.ask("action=Challenge&AuthType=MD5")
      assert.strictEqual(yield* one.ask("action=Challenge&AuthType=md5"), challenge)
      const key = createHash("md5").update(`${/\d+/.exec(challenge)?.[0]}world`).digest("hex")
      const accepted = yield* one.ask(`action=Login&AuthType=MD5&Username=hello&Key=${key}`)

      assert.include(accepted, "Authentication accepted")
    }).pipe(Effect.provide(simulator())))

  it.live("reports FullyBooted if the login asks for such events", () =>
    Effect.gen(function*() {
      const bodies = yield* Effect.forEach(
        ["", "&Events=off", "&Events=call", "&Events=on", "&events=system"],
        (events) => Effect.flatMap(visitor, (one) => one.login(events))
      )

      assert.deepStrictEqual(
        bodies.map((body) => body.includes("Event: FullyBooted\nPrivilege: system,all\n")),
        [false, false, false, true, true]
      )
    }).pipe(Effect.provide(simulator())))

  it.live("expires some time after the last request, and then has another id", () => {
    const time = clock()
    return Effect.gen(function*() {
      const { sessions } = yield* AmiSimulator.AmiSimulator
      const one = yield* visitor
      yield* one.login()
      const { id } = one

      for (const seconds of [59, 59]) {
        yield* time.pass(seconds)
        assert.include(yield* one.ask("action=Ping"), "Ping: Pong")
      }
      yield* time.pass(61)

      assert.strictEqual(yield* sessions, 0)
      assert.strictEqual(yield* one.ask("action=Ping"), denied)
      assert.notStrictEqual(one.id, id)
    }).pipe(Effect.provide(time.layer()))
  })

  it.live("lives for five seconds without a login", () => {
    const time = clock()
    return Effect.gen(function*() {
      const one = yield* visitor
      const idBehind = Effect.fnUntraced(function*(seconds: number) {
        yield* time.pass(seconds)
        yield* one.ask("action=Ping")
        return one.id
      })

      const ids = yield* Effect.forEach([0, 4, 6], idBehind)

      assert.strictEqual(ids[1], ids[0])
      assert.notStrictEqual(ids[2], ids[0])
    }).pipe(Effect.provide(time.layer()))
  })

  it.live("does not expire while a request is in progress", () => {
    const time = clock()
    return Effect.gen(function*() {
      const one = yield* guest
      const { id } = one

      const waiting = yield* Effect.forkChild(one.ask("action=WaitEvent"))
      yield* begun
      yield* time.pass(100)
      assert.include(yield* one.ask("action=Ping"), "Ping: Pong")
      yield* Fiber.interrupt(waiting)

      assert.strictEqual(one.id, id)
    }).pipe(Effect.provide(time.layer()))
  })

  it.live("states its lifetime in seconds", () =>
    Effect.gen(function*() {
      const one = yield* visitor

      const answer = yield* one.answer("action=Ping")

      assert.strictEqual(header(answer, "set-cookie"), `mansession_id="${idIn(answer)}"; Version=1; Max-Age=90`)
    }).pipe(Effect.provide(simulator({ httpTimeout: "90 seconds" }))))

  it.live("answers a request while another one is still waiting", () =>
    Effect.gen(function*() {
      const one = yield* guest

      const call = "action=Originate&Channel=Local/301@from-internal&Application=Wait&Data=1&Timeout=30000&Async=false"
      const calling = yield* Effect.forkChild(one.ask(call))
      yield* Effect.repeat(one.ask("action=Command&Command=core+show+channels"), {
        until: (body) => body.includes("Output: 2 active channels\n")
      })

      assert.isUndefined(calling.pollUnsafe())
      yield* Fiber.interrupt(calling)
    }).pipe(Effect.provide(simulator({ timeScale: 1, extensions: { "from-internal": { "301": ["Wait(30)"] } } }))))
})
