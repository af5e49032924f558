/**
 * Which runtime this is: Node, or another one that is compatible with it.
 *
 * Bun and Deno report a Node version too, which says little about what they support, so it is not checked.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Bun replaces `undici` with a module of its own that has no connection pool. */
export const isBun = (): boolean => "bun" in process.versions

/** Deno only trusts authorities, even with `allowPartialTrustChain`. */
export const isDeno = (): boolean => "deno" in process.versions

/** The minimum Node version, as in `engines` of package.json. */
const minimum = [22, 19] as const

/** Refuses to build on a Node that is too old, which would fail later without saying why. */
export const onSupportedNode = <A, E, R>(layer: Layer.Layer<A, E, R>): Layer.Layer<A, E, R> =>
  Layer.unwrap(Effect.suspend(() => {
    const { node } = process.versions
    const [major = 0, minor = 0] = node.split(".").map(Number)
    const isOld = major < minimum[0] || (major === minimum[0] && minor < minimum[1])
    return isOld && !isBun() && !isDeno()
      ? Effect.die(new Error(`effect-ami/node needs Node ${minimum.join(".")} or later, and this is Node ${node}`))
      : Effect.succeed(layer)
  }))
