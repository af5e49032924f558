import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Schedule } from "effect"
import { Actions, Ami, AmiClient } from "effect-ami"
import { reasonOf } from "../tasks/watching.ts"
import { hang } from "../transport/waiting.ts"
import { client } from "./clients.ts"
import { account, freeze, mortalServer, thaw } from "./ends.ts"
import { inboxOf, isConnected, isDisconnected, isNote, marksOf, raise } from "./inboxes.ts"
import { rawSession } from "./rawSession.ts"
import { forEachServer, privateServer } from "./servers.ts"

const again = { schedule: Schedule.spaced("50 millis") } as const

/** Rings for 20 seconds and blocks its session for as long: what is written after it is not answered. */
const ringing = Actions.Originate({ Channel: "Local/300@from-internal", Application: "Wait", Async: false })

const disconnected = "a Disconnected mark"

// The tests mostly wait, so they run concurrently.
describe.concurrent("faults of a link", () =>
  forEachServer("faults of a link", (server) => {
    it.live.skipIf(!server.offers.cli)(
      "reports 100 actions in flight as OutcomeUnknown if the server is killed, and none runs later (row 50)",
      () =>
        Effect.gen(function*() {
          const { kill, restart, server: doomed } = yield* mortalServer(server.version)
          const keys = Array.from({ length: 100 }, (_, index) => `key-${index}`)

          yield* Effect.gen(function*() {
            const ami = yield* AmiClient.AmiClient
            const { items, until } = yield* inboxOf
            yield* Effect.forkChild(Effect.ignore(ami.send(ringing)), { startImmediately: true })
            const put = (Key: string) => reasonOf(ami.send(Actions.DBPut({ Family: "row50", Key, Val: "1" })))
            const fibers = yield* Effect.forEach(keys, (key) => Effect.forkChild(put(key), { startImmediately: true }))

            yield* kill
            const [took, reasons] = yield* Effect.timed(Fiber.joinAll(fibers))
            const reborn = yield* restart
            const [back] = yield* Effect.timed(until("Connected with epoch 2", isConnected(2)))
            yield* raise("after")
            yield* until("an event after it", isNote("after", 2))
            const found = yield* reborn.cli("database show row50")

            for (const reason of reasons) {
              assert.strictEqual(reason._tag === "OutcomeUnknown" && reason.cause, "Disconnected")
            }
            assert.isBelow(Duration.toMillis(took), hang)
            assert.isBelow(Duration.toMillis(back), hang)
            assert.match(marksOf(items).join(", "), /^Connected 1, Disconnected 1 (Ended|Reset), Connected 2$/)
            assert.include(found, "0 results found")
          }).pipe(Effect.provide(client(doomed, { reconnect: again })))
        }).pipe(Effect.scoped)
    )

    it.live.skipIf(!server.offers.cli)(
      "detects a frozen server with a Ping, and logs in again when it resumes (C25, row 51)",
      () =>
        Effect.gen(function*() {
          const frozen = yield* privateServer(server.version)

          yield* Effect.gen(function*() {
            const { items, until } = yield* inboxOf
            yield* freeze(frozen.pid)
            const [took] = yield* Effect.timed(until(disconnected, isDisconnected))
            yield* thaw(frozen.pid)
            yield* until("Connected with epoch 2", isConnected(2))
            yield* raise("after")
            yield* until("an event after it", isNote("after", 2))

            assert.isBelow(Duration.toMillis(took), hang)
            assert.deepStrictEqual(marksOf(items), ["Connected 1", "Disconnected 1 Unreachable", "Connected 2"])
          }).pipe(
            Effect.provide(client(frozen, { reconnect: again, pingInterval: "500 millis", pingTimeout: "500 millis" }))
          )
        }).pipe(Effect.scoped)
    )

    it.live.skipIf(!server.offers.cli)(
      "detects a server that freezes during a blocking action after that action's timeout (C25, row 52)",
      () =>
        Effect.gen(function*() {
          const frozen = yield* privateServer(server.version)

          yield* Effect.gen(function*() {
            const ami = yield* AmiClient.AmiClient
            const { items, until } = yield* inboxOf
            const call = Actions.Originate({
              Channel: "Local/300@from-internal",
              Application: "Wait",
              Async: false,
              Timeout: "100 millis"
            })
            // 5.1 seconds for the call, and 5 more for its answer.
            const [took, reason] = yield* Effect.timed(Effect.gen(function*() {
              const held = yield* Effect.forkChild(reasonOf(ami.send(call)), { startImmediately: true })
              yield* freeze(frozen.pid)
              const reason = yield* Fiber.join(held)
              yield* until(disconnected, isDisconnected)
              return reason
            }))

            assert.strictEqual(reason._tag === "OutcomeUnknown" && reason.cause, "Timeout")
            assert.isBelow(Duration.toMillis(took), hang)
            assert.deepStrictEqual(marksOf(items), ["Connected 1", "Disconnected 1 Unreachable"])
          }).pipe(
            Effect.provide(client(frozen, {
              actionTimeout: "1 second",
              reconnect: false,
              pingInterval: "200 millis",
              pingTimeout: "200 millis"
            }))
          )
        }).pipe(Effect.scoped)
    )

    it.live.skipIf(!server.offers.cli)(
      "keeps the connection to a server that freezes for a while; its answers arrive, and late ones are swallowed (C15, row 53)",
      () =>
        Effect.gen(function*() {
          const frozen = yield* privateServer(server.version)
          const observer = yield* rawSession(frozen)

          yield* Effect.gen(function*() {
            const ami = yield* AmiClient.AmiClient
            const { items, until } = yield* inboxOf
            yield* freeze(frozen.pid)
            const late = yield* reasonOf(raise("late"))
            const inTime = yield* Effect.forkChild(Ami.ping, { startImmediately: true })
            yield* thaw(frozen.pid)
            const pong = yield* Fiber.join(inTime)
            yield* raise("after")
            yield* until("an event after it", isNote("after", 1))
            const status = yield* ami.status.get
            yield* observer.request("Action: Ping")

            assert.strictEqual(late._tag === "OutcomeUnknown" && late.cause, "Timeout")
            assert.strictEqual(pong.Ping, "Pong")
            assert.strictEqual(status._tag === "Ready" && status.epoch, 1)
            assert.deepStrictEqual(marksOf(items), ["Connected 1"])
            // It ran once, which is allowed: its caller could not know.
            assert.strictEqual(items.filter(isNote("late")).length, 1)
            assert.notInclude(items.map((item) => item._tag === "Received" && item.message.kind), "Response")
          }).pipe(
            Effect.provide(client(frozen, {
              actionTimeout: "1500 millis",
              pingInterval: "300 millis",
              pingTimeout: "8 seconds"
            }))
          )
        }).pipe(Effect.scoped)
    )

    // Asterisk 16 has no command that kicks a session.
    it.live.skipIf(!server.offers.cli || server.version === 16)(
      "logs in again if its session is kicked (row 56)",
      () =>
        Effect.gen(function*() {
          const own = yield* privateServer(server.version)

          yield* Effect.gen(function*() {
            const { items, until } = yield* inboxOf
            // The columns are a name, an address, two times, and the file descriptor.
            const listed = yield* own.cli("manager show connected")
            const file = /^ {2}nocommand +\S+ +\d+ +\d+ +(\d+)/m.exec(listed)?.[1]
            yield* own.cli(`manager kick session ${file}`)
            yield* until("Connected with epoch 2", isConnected(2))
            yield* raise("after")
            yield* until("an event after it", isNote("after", 2))

            assert.deepStrictEqual(marksOf(items), ["Connected 1", "Disconnected 1 Ended", "Connected 2"])
          }).pipe(Effect.provide(client(own, { user: account(own), reconnect: again })))
        }).pipe(Effect.scoped)
    )

    it.live.skipIf(!server.offers.cli)(
      "keeps its session across a reload of the manager and of all modules (row 56)",
      () =>
        Effect.gen(function*() {
          const own = yield* privateServer(server.version)

          yield* Effect.gen(function*() {
            const { items, until } = yield* inboxOf
            yield* own.cli("manager reload")
            yield* own.cli("module reload")
            yield* raise("after")
            yield* until("an event after it", isNote("after", 1))

            assert.deepStrictEqual(marksOf(items), ["Connected 1"])
          }).pipe(Effect.provide(client(own, { reconnect: again })))
        }).pipe(Effect.scoped)
    )

    it.live("answers no caller with what a call forges in its events (row 39)", () =>
      Effect.gen(function*() {
        const ami = yield* AmiClient.AmiClient
        const { items, until } = yield* inboxOf
        const isForged = (item: (typeof items)[number]) =>
          item._tag === "Received" && item.message.name === "Hangup" && item.message.get("Channel") === "PJSIP/victim-1"
        let answered = 0
        const wrong: Array<string> = []
        const ask = Effect.suspend(() => {
          const Variable = `NOTHING${answered}`
          answered += 1
          return Effect.map(Ami.request({ Action: "Getvar", Variable }), ({ response }) => {
            if (response.get("Variable") !== Variable) {
              wrong.push(Variable)
            }
          })
        })
        const asking = yield* Effect.forEach(
          [1, 2, 3, 4],
          () => Effect.forkChild(Effect.forever(ask), { startImmediately: true })
        )

        for (let call = 1; call <= 20; call++) {
          yield* ami.send(Actions.Originate({ Channel: "Local/forge@from-internal", Application: "Wait", Data: "1" }))
          yield* until(`forged event ${call}`, () => items.filter(isForged).length >= call)
        }
        yield* Effect.forEach(asking, Fiber.interrupt)

        assert.isAbove(answered, 100)
        assert.deepStrictEqual(wrong, [])
        // They are shown as what they are: messages that answer nothing.
        const strays = items.flatMap((item) =>
          item._tag === "Received" && item.message.kind === "Response" ? [item.message] : []
        )
        assert.deepStrictEqual([...new Set(strays.map((stray) => stray.get("Message")))], ["forged"])
      }).pipe(Effect.scoped, Effect.provide(client(server))))
  }))
