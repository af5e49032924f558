import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { client } from "./clients.ts"
import { mortalServer } from "./ends.ts"
import { inboxOf, isConnected, isDisconnected, isNote, marksOf, raise } from "./inboxes.ts"
import { lies, raiseAlways, timesSeen } from "./oracle.ts"
import { isEvent, rawSession } from "./rawSession.ts"
import { forEachServer, type PrivateServer } from "./servers.ts"

interface Stop {
  readonly name: string
  /**
   * How often a session may receive it. `Shutdown` is an ordinary event that nothing waits for (asterisk.c, really_quit):
   * after a graceful stop the process is gone some milliseconds later, sometimes before it has told anybody.
   */
  readonly told: ReadonlyArray<number>
  readonly stop: (server: PrivateServer) => Effect.Effect<void>
}

const byConsole = (command: string, told: ReadonlyArray<number>): Stop => ({
  name: command,
  told,
  stop: (server) => Effect.ignore(server.cli(command))
})

const stops: ReadonlyArray<Stop> = [
  byConsole("core stop gracefully", [0, 1]),
  byConsole("core stop now", [1]),
  { name: "SIGTERM", told: [1], stop: ({ pid }) => Effect.sync(() => process.kill(pid, "SIGTERM")) }
]

// The tests mostly wait, so they run concurrently.
describe.concurrent("a server that is stopped", () =>
  forEachServer("a server that is stopped", (server) => {
    for (const { name, stop, told } of stops) {
      it.live.skipIf(!server.offers.cli)(
        `executes nothing after ${name} and says so, and accepts its clients again after the restart (C11, C27, row 55)`,
        () =>
          Effect.gen(function*() {
            const { restart, server: stopping } = yield* mortalServer(server.version)
            const observer = yield* rawSession(stopping)
            // A graceful stop waits for it.
            const answered = observer.waitFor("answered call", isEvent("OriginateResponse", { Response: "Success" }))
            yield* observer.request(
              "Action: Originate\nChannel: Local/100@from-internal\nApplication: Wait\nData: 2\nAsync: true"
            )
            yield* answered

            yield* Effect.gen(function*() {
              const { items, until } = yield* inboxOf
              const { outcomes, stop: enough } = yield* raiseAlways("note", "5 millis")
              yield* until("the first event", isNote("note-0"))
              yield* Effect.forkChild(stop(stopping), { startImmediately: true })
              yield* until("a Disconnected mark", isDisconnected)
              yield* enough
              yield* observer.waitForClose()
              const seen = yield* timesSeen(observer)
              yield* restart
              yield* until("Connected with epoch 2", isConnected(2))
              yield* raise("after")
              yield* until("an event after it", isNote("after", 2))

              const names = items.map((item) => item._tag === "Received" ? item.message.name : item._tag)
              assert.include(told, names.filter((one) => one === "Shutdown").length)
              assert.isBelow(names.indexOf("Shutdown"), names.indexOf("Disconnected"))
              assert.match(marksOf(items).join(", "), /^Connected 1, Disconnected 1 (Ended|Reset), Connected 2$/)
              assert.include([...outcomes.values()], "NotExecuted")
              assert.deepStrictEqual(lies(outcomes, seen), [])
            }).pipe(
              Effect.scoped,
              Effect.provide(client(stopping, { reconnect: { schedule: Schedule.spaced("50 millis") } }))
            )
          }).pipe(Effect.scoped)
      )
    }
  }))
