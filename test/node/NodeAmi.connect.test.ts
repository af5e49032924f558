import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, References } from "effect"
import { AmiTransport } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { TestClock } from "effect/testing"
import { once } from "node:events"
import * as Net from "node:net"
import { Worker } from "node:worker_threads"
import { millisUntil } from "../transport/clocks.ts"
import { changing, turns } from "../transport/waiting.ts"
import { connect, connectClosable, greeting, rejection, resolving, secret } from "./connecting.ts"
import { scriptedServer } from "./scriptedServer.ts"

const event = "Event: UserEvent\r\nPrivilege: user,all\r\nNumber: 1\r\n\r\n"

/** A port that was free a moment ago. */
const closedPort = Effect.map(Effect.scoped(scriptedServer()), (server) => server.port)

const reasonOf = (options: NodeAmi.TcpOptions) =>
  Effect.map(rejection(NodeAmi.layerTcp(options)), (error) => error.reason)

describe("NodeAmi connecting", () => {
  it.live("reads a banner that is split anywhere, and what follows it in the same packet (C4, row 7)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer()
      const { changed, until } = changing()

      for (let cut = 0; cut <= greeting.length; cut++) {
        const connecting = yield* Effect.forkChild(connect(NodeAmi.layerTcp({ port: server.port })))
        const peer = yield* server.accept
        yield* peer.sendPieces([greeting.slice(0, cut)])
        if (cut < greeting.length) assert.isUndefined(connecting.pollUnsafe(), `connected after ${cut} bytes`)
        peer.send(greeting.slice(cut) + event)
        const connection = yield* Fiber.join(connecting)
        const received: Array<string | undefined> = []
        const receive = connection.receive((messages) => {
          received.push(...messages.map((message) => message.get("Number")))
          changed()
        })
        yield* Effect.forkScoped(receive, { startImmediately: true })
        yield* until("the message after the banner", () => received.length > 0)

        assert.strictEqual(connection.banner, "Asterisk Call Manager/11.0.0")
        assert.deepStrictEqual(received, ["1"])
      }
    }))

  it.live("fails when the connection is refused, and points to manager.conf (C7, row 1)", () =>
    Effect.gen(function*() {
      const port = yield* closedPort

      const error = yield* rejection(NodeAmi.layerTcp({ port }))

      assert.deepInclude(error.reason, { _tag: "ConnectFailed", code: "ECONNREFUSED", address: `127.0.0.1:${port}` })
      assert.include(error.message, "manager.conf")
      assert.isTrue(error.isRetryable)
    }))

  for (const code of ["ENOTFOUND", "EAI_AGAIN"]) {
    it.live(`fails if the name lookup fails with ${code}, and connects once it succeeds (C7, row 2)`, () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer({ greeting })
        const options = { host: "pbx.test", port: server.port }

        const error = yield* Effect.scoped(Effect.andThen(resolving({ code }), rejection(NodeAmi.layerTcp(options))))
        yield* resolving(["127.0.0.1"])
        const connection = yield* connect(NodeAmi.layerTcp(options))

        assert.deepInclude(error.reason, { _tag: "ConnectFailed", code, address: `pbx.test:${server.port}` })
        assert.isTrue(error.isRetryable)
        assert.isDefined(connection.banner)
      }))
  }

  it.live("uses the second address of a name if the first is dead (row 3)", () =>
    Effect.gen(function*() {
      yield* resolving(["127.0.0.2", "127.0.0.1"])
      const server = yield* scriptedServer({ greeting })

      const connection = yield* connect(NodeAmi.layerTcp({ host: "pbx.test", port: server.port }))

      assert.isDefined(connection.banner)
    }))

  for (const [name, layer] of [["TCP", NodeAmi.layerTcp], ["TLS", NodeAmi.layerTls]] as const) {
    it.live(`reports over ${name} that every address of a name refused`, () =>
      Effect.gen(function*() {
        yield* resolving(["127.0.0.2", "127.0.0.1"])
        const port = yield* closedPort

        const error = yield* rejection(layer({ host: "pbx.test", port }))

        assert.deepInclude(error.reason, { _tag: "ConnectFailed", code: "ECONNREFUSED" })
        assert.isTrue(error.isRetryable)
      }))

    it.live(`fails over ${name} if the port is invalid`, () =>
      Effect.gen(function*() {
        const error = yield* rejection(layer({ port: 70_000 }))

        assert.deepInclude(error.reason, { _tag: "InvalidOption", option: "port" })
      }))
  }

  it.live("fails if the Unix socket does not exist", () =>
    Effect.gen(function*() {
      const reason = yield* reasonOf({ path: "/no-such-folder/ami" })

      assert.deepInclude(reason, { _tag: "ConnectFailed", code: "ENOENT", address: "/no-such-folder/ami" })
    }))

  it.effect("waits 5 seconds for a connection by default (C3, row 4)", () =>
    Effect.gen(function*() {
      yield* resolving("silence")
      const connecting = yield* Effect.forkChild(rejection(NodeAmi.layerTcp({ host: "localhost" })))

      yield* TestClock.adjust("4999 millis")
      assert.isUndefined(connecting.pollUnsafe())
      yield* TestClock.adjust("1 milli")
      const error = yield* Fiber.join(connecting)

      assert.deepInclude(error.reason, { _tag: "ConnectFailed", code: "TIMEOUT", address: "localhost:5038" })
      assert.isTrue(error.isRetryable)
    }))

  it.effect("times out if the connection is never accepted (C3, row 4)", () =>
    Effect.gen(function*() {
      const port = yield* deafPort

      const connecting = yield* Effect.forkChild(reasonOf({ port, connectTimeout: "300 millis" }))
      const millis = yield* millisUntil(TestClock, "the failure", () => connecting.pollUnsafe() !== undefined)
      const reason = yield* Fiber.join(connecting)

      assert.deepInclude(reason, { _tag: "ConnectFailed", code: "TIMEOUT" })
      assert.strictEqual(millis, 300)
    }))

  it.effect("times out without sending anything if no banner comes, and asks whether it is the TLS port (C3, row 5)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer()

      const connecting = yield* Effect.forkChild(
        rejection(NodeAmi.layerTcp({ port: server.port, bannerTimeout: "300 millis" }))
      )
      const millis = yield* millisUntil(TestClock, "the failure", () => connecting.pollUnsafe() !== undefined)
      const error = yield* Fiber.join(connecting)
      const peer = yield* server.accept
      yield* peer.ended

      assert.deepInclude(error.reason, { _tag: "ConnectFailed", code: "NO_BANNER" })
      assert.include(error.message, "Is this the TLS port?")
      assert.isTrue(error.isRetryable)
      assert.isAtLeast(millis, 300)
      assert.isBelow(millis, 4000)
      assert.strictEqual(peer.received(), "")
    }))

  it.live("fails if the connection is closed before the banner, and points to authlimit (C7, row 6)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({ onPeer: (peer) => peer.end() })

      const error = yield* rejection(NodeAmi.layerTcp({ port: server.port }))

      assert.deepInclude(error.reason, { _tag: "ConnectFailed", code: "CLOSED_BEFORE_BANNER" })
      assert.include(error.message, "authlimit")
      assert.isTrue(error.isRetryable)
      assert.strictEqual(server.attempts(), 1)
    }))

  it.live("fails if the connection is reset before the banner (C7, row 6)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({ onPeer: (peer) => peer.reset() })

      const error = yield* rejection(NodeAmi.layerTcp({ port: server.port }))

      // The reset may come before or after the connection is known to be established.
      assert.strictEqual(error.reason._tag, "ConnectFailed")
      assert.match(error.message, /ECONNRESET|CLOSED_BEFORE_BANNER/)
      assert.isTrue(error.isRetryable)
    }))

  for (
    const [what, bytes, sample] of [
      ["SSH", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "SSH-2.0-OpenSSH_9.2p1"],
      ["HTTP", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", "HTTP/1.1 400 Bad Request"],
      ["SMTP", "220 mail.example.org ESMTP\r\n", "220 mail.example.org"],
      ["a TLS alert", Buffer.from([21, 3, 1, 0, 2, 2, 40]), "\\u0015"],
      ["another Asterisk service", "Asterisk GUI\r\n", "Asterisk GUI"],
      ["terminal escapes", "\u001b[2J\u0007\r\n", "\\u001b"]
    ] as const
  ) {
    it.live(`recognizes that ${what} is not AMI, and sends it nothing (C4, row 8)`, () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer({ greeting: bytes })

        const error = yield* rejection(NodeAmi.layerTcp({ port: server.port }))
        const peer = yield* server.accept
        yield* peer.ended

        assert.strictEqual(error.reason._tag, "NotAmi")
        assert.include(error.message, sample)
        // oxlint-disable-next-line no-control-regex
        assert.notMatch(error.message, /[\u0000-\u001f]/)
        assert.isFalse(error.isRetryable)
        assert.strictEqual(peer.received(), "")
        assert.strictEqual(server.attempts(), 1)
      }))
  }

  it.live("reads no further than the beginning of what is not AMI, and does not wait for its end (C4, row 9)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({
        onPeer: (peer) => {
          peer.freeze()
          peer.send(Buffer.alloc(10 << 20, "Asterisk "))
        }
      })

      const error = yield* rejection(NodeAmi.layerTcp({ port: server.port }))

      assert.strictEqual(error.reason._tag, "NotAmi")
      assert.isBelow(error.message.length, 200)
    }))

  it.live("leaves nothing open if connecting is interrupted at any yield of the scheduler (C8)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({ greeting })
      const transport = yield* AmiTransport.AmiTransport.pipe(Effect.provide(NodeAmi.layerTcp({ port: server.port })))
      let connected = 0

      for (let count = 0; count <= 60; count++) {
        const connecting = yield* transport.connect.pipe(
          Effect.andThen(Effect.sync(() => (connected += 1))),
          Effect.andThen(Effect.never),
          Effect.scoped,
          Effect.provideService(References.MaxOpsBeforeYield, 3),
          Effect.forkChild({ startImmediately: true })
        )
        yield* turns(count)
        yield* Fiber.interrupt(connecting)
      }
      yield* turns(20)
      yield* server.allClosed

      assert.isAbove(connected, 0)
      assert.isBelow(connected, server.attempts())
    }))

  it.live("sends nothing on its own (C4)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({ greeting })

      const connection = yield* connectClosable(NodeAmi.layerTcp({ port: server.port }))
      const peer = yield* server.accept
      yield* connection.close
      yield* peer.ended

      assert.strictEqual(peer.received(), "")
      assert.notInclude(JSON.stringify(connection), secret)
    }))
})

/** A port whose accept queue is full and stays so: its thread listens and then sleeps. */
const deafPort = Effect.gen(function*() {
  const wake = new Int32Array(new SharedArrayBuffer(4))
  const worker = yield* Effect.acquireRelease(
    Effect.sync(() =>
      new Worker(
        `const { parentPort, workerData } = require("node:worker_threads")
         const server = require("node:net").createServer()
         server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
           parentPort.postMessage(server.address().port)
           setImmediate(() => { Atomics.wait(workerData, 0, 0); process.exit() })
         })`,
        { eval: true, workerData: wake }
      )
    ),
    (worker) =>
      Effect.promise(() => {
        Atomics.store(wake, 0, 1)
        Atomics.notify(wake, 0)
        return worker.terminate()
      })
  )
  const [port] = yield* Effect.promise(() => once(worker, "message"))
  for (let count = 0; count < 8; count++) {
    yield* Effect.acquireRelease(
      Effect.sync(() => Net.connect({ port, host: "127.0.0.1" }).on("error", () => undefined)),
      (socket) => Effect.sync(() => socket.destroy())
    )
  }
  return Number(port)
})
