/**
 * Viewers at a server: those that read too slowly, leave, or are there when it ends.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Redacted, Scope } from "effect"
import { AmiClient } from "effect-ami"
import { AmiDashboard } from "effect-ami/dashboard"
import { AmiSimulator } from "effect-ami/simulator"
import { HttpRouter, HttpServer } from "effect/http"
import { TestClock } from "effect/testing"
import * as Http from "node:http"
import * as Net from "node:net"
import * as Feed from "../../src/dashboard/internal/feed.ts"
import * as Routes from "../../src/dashboard/internal/routes.ts"
import { type Message, type Next, State } from "../../web/dashboard/state.ts"

type Backends = Parameters<typeof Routes.add>[2]

/** Lets sockets move. */
const turn = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))

/** Waits for what sockets bring about. */
const until = (is: () => boolean): Effect.Effect<void> =>
  Effect.suspend(() => is() ? Effect.void : Effect.andThen(turn, until(is)))

/** A server of rows that a test changes, and the responses that it has open. */
const serving = Effect.gen(function*() {
  const rows = new Map<string, unknown>([["link", { state: "live", since: 0 }]])
  const feed = yield* Feed.make({ build: "one", maxViewers: 9, rows: Effect.sync(() => rows) })
  const app = yield* HttpRouter.toHttpEffect(Layer.effectDiscard(Effect.gen(function*() {
    // The paths of this test need no PBX.
    const backends = { feed, possible: () => [] } as unknown as Backends
    const settings = { path: "", page: "", hosts: undefined, viewKey: undefined, acting: undefined }
    const router = yield* HttpRouter.HttpRouter
    yield* Routes.add(router, { ...settings, log: () => Effect.void, metrics: () => Effect.succeed("") }, backends)
  })))
  const responses: Array<Http.ServerResponse> = []
  const server = Http.createServer()
  server.on("request", (_request, response) => responses.push(response))
  const context = yield* Layer.build(
    HttpServer.serve(app).pipe(
      Layer.provideMerge(NodeHttpServer.layerServer(() => server, {
        host: "127.0.0.1",
        port: 0,
        gracefulShutdownTimeout: "1 second"
      }))
    )
  )
  const { address } = Context.get(context, HttpServer.HttpServer)
  const port = "port" in address ? address.port : 0
  /** Asks for a path, and reads nothing of the answer yet. */
  const ask = (path: string) =>
    Effect.callback<Http.IncomingMessage>((resume) => {
      const request = Http.get({ port, path, host: "127.0.0.1", agent: false }, (answer) => {
        answer.on("error", () => {})
        resume(Effect.succeed(answer))
      })
      request.on("error", () => {})
    })
  return { ask, feed, port, responses, rows, server }
})

/** The same, which does not wait for its viewers when a test ends. */
const served = Effect.tap(
  serving,
  ({ server }) => Effect.addFinalizer(() => Effect.sync(() => server.closeAllConnections()))
)

/** Reads the events of an answer as the page does; `next` has what the page does about the last. */
const reading = (answer: Http.IncomingMessage) => {
  const page = { state: new State(), next: "wait" as Next, count: 0 }
  let rest = ""
  answer.setEncoding("utf8").on("data", (text: string) => {
    const blocks = (rest + text).split("\n\n")
    rest = blocks.pop() ?? ""
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? ""
      if (page.next === "reopen") continue
      const data = JSON.parse(field("data"))
      const kind = field("event")
      const message = { kind, id: Number(field("id")), ...(kind === "tick" ? { now: data } : data) } as Message
      page.next = page.state.hear(message, 0)
      page.count++
    }
  })
  return page
}

describe("a viewer at a socket", () => {
  it.effect("that stops reading holds up nobody, is not written for without end, sees the gap and is right again", () =>
    Effect.gen(function*() {
      const { ask, feed, responses, rows } = yield* served
      const slow = yield* ask("/events")
      yield* until(() => feed.viewers() === 1)
      const fast = reading(yield* ask("/events"))
      const [response] = responses
      const size = 128 * 1024
      let patches = 0
      let held = { length: -1, since: 0 }
      // Until it has held as much, and no more, for longer than a viewer may fall behind.
      while (patches - held.since <= Feed.backlog + 8) {
        patches++
        rows.set("q:large", { name: "large", patches, text: "x".repeat(size) })
        yield* TestClock.adjust("250 millis")
        yield* until(() => fast.count > patches)
        const length = response?.writableNeedDrain === true ? response.writableLength : -1
        if (length < 0 || length !== held.length) held = { length, since: patches }
      }
      assert.isAtMost(held.length, Feed.backlog * (size + 1000))
      assert.deepInclude(fast.state.at<object>("q:large"), { patches })

      const late = reading(slow)
      yield* until(() => late.next === "reopen")
      assert.isAbove(late.count, 1)
      slow.destroy()
      yield* until(() => feed.viewers() === 1)
      const again = reading(yield* ask("/events"))
      yield* until(() => again.next === "show")
      const state = yield* ask("/state")
      const text = yield* Effect.promise(() => state.setEncoding("utf8").toArray())
      for (const [key, row] of Object.entries(JSON.parse(text.join("")).rows)) {
        assert.deepStrictEqual(again.state.at(key), row)
      }
      assert.deepInclude(again.state.at<object>("q:large"), { patches })
    }))

  it.effect("counts no longer once it is gone, also if it went before the first row, or asked for the head alone", () =>
    Effect.gen(function*() {
      const { ask, feed, port, responses } = yield* served
      const stays = yield* ask("/events")
      for (const method of ["GET", "HEAD"]) {
        for (let count = 0; count < 5; count++) {
          const before = responses.length
          const socket = Net.connect(port, "127.0.0.1").on("error", () => {})
          socket.write(`${method} /events HTTP/1.1\r\nHost: localhost\r\n\r\n`)
          yield* until(() => responses.length > before)
          socket.destroy()
        }
      }
      yield* until(() => responses.slice(1).every(({ destroyed }) => destroyed))
      yield* until(() => feed.viewers() === 1)
      stays.destroy()
      yield* until(() => feed.viewers() === 0)
    }))

  it.effect("holds up the end of its server for as long as that waits for requests, and ends with it", () =>
    Effect.gen(function*() {
      const scope = yield* Scope.make()
      const { ask, feed } = yield* Scope.provide(serving, scope)
      const page = reading(yield* ask("/events"))
      yield* until(() => page.next === "show")
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void), { startImmediately: true })
      yield* turn
      assert.strictEqual(feed.viewers(), 1)
      yield* TestClock.adjust("1 second")
      yield* Fiber.await(closing)
      assert.strictEqual(feed.viewers(), 0)
    }))

  it.live("counts in a handler of web requests as long as its answer is read, or until that is cancelled", () =>
    Effect.gen(function*() {
      const floor = AmiDashboard.layer().pipe(
        Layer.provide(AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })),
        Layer.provide(AmiSimulator.layerTransport({ users: { demo: { secret: "demo" } } }))
      )
      const { dispose, handler } = HttpRouter.toWebHandler(floor, { disableLogger: true })
      const ask = (path: string) => Effect.promise(() => handler(new Request(`http://localhost/${path}`)))
      const viewers = Effect.flatMap(ask("metrics"), (answer) => Effect.promise(() => answer.text())).pipe(
        Effect.map((text) => /^ami_dashboard_viewers\S* (\d+)$/m.exec(text)?.[1])
      )
      const read = yield* ask("events")
      const unread = yield* ask("events")
      const reader = read.body?.getReader()
      yield* Effect.promise(async () => {
        let text = ""
        while (!text.includes("event: state")) text += new TextDecoder().decode((await reader?.read())?.value)
      })
      assert.strictEqual(yield* viewers, "2")
      yield* Effect.promise(async () => {
        await reader?.cancel()
        await unread.body?.cancel()
      })
      yield* Effect.repeat(Effect.andThen(turn, viewers), { until: (count) => count === "0" })
      yield* Effect.promise(dispose)
    }))
})
