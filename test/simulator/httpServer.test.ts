/**
 * What a simulator with an HTTP port offers to tests, and how it ends.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import * as net from "node:net"
import * as certificates from "../node/certificates.ts"
import { begun, exchange, guest, request, simulator, visitor, waited } from "./httpPeer.ts"
import { login, open } from "./rawSession.ts"

/** A simulator in its own scope. */
const closable = Effect.fnUntraced(function*(options?: NodeSimulator.Options) {
  const scope = yield* Scope.make()
  const services = yield* Layer.buildWithScope(simulator(options), scope)
  return { services, service: Context.get(services, AmiSimulator.AmiSimulator), scope }
})

/** Whether nobody listens at a port. */
const refuses = (port: number) =>
  Effect.callback<boolean>((resume) => {
    const socket = net.connect({ port, host: "127.0.0.1" })
    socket.on("error", () => resume(Effect.succeed(true)))
    socket.on("connect", () => {
      socket.destroy()
      resume(Effect.succeed(false))
    })
  })

describe("a simulator over TCP and HTTP", () => {
  it.live("shares one PBX between both", () =>
    Effect.gen(function*() {
      const one = yield* guest
      const session = yield* login({ events: "user" })

      yield* one.ask("action=Setvar&Variable=SHARED&Value=1")
      yield* session.send("Action: Getvar\nVariable: SHARED\n\nAction: UserEvent\nUserEvent: Hello\n\n")

      assert.include(yield* session.reply, "Value: 1")
      assert.include(yield* session.event("UserEvent"), "UserEvent: Hello")
      yield* one.ask("action=UserEvent&UserEvent=Back")
      assert.include(yield* session.event("UserEvent"), "UserEvent: Back")
      const events = yield* one.ask("action=WaitEvent")
      assert.deepStrictEqual(
        [...events.matchAll(/^(?:Event|UserEvent): (.*)$/gm)].map(([, found]) => found),
        ["SuccessfulAuth", "VarSet", "UserEvent", "Hello", "UserEvent", "Back", "WaitEventComplete"]
      )
    }).pipe(Effect.provide(simulator())))

  it.live("reports what it received over both, and counts the sessions of both", () =>
    Effect.gen(function*() {
      const { requests, sessions } = yield* AmiSimulator.AmiSimulator
      yield* login()
      const one = yield* visitor
      yield* one.login()
      yield* one.ask("action=Ping&ActionID=%C3%A9")

      assert.deepStrictEqual(
        (yield* requests).map(({ action, actionId, session }) => [session, action, actionId]),
        [[1, "Login", "login"], [1, "Ping", "logged-in"], [2, "Login", undefined], [2, "Ping", "é"]]
      )
      assert.strictEqual(yield* sessions, 2)
    }).pipe(Effect.provide(simulator())))

  it.live("lists the sessions of both", () =>
    Effect.gen(function*() {
      const one = yield* guest
      yield* login()

      const listed = yield* one.ask("action=Command&Command=manager+show+connected")

      assert.include(listed, "Output: 2 users connected.\n")
      assert.strictEqual(listed.match(/^Output: {3}hello/gm)?.length, 2)
    }).pipe(Effect.provide(simulator())))

  it.live("answers with a script over both", () =>
    Effect.gen(function*() {
      const { respondWith } = yield* AmiSimulator.AmiSimulator
      const one = yield* guest

      yield* respondWith("ping", ({ actionId = "" }) => [[["Response", "Scripted"], ["ActionID", actionId]]])
      assert.strictEqual(yield* one.ask("action=Ping&ActionID=1"), "Response: Scripted\nActionID: 1\n\n")
      yield* respondWith("ping", () => [])
      assert.strictEqual(yield* one.ask("action=Ping&ActionID=1"), "")
    }).pipe(Effect.provide(simulator())))

  it.live("kicks sessions over HTTP: their waits end and their ids are forgotten", () =>
    Effect.gen(function*() {
      const { kick, sessions } = yield* AmiSimulator.AmiSimulator
      const one = yield* guest
      const { id } = one
      const waiting = yield* Effect.forkChild(one.ask("action=WaitEvent&ActionID=w"))
      yield* begun

      yield* kick

      assert.strictEqual(yield* Fiber.join(waiting), waited())
      assert.strictEqual(yield* sessions, 0)
      assert.include(yield* one.ask("action=Ping"), "Permission denied")
      assert.notStrictEqual(one.id, id)
    }).pipe(Effect.provide(simulator())))

  it.live("pushes bytes only to sockets", () =>
    Effect.gen(function*() {
      const { pushRaw } = yield* AmiSimulator.AmiSimulator
      const one = yield* guest
      const session = yield* open

      yield* pushRaw("Event: Raw\r\n\r\n")

      assert.strictEqual(yield* session.message, "Event: Raw")
      assert.strictEqual(yield* one.ask("action=WaitEvent&ActionID=w&Timeout=0"), waited())
    }).pipe(Effect.provide(simulator())))

  it.live("reports whether it serves HTTP", () =>
    Effect.gen(function*() {
      const one = yield* guest
      const enabled = yield* one.ask("action=CoreSettings")
      const { httpPort } = yield* Effect.provide(AmiSimulator.AmiSimulator, NodeSimulator.layer())

      assert.include(enabled, "CoreHTTPenabled: Yes\n")
      assert.isUndefined(httpPort)
    }).pipe(Effect.provide(simulator())))

  it.live("does not count sessions over HTTP towards the limit of those not logged in", () =>
    Effect.gen(function*() {
      yield* (yield* visitor).ask("action=Ping")

      const session = yield* open

      yield* session.send("Action: Logoff\n\n")
      assert.include(yield* session.reply, "Goodbye")
    }).pipe(Effect.provide(simulator({ authLimit: 1 }))))

  it.live("serves HTTPS with the given certificate", () =>
    Effect.gen(function*() {
      const { httpPort = 0 } = yield* AmiSimulator.AmiSimulator

      const answer = yield* exchange(httpPort, request("GET /rawman?action=Logoff"), certificates.ca)

      assert.include(answer.body, "Response: Goodbye")
    }).pipe(Effect.provide(simulator({ http: { tls: certificates.good } }))))
})

describe("closing a simulator with an HTTP port", () => {
  for (const [what, tls] of [["HTTP", undefined], ["HTTPS", certificates.good]] as const) {
    it.live(`ends what is in progress over ${what} and releases the ports`, () =>
      Effect.gen(function*() {
        const { scope, service, services } = yield* closable({ http: { tls }, timeScale: 1 })
        const { httpPort = 0, port } = service
        if (tls === undefined) {
          const one = yield* Effect.provide(guest, services)
          const call = "action=Originate&Channel=Local/301@from-internal&Application=Wait&Data=1&Timeout=30000"
          for (const query of ["action=WaitEvent", call]) yield* Effect.forkChild(Effect.ignoreCause(one.ask(query)))
          yield* Effect.provide(begun, services)
        }
        // One that never sends a byte, and one that stops in the middle of a request.
        const sockets = yield* Effect.forEach(["", "GET /rawman"], (text) =>
          Effect.acquireRelease(
            Effect.callback<net.Socket>((resume) => {
              const socket: net.Socket = net.connect({ port: httpPort, host: "127.0.0.1" }, () => {
                socket.write(text)
                resume(Effect.succeed(socket))
              })
              socket.on("error", () => {})
            }),
            (socket) => Effect.sync(() => socket.destroy())
          ))

        // Waiting for a poll would take longer than a test may.
        yield* Scope.close(scope, Exit.void)

        assert.strictEqual(sockets.length, 2)
        assert.isTrue(yield* refuses(httpPort))
        assert.isTrue(yield* refuses(port))
      }))
  }
})
