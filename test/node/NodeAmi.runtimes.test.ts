/**
 * How `effect-ami/node` reacts to the runtime that it runs on; `npm run smoke` runs it on others than this one.
 */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer } from "effect"
import { NodeAmi } from "effect-ami/node"

/** Makes the process report other versions while the scope is open. */
const versions = (told: Partial<NodeJS.ProcessVersions>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const real = process.versions
      Object.defineProperty(process, "versions", { value: { ...real, ...told }, configurable: true })
      return real
    }),
    (real) => Effect.sync(() => Object.defineProperty(process, "versions", { value: real, configurable: true }))
  )

const layers = [
  ["layerTcp", NodeAmi.layerTcp()],
  ["layerTls", NodeAmi.layerTls()],
  ["layerHttp", NodeAmi.layerHttp()]
] as const

describe("NodeAmi on", () => {
  for (const [name, layer] of layers) {
    for (const node of ["16.20.2", "20.20.2", "22.18.0"]) {
      it.effect(`${name} refuses Node ${node} as too old`, () =>
        Effect.gen(function*() {
          yield* versions({ node })

          const exit = yield* Effect.exit(Layer.build(layer))

          const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
          assert.instanceOf(error, Error)
          assert.strictEqual(error.message, `effect-ami/node needs Node 22.19 or later, and this is Node ${node}`)
        }))
    }

    for (
      const told of [
        { node: "22.19.0" },
        { node: "23.0.0" },
        { node: "26.3.0" },
        { node: "20.11.1", deno: "2.0.0" },
        { node: "22.6.0", bun: "1.2.0" }
      ]
    ) {
      it.effect(`${Object.entries(told).flat().join(" ")}: ${name} is built`, () =>
        Effect.gen(function*() {
          yield* versions(told)

          yield* Layer.build(layer)
        }))
    }
  }
})
