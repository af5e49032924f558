import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope, Stream } from "effect"
import { Actions, AmiAction, AmiClient, type AmiError } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { isQuick, size } from "../size.ts"
import { turns, within } from "../transport/waiting.ts"
import { account, type Action, answeringServer, clientOf, success } from "./answeringServer.ts"
import { ca, good } from "./certificates.ts"
import { child } from "./child.ts"
import { greeting, resolving, secret, type TransportLayer } from "./connecting.ts"
import { goneSince, handles, sockets } from "./handles.ts"
import { scriptedServer } from "./scriptedServer.ts"

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Builds a client in a scope of its own. */
const closable = Effect.fnUntraced(function*(server: { readonly port: number }) {
  const scope = yield* Scope.fork(yield* Effect.scope)
  const ami = yield* Scope.provide(clientOf(server), scope)
  return { ami, close: Scope.close(scope, Exit.void) }
})

const clients = size(200, 30)

describe("NodeAmi closing", () => {
  it.live(`leaves no handle open after ${clients} clients, each logged in and off (C8)`, () =>
    Effect.gen(function*() {
      const server = yield* answeringServer()
      yield* Effect.scoped(clientOf(server))
      const before = yield* handles(server)

      yield* Effect.forEach(numbers(clients), () =>
        Effect.scoped(Effect.flatMap(clientOf(server), (ami) => ami.send(Actions.Ping()))))
      yield* server.allClosed
      yield* goneSince(server, before)

      assert.isAtMost(sockets(server), before.sockets)
      assert.strictEqual(
        server.names().filter((name) =>
          name === "Logoff"
        ).length,
        clients + 1
      )
      assert.strictEqual(server.attempts(), clients + 1)
    }))

  it.live("leaves no handle open after failed connections of every kind (C8)", () =>
    Effect.gen(function*() {
      const silent = yield* scriptedServer()
      const foreign = yield* scriptedServer({ greeting: "SSH-2.0-OpenSSH_9.2\r\n" })
      const secure = yield* scriptedServer({ greeting, tls: good })
      const all = { open: () => silent.open() + foreign.open() + secure.open() }
      const before = yield* handles(all)
      const timeout = { connectTimeout: "20 millis", bannerTimeout: "20 millis" } as const
      const layers: ReadonlyArray<TransportLayer> = [
        NodeAmi.layerTcp({ port: silent.port, ...timeout }),
        NodeAmi.layerTls({ port: silent.port, ca, ...timeout }),
        NodeAmi.layerTcp({ port: foreign.port }),
        NodeAmi.layerTls({ port: foreign.port, ca }),
        NodeAmi.layerTls({ port: secure.port }),
        NodeAmi.layerTcp({ port: secure.port, ...timeout })
      ]

      const exits = yield* Effect.forEach(numbers(60), (number) =>
        Effect.exit(
          Effect.scoped(Effect.provide(AmiClient.make(account), layers[number % layers.length] as TransportLayer))
        ), {
        concurrency: 10
      })
      yield* Effect.all([silent.allClosed, foreign.allClosed, secure.allClosed])
      yield* goneSince(all, before)

      assert.isTrue(exits.every(Exit.isFailure))
      assert.isAtMost(sockets(all), before.sockets)
    }))

  it.live(
    "closes even if the peer is frozen, and leaves no handle open (C28)",
    () =>
      Effect.gen(function*() {
        const server = yield* answeringServer()
        const before = yield* handles(server)
        const close = Effect.fnUntraced(function*(number: number) {
          const { ami, close } = yield* closable(server)
          const peer = yield* server.accept
          peer.freeze()
          // Half of them also wait for answers, which closing drains first.
          const requests = Effect.forEach(
            numbers(number % 2 === 0 ? 0 : 500),
            () => Effect.exit(ami.send(AmiAction.raw("Probe", [["Padding", "x".repeat(1000)]]))),
            { concurrency: "unbounded" }
          )
          const inFlight = yield* Effect.forkChild(requests, { startImmediately: true })
          yield* turns(1)
          yield* close.pipe(within("the end of the client"))
          yield* Fiber.join(inFlight)
        })

        yield* Effect.forEach(numbers(10), close, { concurrency: "unbounded" })
        yield* goneSince(server, before)

        assert.strictEqual(server.open(), 10)
        assert.isAtMost(sockets(server), before.sockets)
      })
  )

  const holdsBack = (name: string) => (action: Action) => (action.name === name ? "" : undefined)
  const notBooted = (action: Action) => (action.name === "Login" ? success(action) : undefined)
  type Use = (ami: AmiClient.AmiClient["Service"]) => Effect.Effect<unknown, AmiError.AmiError>
  const nothing: Use = () => Effect.never
  const request: Use = (ami) => ami.send(AmiAction.raw("Probe", []))
  const events: Use = (ami) => Stream.runDrain(ami.inbox)

  for (
    const [state, answer, reached, using] of [
      ["waiting for the challenge", holdsBack("Challenge"), "Challenge", nothing],
      ["logging in", holdsBack("Login"), "Login", nothing],
      ["waiting for Asterisk to boot", notBooted, "Login", nothing],
      ["waiting for an answer", holdsBack("Probe"), "Probe", request],
      ["receiving events", () => undefined, "Login", events],
      ["ready", () => undefined, "Login", nothing],
      ["disconnected", (action: Action) => void (action.name === "Probe" && action.peer.reset()), "Probe", request]
    ] as const
  ) {
    it.live(`ends and leaves nothing open if it is interrupted while ${state} (C8)`, () =>
      Effect.gen(function*() {
        const server = yield* answeringServer(answer)
        const before = yield* handles(server)
        const program = clientOf(server).pipe(
          Effect.flatMap(using),
          Effect.exit,
          Effect.andThen(Effect.never),
          Effect.scoped
        )

        const client = yield* Effect.forkChild(program)
        yield* server.awaitAction(reached)
        yield* turns(3)
        yield* Fiber.interrupt(client).pipe(within("the end of the client"))
        yield* server.allClosed
        yield* goneSince(server, before)

        assert.isAtMost(sockets(server), before.sockets)
      }))
  }

  for (
    const [state, prepare, layer] of [
      ["looking up a name", resolving("silence"), () => NodeAmi.layerTcp({ host: "localhost" })],
      ["waiting for a banner", Effect.void, (port: number) => NodeAmi.layerTcp({ port })],
      ["waiting for a handshake", Effect.void, (port: number) => NodeAmi.layerTls({ port, ca })]
    ] as const
  ) {
    it.live(`ends and leaves nothing open if it is interrupted while ${state} (C8)`, () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer()
        yield* prepare
        const before = yield* handles(server)
        const program = Effect.scoped(Effect.provide(AmiClient.make(account), layer(server.port)))

        const client = yield* Effect.forkChild(program, { startImmediately: true })
        if (state !== "looking up a name") yield* server.accept
        yield* Fiber.interrupt(client).pipe(within("the end of the client"))
        yield* server.allClosed
        yield* goneSince(server, before)

        assert.isAtMost(sockets(server), before.sockets)
      }))
  }

  for (const [what, freezes] of [["logs off and", false], ["with a frozen peer", true]] as const) {
    it.live.skipIf(isQuick)(`${what} lets its process exit after SIGTERM`, () =>
      Effect.gen(function*() {
        const server = yield* answeringServer(holdsBack("Probe"))
        const process = yield* child("holdsClient.ts", [`${server.port}`, secret])
        const peer = yield* server.accept
        yield* process.awaitOutput("ready")
        yield* server.awaitAction("Probe")
        if (freezes) peer.freeze()

        process.kill("SIGTERM")
        const exit = yield* process.exit

        assert.deepStrictEqual(exit, { code: 130, signal: null })
        assert.strictEqual(server.names().includes("Logoff"), !freezes)
        assert.notInclude(process.output(), secret)
      }))
  }

  it.live(
    "fails with a typed error if the process has no file descriptor left, and connects once it has (C7, row 77)",
    () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer({ greeting })

        const process = yield* child("runsOutOfFiles.ts", [`${server.port}`], "ulimit -n 64")
        yield* process.exit

        assert.deepStrictEqual(JSON.parse(process.printed()), [
          { reason: "ConnectFailed", code: "EMFILE", isRetryable: true },
          "Asterisk Call Manager/11.0.0"
        ])
      })
  )
})
