/**
 * A transport whose options are wrong: it says so to each client that connects, and the client then tries no more.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { AmiTransport } from "../transport/AmiTransport.ts"
import { invalidOption } from "./failing.ts"
import { firstInvalid, type Invalid, type Rules } from "./options.ts"

/** A transport that fails with the first wrong option, if there is one; `of` is whose options they are. */
export const unusable = <Options>(
  of: string,
  options: unknown,
  rules: Rules<Options>,
  together: (options: unknown) => Invalid | undefined = () => undefined
): AmiTransport["Service"] | undefined => {
  const wrong = firstInvalid(options, rules) ?? together(options)
  return wrong === undefined
    ? undefined
    : { connect: Effect.fail(invalidOption(of, wrong)) }
}

/** Gives a layer, or that of a transport whose options are wrong. */
export const layerUnless = <R>(
  broken: AmiTransport["Service"] | undefined,
  layer: () => Layer.Layer<AmiTransport, never, R>
): Layer.Layer<AmiTransport, never, R> => broken === undefined ? layer() : Layer.succeed(AmiTransport, broken)
