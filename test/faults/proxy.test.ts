import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import * as Net from "node:net"
import { scriptedServer, type ServerPeer } from "../node/scriptedServer.ts"
import { changing, turns } from "../transport/waiting.ts"
import { faultProxy } from "./proxy.ts"

/** The client's end of a connection, in the scope of the test. */
const dial = Effect.fnUntraced(function*(port: number) {
  const { changed, until } = changing()
  const chunks: Array<string> = []
  let end: string | undefined
  const ended = (how: string) => {
    end ??= how
    changed()
  }
  const socket = yield* Effect.acquireRelease(
    Effect.sync(() => Net.connect({ port, host: "127.0.0.1", noDelay: true })),
    (socket) => Effect.sync(() => socket.destroy())
  )
  socket.setEncoding("latin1")
  socket.on("connect", changed)
  socket.on("data", (text) => {
    chunks.push(text.toString())
    changed()
  })
  socket.on("end", () => ended("fin"))
  socket.on("error", (error: NodeJS.ErrnoException) => ended(error.code ?? error.message))
  return {
    socket,
    chunks,
    text: () => chunks.join(""),
    send: (text: string) => void socket.write(text, "latin1"),
    connected: until("the connection", () => socket.readyState === "open" || end !== undefined),
    awaitText: (length: number) => until(`${length} bytes`, () => chunks.join("").length >= length),
    end: Effect.map(until("the end", () => end !== undefined), () => end)
  }
})

/** A server, a proxy in front of it, and a connection through both. */
const through = Effect.fnUntraced(function*(prepare: (proxy: Effect.Success<ReturnType<typeof faultProxy>>) => void) {
  const server = yield* scriptedServer()
  const proxy = yield* faultProxy(server)
  prepare(proxy)
  const client = yield* dial(proxy.port)
  const connection = yield* proxy.accept
  const peer: ServerPeer = yield* server.accept
  return { server, proxy, client, connection, peer }
})

const letters = "abcdefghijklmnopqrstuvwxyz".repeat(4)

describe("faultProxy", () => {
  it.live("forwards both directions, counts the bytes, and keeps the first of each connection", () =>
    Effect.gen(function*() {
      const { client, connection, peer, proxy } = yield* through(() => undefined)

      client.send("Action: Ping")
      yield* peer.awaitReceived(12)
      peer.send("Response: Success")
      yield* client.awaitText(17)

      assert.deepStrictEqual([client.text(), peer.received()], ["Response: Success", "Action: Ping"])
      assert.deepStrictEqual([proxy.passed("up"), proxy.passed("down")], [12, 17])
      assert.deepStrictEqual([connection.first("up"), connection.first("down")], ["Action: Ping", "Response: Success"])
      assert.deepStrictEqual([proxy.connections.length, proxy.open()], [1, 1])
    }))

  it.live("forwards the end of one side while the other continues", () =>
    Effect.gen(function*() {
      const { client, peer, proxy } = yield* through(() => undefined)
      client.socket.allowHalfOpen = true

      peer.send("last")
      peer.end()
      const end = yield* client.end
      client.send("after end")
      yield* proxy.until("the bytes after the end", () => proxy.passed("up") === 9)
      client.socket.end()
      yield* proxy.until("the end of the connection", () => proxy.open() === 0)

      assert.deepStrictEqual([end, client.text()], ["fin", "last"])
    }))

  it.live("forwards a reset of either side", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer()
      const proxy = yield* faultProxy(server)
      const [one, two] = [yield* dial(proxy.port), yield* dial(proxy.port)]
      const [first, second] = [yield* server.accept, yield* server.accept]

      first.reset()
      const end = yield* one.end
      two.socket.resetAndDestroy()
      yield* second.ended
      yield* server.allClosed
      yield* proxy.until("the end of every connection", () => proxy.open() === 0)

      assert.strictEqual(end, "ECONNRESET")
    }))

  it.live("keeps the order, whatever the latency and its jitter", () =>
    Effect.gen(function*() {
      const { client, peer } = yield* through((proxy) => proxy.latency(60, 40))

      yield* Effect.forEach([...letters], (letter) => Effect.andThen(Effect.sync(() => peer.send(letter)), turns(1)))
      yield* client.awaitText(letters.length)

      assert.strictEqual(client.text(), letters)
    }))

  it.live("lets only so many bytes a second through, in the given direction", () =>
    Effect.gen(function*() {
      const { client, peer } = yield* through((proxy) => proxy.bandwidth(200, "down"))

      // At 200 bytes a second this would take almost a minute.
      client.send(letters.repeat(100))
      yield* peer.awaitReceived(letters.length * 100)
      peer.send(letters)
      yield* client.awaitText(letters.length)

      assert.isAtLeast(client.chunks.length, 5)
    }))

  it.live("delivers at once what waited for a delay that has ended", () =>
    Effect.gen(function*() {
      const { client, peer, proxy } = yield* through((proxy) => {
        proxy.latency(60_000)
        proxy.bandwidth(10)
      })

      peer.send(letters)
      yield* turns(20)
      const before = client.text()
      proxy.heal()
      yield* client.awaitText(letters.length)

      assert.deepStrictEqual([before, client.text()], ["", letters])
    }))

  it.live("splits into pieces that are read one by one", () =>
    Effect.gen(function*() {
      const { client, peer } = yield* through((proxy) => proxy.slicer(3))

      peer.send(letters)
      yield* client.awaitText(letters.length)

      assert.strictEqual(client.text(), letters)
      assert.isAtMost(Math.max(...client.chunks.map(({ length }) => length)), 6)
    }))

  for (const [ways, up, down] of [["up", "", "down"], ["down", "up", ""], ["both", "", ""]] as const) {
    it.live(`swallows what goes ${ways}, including its end, until it is healed`, () =>
      Effect.gen(function*() {
        const { client, connection, peer, proxy } = yield* through(() => undefined)
        connection.blackHole(ways)

        client.send("up")
        peer.send("down")
        yield* turns(20)
        const during = [peer.received(), client.text()]
        if (ways === "both") peer.reset()
        yield* turns(20)
        const open = proxy.open()
        connection.heal()
        if (ways === "both") yield* client.end
        else yield* Effect.all([peer.awaitReceived(2), client.awaitText(4)])

        assert.deepStrictEqual(during, [up, down])
        assert.strictEqual(open, 1)
      }))
  }

  it.live("fills up while nothing is let through, as a dead link does", () =>
    Effect.gen(function*() {
      const { client, peer, proxy } = yield* through((proxy) => proxy.blackHole("up"))

      const block = "x".repeat(1 << 20)
      for (let count = 0; count < 16; count++) client.send(block)
      yield* turns(50)
      const stuck = client.socket.writableLength
      proxy.heal()
      yield* peer.awaitReceived(16 << 20)

      assert.isAbove(stuck, 1 << 20)
    }))

  for (const [ending, end] of [["rst", "ECONNRESET"], ["fin", "fin"]] as const) {
    it.live(`breaks open connections by ${ending}, on both sides`, () =>
      Effect.gen(function*() {
        const { client, peer, proxy, server } = yield* through(() => undefined)

        proxy[ending]()
        const seen = yield* client.end
        yield* peer.ended
        yield* server.allClosed
        yield* proxy.until("the end of every connection", () => proxy.open() === 0)

        assert.strictEqual(seen, end)
      }))

    it.live(`ends by ${ending} after so many bytes`, () =>
      Effect.gen(function*() {
        const { client, connection, peer, proxy } = yield* through(() => undefined)
        peer.send("before")
        yield* client.awaitText(6)

        connection.limit(10, ending, "down")
        peer.send(letters)
        const seen = yield* client.end
        yield* peer.ended
        yield* proxy.until("the end of every connection", () => proxy.open() === 0)

        assert.deepStrictEqual([seen, client.text()], [end, "beforeabcdefghij"])
        assert.strictEqual(proxy.passed("down"), 16)
      }))
  }

  it.live("changes bytes as told", () =>
    Effect.gen(function*() {
      const { client, peer } = yield* through((proxy) =>
        proxy.modify((bytes) => Buffer.from(bytes.toString("latin1").toUpperCase(), "latin1"), "down")
      )

      client.send("abc")
      yield* peer.awaitReceived(3)
      peer.send("abc")
      yield* client.awaitText(3)

      assert.deepStrictEqual([peer.received(), client.text()], ["abc", "ABC"])
    }))

  it.live("corrupts the same bytes of every connection for one seed, however they are split", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer()
      const proxy = yield* faultProxy(server)
      const receive = Effect.fnUntraced(function*(seed: number, pieces: ReadonlyArray<string>) {
        proxy.corrupt(seed, 10, "down")
        const client = yield* dial(proxy.port)
        const peer = yield* server.accept
        yield* peer.sendPieces(pieces)
        yield* client.awaitText(letters.length)
        return client.text()
      })

      const texts = [yield* receive(1, [letters]), yield* receive(1, [...letters]), yield* receive(2, [letters])]

      const wrong = [...texts[0] ?? ""].filter((letter, at) => letter !== letters[at]).length
      assert.strictEqual(texts[0], texts[1])
      assert.notStrictEqual(texts[0], texts[2])
      assert.isAtLeast(wrong, 2)
      assert.isAtMost(wrong, 30)
    }))

  it.live("leaves connections pending while it does not accept, and accepts them later", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({ greeting: "hello" })
      const proxy = yield* faultProxy(server)
      proxy.pauseAccept()

      const client = yield* dial(proxy.port)
      yield* client.connected
      yield* turns(20)
      const before = [server.attempts(), client.text()]
      proxy.resumeAccept()
      yield* client.awaitText(5)

      assert.deepStrictEqual(before, [0, ""])
      assert.strictEqual(client.text(), "hello")
    }))

  it.live("refuses connections without closing open ones, and listens on the same port again", () =>
    Effect.gen(function*() {
      const { client, peer, proxy } = yield* through(() => undefined)

      proxy.refuse()
      const refused = yield* (yield* dial(proxy.port)).end
      client.send("still here")
      yield* peer.awaitReceived(10)
      yield* proxy.listenAgain
      const again = yield* dial(proxy.port)
      yield* again.connected

      assert.strictEqual(refused, "ECONNREFUSED")
      assert.strictEqual(again.socket.readyState, "open")
    }))

  it.live("resets a connection if nobody listens behind it", () =>
    Effect.gen(function*() {
      const server = yield* Effect.scoped(scriptedServer())
      const proxy = yield* faultProxy(server)

      const end = yield* (yield* dial(proxy.port)).end

      assert.strictEqual(end, "ECONNRESET")
    }))

  it.live("releases everything with its scope", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer()
      const scope = yield* Scope.fork(yield* Effect.scope)
      const proxy = yield* Scope.provide(faultProxy(server), scope)
      const client = yield* dial(proxy.port)
      yield* server.accept
      proxy.latency(60_000)
      client.send("late")
      yield* turns(5)

      yield* Scope.close(scope, Exit.void)
      yield* client.end
      yield* server.allClosed
      const refused = yield* (yield* dial(proxy.port)).end

      assert.strictEqual(refused, "ECONNREFUSED")
    }))
})
