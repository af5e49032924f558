/**
 * How text is packed before it is sent to another process or stored: compression is the platform's, and optional.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"

export interface Packing {
  /** What the other side must understand, such as `zstd`. */
  readonly name: string
  readonly pack: (bytes: Uint8Array) => Uint8Array
  /** Throws if the bytes are not what `pack` gives. */
  readonly unpack: (bytes: Uint8Array) => Uint8Array
}

/** Unset, nothing is packed. */
export const CurrentPacking = Context.Reference<Packing | undefined>("effect-ami/internal/packing", {
  defaultValue: () => undefined
})
