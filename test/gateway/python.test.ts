/**
 * The client in Python of the documentation, as it stands there.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Redacted } from "effect"
import { AmiClient } from "effect-ami"
import { AmiSimulator } from "effect-ami/simulator"
import { grantOf, house } from "./server.ts"
import { python, serve, until } from "./serving.ts"

describe("the client in Python", () => {
  it.live("sends actions, hears events, and goes on after a connection that was cut, without holes", () =>
    Effect.gen(function*() {
      const context = yield* Layer.build(
        AmiClient.layer({ username: "gateway", secret: Redacted.make("secret") }).pipe(
          Layer.provideMerge(AmiSimulator.layerTransport(house))
        )
      )
      const server = Context.get(context, AmiSimulator.AmiSimulator)
      const grants = [
        yield* grantOf("python", { actions: { Ping: [{}] }, events: [{ name: "UserEvent" }] })
      ]
      const { cut, url } = yield* serve({ grants, server: "berlin", onAction: () => Effect.void }, context)
      const { said } = yield* python(url)
      const numbers = () => [...said.text.matchAll(/'N': '(\d+)'/g)].map(([, n]) => Number(n))
      // The client is there when it hears the first of these.
      let first = 0
      while (numbers().length === 0) {
        yield* server.broadcast([["Event", "UserEvent"], ["N", String(++first)]])
        yield* Effect.sleep("20 millis")
        if (said.code !== undefined) return assert.fail(said.errors)
      }
      assert.match(said.text, /^berlin Success\n/)
      for (let n = first + 1; n <= first + 300; n++) {
        yield* server.broadcast([["Event", "UserEvent"], ["N", String(n)]])
        if (n % 100 === 0) yield* cut
      }
      yield* until(() => numbers().includes(first + 300))
      const heard = numbers()
      assert.deepStrictEqual(heard, heard.map((_, index) => (heard[0] ?? 0) + index))
      assert.strictEqual(said.errors, "")
    }))

  it.live("ends with the status if its token is not good", () =>
    Effect.gen(function*() {
      const context = yield* Layer.build(
        AmiClient.layer({ username: "gateway", secret: Redacted.make("secret") }).pipe(
          Layer.provide(AmiSimulator.layerTransport(house))
        )
      )
      const { url } = yield* serve({ grants: [], server: "berlin" }, context)
      const { said } = yield* python(url)
      yield* until(() => said.code !== undefined)
      assert.include(said.errors, "HTTP Error 401")
    }))
})
