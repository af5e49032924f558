import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Exit, Fiber, Layer, Schedule, Scope, Stream } from "effect"
import { Actions, Ami, AmiClient, type AmiStatus } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { reasonOf } from "../tasks/watching.ts"
import { hang } from "../transport/waiting.ts"
import { client } from "./clients.ts"
import { account, freeze, mortalServer, thaw } from "./ends.ts"
import { inboxOf, isConnected, marksOf } from "./inboxes.ts"
import { field, isEvent, rawConnection, rawSession } from "./rawSession.ts"
import { forEachServer, privateServer } from "./servers.ts"

/** A call that ends on its own after that many seconds: until then a graceful stop waits. */
const shortCall = (seconds: number) =>
  `Action: Originate\nChannel: Local/100@from-internal\nApplication: Wait\nData: ${seconds}\nAsync: true`

const startAgain = { first: true, schedule: Schedule.spaced("50 millis") } as const

// The tests mostly wait, so they run concurrently.
describe.concurrent("faults of a login", () =>
  forEachServer("faults of a login", (server) => {
    it.live.skipIf(!server.offers.cli)(
      "sends nothing to a frozen server that accepts, and logs in when it resumes (row 5)",
      () =>
        Effect.gen(function*() {
          const frozen = yield* privateServer(server.version)
          const observer = yield* rawSession(frozen)
          const transport = NodeAmi.layerTcp({ port: frozen.port, bannerTimeout: "500 millis" })
          yield* freeze(frozen.pid)

          const [took, reason] = yield* Effect.timed(
            reasonOf(Layer.build(client(frozen, { user: account(frozen) }, transport)))
          )
          const patient = yield* Effect.forkChild(
            Effect.provide(Ami.ping, client(frozen, { reconnect: startAgain }, transport)),
            { startImmediately: true }
          )
          yield* thaw(frozen.pid)
          yield* Fiber.join(patient)
          yield* observer.waitFor("the login of the other", isEvent("SuccessfulAuth", { AccountID: "hello" }))
          const asked = (yield* observer.messages).filter((message) => field(message, "AccountID") === "nocommand")

          assert.strictEqual(reason._tag === "ConnectFailed" && reason.code, "NO_BANNER")
          assert.isBelow(Duration.toMillis(took), hang)
          assert.deepStrictEqual(asked, [])
        })
    )

    it.live.skipIf(!server.offers.cli)(
      "is closed at once if too many are logging in, and logs in after them (C6, row 6)",
      () =>
        Effect.gen(function*() {
          const config = { "manager.conf": "[general](+)\nauthlimit = 5\nauthtimeout = 30" }
          const crowded = yield* privateServer(server.version, { config })
          const crowd = yield* Scope.fork(yield* Effect.scope)
          yield* Effect.repeat(Scope.provide(rawConnection(crowded), crowd), { times: 4 })

          const reason = yield* reasonOf(Layer.build(client(crowded)))
          const patient = yield* Effect.forkChild(
            Effect.provide(Ami.ping, client(crowded, { reconnect: { first: true } }))
          )
          yield* Scope.close(crowd, Exit.void)
          const pong = yield* Fiber.join(patient)

          assert.strictEqual(reason._tag === "ConnectFailed" && reason.code, "CLOSED_BEFORE_BANNER")
          assert.strictEqual(pong.Ping, "Pong")
        })
    )

    it.live.skipIf(!server.offers.cli)(
      "retries a login that was refused because the server is stopping, until it is back (C7, row 16)",
      () =>
        Effect.gen(function*() {
          const { remove, restart, server: stopping } = yield* mortalServer(server.version)
          const caller = yield* rawSession(stopping)
          const answered = caller.waitFor("answered call", isEvent("OriginateResponse", { Response: "Success" }))
          yield* Effect.andThen(caller.request(shortCall(3)), answered)
          yield* Effect.forkChild(Effect.ignore(stopping.cli("core stop gracefully")), { startImmediately: true })

          const refused = yield* Effect.repeat(Effect.option(Effect.flip(Layer.build(client(stopping)))), {
            until: (error) => error._tag === "Some",
            schedule: Schedule.spaced("20 millis")
          })
          const waiting = yield* Effect.forkChild(Layer.build(client(stopping, { reconnect: startAgain })))
          yield* caller.waitForClose()
          yield* remove
          const before = waiting.pollUnsafe()
          yield* restart
          const [took] = yield* Effect.timed(Fiber.join(waiting))

          const error = refused._tag === "Some" ? refused.value : undefined
          assert.strictEqual(error?.reason._tag, "LoginRejected")
          assert.strictEqual(error?.reason.message, "Asterisk is shutting down")
          assert.isTrue(error?.isRetryable)
          assert.isUndefined(before)
          assert.isBelow(Duration.toMillis(took), hang)
        })
    )

    it.live.skipIf(!server.offers.cli)(
      "waits 5 seconds or more for an account in use, and logs in once the other session is gone (C7, row 17)",
      () =>
        Effect.gen(function*() {
          const own = yield* privateServer(server.version)
          const observer = yield* rawSession(own)
          const user = own.users.single
          const other = yield* Scope.fork(yield* Effect.scope)
          yield* Scope.provide(Layer.build(client(own, { user })), other)

          const second = yield* Effect.forkChild(
            Effect.timed(Layer.build(client(own, { user, reconnect: { first: true } }))),
            { startImmediately: true }
          )
          yield* observer.waitFor("refused login", isEvent("SessionLimit"))
          yield* Scope.close(other, Exit.void)
          const [took] = yield* Fiber.join(second)
          const refused = (yield* observer.messages).filter(isEvent("SessionLimit"))

          assert.isBelow(Duration.toMillis(took), hang)
          assert.strictEqual(refused.length, 1)
        })
    )

    it.live.skipIf(!server.offers.cli)(
      "is not ready before the server has booted, however early it logs in (row 21)",
      () =>
        Effect.gen(function*() {
          const { kill, restart, server: first } = yield* mortalServer(server.version)
          const [marks, states, queues] = yield* Effect.gen(function*() {
            const ami = yield* AmiClient.AmiClient
            const { items, until } = yield* inboxOf
            const states: Array<AmiStatus.State> = []
            const note = (state: AmiStatus.State) => Effect.sync(() => states.push(state))
            yield* Effect.forkScoped(Stream.runForEach(ami.status.changes, note), { startImmediately: true })
            // It logs in as early as it can.
            const ready = until("Connected with epoch 2", isConnected(2))
            const asking = yield* Effect.forkChild(Effect.andThen(ready, ami.collect(Actions.QueueStatus({}))))
            yield* kill
            yield* Effect.forkScoped(restart)
            const members = yield* Fiber.join(asking)
            return [marksOf(items), states.slice(), members] as const
          }).pipe(
            Effect.scoped,
            Effect.provide(client(first, { reconnect: { schedule: Schedule.spaced("5 millis") } }))
          )

          assert.strictEqual(marks.at(-1), "Connected 2")
          assert.deepStrictEqual(states.slice(-3).map((state) => state._tag), ["LoggingIn", "Booting", "Ready"])
          const last = states.at(-1)
          assert.strictEqual(last?._tag === "Ready" && last.bootState, "booted")
          assert.include(queues.map((item) => item.Queue), "support")
        }).pipe(Effect.scoped)
    )

    it.live("keeps the connection of an account that may do nothing alive (row 22)", () =>
      Effect.gen(function*() {
        const ami = yield* AmiClient.AmiClient
        const refused = yield* reasonOf(ami.send(Actions.Getvar({ Variable: "EPOCH" })))

        // This is about real time: that of a dozen pings.
        yield* Effect.sleep("1500 millis")
        const status = yield* ami.status.get

        assert.strictEqual(refused._tag, "PermissionDenied")
        assert.strictEqual(status._tag === "Ready" && status.epoch, 1)
      }).pipe(
        Effect.provide(client(server, {
          user: server.users.readonly,
          pingInterval: "100 millis",
          pingTimeout: "2 seconds"
        }))
      ))
  }))
