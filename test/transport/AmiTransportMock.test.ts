import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Layer, Redacted, Stream } from "effect"
import { Actions, Ami, AmiAction, AmiClient, AmiError, type AmiInbox, AmiTransport, AmiTransportMock } from "effect-ami"
import { TestClock } from "effect/testing"

const client = (script: AmiTransportMock.Script, options: Partial<AmiClient.Options> = {}) =>
  AmiClient.layer({ username: "demo", secret: Redacted.make("demo"), ...options }).pipe(
    Layer.provideMerge(AmiTransportMock.layer(script))
  )

const done = "Response: Success\nMessage: Done"

const send = (name: string) =>
  AmiClient.AmiClient.use((ami) => ami.send(AmiAction.raw(name))).pipe(
    Effect.map((message) => message.get("Message")),
    Effect.catchTag("AmiError", ({ message }) => Effect.succeed(message))
  )

describe("AmiTransportMock, the script", () => {
  it.effect("answers Challenge, Login and Logoff by default, and has booted", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const mock = yield* AmiTransportMock.AmiTransportMock
      const state = yield* ami.status.get
      yield* Ami.logoff

      assert.deepInclude(state, { _tag: "Ready", bootState: "booted", banner: "Asterisk Call Manager/11.0.0" })
      assert.deepStrictEqual((yield* mock.sent).map(({ name }) => name), ["Challenge", "Login", "Logoff"])
    }).pipe(Effect.provide(client({}))))

  it.effect("a script may answer Login itself", () =>
    Effect.gen(function*() {
      const script = { Login: AmiTransportMock.error("Authentication failed") }

      const error = yield* Effect.flip(Effect.scoped(Layer.build(client(script))))

      assert.strictEqual(error.reason._tag, "LoginRejected")
    }))

  it.effect("an action without a script is answered like an unknown action", () =>
    Effect.gen(function*() {
      const reasons = yield* Effect.forEach(
        ["Frobnicate", "constructor", "toString"],
        (name) =>
          Effect.map(
            Effect.flip(AmiClient.AmiClient.use((ami) => ami.send(AmiAction.raw(name)))),
            ({ reason }) => reason
          )
      )

      for (const reason of reasons) assert.strictEqual(reason._tag, "NotExecuted")
    }).pipe(Effect.provide(client({}))))

  it.effect("action names are not case-sensitive", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* send("DBPUT"), "Done")
    }).pipe(Effect.provide(client({ DbPut: done }))))

  it.effect("text is one message, or several separated by empty lines, with LF or CR LF", () =>
    Effect.gen(function*() {
      for (const name of ["Lf", "CrLf", "Array", "Ended"]) {
        const { items } = yield* Ami.request({ Action: name })
        assert.deepStrictEqual(items.map((item) => item.get("Name")), ["a", "b"])
      }
    }).pipe(Effect.provide(client({
      Lf:
        "Response: Success\nEventList: start\n\nEvent: Item\nName: a\n\nEvent: Item\nName: b\n\nEvent: End\nEventList: Complete",
      CrLf: "Response: Success\r\nEventList: start\r\n\r\nEvent: Item\r\nName: a\r\n\r\nEvent: Item\r\nName: b\r\n\r\n"
        + "Event: End\r\nEventList: Complete",
      Array: [
        "Response: Success\nEventList: start",
        "Event: Item\nName: a",
        "Event: Item\nName: b",
        "Event: End\nEventList: Complete"
      ],
      Ended:
        "Response: Success\nEventList: start\n\nEvent: Item\nName: a\n\nEvent: Item\nName: b\n\nEvent: End\nEventList: Complete\n\n\n"
    }))))

  it.effect("a function answers based on the action", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const value = (name: string) => Effect.map(ami.send(Actions.Getvar({ Variable: name })), ({ Value }) => Value)

      assert.deepStrictEqual([yield* value("A"), yield* value("B")], ["value of A", "value of B"])
    }).pipe(Effect.provide(client({
      Getvar: (action) =>
        `Response: Success\nVariable: ${action.get("variable")}\nValue: value of ${action.get("Variable")}`
    }))))

  it.effect("a function may answer with any other reply", () =>
    Effect.gen(function*() {
      const answered = yield* send("Even")
      const lost = yield* send("Odd")

      assert.strictEqual(answered, "Done")
      assert.include(lost, "may have been executed")
    }).pipe(Effect.provide(client({ Even: () => [done], Odd: () => () => AmiTransportMock.drop }))))

  it.effect("replies in turn answer one action each, and the last one all that follow", () =>
    Effect.gen(function*() {
      const messages = yield* Effect.forEach(["Poll", "poll", "Poll", "Poll"], send)

      assert.deepStrictEqual(messages, ["one", "poll failed: two", "three", "three"])
    }).pipe(Effect.provide(client({
      Poll: {
        inTurn: ["Response: Success\nMessage: one", AmiTransportMock.error("two"), "Response: Success\nMessage: three"]
      }
    }))))

  it.effect("silence answers nothing", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const fiber = yield* Effect.forkChild(Effect.flip(ami.send(Actions.Ping())), { startImmediately: true })

      yield* TestClock.adjust("31 seconds")

      assert.strictEqual((yield* Fiber.join(fiber)).reason._tag, "OutcomeUnknown")
      assert.strictEqual((yield* ami.status.get)._tag, "Ready")
    }).pipe(Effect.provide(client({ Ping: AmiTransportMock.silence }))))

  it.effect("drop ends the connection instead of an answer", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient

      const { reason } = yield* Effect.flip(ami.send(Actions.Ping()))

      assert.deepInclude(reason, { _tag: "OutcomeUnknown", cause: "Disconnected" })
      assert.strictEqual((yield* ami.status.get)._tag, "Disconnected")
    }).pipe(Effect.provide(client({ Ping: AmiTransportMock.drop }))))

  it.effect("a list has a start, its items, and their number at its end", () =>
    Effect.gen(function*() {
      const { complete, items, response } = yield* Ami.request({ Action: "DoorList" })

      assert.strictEqual(response.get("EventList"), "start")
      assert.strictEqual(items.length, 2)
      assert.deepStrictEqual(
        [complete?.name, complete?.get("EventList"), complete?.get("ListItems")],
        ["DoorListComplete", "Complete", "2"]
      )
    }).pipe(
      Effect.provide(client({ DoorList: AmiTransportMock.list("DoorListComplete", ["Event: Door", "Event: Door"]) }))
    ))

  it.effect("an error is Asterisk's `Error` with this message", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* send("Hangup"), "Hangup failed: No such channel")
    }).pipe(Effect.provide(client({ Hangup: AmiTransportMock.error("No such channel") }))))
})

describe("AmiTransportMock, the ActionID", () => {
  it.effect("is added to responses and items without one, after their first header, but not to broadcast events", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const events = yield* Effect.forkChild(Stream.runHead(Stream.drop(ami.inbox, 1)), { startImmediately: true })
      const exchange = Stream.runCollect(Stream.take(ami.exchange(AmiAction.raw("Do")), 2))

      const messages = yield* exchange
      const event = yield* Effect.fromOption(yield* Fiber.join(events))
      const mock = yield* AmiTransportMock.AmiTransportMock
      const id = (yield* mock.sent).at(-1)?.actionId ?? "none"

      assert.deepStrictEqual(messages.map(({ headers }) => headers[1]), [["ActionID", id], ["ActionID", id]])
      assert.isTrue(event._tag === "Received" && event.message.get("ActionID") === undefined)
    }).pipe(Effect.provide(client({
      Do: ["Event: Raised\nPrivilege: user,all", "Response: Success", "Event: Item\nName: a"]
    }))))

  it.effect("is left alone if the script sets one", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const fiber = yield* Effect.forkChild(Effect.flip(ami.send(Actions.Ping())), { startImmediately: true })

      yield* TestClock.adjust("31 seconds")

      assert.strictEqual((yield* Fiber.join(fiber)).reason._tag, "OutcomeUnknown")
    }).pipe(Effect.provide(client({ Ping: "Response: Success\nActionID: somebody's\nPing: Pong" }))))
})

describe("AmiTransportMock, what a test can see and do", () => {
  it.effect("shows every header of what was sent, in wire order", () =>
    Effect.gen(function*() {
      yield* send("Ping")
      const mock = yield* AmiTransportMock.AmiTransportMock
      const last = (yield* mock.sent).at(-1)

      assert.deepStrictEqual(last?.headers, [["Action", "Ping"], ["ActionID", last?.actionId ?? ""]])
      assert.strictEqual(last?.get("actionid"), last?.actionId)
      assert.isUndefined(last?.get("Channel"))
    }).pipe(Effect.provide(client({ Ping: done }))))

  it.effect("delivers more than a buffer holds to a handler that keeps up", () =>
    Effect.gen(function*() {
      const mock = yield* AmiTransportMock.AmiTransportMock
      const count = 20_000
      let seen = 0
      yield* Ami.onEvent("*", () => Effect.sync(() => seen += 1))

      yield* mock.push(Array.from({ length: count }, () => "Event: A\nPrivilege: user,all").join("\n\n"))

      assert.strictEqual(seen, count)
    }).pipe(Effect.scoped, Effect.provide(client({}))))

  it.effect("pushes messages to the client as one read", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const mock = yield* AmiTransportMock.AmiTransportMock
      const seen: Array<AmiInbox.Item> = []
      yield* Effect.forkChild(Stream.runForEachArray(ami.inbox, (items) => Effect.sync(() => seen.push(...items))), {
        startImmediately: true
      })

      yield* mock.push("Event: A\nPrivilege: user,all\n\nEvent: B\nPrivilege: user,all")

      assert.deepStrictEqual(seen.flatMap((item) => item._tag === "Received" ? [item.message.name] : []), ["A", "B"])
    }).pipe(Effect.provide(client({}))))

  it.effect("drops the connection, and accepts nothing afterwards", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const mock = yield* AmiTransportMock.AmiTransportMock
      yield* mock.drop
      yield* mock.push("Event: Ghost\nPrivilege: user,all")

      const { reason } = yield* Effect.flip(ami.send(Actions.Ping()))

      assert.deepInclude(reason, { _tag: "NotSent", why: "NotConnected" })
      assert.deepStrictEqual((yield* mock.sent).map(({ name }) => name), ["Challenge", "Login"])
    }).pipe(Effect.provide(client({ Ping: done }))))

  it.effect("counts open connections, and has none after its client has closed", () =>
    Effect.gen(function*() {
      const mock = yield* AmiTransportMock.AmiTransportMock
      const counts: Array<number> = [yield* mock.connections]
      const live = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })

      yield* Effect.provide(Effect.flatMap(mock.connections, (count) => Effect.sync(() => counts.push(count))), live)
      counts.push(yield* mock.connections)

      assert.deepStrictEqual(counts, [0, 1, 0])
    }).pipe(Effect.provide(AmiTransportMock.layer({}))))

  it.effect("two clients of one mock have a connection each, and both get what is pushed", () =>
    Effect.gen(function*() {
      const mock = yield* AmiTransportMock.AmiTransportMock
      const clients = yield* Effect.forEach(
        ["a", "b"],
        (username) => AmiClient.make({ username, secret: Redacted.make("demo") })
      )
      const waiting = yield* Effect.forEach(
        clients,
        (ami) => Effect.forkChild(Stream.runCollect(Stream.take(ami.inbox, 2)), { startImmediately: true })
      )

      yield* mock.push("Event: A\nPrivilege: user,all")

      assert.strictEqual(yield* mock.connections, 2)
      for (const fiber of waiting) assert.strictEqual((yield* Fiber.join(fiber)).length, 2)
    }).pipe(Effect.provide(AmiTransportMock.layer({}))))

  it.effect("assertDone passes if every reply was used, and dies with the names of those that were not", () =>
    Effect.gen(function*() {
      const mock = yield* AmiTransportMock.AmiTransportMock
      const before = yield* Effect.exit(mock.assertDone)
      yield* Effect.forEach(["Ping", "Poll", "Poll"], send)
      const between = yield* Effect.exit(mock.assertDone)
      yield* send("Poll")
      const after = yield* Effect.exit(mock.assertDone)

      const words = (exit: Exit.Exit<void>) => Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "passes"
      assert.include(words(before), "Replies that were never used: ping (1 of 1), poll (3 of 3)")
      assert.include(words(between), "Replies that were never used: poll (1 of 3)")
      assert.strictEqual(words(after), "passes")
    }).pipe(Effect.provide(client({ Ping: done, Poll: { inTurn: [done, done, done] } }))))

  it.effect("a connection keeps what arrives before there is a receiver, and fails when it ends", () =>
    Effect.gen(function*() {
      const transport = yield* AmiTransport.AmiTransport
      const mock = yield* AmiTransportMock.AmiTransportMock
      const connection = yield* transport.connect
      yield* mock.push("Event: Early\nPrivilege: user,all")
      const seen: Array<string> = []

      const fiber = yield* Effect.forkChild(
        Effect.flip(connection.receive((messages) => seen.push(...messages.map(({ name }) => name)))),
        { startImmediately: true }
      )
      yield* mock.push("Event: Late\nPrivilege: user,all")
      yield* mock.drop

      assert.deepStrictEqual(seen, ["Early", "Late"])
      const { reason } = yield* Fiber.join(fiber)
      assert.isTrue(reason instanceof AmiError.ConnectionLost && reason.why === "Ended")
    }).pipe(Effect.scoped, Effect.provide(AmiTransportMock.layer({}))))
})

describe("AmiTransportMock, a faulty script", () => {
  const thrown = new Error("assertion in the script")
  const endless: () => AmiTransportMock.Reply = () => endless
  const unreadable = new Proxy({}, {
    get: () => {
      throw thrown
    }
  })
  const throwing = () => {
    throw thrown
  }

  for (
    const [what, reply, words] of [
      ["throws", throwing, "threw: assertion in the script"],
      ["throws from a returned function", () => throwing, "threw: assertion in the script"],
      ["throws a text", () => {
        throw "no error"
      }, "threw: \"no error\""],
      ["throws an error that throws when read", () => {
        throw Object.defineProperty(new Error(), "message", { get: throwing })
      }, "threw something that cannot be read"],
      ["throws an error whose message is not a string", () => {
        throw Object.assign(new Error(), { message: 5 })
      }, "threw something that cannot be read"],
      ["throws text that would forge a log line", () => {
        throw new Error("a\r\nb\u001b[31m")
      }, "threw: a\\u000d\\u000ab\\u001b[31m"],
      ["returns nothing", () => undefined, "returned undefined: a reply is a text"],
      ["returns null", () => null, "returned null"],
      ["returns a number", () => 5, "returned 5"],
      ["returns an object", () => ({ Response: "Success" }), "returned an object"],
      ["returns another sign", () => ({ _tag: "Gone" }), "returned an object"],
      ["returns a list of other things", () => [done, 5], "returned a list"],
      ["returns something that throws when read", () => unreadable, "returned something that cannot be read"],
      ["is asynchronous", async () => done, "returned a Promise, which cannot be awaited"],
      ["is asynchronous and throws", async () => throwing(), "returned a Promise"],
      ["returns functions without end", endless, "returns functions without end"],
      ["answers with an empty text", "", "answers with \"\", which"],
      ["answers with text that is not a message", () => "OK", "answers with \"OK\", which begins with neither"],
      ["answers with an empty list", [], "answers with \"\", which"]
    ] as ReadonlyArray<readonly [string, AmiTransportMock.Reply, string]>
  ) {
    it.effect(`fails the action of a script that ${what}, with a message, and answers the next`, () =>
      Effect.gen(function*() {
        const ami = yield* AmiClient.AmiClient
        const mock = yield* AmiTransportMock.AmiTransportMock

        const error = yield* Effect.flip(ami.send(AmiAction.raw("Hangup")))
        const list = yield* Effect.flip(ami.collect(AmiAction.rawList("List")))
        const next = yield* send("Ping")
        const exit = yield* Effect.exit(mock.assertDone)

        assert.strictEqual(error.reason._tag, "NotExecuted")
        assert.isFalse(error.isRetryable)
        assert.include(error.message, `Hangup was not executed: the script of AmiTransportMock ${words}`)
        assert.include(list.message, words)
        assert.strictEqual(next, "Done")
        assert.include(
          Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "passes",
          `Hangup: the script of AmiTransportMock`
        )
      }).pipe(Effect.provide(client({ Hangup: reply, List: reply, Ping: done }))))
  }

  it.effect("assertDone dies with what a script threw as its cause", () =>
    Effect.gen(function*() {
      yield* send("Hangup")
      const mock = yield* AmiTransportMock.AmiTransportMock
      const exit = yield* Effect.exit(mock.assertDone)

      const defect = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
      assert.isTrue(defect instanceof Error && defect.cause === thrown)
    }).pipe(Effect.provide(client({ Hangup: throwing }))))

  it.effect("a login whose script throws fails the Layer with its message", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Effect.scoped(Layer.build(client({ Login: throwing }))))

      assert.include(
        error.message,
        "Login was not executed: the script of AmiTransportMock threw: assertion in the script"
      )
    }))

  for (
    const [option, script] of [
      ["script", undefined],
      ["script", "Response: Success"],
      ["script.Hangup", { Hangup: 5 }],
      ["script.Hangup", { Hangup: { _tag: "Gone" } }],
      ["script.Hangup.inTurn", { Hangup: { inTurn: done } }],
      ["script.Hangup.inTurn[1]", { Hangup: { inTurn: [done, 5] } }]
    ] as const
  ) {
    it.effect(`rejects a script that is ${JSON.stringify(script)} when a client connects`, () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(Effect.scoped(Layer.build(client(script as never))))

        assert.deepInclude(error.reason, { _tag: "InvalidOption", of: "AmiTransportMock.layer", option })
      }))
  }
})
