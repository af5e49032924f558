/**
 * Requests over HTTP as they were sent to a real Asterisk, with its answers byte for byte.
 *
 * Ids, times, addresses and the version after the number are replaced on both
 * sides; the headers that Node adds are removed.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { AmiSimulator } from "effect-ami/simulator"
import { exchanges } from "../captures/captures.ts"
import { type Answer, begun, exchange, idIn, parse, simulator, visitor } from "./httpPeer.ts"

const recorded = new Map(exchanges().map((exchange) => [exchange.name, exchange]))

/** A request and its answer, one character per byte. */
const read = (name: string) => {
  const { bytes, sent } = recorded.get(`http-${name}.ast22`) ?? assert.fail(`there is no exchange ${name}`)
  return { request: Buffer.from(sent).toString("latin1"), answer: Buffer.from(bytes).toString("latin1") }
}

const replacements: ReadonlyArray<readonly [RegExp, string]> = [
  [/Asterisk\/22\.10\.1[^\s<]*/g, "Asterisk/22.10.1"],
  [/(mansession_id|nonce|opaque)="[0-9a-f]{8}"/g, "$1=\"id\""],
  [/^(Timestamp|EventTV|SessionTV|SessionID|LocalAddress|RemoteAddress|Challenge): .*$/gm, "$1: varies"],
  [/^(Output: [^:]*): \d.*$/gm, "$1: varies"]
]

const withoutVariance = (text: string): string =>
  replacements.reduce((replaced, [pattern, by]) => replaced.replaceAll(pattern, by), text)

const byNode = new Set(["date", "connection", "keep-alive"])

const comparable = ({ body, headers, length, status }: Answer) => ({
  status,
  headers: headers.filter(([name]) => !byNode.has(name)).map(([name, value]) =>
    name === "content-length" && length > 0
      ? `${name}: ${Number(value) === length ? "right" : value}`
      : withoutVariance(`${name}: ${value}`)
  ),
  body: withoutVariance(body)
})

/** Sends what was recorded, with a session id of the simulator, and compares the answer with Asterisk's. */
const replay = Effect.fnUntraced(function*(name: string, id = "") {
  const { httpPort = 0 } = yield* AmiSimulator.AmiSimulator
  const recorded = read(name)
  const answer = yield* exchange(httpPort, recorded.request.replace(/(mansession_id="?)[0-9a-f]{8}/, `$1${id}`))

  assert.deepStrictEqual(comparable(answer), comparable(parse(recorded.answer)), name)
  return answer
})

const replayAll = (names: ReadonlyArray<string>, id?: string) =>
  Effect.forEach(names, (name) => replay(name, id), { discard: true })

const extensions = { "from-internal": { "500": ["Answer()", "Hangup()"] } }

const login = Effect.map(replay("rawman-login"), idIn)

/** A peer that has logged in, and events for it. */
const listener = Effect.gen(function*() {
  const { broadcast } = yield* AmiSimulator.AmiSimulator
  const one = yield* visitor
  yield* one.login()
  return {
    id: one.id,
    raise: (...lines: ReadonlyArray<readonly [string, string]>) =>
      broadcast([["Event", "UserEvent"], ["Privilege", "user,all"], ...lines]),
    hangup: broadcast([["Event", "Hangup"], ["Privilege", "call,all"]])
  }
})

describe("a simulator over HTTP, compared with recordings", () => {
  const loggedIn = [
    ["pings", "rawman-ping"],
    ["accepts a cookie without quotes", "rawman-ping-unquoted"],
    ["finds its cookie among others", "rawman-ping-othercookies"],
    ["ignores the case of a path", "rawman-upper"],
    ["ignores a slash after a path", "rawman-slash"],
    ["rejects paths below its own", "rawman-sub"],
    ["rejects other paths", "badpath"],
    ["rejects a prefix unless configured", "asterisk-rawman"],
    ["takes a form", "rawman-post"],
    ["accepts a form with a charset, and keeps its bytes", "rawman-post-charset"],
    ["accepts a chunked form", "rawman-post-chunked"],
    ["ignores the query of a form", "rawman-post-query"],
    ["accepts only forms", "rawman-post-json"],
    ["misses the action", "rawman-noaction"],
    ["reports a missing action for an empty request", "rawman-empty"],
    ["rejects an unknown action", "rawman-error"],
    ["rejects methods other than GET, HEAD and POST", "rawman-put"],
    ["answers HEAD with only headers", "rawman-head"],
    ["echoes line breaks unchanged", "rawman-crlf-actionid"],
    ["raises events with line breaks in them", "rawman-crlf-userevent"],
    ["takes a header twice", "rawman-repeated-variable"],
    ["reads a plus sign as a blank", "rawman-command-plus"]
  ] as const
  for (const [what, name] of loggedIn) {
    it.live(what, () =>
      Effect.gen(function*() {
        const id = yield* login

        const answer = yield* replay(name, id)

        if (answer.status.startsWith("200")) assert.strictEqual(idIn(answer), id)
      }).pipe(Effect.provide(simulator({ extensions }))))
  }

  it.live("decodes escapes", () =>
    Effect.gen(function*() {
      const id = yield* login

      yield* replayAll(["rawman-getvar", "rawman-getvar2"], id)
    }).pipe(Effect.provide(simulator())))

  it.live("gives a new id to an unknown or expired session", () =>
    Effect.gen(function*() {
      const id = yield* login

      const answers = [
        yield* replay("rawman-logoff", id),
        yield* replay("rawman-after-logoff", id),
        yield* replay("rawman-bogus-cookie", "deadbeef"),
        yield* replay("rawman-unauth"),
        yield* replay("rawman-login-bad")
      ]

      const [own, ...others] = answers.map(idIn)
      assert.strictEqual(own, id)
      assert.strictEqual(new Set([id, ...others]).size, 5)
    }).pipe(Effect.provide(simulator())))

  it.live("asks for a digest, and takes each count once", () =>
    Effect.gen(function*() {
      yield* replayAll(["digest-401", "digest-basic", "digest-ok", "digest-ok2"])
      const renewed = yield* replay("digest-replay")
      const again = yield* replay("digest-oldnonce")

      assert.notStrictEqual(idIn(renewed), "5ee2f268")
      assert.strictEqual(idIn(again), idIn(renewed))
    }).pipe(Effect.provide(simulator())))

  it.live("refuses a digest of another secret or user, and one whose count does not grow", () =>
    Effect.gen(function*() {
      yield* replayAll(["digest-newnonce", "digest-badpw", "digest-baduser", "digest-urimismatch", "digest-noqop"])
    }).pipe(Effect.provide(simulator())))

  it.live("needs no login after a digest, and begins again after a logoff", () =>
    Effect.gen(function*() {
      yield* replayAll([
        "digest-post",
        "digest-waitevent",
        "digest-login",
        "digest-challenge",
        "digest-logoff",
        "digest-afterlogoff"
      ])
    }).pipe(Effect.provide(simulator())))

  it.live("delivers events once, from the login on", () =>
    Effect.gen(function*() {
      const { raise, id } = yield* listener

      yield* replayAll(["waitevent-first", "waitevent-timeout0"], id)
      yield* (yield* visitor).login()
      for (const n of ["0", "1", "2"]) yield* raise(["UserEvent", "Q"], ["N", n])
      yield* replay("waitevent-queued", id)
      const live = yield* Effect.forkChild(replay("waitevent-live", id))
      yield* begun
      yield* raise(["UserEvent", "Live"])
      yield* Fiber.join(live)
      yield* raise(["UserEvent", "Mid"])
      yield* replayAll(["ping-with-pending-events", "waitevent-after-ping"], id)
    }).pipe(Effect.provide(simulator({ httpTimeout: "15 seconds" }))))

  it.live("ends a wait at any event, and delivers the wanted ones", () =>
    Effect.gen(function*() {
      const { hangup, raise, id } = yield* listener

      yield* replayAll(["waitevent-first", "events-off", "events-user"], id)
      yield* hangup
      yield* raise(["UserEvent", "AfterUser"])
      yield* replay("waitevent-mask-user", id)
      yield* hangup
      yield* replay("waitevent-mask-user2", id)
    }).pipe(Effect.provide(simulator({ httpTimeout: "15 seconds" }))))

  it.live("ends a wait with an empty answer when a second one begins", () =>
    Effect.gen(function*() {
      const { hangup, id } = yield* listener
      yield* replayAll(["waitevent-first", "events-user"], id)

      const first = yield* Effect.forkChild(replay("kick-wait1", id))
      yield* begun
      const second = yield* Effect.forkChild(replay("kick-wait2", id))
      yield* Fiber.join(first)
      yield* hangup
      yield* Fiber.join(second)
    }).pipe(Effect.provide(simulator({ httpTimeout: "15 seconds" }))))

  it.live("ends a wait at once when its session logs off", () =>
    Effect.gen(function*() {
      const { id } = yield* listener
      yield* replay("waitevent-first", id)

      const waiting = yield* Effect.forkChild(replay("parallel-wait-logoff", id))
      yield* begun
      yield* replay("logoff-during-wait", id)
      yield* Fiber.join(waiting)
    }).pipe(Effect.provide(simulator({ httpTimeout: "15 seconds" }))))
})
