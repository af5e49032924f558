import { assert, it } from "@effect/vitest"
import { Duration, Effect, Exit, Fiber, Layer, Scope, Stream } from "effect"
import { Actions, Ami, AmiClient, type AmiInbox } from "effect-ami"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { answeredCall, reasonOf } from "../tasks/watching.ts"
import { hang } from "../transport/waiting.ts"
import { client } from "./clients.ts"
import { account, freeze, noSessions, sessions, sockets } from "./ends.ts"
import { type AsteriskServer, forEachServer, privateServer } from "./servers.ts"

forEachServer("a server that goes", (server) => {
  it.live.skipIf(!server.offers.cli)(
    "ends the actions in flight, and clients log in again after the restart (C6, C17)",
    () =>
      Effect.gen(function*() {
        const first = yield* Scope.make()
        const doomed = yield* Scope.provide(privateServer(server.version), first)
        const kill = Effect.sync(() => process.kill(doomed.pid, "SIGKILL"))
        const marks: Array<string> = []

        const [inFlight, afterwards, refused, pong] = yield* Effect.gen(function*() {
          const ami = yield* AmiClient.AmiClient
          const note = (item: AmiInbox.Item) => Effect.sync(() => item._tag !== "Received" && marks.push(item._tag))
          yield* Effect.forkChild(Stream.runForEach(ami.inbox, note), { startImmediately: true })
          // It blocks its session, so the ping after it is written and not answered.
          const blocking = Actions.Originate({ Channel: "Local/300@from-internal", Application: "Wait", Async: false })
          yield* Effect.forkChild(Effect.ignore(ami.send(blocking)), { startImmediately: true })
          const ping = yield* Effect.forkChild(reasonOf(Ami.ping), { startImmediately: true })
          yield* kill
          const inFlight = yield* Fiber.join(ping)
          const afterwards = yield* reasonOf(Ami.ping)
          const refused = yield* reasonOf(Layer.build(client(doomed)))
          yield* Scope.close(first, Exit.void)
          yield* privateServer(server.version, { port: doomed.port })
          yield* ami.status.changes.pipe(Stream.takeUntil(({ _tag }) => _tag === "Ready"), Stream.runDrain)
          return [inFlight, afterwards, refused, yield* Ami.ping] as const
        }).pipe(Effect.provide(client(doomed)))

        assert.strictEqual(inFlight._tag === "OutcomeUnknown" && inFlight.cause, "Disconnected")
        assert.strictEqual(afterwards._tag === "NotSent" && afterwards.why, "NotConnected")
        assert.deepStrictEqual(marks.slice(0, 3), ["Connected", "Disconnected", "Connected"])
        // While the kernel is still ending the process, it may also accept connections, or reset accepted ones.
        assert.strictEqual(refused._tag, "ConnectFailed")
        assert.strictEqual(pong.Ping, "Pong")
      }).pipe(Effect.scoped)
  )
})

/** A process that holds a call; the scope ends it, if nothing else does. */
const callInProcess = Effect.fnUntraced(function*(server: AsteriskServer) {
  const { secret, username } = account(server)
  const program = fileURLToPath(new URL("fixtures/holdsCall.ts", import.meta.url))
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [program, String(server.port), username, secret], {
        stdio: ["ignore", "pipe", "inherit"]
      })
    ),
    (process) => Effect.sync(() => process.kill("SIGKILL"))
  )
  const [line] = yield* Effect.promise(() => once(child.stdout, "data"))
  return {
    channelId: String(line).trim(),
    /** Tells it to end, and returns its exit code. */
    terminate: Effect.promise(() => {
      child.kill("SIGTERM")
      return once(child, "exit").then(([code]) => Number(code))
    })
  }
})

forEachServer("closing", (server) => {
  it.live.skipIf(!server.offers.cli)(
    "leaves no login, no channel and no handle when its scope closes (C8, C28)",
    () =>
      Effect.gen(function*() {
        const before = yield* sockets

        const [channelId, during] = yield* Effect.gen(function*() {
          const { Uniqueid } = yield* answeredCall("100", "200")
          return [Uniqueid, yield* sessions(server)] as const
        }).pipe(Effect.scoped, Effect.provide(client(server, { user: account(server) })))
        yield* noSessions(server)
        const channels = yield* Effect.provide(Ami.channels, client(server))

        assert.strictEqual(during, 1)
        assert.notInclude(channels.map((channel) => channel.Uniqueid), channelId)
        assert.strictEqual(yield* sockets, before)
      })
  )

  it.live.skipIf(!server.offers.cli)(
    "leaves no login and no channel when its process is stopped (C28, row 75)",
    () =>
      Effect.gen(function*() {
        const { channelId, terminate } = yield* callInProcess(server)
        const during = yield* sessions(server)

        const [took, code] = yield* Effect.timed(terminate)
        yield* noSessions(server)
        const channels = yield* Effect.provide(Ami.channels, client(server))

        assert.strictEqual(during, 1)
        assert.strictEqual(code, 130)
        assert.isBelow(Duration.toMillis(took), hang)
        assert.notInclude(channels.map((channel) => channel.Uniqueid), channelId)
      }).pipe(Effect.scoped)
  )

  it.live.skipIf(!server.offers.cli)(
    "ends its process in time even if Asterisk is frozen (C28, row 75)",
    () =>
      Effect.gen(function*() {
        const frozen = yield* privateServer(server.version)
        const { terminate } = yield* callInProcess(frozen)
        yield* freeze(frozen.pid)

        const [took, code] = yield* Effect.timed(terminate)

        assert.strictEqual(code, 130)
        assert.isBelow(Duration.toMillis(took), hang)
      }).pipe(Effect.scoped)
  )
})
