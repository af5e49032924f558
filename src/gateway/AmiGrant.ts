/**
 * Grants: what the holder of a token may do and see.
 *
 * **Details**
 *
 * A grant allows nothing that it does not name. An action needs a rule, and each of its headers a place in that rule, so that
 * `Application` or `Variable` never come in by the way. A value is the whole one, or its beginning with a star: `PJSIP/100-*`.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import type { AmiError } from "../AmiError.ts"
import { invalidOption } from "../internal/failing.ts"
import * as Hashes from "../internal/hashes.ts"
import type * as Options from "../internal/options.ts"
import { built } from "../internal/readers.ts"
import type * as AmiMessage from "../protocol/AmiMessage.ts"
import type * as Given from "./internal/grant.ts"
import { rightsOf } from "./internal/rights.ts"

// --- Models -----------------------------------------------------------------

const pattern = (text: RegExp, expected: string) => Schema.String.check(Schema.isPattern(text, { expected }))

const Value = /*#__PURE__*/ pattern(
  /^[^*\r\n]*\*?$/,
  "a text of one line, in which only the last character may be a star"
)

const Name = /*#__PURE__*/ pattern(/^(?!$)[^*\s]*\*?$/, "a name, or the beginning of one and a star")

const Named = /*#__PURE__*/ pattern(
  /^(?!$)[^*\r\n]*\*?$/,
  "a name of one line, or the beginning of one and a star"
)

const Headers = /*#__PURE__*/ Schema.Record(Schema.String, Value)

const Count = /*#__PURE__*/ Schema.Int.check(
  Schema.isBetween({ minimum: 1, maximum: 100_000 }, { expected: "a whole number from 1 to 100000" })
)

/**
 * Schema for a grant. Its JSON is the grant itself.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Grant: Schema.Codec<Grant> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    name: pattern(/^[^\p{Cc}]{1,80}$/u, "a text of 1 to 80 characters"),
    tokenHash: pattern(/^[0-9a-f]{64}$/, "the SHA-256 of a token, as 64 hexadecimal digits"),
    servers: Schema.Array(Name),
    actions: Schema.optionalKey(Schema.Record(Schema.String, Schema.Array(Headers))),
    events: Schema.optionalKey(Schema.Array(Schema.Struct({ name: Name, where: Schema.optionalKey(Headers) }))),
    models: Schema.optionalKey(Schema.Struct({
      channels: Schema.optionalKey(Schema.Array(Named)),
      queues: Schema.optionalKey(Schema.Array(Named)),
      calls: Schema.optionalKey(Schema.Array(Named))
    })),
    hide: Schema.optionalKey(Schema.Array(Schema.String)),
    dangerous: Schema.optionalKey(Schema.Boolean),
    actionsPerMinute: Schema.optionalKey(Count),
    readsPerMinute: Schema.optionalKey(Count),
    streams: Schema.optionalKey(Count),
    expires: Schema.optionalKey(
      pattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/, "a time such as 2027-01-31T00:00:00Z")
        .check(
          Schema.makeFilter((text) => !Number.isNaN(Date.parse(text)), { expected: "a time that there is" })
        )
    )
  })
)

/**
 * What the holder of a token may do and see.
 *
 * @category models
 * @since 0.2.0
 */
export interface Grant extends Given.Grant {}

// --- Reading ----------------------------------------------------------------

const decode = /*#__PURE__*/ Schema.decodeUnknownResult(/*#__PURE__*/ Schema.Array(Grant), {
  onExcessProperty: "error"
})

/** `[0].actions.Originate` of the way to it. */
const at = (path: ReadonlyArray<unknown> | undefined): string =>
  (path ?? []).map((step) => typeof step === "number" ? `[${step}]` : `.${String(step)}`).join("")

/** What a message of the schema asks for, without the value that was given. */
const ruleOf = (message: string): string => {
  const expected = /^Expected ([^]*?)(?:, got [^]*)?$/.exec(message)?.[1]
  switch (expected) {
    case undefined:
      return message === "Missing key" ? "must be given" : "is not valid"
    case "no excess property":
      return "is not known"
    case "array":
    case "object":
      return `must be an ${expected}`
    case "string":
      return "must be a text"
    case "boolean":
      return "must be true or false"
    default:
      return `must be ${expected}`
  }
}

/** What is wrong with grants of any type. */
const wrongOf = (grants: unknown): Result.Result<ReadonlyArray<Grant>, Options.Invalid> => {
  const decoded = decode(grants)
  if (Result.isFailure(decoded)) {
    const [issue] = SchemaIssue.makeFormatterStandardSchemaV1()(decoded.failure.issue).issues
    const path = issue?.path?.map((step) => typeof step === "object" ? step.key : step)
    return Result.fail({ option: `grants${at(path)}`, rule: ruleOf(issue?.message ?? "") })
  }
  const { success } = decoded
  for (const [index, { name, tokenHash }] of success.entries()) {
    const before = success.slice(0, index)
    if (before.some((other) => other.name === name)) {
      return Result.fail({ option: `grants[${index}].name`, rule: "must not be that of another grant" })
    }
    if (before.some((other) => other.tokenHash === tokenHash)) {
      return Result.fail({ option: `grants[${index}].tokenHash`, rule: "must not be that of another grant" })
    }
  }
  return Result.succeed(success)
}

/**
 * Checks grants: the list, or the text of a file with it as JSON. Fails with `InvalidOption`, which names the field.
 *
 * **Example** (Reading a grant with a misspelt field)
 *
 * ```ts import.meta.vitest
 * import { Effect } from "effect"
 * import { AmiGrant } from "effect-ami/gateway"
 *
 * const grant = { name: "crm", tokenHash: "0".repeat(64), servers: ["*"], event: [{ name: "Hangup" }] }
 *
 * Effect.runSync(Effect.flip(AmiGrant.read([grant]))).message
 * // => "The option `grants[0].event` of AmiGrant.read is not known"
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const read = (grants: unknown): Effect.Effect<ReadonlyArray<Grant>, AmiError> =>
  Effect.suspend(() => {
    const json = typeof grants === "string" ? Result.try((): unknown => JSON.parse(grants)) : Result.succeed(grants)
    const checked = Result.isSuccess(json)
      ? wrongOf(json.success)
      : Result.fail({ option: "grants", rule: "must be JSON: a list of grants" })
    return Effect.fromResult(Result.mapError(checked, (wrong) => invalidOption("AmiGrant.read", wrong)))
  })

// --- Tokens -----------------------------------------------------------------

/**
 * Makes a token of 256 random bits. Give it to its holder, and keep its hash.
 *
 * @category constructors
 * @since 0.2.0
 */
export const newToken: Effect.Effect<Redacted.Redacted> = /*#__PURE__*/ Effect.map(
  /*#__PURE__*/ Hashes.randomBytes(32),
  (bytes) => Redacted.make(`ami_${Hashes.base64Url(bytes)}`, { label: "token" })
)

/**
 * The hash of a token, for `tokenHash`.
 *
 * **Example** (Making a grant for a new token)
 *
 * ```ts import.meta.vitest
 * import { Effect } from "effect"
 * import { AmiGrant } from "effect-ami/gateway"
 *
 * const program = Effect.gen(function*() {
 *   const token = yield* AmiGrant.newToken
 *   const tokenHash = yield* AmiGrant.hashOf(token)
 *   return { token, grant: { name: "wallboard", tokenHash, servers: ["*"], events: [{ name: "Queue*" }] } }
 * })
 *
 * ;(await Effect.runPromise(program)).grant.tokenHash.length // => 64
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const hashOf = (token: Redacted.Redacted): Effect.Effect<string> =>
  Effect.map(Hashes.sha256(Redacted.value(token)), Hashes.hex)

// --- Rules ------------------------------------------------------------------

/**
 * Why a grant refuses an action, in words; undefined if it allows it.
 *
 * **Example** (Allowing calls from one telephone)
 *
 * ```ts import.meta.vitest
 * import { AmiGrant } from "effect-ami/gateway"
 *
 * const grant: AmiGrant.Grant = {
 *   name: "agent 100",
 *   tokenHash: "0".repeat(64),
 *   servers: ["berlin"],
 *   actions: { Originate: [{ Channel: "PJSIP/100", Context: "from-internal", Exten: "*", Priority: "1" }] }
 * }
 * const call = [["Channel", "PJSIP/100"], ["Context", "from-internal"], ["Exten", "101"], ["Priority", "1"]] as const
 *
 * AmiGrant.refusal(grant, { server: "berlin", action: "Originate", headers: call }) // => undefined
 * AmiGrant.refusal(grant, { server: "berlin", action: "Originate", headers: [...call, ["Application", "System"]] })
 * // => "The grant does not allow Originate like this: rule 1 does not name Application"
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const refusal = (
  grant: Grant,
  request: {
    readonly server: string
    readonly action: string
    readonly headers: ReadonlyArray<AmiMessage.Header>
  }
): string | undefined => rightsOf(grant).refusal(request.server, request.action, request.headers)

/**
 * Whether the holder of a grant may see a message of a server. Only events are seen.
 *
 * **Example** (Showing hangups of one telephone)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage } from "effect-ami"
 * import { AmiGrant } from "effect-ami/gateway"
 *
 * const grant: AmiGrant.Grant = {
 *   name: "agent 100",
 *   tokenHash: "0".repeat(64),
 *   servers: ["*"],
 *   events: [{ name: "Hangup", where: { Channel: "PJSIP/100-*" } }]
 * }
 * const hangup = (channel: string) => AmiMessage.make([["Event", "Hangup"], ["Channel", channel]])
 *
 * AmiGrant.sees(grant, "berlin", hangup("PJSIP/100-00000001")) // => true
 * AmiGrant.sees(grant, "berlin", hangup("PJSIP/1001-00000002")) // => false
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const sees = (grant: Grant, server: string, message: AmiMessage.AmiMessage): boolean =>
  rightsOf(grant).sees(server, message)

/**
 * The headers of a message as the holder of a grant sees them: `<hidden>` stands for what `hide` names, and for secrets.
 *
 * **Example** (Hiding numbers of callers)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage } from "effect-ami"
 * import { AmiGrant } from "effect-ami/gateway"
 *
 * const grant: AmiGrant.Grant = { name: "board", tokenHash: "0".repeat(64), servers: ["*"], hide: ["CallerIDNum"] }
 *
 * AmiGrant.shown(grant, AmiMessage.make([["Event", "Hangup"], ["CallerIDNum", "0123456"]]))
 * // => [["Event", "Hangup"], ["CallerIDNum", "<hidden>"]]
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const shown = (grant: Grant, message: AmiMessage.AmiMessage): ReadonlyArray<AmiMessage.Header> =>
  rightsOf(grant).shown(message)
