/**
 * What a schema gives for a message or a payload, whatever the schema does.
 *
 * A schema runs code that is not ours: a transformation may throw, and may be
 * asynchronous, which the synchronous codecs of Effect refuse by throwing.
 * Here both become words, so that they are the failure of the one call whose
 * schema it is.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Result from "effect/Result"
import type * as AmiAction from "../catalog/AmiAction.ts"
import type { EncodeFailure } from "../protocol/AmiCodec.ts"
import * as AmiMessage from "../protocol/AmiMessage.ts"

/** Decodes a message, and takes what is thrown for a failure like any other. */
export const attempt = <A>(
  decode: (message: AmiMessage.AmiMessage) => Result.Result<A, string> | undefined,
  message: AmiMessage.AmiMessage
): Result.Result<A, string> | undefined => {
  const tried = Result.try({ try: () => decode(message), catch: (thrown) => issueOf(thrown, message) })
  if (Result.isFailure(tried)) return Result.fail(tried.failure)
  const { success } = tried
  return success === undefined || Result.isResult(success) ? success : Result.fail("its `decode` returned no Result")
}

/** The headers of an action; what is thrown is a failure without its words, as it may quote the payload. */
export const encoded = (action: AmiAction.Any): Result.Result<ReadonlyArray<AmiMessage.Header>, EncodeFailure> => {
  const tried = Result.try({ try: () => action.encode(), catch: ruleOf })
  if (Result.isFailure(tried)) return Result.fail({ field: "payload", rule: tried.failure })
  const { success } = tried
  if (!Result.isResult(success)) {
    return Result.fail({ field: "payload", rule: "is not valid: `encode` returned no Result" })
  }
  return Result.isFailure(success) || isHeaders(success.success)
    ? success
    : Result.fail({
      field: "headers",
      rule: "are not valid: they must be pairs of texts, such as [[\"Channel\", \"PJSIP/100\"]]"
    })
}

/** Programs without types give raw actions what they like. */
const isHeaders = (value: unknown): boolean => Array.isArray(value) && value.every(isHeader)

const isHeader = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === "string" && typeof value[1] === "string"

const ruleOf = (thrown: unknown): string => {
  const defect = defectOf(thrown)
  return Cause.isAsyncFiberError(defect)
    ? "cannot be written: its schema is asynchronous, but an action is written at once"
    : `cannot be written: its schema threw ${wordsOf(defect).name}`
}

const issueOf = (thrown: unknown, message: AmiMessage.AmiMessage): string => {
  const defect = defectOf(thrown)
  if (Cause.isAsyncFiberError(defect)) {
    return "its schema is asynchronous, but a message is decoded at once: decode it as text, and do the rest afterwards"
  }
  const { name, words } = wordsOf(defect)
  // What is thrown often quotes what it could not read.
  const quotes = words !== "" && message.headers.some(([header]) => AmiMessage.isSecretHeader(header))
  return `its schema threw ${name}${words === "" ? "" : quotes ? " (the message holds a secret)" : `: ${words}`}`
}

/** `SchemaParser` throws an error of its own, whose cause is that of its fiber. */
const defectOf = (thrown: unknown): unknown => {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  if (!Cause.isCause(cause)) return thrown
  const [died] = cause.reasons.filter(Cause.isDieReason)
  return died === undefined ? thrown : died.defect
}

const wordsOf = (thrown: unknown): { readonly name: string; readonly words: string } =>
  thrown instanceof Error
    ? { name: AmiMessage.printable(thrown.name, 80), words: AmiMessage.printable(thrown.message) }
    : { name: `a ${typeof thrown}`, words: typeof thrown === "string" ? AmiMessage.printable(thrown) : "" }
