/**
 * The page of the documentation in Chromium: it is of another origin, takes tickets, and comes back.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Redacted } from "effect"
import { AmiClient } from "effect-ami"
import { AmiSimulator } from "effect-ami/simulator"
import { createServer } from "node:http"
import { program, start } from "../../dashboard/browser/chromium.ts"
import { grantOf, house, tokenOf } from "../server.ts"
import { documented, serve } from "../serving.ts"

/** Serves the page with the address of a gateway. */
const pageOf = (address: () => string) =>
  Effect.acquireRelease(
    Effect.promise(() =>
      new Promise<{ readonly origin: string; readonly close: () => void }>((resolve) => {
        const server = createServer((_request, response) => {
          response.setHeader("content-type", "text/html; charset=utf-8")
          response.end(documented("html").replace("http://127.0.0.1:8390", address()))
        })
        server.listen(0, "127.0.0.1", () => {
          const at = server.address()
          const port = typeof at === "object" && at !== null ? at.port : 0
          resolve({ origin: `http://127.0.0.1:${port}`, close: () => server.close() })
        })
      })
    ),
    ({ close }) => Effect.sync(close)
  )

const gateway = Effect.gen(function*() {
  const context = yield* Layer.build(
    AmiClient.layer({ username: "gateway", secret: Redacted.make("secret") }).pipe(
      Layer.provideMerge(AmiSimulator.layerTransport(house))
    )
  )
  return { context, server: Context.get(context, AmiSimulator.AmiSimulator) }
})

const browser = Effect.map(
  Effect.acquireRelease(Effect.promise(() => start()), ({ close }) => Effect.promise(close)),
  ({ page }) => page
)

describe.skipIf(program === undefined)("the page of the documentation", () => {
  it.live("shows events, and goes on without holes after connections that were cut", () =>
    Effect.gen(function*() {
      const { context, server } = yield* gateway
      let url = ""
      const { origin } = yield* pageOf(() => url)
      const grants = [yield* grantOf("page", { events: [{ name: "UserEvent" }] })]
      const served = yield* serve({ grants, server: "berlin", origins: [origin] }, context)
      url = served.url
      const page = yield* browser
      yield* Effect.promise(() => page.goto(`${origin}/#${tokenOf("page")}`))
      const numbers = Effect.map(
        Effect.promise(() => page.locator("li").allTextContents()),
        (texts) => texts.flatMap((text) => /\["N","(\d+)"\]/.exec(text)?.slice(1).map(Number) ?? [])
      )
      let last = 0
      const raise = Effect.suspend(() => server.broadcast([["Event", "UserEvent"], ["N", String(++last)]]))
      while ((yield* numbers).length === 0) yield* Effect.andThen(raise, Effect.sleep("50 millis"))
      for (let time = 0; time < 3; time++) {
        yield* served.cut
        yield* Effect.replicateEffect(raise, 20, { discard: true })
        const end = last
        while (!(yield* numbers).includes(end)) yield* Effect.sleep("50 millis")
      }
      const heard = yield* numbers
      assert.deepStrictEqual(heard, heard.map((_, index) => (heard[0] ?? 0) + index))
    }))

  it.live("gets nothing if its origin is not listed", () =>
    Effect.gen(function*() {
      const { context, server } = yield* gateway
      let url = ""
      const { origin } = yield* pageOf(() => url)
      const grants = [yield* grantOf("page", { events: [{ name: "*" }] })]
      url = (yield* serve({ grants, server: "berlin", origins: ["http://127.0.0.1:1"] }, context)).url
      const page = yield* browser
      const refused = Effect.promise(() =>
        page.waitForEvent("console", (message) => message.text().includes("CORS policy"))
      )
      yield* Effect.all([refused, Effect.promise(() => page.goto(`${origin}/#${tokenOf("page")}`))], {
        concurrency: "unbounded"
      })
      yield* server.broadcast([["Event", "UserEvent"], ["N", "1"]])
      assert.strictEqual(yield* Effect.promise(() => page.locator("li").count()), 0)
    }))
})
