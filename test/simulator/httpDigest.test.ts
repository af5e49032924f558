/**
 * Sessions over HTTP that are identified by digests.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AmiSimulator } from "effect-ami/simulator"
import { createHash } from "node:crypto"
import { type Answer, clock, exchange, form, header, idIn, request, simulator, waited } from "./httpPeer.ts"

const md5 = (...parts: ReadonlyArray<string>) => createHash("md5").update(parts.join(":"), "latin1").digest("hex")

interface Digest {
  readonly nonce: string
  readonly nc: number
  readonly query?: string
  readonly user?: string
  /** The name in the digest. */
  readonly name?: string
  readonly secret?: string
  readonly method?: string
}

/** The fields of a digest, by RFC 2617. */
const fieldsOf = (
  { method = "GET", nc, nonce, query = "action=Ping", secret = "world", user = "hello", name = user }: Digest
) => {
  const uri = method === "POST" ? "/arawman" : `/arawman?${query}`
  const count = nc.toString(16).padStart(8, "0")
  const response = md5(md5(name, "asterisk", secret), nonce, count, "c", "auth", md5(method, uri))
  return { username: user, realm: "asterisk", nonce, uri, response, qop: "auth", nc: count, cnonce: "c" }
}

const authorization = (fields: Readonly<Record<string, string>>): string =>
  `Authorization: Digest ${Object.entries(fields).map(([name, value]) => `${name}="${value}"`).join(", ")}`

const send = Effect.fnUntraced(function*(authorized: string, query = "action=Ping") {
  const { httpPort = 0 } = yield* AmiSimulator.AmiSimulator
  return yield* exchange(httpPort, request(`GET /arawman?${query}`, [authorized]))
})

const ask = (digest: Digest) => send(authorization(fieldsOf(digest)), digest.query)

const isStale = (answer: Answer) => header(answer, "www-authenticate").endsWith(", stale=true")

/** The outcome of a request: answered, to be retried with another nonce, or refused. */
const outcome = (answer: Answer) => {
  if (answer.status === "200 OK") return "answered"
  assert.strictEqual(answer.status, "401 Unauthorized")
  return isStale(answer) ? "stale" : "refused"
}

describe("a digest", () => {
  it.live("is requested with a new nonce each time", () =>
    Effect.gen(function*() {
      const answers = yield* Effect.forEach([1, 2], () => send("Authorization: "))

      assert.match(idIn(answers[0] ?? (yield* Effect.die("unanswered"))), /^[0-9a-f]{8}$/)
      assert.strictEqual(new Set(answers.map(idIn)).size, 2)
    }).pipe(Effect.provide(simulator())))

  it.live("admits with a nonce that was never issued, and its count must grow", () =>
    Effect.gen(function*() {
      const { sessions } = yield* AmiSimulator.AmiSimulator
      const nonce = "0badcafe"

      const answers = yield* Effect.forEach([1, 5, 7, 6], (nc) => ask({ nonce, nc }))
      const renewed = answers.at(-1)
      const old = yield* ask({ nonce, nc: 8 })
      const next = yield* ask({ nonce: renewed === undefined ? "" : idIn(renewed), nc: 1 })

      assert.deepStrictEqual([...answers, old, next].map(outcome), [
        "answered",
        "answered",
        "answered",
        "stale",
        "stale",
        "answered"
      ])
      assert.strictEqual(yield* sessions, 1)
    }).pipe(Effect.provide(simulator())))

  it.live("is stale 62 seconds after its nonce, while the session stays", () => {
    const time = clock()
    return Effect.gen(function*() {
      const challenge = (nonce: string, nc: number) => ask({ nonce, nc, query: "action=Challenge&AuthType=MD5" })
      const first = yield* challenge("0badcafe", 1)
      yield* time.pass(40)
      const second = yield* challenge("0badcafe", 2)
      yield* time.pass(23)

      const stale = yield* challenge("0badcafe", 3)
      const third = yield* challenge(idIn(stale), 1)

      assert.deepStrictEqual([first, second, stale, third].map(outcome), ["answered", "answered", "stale", "answered"])
      assert.match(first.body, /^Response: Success\nChallenge: \d+\n\n$/)
      assert.strictEqual(second.body, first.body)
      assert.strictEqual(third.body, first.body)
    }).pipe(Effect.provide(time.layer()))
  })

  it.live("admits to a new session once the first has expired", () => {
    const time = clock()
    return Effect.gen(function*() {
      const { sessions } = yield* AmiSimulator.AmiSimulator
      yield* ask({ nonce: "0badcafe", nc: 9 })
      yield* time.pass(61)

      assert.strictEqual(yield* sessions, 0)
      assert.strictEqual(outcome(yield* ask({ nonce: "0badcafe", nc: 1 })), "answered")
    }).pipe(Effect.provide(time.layer()))
  })

  it.live("is refused if it proves nothing", () =>
    Effect.gen(function*() {
      const right = fieldsOf({ nonce: "0badcafe", nc: 1 })
      const refused = yield* Effect.forEach([
        authorization({ ...right, response: md5("wrong") }),
        authorization(fieldsOf({ nonce: "0badcafe", nc: 1, secret: "wrong" })),
        authorization(fieldsOf({ nonce: "0badcafe", nc: 1, user: "nobody" })),
        authorization({ ...right, algorithm: "SHA-256" }),
        authorization({ ...right, realm: "" }),
        authorization({ ...right, nonce: "xyz" }),
        authorization({ ...right, nc: "xyz" }),
        authorization({ ...right, cnonce: "" }),
        authorization(right).replace("Digest ", ""),
        "Authorization: Basic aGVsbG86d29ybGQ="
      ], (line) => Effect.map(send(line), outcome))

      assert.deepStrictEqual([...new Set(refused)], ["refused"])
      assert.strictEqual(outcome(yield* send(authorization(right))), "answered")
    }).pipe(Effect.provide(simulator())))

  it.live("pads its nonce with zeros, and accepts upper and lower case", () =>
    Effect.gen(function*() {
      const padded = fieldsOf({ nonce: "0000abcd", nc: 1 })

      const answer = yield* send(
        authorization({ ...padded, nonce: "ABCD", response: padded.response.toUpperCase() })
      )

      assert.strictEqual(outcome(answer), "answered")
    }).pipe(Effect.provide(simulator())))

  it.live("belongs to the account name as configured, in whatever case it is sent", () =>
    Effect.gen(function*() {
      const asked = yield* Effect.forEach(
        [["hello", "hello"], ["hello", "Hello"], ["HELLO", "Hello"]] as const,
        ([user, name], index) =>
          Effect.map(ask({ nonce: "0badcafe", nc: index + 1, user, name, secret: "w\xc3\xb6rld" }), outcome)
      )

      assert.deepStrictEqual(asked, ["refused", "answered", "answered"])
    }).pipe(Effect.provide(simulator({ users: { Hello: { secret: "wörld" } } }))))

  it.live("admits once without a count, as in RFC 2069", () =>
    Effect.gen(function*() {
      const { nonce, realm, uri, username } = fieldsOf({ nonce: "0badcafe", nc: 1 })
      const response = md5(md5("hello", "asterisk", "world"), nonce, md5("GET", uri))
      const line = authorization({ username, realm, nonce, uri, response })

      const answers = yield* Effect.forEach([1, 2], () => send(line))

      assert.deepStrictEqual(answers.map(outcome), ["answered", "stale"])
    }).pipe(Effect.provide(simulator())))

  it.live("works with a form too", () =>
    Effect.gen(function*() {
      const { httpPort = 0 } = yield* AmiSimulator.AmiSimulator
      const post = (nc: number, body: string) => {
        const fields = fieldsOf({ nonce: "0badcafe", nc, method: "POST" })
        return exchange(httpPort, form("/arawman", body, [authorization(fields)]))
      }

      const answer = yield* post(1, "action=Logoff&ActionID=1")
      const tooLong = yield* post(2, "a".repeat(40_961))

      assert.include(answer.body, "Response: Goodbye\nActionID: 1\n")
      assert.strictEqual(tooLong.status, "413 Request Entity Too Large")
    }).pipe(Effect.provide(simulator())))

  it.live("admits to a session with all events on, whose nonce is a cookie as well", () =>
    Effect.gen(function*() {
      const { broadcast, httpPort = 0 } = yield* AmiSimulator.AmiSimulator
      const wait = "action=WaitEvent&ActionID=w&Timeout=0"
      yield* ask({ nonce: "0badcafe", nc: 1 })

      yield* broadcast([["Event", "Raised"], ["Privilege", "call,all"]])
      const answer = yield* exchange(httpPort, request(`GET /rawman?${wait}`, [`Cookie: mansession_id="0badcafe"`]))

      assert.strictEqual(answer.body, waited("Event: Raised\nPrivilege: call,all"))
      assert.strictEqual(idIn(answer), "0badcafe")
      assert.strictEqual((yield* ask({ nonce: "0badcafe", nc: 2, query: wait })).body, waited())
    }).pipe(Effect.provide(simulator())))
})
