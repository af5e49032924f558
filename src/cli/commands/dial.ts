/**
 * `ami dial`: rings somebody, waits, and connects with an extension.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { printable, printOne } from "../output.ts"
import * as Calling from "./calling.ts"

/** The call that was answered. */
export const output = Schema.Struct({
  id: Schema.String,
  outcome: Schema.Literal("Answered"),
  channel: Schema.String,
  uniqueid: Schema.optionalKey(Schema.String),
  ringSeconds: Schema.optionalKey(Schema.Finite)
})

interface Options extends Calling.Options {
  readonly then: string
  readonly keep: boolean
}

/** An answer as JSON, and as people read it. */
export const answer = (id: string, { channel, ringMs, Uniqueid }: Calling.Answered) => {
  const ringSeconds = ringMs === undefined ? undefined : Math.round(ringMs) / 1000
  return {
    json: { id, outcome: "Answered", channel, uniqueid: Uniqueid, ringSeconds },
    human: `${printable(channel)} answered${ringSeconds === undefined ? "" : ` after ${ringSeconds.toFixed(1)} s`}`
  }
}

export const run = (options: Options) =>
  Effect.gen(function*() {
    const how = yield* Calling.howOf(options)
    const id = crypto.randomUUID()
    const { keep, then, timeout, who } = options
    const answered = yield* Calling.place(Effect.void, () => ({
      id,
      who,
      then: { Exten: then },
      seconds: timeout,
      how,
      isKept: keep,
      doing: `calling ${who}`
    }))
    const { human, json } = answer(id, answered)
    yield* printOne(json, human)
  })
