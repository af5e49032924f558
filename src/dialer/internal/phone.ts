/**
 * What a campaign needs of Asterisk: calls, and whether it is known what is there.
 *
 * @since 0.2.0
 */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import type { Dialing, DialOptions, Live } from "../AmiDial.ts"
import type { Outcome } from "./outcome.ts"

export interface Phone {
  /** Calls somebody once. An error means that nobody was called. What rings when the scope closes is hung up. */
  readonly start: (options: DialOptions) => Effect.Effect<Dialing, AmiError, Scope.Scope>
  /** Looks for a call, and dials nothing. */
  readonly lookUp: (id: string) => Effect.Effect<Outcome | Live, AmiError>
  /** Goes on with a call that was found, and hangs nothing up. */
  readonly adopt: (id: string) => Effect.Effect<Dialing, AmiError, Scope.Scope>
  /** Whether it is known what is there, now and when that changes. */
  readonly connected: Stream.Stream<boolean, AmiError>
}
