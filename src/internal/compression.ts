/**
 * What makes stored bytes smaller; `AmiJournal` documents and exports it.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

/**
 * Compresses bytes, and gives them back. What fails is caught: bytes that cannot be compressed are stored as they are, and
 * those that cannot be given back are reported as missing.
 *
 * @category services
 * @since 0.2.0
 */
export class Compression extends Context.Service<Compression, {
  readonly compress: (bytes: Uint8Array) => Effect.Effect<Uint8Array, unknown>
  readonly decompress: (bytes: Uint8Array) => Effect.Effect<Uint8Array, unknown>
}>()("effect-ami/Compression") {}
