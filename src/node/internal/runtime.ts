/**
 * What runs the program: Node, or another that does as Node does.
 *
 * Bun and Deno tell a version of Node too, which says little of what they can:
 * they are asked for none.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Bun has its own module in place of `undici`, in which the pool of connections is missing. */
export const isBun = (): boolean => "bun" in process.versions

/** Deno trusts authorities alone, whatever `allowPartialTrustChain` says. */
export const isDeno = (): boolean => "deno" in process.versions

/** The oldest Node, as `engines` in package.json has it. */
const oldest = [22, 19] as const

/** Refuses to build on a Node that is too old, which would fail later without saying why. */
export const onSupportedNode = <A, E, R>(layer: Layer.Layer<A, E, R>): Layer.Layer<A, E, R> =>
  Layer.unwrap(Effect.suspend(() => {
    const { node } = process.versions
    const [major = 0, minor = 0] = node.split(".").map(Number)
    const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1])
    return isOld && !isBun() && !isDeno()
      ? Effect.die(new Error(`effect-ami/node needs Node ${oldest.join(".")} or later, and this is Node ${node}`))
      : Effect.succeed(layer)
  }))
