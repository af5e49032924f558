import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { Actions, Ami, AmiAction, AmiClient, AmiEvent, type AmiMessage, Events } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { answeredCall, reasonOf, watch, watchMessages } from "../tasks/watching.ts"
import { client } from "./clients.ts"
import { field, rawSession } from "./rawSession.ts"
import { forEachServer } from "./servers.ts"

forEachServer("values", (server) => {
  it.live("sets variables with commas, quotes, backslashes and brackets on the channel unchanged", () =>
    Effect.gen(function*() {
      const next = yield* watch(Events.VarSet)
      const values = { A: "one, \"two\", (three", B: "a=b, c\\d, [e]" }

      const { channelId } = yield* Ami.originate({ originator: "500", extension: "500", variables: values })
      const value = (name: string) =>
        Effect.map(
          next(`VarSet of ${name}`, (event) => event.Variable === name && event.Uniqueid === channelId),
          (event) => event.Value
        )

      assert.deepStrictEqual({ A: yield* value("A"), B: yield* value("B") }, values)
    }).pipe(Effect.scoped, Effect.provide(client(server))))

  it.live("brings variables with commas and quotes into the dialplan unchanged", () =>
    Effect.gen(function*() {
      const next = yield* watch(Events.UserEvent)
      const values = { A: "one, \"two\"", B: "a=b, c" }

      const { channelId } = yield* Ami.originate({ originator: "vars", extension: "200", variables: values })
      const event = yield* next("UserEvent Vars", (event) =>
        event.UserEvent === "Vars" && (event.Uniqueid?.startsWith(channelId) ?? false))
      const message = AmiEvent.messageOf(event)

      // The dialplan wraps each in QUOTE(), which escapes quotes again.
      assert.deepStrictEqual(
        { A: message?.get("A")?.replaceAll(/\\(.)/g, "$1"), B: message?.get("B") },
        values
      )
    }).pipe(Effect.scoped, Effect.provide(client(server))))

  it.live("reads a caller's name in UTF-8", () =>
    Effect.gen(function*() {
      const next = yield* watch(Events.NewCallerid)

      yield* answeredCall("100", "names")
      const event = yield* next("NewCallerid", (event) => event.CallerIDName === "José")

      assert.strictEqual(event.CallerIDName, "José")
    }).pipe(Effect.scoped, Effect.provide(client(server))))

  it.live("reads a caller's name in Latin-1 if asked to", () =>
    Effect.gen(function*() {
      const next = yield* watchMessages

      yield* Effect.ignore(answeredCall("100", "latin1"))
      const message = yield* next("NewCallerid", (message) =>
        message.name === "NewCallerid" && message.get("CallerIDName") === "José")

      assert.strictEqual(message.get("CallerIDName"), "José")
    }).pipe(
      Effect.scoped,
      Effect.provide(client(server, {}, NodeAmi.layerTcp({ port: server.port, charset: "latin-1-fallback" })))
    ))

  it.live("replaces bytes that are not UTF-8 by default", () =>
    Effect.gen(function*() {
      const next = yield* watchMessages

      yield* Effect.ignore(answeredCall("100", "latin1"))
      const message = yield* next("NewCallerid", (message) =>
        message.name === "NewCallerid" && message.get("CallerIDName") === "Jos\uFFFD")

      assert.strictEqual(message.get("CallerIDName"), "Jos\uFFFD")
    }).pipe(Effect.scoped, Effect.provide(client(server))))

  it.live("rejects what Asterisk would misread, and writes nothing", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const observer = yield* rawSession(server)
      const marker = `refused-${Math.random()}`
      const bad = ["\r\nX: y", "\nX: y", "\r", "\0", "x".repeat(1100), "\u{1F600}".repeat(255)]
      const event = (value: string) => AmiAction.raw("UserEvent", [["UserEvent", marker], ["Note", value]])

      const reasons = yield* Effect.forEach(bad, (value) => reasonOf(ami.send(event(`${marker}${value}`))))
      const tooMany = yield* reasonOf(
        ami.send(AmiAction.raw("UserEvent", Array.from({ length: 128 }, (_, index) => [`H${index}`, marker] as const)))
      )
      yield* ami.send(event("arrived"))
      yield* observer.waitFor("the one that is allowed", (message) => field(message, "Note") === "arrived")
      const seen = (yield* observer.messages).filter((message) => field(message, "UserEvent") === marker)

      for (const reason of [...reasons, tooMany]) {
        assert.strictEqual(reason._tag === "NotSent" && reason.why, "Invalid")
        assert.notInclude(reason.message, marker)
      }
      assert.deepStrictEqual(reasons.map((reason) => reason._tag === "NotSent" && reason.field), bad.map(() => "Note"))
      assert.strictEqual(seen.length, 1)
    }).pipe(Effect.scoped, Effect.provide(client(server))))

  it.live("accepts a line of 1,022 bytes, and rejects one of 1,023", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const longest = "x".repeat(1022 - "Variable: ".length)

      const answer = yield* ami.send(AmiAction.raw("Getvar", [["Variable", longest]]))
      const reason = yield* reasonOf(ami.send(AmiAction.raw("Getvar", [["Variable", `${longest}x`]])))

      assert.strictEqual(answer.get("Variable"), longest)
      assert.strictEqual(reason._tag === "NotSent" && reason.field, "Variable")
    }).pipe(Effect.provide(client(server))))

  it.live("does not complete a request with a message forged from inside a call", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const next = yield* watchMessages

      // Several requests are in flight when the forged `Response: Success / ActionID: 2` arrives.
      const call = yield* Effect.forkScoped(answeredCall("100", "forge"))
      const isForged = (message: AmiMessage.AmiMessage) =>
        message.get("ActionID") === "2" && message.kind === "Response"
      const pings = Effect.forEach(Array.from({ length: 200 }), () => ami.send(Actions.Ping()), {
        concurrency: "unbounded"
      })
      const pongs = yield* pings
      const forged = yield* next("the forged response", isForged)
      const hangup = yield* next("the forged hangup", (message) => message.get("Channel") === "PJSIP/victim-1")
      const later = yield* pings
      yield* Effect.sync(() => call.interruptUnsafe())

      assert.strictEqual(forged.get("Message"), "forged")
      assert.strictEqual(hangup.name, "Hangup")
      assert.isTrue([...pongs, ...later].every((pong) => pong.Ping === "Pong"))
    }).pipe(Effect.scoped, Effect.provide(client(server))))
})
