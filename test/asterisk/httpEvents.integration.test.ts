import { assert, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { Ami, AmiClient } from "effect-ami"
import { reasonOf } from "../tasks/watching.ts"
import { clientOver, kindsOfSession, offers, waysOverHttp } from "./clients.ts"
import { inboxOf, isConnected, isNote, marksOf, raise } from "./inboxes.ts"
import { isEvent, rawSession } from "./rawSession.ts"
import { type AsteriskServer, forEachServer } from "./servers.ts"
import { proxyTo } from "./tcpProxy.ts"

/** Sends an action with nothing but a cookie, and returns the text of the answer and the cookie that it sets. */
const post = (server: AsteriskServer, cookie: string, action: string) =>
  Effect.promise(() =>
    fetch(`http://${server.host}:${server.httpPort}/rawman`, {
      method: "POST",
      headers: { cookie: `mansession_id="${cookie}"` },
      body: new URLSearchParams({ Action: action, Timeout: "5" })
    }).then((response) => response.text().then((text) => ({ text, sets: response.headers.get("set-cookie") ?? "" })))
  )

forEachServer("events", (server) => {
  for (const way of waysOverHttp) {
    it.live.skipIf(!offers(server, way))(
      `reports the outcome of a call over ${way}: answered, and busy`,
      () =>
        Effect.gen(function*() {
          const answered = yield* Ami.dial({ originator: "100", extension: "200" })
          yield* Ami.hangup({ channel: answered.Channel })
          const busy = yield* reasonOf(Ami.dial({ originator: "301", extension: "200" }))

          assert.strictEqual(answered.Response, "Success")
          assert.strictEqual(busy._tag === "NotAnswered" && busy.outcome, "Busy")
        }).pipe(Effect.provide(clientOver(way, server)))
    )
  }

  for (const way of kindsOfSession) {
    it.live.skipIf(!offers(server, way))(
      `delivers 1,000 events of another client in order over ${way}, none twice`,
      () =>
        Effect.gen(function*() {
          const notes = Array.from({ length: 1000 }, (_, index) => `${way}-${Math.random()}-${index}`)
          const sender = yield* rawSession(server, { events: "off" })
          const { items, until } = yield* inboxOf

          yield* Effect.forEach(
            notes,
            (note) => sender.send(`Action: UserEvent\r\nUserEvent: Note\r\nNote: ${note}\r\n\r\n`)
          )
          yield* until("the last event", isNote(notes.at(-1) ?? ""))
          // A duplicate would have arrived before the answer to this.
          yield* raise("after them")
          yield* until("the event after them", isNote("after them"))

          const came = items.flatMap((item) => item._tag === "Received" ? [item.message.get("Note")] : [])
          const wanted = new Set<string | undefined>(notes)
          assert.deepStrictEqual(came.filter((note) => wanted.has(note)), notes)
          assert.deepStrictEqual(marksOf(items), ["Connected 1"])
          const seqs = items.flatMap((item) => item._tag === "Received" ? [item.seq] : [])
          assert.deepStrictEqual(seqs, seqs.map((_, index) => (seqs[0] ?? 0) + index))
        }).pipe(Effect.scoped, Effect.provide(clientOver(way, server)))
    )
  }

  for (const way of kindsOfSession) {
    it.live.skipIf(!offers(server, way))(
      `delivers over ${way} only the requested event classes`,
      () =>
        Effect.gen(function*() {
          const observer = yield* rawSession(server)
          const { items, until } = yield* inboxOf

          const { channelId } = yield* Ami.originate({ originator: "500", extension: "200" })
          yield* observer.waitFor("the end of a call", isEvent("Hangup", { Uniqueid: channelId }))
          yield* raise(`after a call over ${way}`)
          yield* until("the event after the call", isNote(`after a call over ${way}`))

          const names = items.flatMap((item) => item._tag === "Received" ? [item.message.name] : [])
          assert.deepStrictEqual([...new Set(names)], ["UserEvent"])
        }).pipe(Effect.scoped, Effect.provide(clientOver(way, server, { events: ["user"] })))
    )
  }

  it.live.skipIf(!offers(server, "digest"))(
    "executes each of 1,500 actions in a row over digest, although polls overtake their proofs",
    () =>
      Effect.gen(function*() {
        const { items, until } = yield* inboxOf
        const notes = Array.from({ length: 1500 }, (_, index) => `proof-${Math.random()}-${index}`)

        yield* Effect.forEach(notes, raise, { discard: true })
        yield* until("the last event", isNote(notes.at(-1) ?? ""))

        const wanted = new Set<string | undefined>(notes)
        const came = items.flatMap((item) => item._tag === "Received" ? [item.message.get("Note")] : [])
        assert.deepStrictEqual(came.filter((note) => wanted.has(note)), notes)
        assert.deepStrictEqual(marksOf(items), ["Connected 1"])
      }).pipe(Effect.scoped, Effect.provide(clientOver("digest", server)))
  )

  for (const way of kindsOfSession) {
    it.live.skipIf(!offers(server, way))(
      `logs in again over ${way} if another client polls its session (row 84)`,
      () =>
        Effect.gen(function*() {
          const proxy = yield* proxyTo({ host: server.host, port: server.httpPort })

          const [stolen, items, status] = yield* Effect.gen(function*() {
            const ami = yield* AmiClient.AmiClient
            const { items, until } = yield* inboxOf
            const stolen = proxy.sessionId() ?? ""
            // If the client polls after that, it ends the rival's poll instead, and the rival tries again.
            yield* Effect.forkScoped(Effect.repeat(post(server, stolen, "WaitEvent"), Schedule.spaced("50 millis")))
            yield* until("Connected with epoch 2", isConnected(2))
            yield* raise(`after ${way}`)
            yield* until("an event after it", isNote(`after ${way}`, 2))
            return [stolen, items, yield* ami.status.get] as const
          }).pipe(Effect.scoped, Effect.provide(clientOver(way, server, {}, { url: proxy.url })))
          const afterwards = yield* post(server, stolen, "CoreStatus")

          assert.deepStrictEqual(marksOf(items), [
            "Connected 1",
            "Gap SessionStolen",
            "Disconnected 1 SessionStolen",
            "Connected 2"
          ])
          assert.strictEqual(status._tag, "Ready")
          assert.include(afterwards.text, "Permission denied")
          assert.match(stolen, /^[0-9a-f]+$/)
          assert.notInclude(afterwards.sets, stolen)
        }).pipe(Effect.scoped)
    )
  }
})
