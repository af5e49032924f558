import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Result, Stream } from "effect"
import { Actions, type AmiClient, AmiCodec, AmiError, type AmiInbox, Events } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { size } from "../size.ts"
import { within } from "../transport/waiting.ts"
import { answeringServer, clientOf, userEvent } from "./answeringServer.ts"
import * as certificates from "./certificates.ts"
import { connect, greeting } from "./connecting.ts"
import { scriptedServer } from "./scriptedServer.ts"

/** Receives until the end, and returns the values of `Number` and how it ended. */
const receiveAll = Effect.fnUntraced(function*(options: NodeAmi.TcpOptions) {
  const connection = yield* connect(NodeAmi.layerTcp(options))
  const received: Array<string | undefined> = []
  const { reason } = yield* Effect.flip(
    connection.receive((messages) => received.push(...messages.map((message) => message.get("Number"))))
  )
  return { connection, received, reason }
})

const numberOf = (item: AmiInbox.Item) => item._tag === "Received" ? item.message.get("Number") ?? "" : item._tag

/** Waits until the client knows that its connection is lost. */
const lost = (ami: AmiClient.AmiClient["Service"]) =>
  ami.status.changes.pipe(Stream.filter((state) => state._tag === "Disconnected"), Stream.take(1), Stream.runDrain)

/** How many times a connection ends. */
const ends = size(200, 20)
const resets = size(50, 10)
/** The lengths at which a message is cut off: all of them, or every twentieth. */
const step = size(1, 20)

describe("NodeAmi writing", () => {
  it.live("writes the actions of one turn in order and as UTF-8, whether there are few or thousands", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({ greeting })
      const connection = yield* connect(NodeAmi.layerTcp({ port: server.port }))
      const peer = yield* server.accept
      const actionsOf = (amount: number, value: string) =>
        Array.from(
          { length: amount },
          (_, index) =>
            Result.getOrThrow(AmiCodec.encode("Ping", `a-${index}`, [["Value", index % 7 === 3 ? value : "x"]]))
        )

      let expected = ""
      for (const actions of [actionsOf(3, "x"), actionsOf(4, "Jos\u00E9 \u{1F4DE}"), actionsOf(5000, "\u00E9")]) {
        for (const action of actions) connection.write(action)
        expected += actions.map(({ text }) => text).join("")
        yield* peer.awaitReceived(Buffer.byteLength(expected))
      }

      assert.strictEqual(Buffer.from(peer.received(), "latin1").toString("utf8"), expected)
    }))
})

describe("NodeAmi receiving", () => {
  it.live("delivers no part of a message that was cut off by the end of the connection (C30, row 31)", () =>
    Effect.gen(function*() {
      const head = "Event: UserEvent\r\nPrivilege: user,all\r\nNumber: 2\r\nBody: "
      const message = `${head}${"x".repeat(600 - head.length - 4)}\r\n\r\n`
      let cut = 0
      const server = yield* scriptedServer({
        onPeer: (peer) => {
          peer.send(greeting + userEvent(1) + message.slice(0, cut))
          peer.end()
        }
      })

      const whole: Array<ReadonlyArray<string | undefined>> = []
      for (cut = 0; cut <= message.length; cut += step) {
        whole.push((yield* Effect.scoped(receiveAll({ port: server.port }))).received)
      }

      assert.strictEqual(message.length, 600)
      assert.deepStrictEqual(whole.pop(), ["1", "2"])
      assert.deepStrictEqual(whole, Array.from({ length: 600 / step }, () => ["1"]))
    }))

  for (const how of ["end", "reset"] as const) {
    it.live(
      `delivers the last message before the ${how} to a busy consumer, ${ends} times (C17, row 32)`,
      () =>
        Effect.gen(function*() {
          const server = yield* answeringServer()

          const round = Effect.gen(function*() {
            const ami = yield* clientOf(server)
            const peer = yield* server.accept
            const received: Array<string | undefined> = []
            const consumer = yield* ami.inbox.pipe(
              Stream.map(numberOf),
              Stream.filter((number) => number !== "Connected" && number !== ""),
              Stream.runForEach((number) => {
                received.push(number)
                if (number !== "1") return Effect.void
                // The reader waits until this consumer yields, and then finds the message and the end.
                peer.send(userEvent(2))
                peer[how]()
                return lost(ami)
              }),
              Effect.forkChild({ startImmediately: true })
            )
            peer.send(userEvent(1))
            yield* Fiber.await(consumer)
            return received
          })
          const rounds = yield* Effect.forEach(Array.from({ length: ends }), () => Effect.scoped(round))

          assert.deepStrictEqual(rounds, Array.from({ length: ends }, () => ["1", "2", "Disconnected"]))
        })
    )
  }

  for (const link of ["TCP", "TLS"] as const) {
    it.live(`delivers the last messages before a reset over ${link} if a write notices it first (C17, row 32)`, () =>
      Effect.gen(function*() {
        const tls = link === "TLS"
        const server = yield* scriptedServer({ greeting, tls: tls ? certificates.good : undefined })
        const layer = tls
          ? NodeAmi.layerTls({ port: server.port, ca: certificates.ca })
          : NodeAmi.layerTcp({ port: server.port })

        const round = Effect.gen(function*() {
          const connection = yield* connect(layer)
          const peer = yield* server.accept
          const received: Array<string | undefined> = []
          const ending = yield* Effect.forkChild(
            Effect.flip(
              connection.receive((messages) => received.push(...messages.map((message) => message.get("Number"))))
            ),
            { startImmediately: true }
          )
          // All of this happens before the client reads again.
          peer.send(Array.from({ length: 1000 }, (_, index) => userEvent(index)).join(""))
          peer.reset()
          connection.write({ name: "Ping", actionId: "a-1", headers: [], text: "Action: Ping\r\n\r\n", bytes: 16 })
          const { reason } = yield* Fiber.join(ending)
          return [received.length, received.at(-1), reason]
        })
        const rounds = yield* Effect.forEach(Array.from({ length: resets }), () => Effect.scoped(round))

        const reason = new AmiError.ConnectionLost({ why: "Reset", detail: "ECONNRESET" })
        assert.deepStrictEqual(rounds, Array.from({ length: resets }, () => [1000, "999", reason]))
      }))
  }

  for (
    const [limit, allowed, text] of [
      ["lineBytes", 1000, `Event: UserEvent\r\nBody: ${"x".repeat(1200)}`],
      ["messageBytes", 1000, `Event: UserEvent\r\n${"Body: x\r\n".repeat(200)}`],
      ["messageLines", 100, `Event: UserEvent\r\n${"Body: x\r\n".repeat(200)}`]
    ] as const
  ) {
    it.live(`ends the connection if a message exceeds ${limit}, and reads nothing after it (C29, row 28)`, () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer({
          onPeer: (peer) => peer.send(`${greeting}${userEvent(1)}${text}\r\n\r\n${userEvent(2)}`)
        })

        const { connection, reason, received } = yield* receiveAll({ port: server.port, limits: { [limit]: allowed } })
        const peer = yield* server.accept
        yield* peer.ended

        assert.deepInclude(reason, { _tag: "ConnectionLost", why: "TooLarge", detail: `${limit} is ${allowed}` })
        assert.deepStrictEqual(received, ["1"])
        assert.isFalse(
          connection.write({ name: "Ping", actionId: "a-1", headers: [], text: "Action: Ping\r\n\r\n", bytes: 16 })
        )
      }))
  }

  it.live("reads 4 MiB of 100 MB without a line feed, and hangs up (C29, row 26)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer()
      const receiving = yield* Effect.forkChild(receiveAll({ port: server.port }))
      const peer = yield* server.accept
      const part = Buffer.alloc(65_536, "x")
      let sent = 0
      peer.send(`${greeting}Event: UserEvent\r\nBody: `)

      const endless = Effect.gen(function*() {
        peer.send(part)
        sent += part.length
        yield* peer.flushed
      })
      const flood = yield* Effect.forkChild(Effect.forever(endless))
      const { reason } = yield* Fiber.join(receiving).pipe(within("the end of the connection"))
      yield* peer.ended
      yield* Fiber.interrupt(flood)

      assert.deepInclude(reason, { _tag: "ConnectionLost", why: "TooLarge" })
      assert.isBelow(sent, 20 << 20)
    }))

  it.live("reports to requests and subscribers that a message was too large (C29, row 28)", () =>
    Effect.gen(function*() {
      const tooLarge = `Event: UserEvent\r\nBody: ${"x".repeat(2000)}\r\n\r\n`
      const server = yield* answeringServer((action) => action.name === "Ping" ? userEvent(1) + tooLarge : undefined)
      const ami = yield* clientOf(server, {}, { limits: { lineBytes: 1000 } })
      const seen = yield* Effect.forkChild(Stream.runCollect(ami.inbox), { startImmediately: true })

      const error = yield* Effect.flip(ami.send(Actions.Ping()))
      const items = yield* Fiber.join(seen)

      assert.deepInclude(error.reason, { _tag: "OutcomeUnknown", cause: "Disconnected" })
      assert.deepStrictEqual(items.slice(-2).map(numberOf), ["1", "Disconnected"])
      const end = items.at(-1)
      assert.strictEqual(
        end?._tag === "Disconnected" && end.cause.reason._tag === "ConnectionLost" && end.cause.reason.why,
        "TooLarge"
      )
    }))

  for (
    const [charset, read] of [["latin-1-fallback", "Café Müller"], ["utf-8", "Caf\ufffd M\ufffdller"], [
      undefined,
      "Caf\ufffd M\ufffdller"
    ]] as const
  ) {
    it.live(`reads bytes that are not UTF-8 according to the option charset: ${charset} (C30, row 25)`, () =>
      Effect.gen(function*() {
        const event = Buffer.from(userEvent(1).replace("UserEvent: Test", "UserEvent: Café Müller"), "latin1")
        const server = yield* answeringServer()
        const ami = yield* clientOf(server, {}, { charset })
        const peer = yield* server.accept
        const names = yield* ami.events(Events.UserEvent).pipe(
          Stream.take(2),
          Stream.map((event) => event.UserEvent),
          Stream.runCollect,
          Effect.forkChild({ startImmediately: true })
        )

        peer.send(event)
        peer.send(userEvent(2).replace("Test", "Žižkov"))

        assert.deepStrictEqual(yield* Fiber.join(names), [read, "Žižkov"])
      }))
  }
})
