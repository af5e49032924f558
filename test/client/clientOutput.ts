/**
 * Everything that a client reveals, so that a test can search it for what must never be in it.
 *
 * `test` runs a test with a logger and a tracer that record everything, and `failure` records an error in every form in
 * which it may be printed. `secretStaysHidden` is the last test of a file: the secret of `credentials` is in none of it.
 */
import { assert, it } from "@effect/vitest"
import { Cause, Effect, Exit, Layer, Logger, Redacted, References, Schema, type Scope, Tracer } from "effect"
import { AmiError } from "effect-ami"
import { inspect } from "node:util"
import { kept } from "../kept.ts"

/** A secret that does not occur by chance. */
export const canary = "c4nary-n0t-to-be-seen"

export const credentials = { username: "demo", secret: Redacted.make(canary) }

/** The messages as they were passed to the logger. */
export const logs = kept<{
  readonly level: string
  readonly message: string
  readonly annotations: Readonly<Record<string, unknown>>
}>()

/** Every span that was started. */
export const spans = kept<Tracer.Span>()
const printed = kept<string>()

const print = (value: unknown) => printed.push(inspect(value, { depth: 20, showHidden: true }))

const logger = Logger.make(({ cause, fiber, logLevel, message }) => {
  const parts = Array.isArray(message) ? message : [message]
  const annotations = fiber.getRef(References.CurrentLogAnnotations)
  logs.push({ level: logLevel, message: parts.map(String).join(" "), annotations })
  printed.push(Cause.pretty(cause))
  print(cause)
  print(message)
})

const tracer = Tracer.make({
  span: (options) => {
    const span = new Tracer.NativeSpan(options)
    spans.push(span)
    return span
  }
})

const Capture = Layer.mergeAll(
  Logger.layer([logger, Logger.map(Logger.formatJson, print), Logger.map(Logger.formatLogFmt, print)]),
  Layer.succeed(Tracer.Tracer, tracer),
  Layer.succeed(References.MinimumLogLevel, "Trace")
)

/** A test with recorded logs and spans, and a clock that stands still. */
export const test = <A, E>(name: string, body: () => Effect.Effect<A, E, Scope.Scope>): void =>
  it.effect(name, () => Effect.provide(body(), Capture))

const encodeJson = Schema.encodeUnknownExit(Schema.toCodecJson(AmiError.AmiError))

const keep = (error: unknown) => {
  printed.push(String(error), JSON.stringify(error), Cause.pretty(Cause.fail(error)))
  print(error)
  if (AmiError.isAmiError(error)) printed.push(error.message, JSON.stringify(Exit.getSuccess(encodeJson(error))))
}

/** The error of an effect that fails. */
export const failure = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<E, A, R> =>
  Effect.tap(Effect.flip(effect), (error) => Effect.sync(() => keep(error)))

/** The reason of an effect that fails with an `AmiError`. */
export const reasonOf = <A, R>(effect: Effect.Effect<A, AmiError.AmiError, R>) =>
  Effect.map(failure(effect), (error) => error.reason)

/** Everything that was revealed so far. */
export const letOut = (): string =>
  [
    ...printed,
    ...logs.map(({ message }) => message),
    ...spans.map((span) =>
      inspect([span.name, span.attributes, span.status, Reflect.get(span, "events")], { depth: 20 })
    )
  ].join("\n")

/** Checks everything that the file has revealed; comes after all of its tests. */
export const secretStaysHidden = (): void =>
  it("shows the secret in no error, log or span of all these tests (C37, row 89)", () => {
    const output = letOut()

    assert.include(output, "AmiClient.connect")
    assert.notInclude(output, canary)
    assert.notInclude(output, Buffer.from(canary).toString("base64"))
  })
