/**
 * The values of actions as schemas that have a JSON form: payloads and answers, for `Rpc`, `HttpApi`, a queue or a file.
 *
 * The schema of an event is `AmiEvent.schema`, that of what a client streams is in `AmiInbox`, `AmiStatus` and `AmiTracker`,
 * and an `AmiError` is a schema itself.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import type * as AmiAction from "./AmiAction.ts"
import * as AmiEvent from "./AmiEvent.ts"
import * as Json from "./internal/json.ts"

/**
 * The schema of the payload of an action.
 *
 * **Details**
 *
 * A rule that an action has for a value, such as the name of one channel, holds here too. A duration may be text such as
 * `"30 seconds"`, a number of milliseconds, or `{ "_tag": "Millis", "value": 30000 }`.
 *
 * **Gotchas**
 *
 * The value of a `Redacted`, such as the `Secret` of a `Login`, is in the JSON.
 *
 * **Example** (Reading the body of a request)
 *
 * ```ts import.meta.vitest
 * import { Actions, AmiSchema } from "effect-ami"
 * import { Schema } from "effect"
 *
 * const body = { Channel: "PJSIP/100", Exten: "200", Context: "default", Priority: 1, Timeout: "30 seconds" }
 * const payload = Schema.decodeUnknownSync(AmiSchema.payload(Actions.Originate))(body)
 *
 * Actions.Originate(payload).name // => "Originate"
 * ```
 *
 * @category schemas
 * @since 0.2.0
 */
export const payload = <Payload>(
  constructor: AmiAction.Info & ((payload: Payload) => AmiAction.Any)
): Schema.Codec<Exclude<Payload, undefined>, Schema.Json> =>
  Schema.toCodecJson(Json.typed<Exclude<Payload, undefined>>(constructor.fields(), "strict", constructor.isOpen()))

/**
 * The schema of the answer to an action; of a list action, that of an item.
 *
 * **Details**
 *
 * Its JSON is that of `AmiEvent.schema`: what is read equals what was written, and the message is not part of it, so that
 * `AmiAction.messageOf` is undefined for an answer that was read.
 *
 * **Example** (Offering an action to other programs)
 *
 * ```ts import.meta.vitest
 * import { Actions, AmiError, AmiMessage, AmiSchema } from "effect-ami"
 * import { Result, Schema } from "effect"
 * import { Rpc } from "effect/rpc"
 *
 * const Getvar = Rpc.make("getvar", {
 *   payload: AmiSchema.payload(Actions.Getvar),
 *   success: AmiSchema.answer(Actions.Getvar),
 *   error: AmiError.AmiError
 * })
 *
 * const response = AmiMessage.make([["Response", "Success"], ["Variable", "A"], ["Value", "1"]])
 * const answer = Result.getOrThrow(Actions.Getvar({ Variable: "A" }).decode(response))
 * Schema.encodeSync(Getvar.successSchema)(answer) // => { Response: "Success", Variable: "A", Value: "1" }
 * ```
 *
 * @category schemas
 * @since 0.2.0
 */
export const answer = <A>(
  constructor: AmiAction.Info & ((payload: never) => AmiAction.Action<A> | AmiAction.ListAction<A>)
): Schema.Codec<A, Schema.Json> => {
  const answer = constructor.answer()
  return isItems(answer)
    // The seam to the type of the items, which are those of the constructor.
    ? AmiEvent.schema(...answer) as Schema.Codec<A, Schema.Json>
    : Schema.toCodecJson(Json.typed<A>(answer, constructor.isLenient ? "lenient" : "strict"))
}

const isItems = (
  answer: AmiEvent.Fields | ReadonlyArray<AmiEvent.Any>
): answer is ReadonlyArray<AmiEvent.Any> => Array.isArray(answer)
