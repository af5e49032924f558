/**
 * What a simulator offers to tests, and what no session can do to it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Layer, Schedule, Scope } from "effect"
import { AmiSimulator } from "effect-ami/simulator"
import * as net from "node:net"
import { inspect } from "node:util"
import { connect, login, open, type RawSession, simulator } from "./rawSession.ts"

const ping = Effect.fnUntraced(function*(session: RawSession, id: string) {
  yield* session.send(`Action: Ping\nActionID: ${id}\n\n`)
  assert.include(yield* session.reply, `ActionID: ${id}\n`)
})

/** Waits until this many sessions are logged in. */
const left = Effect.fnUntraced(function*(count: number) {
  const { sessions } = yield* AmiSimulator.AmiSimulator
  yield* Effect.repeat(sessions, { until: (now) => now === count, schedule: Schedule.spaced("5 millis") })
})

describe("a simulator", () => {
  it.live("reports what it received, from whom, and no secret", () =>
    Effect.gen(function*() {
      const { requests } = yield* AmiSimulator.AmiSimulator
      const first = yield* login({ events: "off" })
      const second = yield* login({ events: "off" })

      yield* second.send("Action: Getvar\nVariable: a\nVariable: b\nActionID: gv\n\n\n")
      yield* second.reply
      yield* ping(first, "p")

      const received = yield* requests
      assert.deepStrictEqual(
        received.map(({ action, actionId, session }) => [session, action, actionId]),
        [
          [1, "Login", "login"],
          [1, "Ping", "logged-in"],
          [2, "Login", "login"],
          [2, "Ping", "logged-in"],
          [2, "Getvar", "gv"],
          [1, "Ping", "p"]
        ]
      )
      assert.deepStrictEqual(received[4]?.message.getAll("variable"), ["a", "b"])
      assert.strictEqual(received[0]?.message.get("Secret"), "world")
      assert.notInclude(inspect(received, { depth: 9 }), "world")
    }).pipe(Effect.provide(simulator())))

  it.live("raises events for all sessions that are logged in, or for those that may read them", () =>
    Effect.gen(function*() {
      const { broadcast } = yield* AmiSimulator.AmiSimulator
      const calls = yield* login({ events: "call" })
      const all = yield* login()
      const stranger = yield* open

      yield* broadcast([["Event", "Custom"], ["Größe", "é"]])
      yield* broadcast([["Event", "AgentLogin"], ["Privilege", "agent,all"]])
      yield* broadcast([["Event", "Hangup"], ["Privilege", "call,all"]])
      yield* stranger.send("Action: Logoff\n\n")

      const custom = "Event: Custom\nGr\u00c3\u00b6\u00c3\u009fe: \u00c3\u00a9"
      assert.strictEqual(yield* all.message, custom)
      assert.strictEqual(yield* all.message, "Event: AgentLogin\nPrivilege: agent,all")
      assert.strictEqual(yield* calls.message, custom)
      assert.strictEqual(yield* calls.message, "Event: Hangup\nPrivilege: call,all")
      assert.strictEqual(yield* stranger.rest, "Response: Goodbye\nMessage: Thanks for all the fish.\n\n")
    }).pipe(Effect.provide(simulator())))

  it.live("writes raw text and bytes to every session", () =>
    Effect.gen(function*() {
      const { pushRaw } = yield* AmiSimulator.AmiSimulator
      const sessions = [yield* login({ events: "off" }), yield* open]

      yield* pushRaw("Event: Ha")
      yield* pushRaw(new Uint8Array([0x6c, 0x66, 0xff, 13, 10, 13, 10]))

      for (const session of sessions) assert.strictEqual(yield* session.message, "Event: Half\u00ff")
    }).pipe(Effect.provide(simulator())))

  it.live("closes every session without notice, and accepts new ones", () =>
    Effect.gen(function*() {
      const { broadcast, kick, sessions } = yield* AmiSimulator.AmiSimulator
      const first = yield* login({ events: "off" })
      const second = yield* login({ events: "off" })

      const stuck = yield* login()
      yield* Effect.sync(() => stuck.socket.pause())
      yield* broadcast([["Event", "Flood"], ["Privilege", "user,all"], ["Padding", "x".repeat(16 << 20)]])
      yield* kick

      assert.strictEqual(yield* first.rest, "")
      assert.strictEqual(yield* second.rest, "")
      yield* left(0)
      yield* ping(yield* login(), "again")
      assert.strictEqual(yield* sessions, 1)
    }).pipe(Effect.provide(simulator())))

  it.live("answers an action with what a script returns, with nothing, or as usual", () =>
    Effect.gen(function*() {
      const { respondWith } = yield* AmiSimulator.AmiSimulator
      const session = yield* login({ events: "off" })

      yield* respondWith("ping", ({ actionId = "" }) =>
        actionId === "silence"
          ? []
          : actionId === "ever"
          ? undefined
          : [[["Response", "Pang"], ["ActionID", actionId]]])
      yield* session.send("Action: Ping\nActionID: one\n\nAction: Ping\nActionID: silence\n\n")
      yield* session.send("Action: PING\nActionID: two\n\nAction: Ping\nActionID: ever\n\n")

      assert.strictEqual(yield* session.message, "Response: Pang\nActionID: one")
      assert.strictEqual(yield* session.message, "Response: Pang\nActionID: two")
      assert.include(yield* session.message, "ActionID: ever\nPing: Pong")
      yield* respondWith("Ping", undefined)
      yield* ping(session, "after")
    }).pipe(Effect.provide(simulator())))

  it.live("writes line by line if configured", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "off" })
      const before = session.reads.length

      yield* session.send("Action: CoreSettings\nActionID: c\n\n")
      const answer = yield* session.message

      const reads = session.reads.slice(before)
      assert.strictEqual(reads.join("").replaceAll("\r\n", "\n").trimEnd(), answer)
      assert.isAbove(reads.length, 3)
      for (const read of reads) assert.match(read, /\r\n$/)
    }).pipe(Effect.provide(simulator({ fragment: true }))))
})

describe("a simulator is not affected by a session", () => {
  it.live("that is reset, or that is gone while its Originate goes on", () =>
    Effect.gen(function*() {
      const other = yield* login()
      const reset = yield* login()
      const gone = yield* login()

      yield* gone.send("Action: Originate\nChannel: Local/200@from-internal\nApplication: Wait\nData: 1\n\n")
      yield* Effect.sync(() => gone.socket.destroy())
      yield* reset.send("Action: CoreShowChannels\n\nAction: Pi")
      yield* Effect.sync(() => reset.socket.resetAndDestroy())

      yield* left(1)
      yield* ping(other, "still")
    }).pipe(Effect.provide(simulator({ timeScale: 0.1 }))))

  it.live("whose script fails", () =>
    Effect.gen(function*() {
      const { respondWith } = yield* AmiSimulator.AmiSimulator
      const other = yield* login({ events: "off" })
      const session = yield* login({ events: "off" })
      yield* respondWith("Status", () => {
        throw new Error("a script that fails")
      })

      yield* session.send("Action: Status\n\n")

      assert.strictEqual(yield* session.rest, "")
      yield* ping(other, "still")
    }).pipe(Effect.provide(simulator())))

  const flood = Effect.fnUntraced(function*(kilobytes: number) {
    const { broadcast } = yield* AmiSimulator.AmiSimulator
    const padding = "x".repeat(8000)
    for (let index = 0; index < kilobytes / 8; index++) {
      yield* broadcast([["Event", "Flood"], ["Index", String(index)], ["Padding", padding]])
      if (index % 8 === 0) yield* Effect.yieldNow
    }
  })

  it.live("that does not read, and is cut off after a while", () =>
    Effect.gen(function*() {
      const other = yield* login({ events: "off" })
      const slow = yield* login()
      yield* Effect.sync(() => slow.socket.pause())

      yield* flood(16_000)
      yield* left(1)
      yield* Effect.sync(() => slow.socket.resume())
      yield* slow.rest

      const received = slow.reads.reduce((bytes, read) => bytes + read.length, 0)
      assert.isBelow(received, 16_000_000)
      yield* ping(other, "still")
    }).pipe(Effect.provide(simulator({ writeTimeout: "100 millis" }))))

  it.live("that does not read, and is cut off once too much is queued for it", () =>
    Effect.gen(function*() {
      const other = yield* login({ events: "off" })
      const slow = yield* login()
      yield* Effect.sync(() => slow.socket.pause())

      yield* flood(16_000)
      yield* left(1)

      yield* ping(other, "still")
    }).pipe(Effect.provide(simulator({ maxQueuedBytes: 1 << 20, writeTimeout: "1 minute" }))))

  it.live("that reads as fast as it is written to", () =>
    Effect.gen(function*() {
      const session = yield* login()

      yield* flood(8000)
      yield* session.send("Action: Logoff\n\n")
      const rest = yield* session.rest

      assert.strictEqual(rest.match(/^Event: Flood$/gm)?.length, 1000)
      assert.include(rest, "Thanks for all the fish.")
    }).pipe(Effect.provide(simulator())))
})

describe("the scope of a simulator", () => {
  it.live("ends every session and releases the port, whatever its peers do", () =>
    Effect.gen(function*() {
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(simulator(), scope)
      const { broadcast, port } = Context.get(context, AmiSimulator.AmiSimulator)
      const provided = Effect.provide(login(), context)
      const reading = yield* provided
      const blocked = yield* provided
      const stuck = yield* provided
      const stranger = yield* connect(port)
      yield* stranger.line
      yield* blocked.send("Action: Originate\nChannel: Local/300@from-internal\nApplication: Echo\n\n")
      yield* Effect.sync(() => stuck.socket.pause())
      yield* broadcast([["Event", "Flood"], ["Padding", "x".repeat(16 << 20)]])

      yield* Scope.close(scope, Exit.void)

      yield* reading.rest
      yield* blocked.rest
      assert.strictEqual(yield* stranger.rest, "")
      const refused = yield* Effect.callback<string>((resume) => {
        const socket = net.connect(port, "127.0.0.1", () => resume(Effect.succeed("connected")))
        socket.on("error", (error: NodeJS.ErrnoException) => resume(Effect.succeed(error.code ?? "")))
      })
      assert.strictEqual(refused, "ECONNREFUSED")
    }))

  it.live("is not shared: two simulators have their own ports and calls", () =>
    Effect.gen(function*() {
      const first = yield* Layer.build(Layer.fresh(simulator()))
      const second = yield* Layer.build(Layer.fresh(simulator()))
      const session = yield* Effect.provide(login({ events: "off" }), first)
      const other = yield* Effect.provide(login({ events: "off" }), second)

      yield* session.send("Action: Originate\nChannel: Local/200@from-internal\nApplication: Echo\nAsync: 1\n\n")
      yield* session.reply
      yield* other.send("Action: CoreStatus\n\n")

      assert.include(yield* other.reply, "CoreCurrentCalls: 0")
      const ports = [first, second].map((context) => Context.get(context, AmiSimulator.AmiSimulator).address.port)
      assert.notStrictEqual(ports[0], ports[1])
    }))
})
