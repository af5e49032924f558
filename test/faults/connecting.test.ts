import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope } from "effect"
import { AmiAction, AmiClient, type AmiError } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { TestClock } from "effect/testing"
import { account, type Action, answeringServer, clientOf, success } from "../node/answeringServer.ts"
import * as certificates from "../node/certificates.ts"
import { greeting, resolving, type TransportLayer } from "../node/connecting.ts"
import { type ScriptedServer, scriptedServer } from "../node/scriptedServer.ts"
import { turns, within } from "../transport/waiting.ts"
import { quiet, soon } from "./clients.ts"
import { heldBytes } from "./memory.ts"
import { faultProxy } from "./proxy.ts"

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

const { ca, good } = certificates

/** The reason why a client gives up that would retry forever. */
const givesUp = (layer: TransportLayer) =>
  AmiClient.make({ ...account, reconnect: soon }).pipe(
    Effect.scoped,
    Effect.provide(layer),
    Effect.flip,
    Effect.map((error) => error.reason),
    quiet,
    within("the end of all attempts")
  )

/** The reason why a client does not connect, which must come after exactly 5 seconds, and the peer that it reached. */
const failsAfter5Seconds = Effect.fnUntraced(function*<A, R>(
  server: ScriptedServer,
  connecting: Effect.Effect<A, AmiError.AmiError, R>
) {
  const client = yield* Effect.forkChild(Effect.flip(connecting), { startImmediately: true })
  const peer = yield* server.accept
  yield* turns(20)

  yield* TestClock.adjust("4999 millis")
  assert.isUndefined(client.pollUnsafe())
  yield* TestClock.adjust("1 milli")
  const { reason } = yield* Fiber.join(client)
  return { peer, reason }
})

/** Polls for a condition that nothing announces. */
const eventually = (what: string, holds: () => boolean) =>
  Effect.gen(function*() {
    while (!holds()) yield* turns(1)
  }).pipe(within(what))

describe("NodeAmi after a connection fault", () => {
  it.live("connects as soon as the port is open, with one login (C7, row 1)", () =>
    Effect.gen(function*() {
      const server = yield* answeringServer()
      const proxy = yield* faultProxy(server)
      proxy.refuse()
      const client = yield* Effect.forkChild(clientOf(proxy, { reconnect: soon }))
      yield* turns(200)
      const before = client.pollUnsafe()

      yield* proxy.listenAgain
      const ami = yield* Fiber.join(client)

      assert.isUndefined(before)
      assert.strictEqual((yield* ami.status.get)._tag, "Ready")
      assert.deepStrictEqual(server.names(), ["Challenge", "Login"])
    }))

  for (const code of ["ENOTFOUND", "EAI_AGAIN"]) {
    it.live(`connects at the first attempt after the end of ${code} (C7, row 2)`, () =>
      Effect.gen(function*() {
        const server = yield* answeringServer()
        const broken = yield* Scope.fork(yield* Effect.scope)
        const failing = yield* Scope.provide(resolving({ code }), broken)
        const client = yield* Effect.forkChild(
          quiet(clientOf(server, { reconnect: soon }, { host: "pbx.test" })),
          { startImmediately: true }
        )
        yield* eventually("five attempts", () => failing.mock.calls.length === 5)

        yield* Scope.close(broken, Exit.void)
        const healed = yield* resolving(["127.0.0.1"])
        yield* Fiber.join(client)

        assert.strictEqual(healed.mock.calls.length, 1)
        assert.strictEqual(server.attempts(), 1)
      }))
  }

  it.effect("waits 5 seconds for a banner by default (C3, row 5)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer()

      const { peer, reason } = yield* failsAfter5Seconds(server, clientOf(server))

      assert.deepInclude(reason, { _tag: "ConnectFailed", code: "NO_BANNER" })
      assert.strictEqual(peer.received(), "")
    }))

  it.effect("waits 5 seconds for a handshake by default (C3, row 13)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer()
      const layer = NodeAmi.layerTls({ port: server.port, ca })

      const { reason } = yield* failsAfter5Seconds(server, Effect.provide(AmiClient.make(account), layer))

      assert.deepInclude(reason, { _tag: "ConnectFailed", code: "TIMEOUT" })
    }))

  it.live(
    "backs off if the server hangs up at once, and sends nothing (C6, row 6)",
    () =>
      Effect.gen(function*() {
        const full = yield* scriptedServer({ onPeer: (peer) => peer.end() })
        const proxy = yield* faultProxy(full)
        const client = yield* Effect.forkChild(quiet(clientOf(proxy, { reconnect: { first: true } })))

        yield* proxy.until("five attempts", () => proxy.connections.length === 5)
        const gaps = proxy.connections.slice(1).map(({ madeAt }, index) =>
          madeAt - (proxy.connections[index]?.madeAt ?? 0)
        )

        // A timer may fire a little early.
        assert.isAtLeast(Math.min(...gaps), 95)
        assert.isUndefined(client.pollUnsafe())
        assert.strictEqual(proxy.passed("up"), 0)
      })
  )

  it.live("logs in and reads a list if each byte comes separately, both ways (row 7)", () =>
    Effect.gen(function*() {
      const list = (action: Action) =>
        action.name !== "List" ? undefined : success(action, "EventList: start\r\n") +
          numbers(20).map((number) => `Event: Item\r\nActionID: ${action.actionId}\r\nNumber: ${number}\r\n\r\n`).join(
            ""
          ) +
          `Event: ListComplete\r\nActionID: ${action.actionId}\r\nEventList: Complete\r\nListItems: 20\r\n\r\n`
      const server = yield* answeringServer(list)
      const proxy = yield* faultProxy(server)
      proxy.slicer(1)

      const ami = yield* clientOf(proxy)
      const items = yield* ami.collect(AmiAction.rawList("List"))

      assert.deepStrictEqual(items.map((item) => item.get("Number")), numbers(20).map(String))
      assert.deepStrictEqual(server.names(), ["Challenge", "Login", "List"])
    }))

  it.live("sends its first byte after the last one of the banner, however late it comes (C4)", () =>
    Effect.gen(function*() {
      const server = yield* answeringServer()
      const proxy = yield* faultProxy(server)
      proxy.bandwidth(800, "down")
      const before: Array<number> = []
      proxy.modify((bytes) => {
        before.push(proxy.passed("down"))
        return bytes
      }, "up")

      yield* clientOf(proxy)

      assert.strictEqual(before[0], greeting.length)
    }))
})

describe("NodeAmi when a retry cannot help", () => {
  it.live("hangs up after 128 bytes of 10 MB without a line feed, and retains none of them (C4, C7, row 9)", () =>
    Effect.gen(function*() {
      const endless = Buffer.alloc(10 << 20, "Asterisk ")
      const server = yield* scriptedServer({ greeting: endless })
      const proxy = yield* faultProxy(server)
      proxy.slicer(64, "down")
      const before = heldBytes()

      const reason = yield* givesUp(NodeAmi.layerTcp({ port: proxy.port }))
      const passed = proxy.passed("down")
      yield* server.allClosed
      const held = heldBytes() - before

      assert.deepInclude(reason, { _tag: "NotAmi", sample: "Asterisk ".repeat(8).slice(0, 64) })
      assert.isAtLeast(passed, 64)
      assert.isAtMost(passed, 1024)
      assert.isBelow(held, 1 << 20)
      assert.strictEqual(server.attempts(), 1)
    }))

  it.live("asks whether it is the TLS port if a plain client meets one, and sends it nothing (row 10)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({ greeting, tls: good })
      const proxy = yield* faultProxy(server)

      const error = yield* Effect.flip(clientOf(proxy, {}, { bannerTimeout: "200 millis" }))

      assert.deepInclude(error.reason, { _tag: "ConnectFailed", code: "NO_BANNER" })
      assert.include(error.message, "Is this the TLS port?")
      assert.strictEqual(proxy.passed("up"), 0)
    }))

  for (const option of ["rejectUnauthorized", "checkServerIdentity", "minVersion"]) {
    it.live(`rejects Node's ${option}, which would weaken the certificate check, and does not connect (C35)`, () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer({ greeting, tls: certificates.otherName })
        const options = { host: "localhost", port: server.port, ca, [option]: false }

        const reason = yield* givesUp(NodeAmi.layerTls(options))

        assert.deepInclude(reason, { _tag: "InvalidOption", option })
        assert.strictEqual(server.attempts(), 0)
      }))
  }

  it.live("verifies the certificate even if the environment tells Node not to (C35)", () =>
    Effect.gen(function*() {
      yield* Effect.acquireRelease(
        Effect.sync(() => {
          process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"
        }),
        () => Effect.sync(() => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED)
      )
      const server = yield* scriptedServer({ greeting, tls: certificates.selfSigned })

      const reason = yield* givesUp(NodeAmi.layerTls({ host: "localhost", port: server.port, ca }))

      assert.deepInclude(reason, { _tag: "TlsRejected", code: "DEPTH_ZERO_SELF_SIGNED_CERT" })
    }))
})
