/**
 * Payloads and answers of actions as schemas with a JSON form, for `Rpc`, `HttpApi`, a queue or a file.
 *
 * The schema of an event is `AmiEvent.schema`, the schemas for what a client streams are in `AmiInbox`, `AmiStatus` and
 * `AmiTracker`, and an `AmiError` is a schema itself.
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
 * The rules of an action for its values, such as the name of one channel, apply here too. A duration may be text such
 * as `"30 seconds"`, a number of milliseconds, or `{ "_tag": "Millis", "value": 30000 }`.
 *
 * **Gotchas**
 *
 * The values of `Redacted` fields, such as the `Secret` of a `Login`, are in the JSON.
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
 * The schema of the answer to an action; for a list action, that of an item.
 *
 * **Details**
 *
 * Its JSON is like that of `AmiEvent.schema`: decoding it gives an equal value, and the message is not part of it, so
 * `AmiAction.messageOf` is undefined for an answer decoded from JSON.
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
    // A type assertion: the events of `answer` have the item type of the constructor.
    ? AmiEvent.schema(...answer) as Schema.Codec<A, Schema.Json>
    : Schema.toCodecJson(Json.typed<A>(answer, constructor.isLenient ? "lenient" : "strict"))
}

const isItems = (
  answer: AmiEvent.Fields | ReadonlyArray<AmiEvent.Any>
): answer is ReadonlyArray<AmiEvent.Any> => Array.isArray(answer)
