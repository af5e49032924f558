import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Schedule, Scope } from "effect"
import { Actions, Ami, AmiClient, type AmiInbox } from "effect-ami"
import { reasonOf } from "../tasks/watching.ts"
import { clientOver, kindsOfSession, offers } from "./clients.ts"
import { inboxOf, isConnected, isNote, marksOf, raise } from "./inboxes.ts"
import { forEachServer, privateServer } from "./servers.ts"

/** Nobody answers this call: it blocks its request, but no other one over HTTP. */
const ringing = Actions.Originate({ Channel: "Local/300@from-internal", Application: "Wait", Async: false })
const isRinging = (item: AmiInbox.Item) =>
  item._tag === "Received" && item.message.name === "Newexten" && item.message.get("Exten") === "300"

/** Whether a client has lost one session, and has another. Events may have been lost with the first. */
const assertOneLoss = (items: ReadonlyArray<AmiInbox.Item>) => {
  const [connected, disconnected, ...next] = marksOf(items).filter((mark) => mark !== "Gap PollFailed")
  assert.strictEqual(connected, "Connected 1")
  assert.match(disconnected ?? "", /^Disconnected 1 (SessionExpired|Unreachable)$/)
  assert.deepStrictEqual(next, ["Connected 2"])
}

// The tests mostly wait for servers, so they run concurrently.
describe.concurrent("over HTTP", () =>
  forEachServer("a server that restarts", (server) => {
    for (const way of kindsOfSession) {
      it.live.skipIf(!server.offers.cli || !offers(server, way))(
        `logs in again over ${way} after the server was killed, and events continue in the same stream`,
        () =>
          Effect.gen(function*() {
            const first = yield* Scope.make()
            const doomed = yield* Scope.provide(privateServer(server.version), first)

            yield* Effect.gen(function*() {
              const ami = yield* AmiClient.AmiClient
              const { items, until } = yield* inboxOf
              yield* raise("before")
              yield* until("an event before", isNote("before", 1))
              const unanswered = yield* Effect.forkChild(reasonOf(ami.send(ringing)), { startImmediately: true })
              yield* until("the call of the action", isRinging)

              process.kill(doomed.pid, "SIGKILL")
              const inFlight = yield* Fiber.join(unanswered)
              // Its port accepts connections for a moment longer.
              const meanwhile = yield* Effect.repeat(reasonOf(Ami.ping), {
                until: (reason) => reason._tag !== "OutcomeUnknown",
                schedule: Schedule.spaced("20 millis")
              }).pipe(Effect.timeout("45 seconds"))
              yield* Scope.close(first, Exit.void)
              yield* privateServer(server.version, { port: doomed.port })
              yield* until("Connected with epoch 2", isConnected(2))
              yield* raise("after")
              yield* until("an event after it", isNote("after", 2))
              const status = yield* ami.status.get

              assert.strictEqual(inFlight._tag === "OutcomeUnknown" && inFlight.cause, "Disconnected")
              assert.strictEqual(meanwhile._tag === "NotSent" && meanwhile.why, "NotConnected")
              assertOneLoss(items)
              assert.strictEqual(status._tag === "Ready" && status.epoch, 2)
            }).pipe(Effect.provide(clientOver(way, doomed)))
          }).pipe(Effect.scoped)
      )
    }

    // Sockets may outlive the server without anybody answering on them: then only the poll's deadline notices.
    it.live.skipIf(!server.offers.cli || !offers(server, "http"))(
      "logs in again after the server restarted within its process",
      () =>
        Effect.gen(function*() {
          const restarting = yield* privateServer(server.version)

          yield* Effect.gen(function*() {
            const ami = yield* AmiClient.AmiClient
            const { items, until } = yield* inboxOf
            const unanswered = yield* Effect.forkChild(reasonOf(ami.send(ringing)), { startImmediately: true })
            yield* until("the call of the action", isRinging)

            yield* Effect.ignore(restarting.cli("core restart now"))
            yield* until("Connected with epoch 2", isConnected(2))
            const inFlight = yield* Fiber.join(unanswered)
            yield* raise("after")
            yield* until("an event after it", isNote("after", 2))

            // Asterisk hangs up as it stops, and sometimes gets to say so.
            assert.include(["ActionFailed", "OutcomeUnknown"], inFlight._tag)
            assertOneLoss(items)
          }).pipe(Effect.provide(clientOver("http", restarting, {}, { pollTimeout: "1 second" })))
        }).pipe(Effect.scoped)
    )
  }))
