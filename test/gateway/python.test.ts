/**
 * The client in Python of the documentation, as it stands there.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Redacted } from "effect"
import { AmiClient } from "effect-ami"
import { AmiSimulator } from "effect-ami/simulator"
import { spawn } from "node:child_process"
import { grantOf, house, tokenOf } from "./server.ts"
import { documented, serve } from "./serving.ts"

/** Runs the client until the scope closes; gives its lines. */
const python = (url: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const child = spawn("python3", ["-c", documented("python")], {
        env: { ...process.env, GATEWAY: url, TOKEN: tokenOf("python") },
        stdio: ["ignore", "pipe", "pipe"]
      })
      const said = { text: "", errors: "", code: undefined as number | null | undefined }
      child.stdout.on("data", (part) => said.text += String(part))
      child.stderr.on("data", (part) => said.errors += String(part))
      child.on("close", (code) => said.code = code)
      return { child, said }
    }),
    ({ child }) => Effect.sync(() => child.kill())
  )

const until = (holds: () => boolean): Effect.Effect<void> =>
  Effect.suspend(() => holds() ? Effect.void : Effect.andThen(Effect.sleep("10 millis"), until(holds)))

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
