/**
 * `ami send`: any action, by name.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Ami from "../../tasks/Ami.ts"
import { confirm } from "../ask.ts"
import { withClient } from "../client.ts"
import { Cli } from "../context.ts"
import { type Failed, usage } from "../failure.ts"
import * as Known from "../known.ts"
import { printed, typedJson } from "../messages.ts"
import { printJson, warn, writeOut } from "../output.ts"

const Message = Schema.Record(Schema.String, Schema.Json)

/** The response, and the items if it is a list. */
export const output = Schema.Struct({ response: Message, items: Schema.Array(Message) })

interface Options {
  readonly action: string
  readonly headers: ReadonlyArray<string>
  readonly dryRun: boolean
  readonly raw: boolean
}

export const run = (options: Options) =>
  Effect.gen(function*() {
    const { format, style } = yield* Cli
    const headers = yield* headersOf(options.headers)
    const action = Known.actionOf(options.action)
    yield* action === undefined ? warnOfAction(options.action) : warnOfHeaders(action, Object.keys(headers))
    const name = action?.name ?? options.action
    if (options.dryRun) {
      return yield* writeOut(
        [["Action", name], ...Object.entries(headers).flatMap(([key, values]) => values.map((value) => [key, value]))]
          .map(([key, value]) => `${key}: ${value}\n`).join("")
      )
    }
    const danger = action === undefined ? undefined : Known.dangerOf(action, headers)
    if (danger !== undefined) yield* confirm(`${name} ${danger}. Send it?`)
    const answer = yield* withClient(Ami.request({ ...headers, Action: name }), { events: "off", bootTimeout: 0 })
    const json = typedJson({ isRaw: options.raw })
    switch (format) {
      case "json":
        return yield* printJson({ response: json(answer.response), items: answer.items.map(json) })
      case "ndjson":
        return yield* writeOut(answer.items.map((item) => `${JSON.stringify(json(item))}\n`).join(""))
      default:
        return yield* writeOut([answer.response, ...answer.items].map((one) => printed(one, style)).join("\n"))
    }
  })

/** Headers as they are given: `Name=value`; the same name several times is several headers. */
const headersOf = (given: ReadonlyArray<string>): Effect.Effect<Record<string, ReadonlyArray<string>>, Failed> =>
  Effect.gen(function*() {
    const headers: Record<string, ReadonlyArray<string>> = {}
    for (const text of given) {
      const [, name, value] = /^([\w()$/.-]+)=([^]*)$/.exec(text) ?? []
      if (name === undefined || value === undefined) return yield* usage(`${text} is no header: write Name=value`)
      if (name.toLowerCase() === "action") return yield* usage("The action is the first argument, and no header")
      headers[name] = [...headers[name] ?? [], value]
    }
    return headers
  })

const warnOfAction = (name: string) => {
  const near = Known.near(name, Known.actionNames)
  const meant = near.length === 0 ? "" : ` Did you mean ${near.join(", ")}?`
  return warn(`Asterisk 16 to 23 have no action ${name}; it is sent as it is.${meant}`)
}

const warnOfHeaders = (action: Known.Action, names: ReadonlyArray<string>) => {
  const has = Known.headersOf(action)
  const odd = names.filter((name) =>
    !has.some((one) => one.toLowerCase() === name.toLowerCase()) && !/^ActionID$/i.test(name)
  )
  if (odd.length === 0) return Effect.void
  const list = has.length === 0 ? "no headers" : has.join(", ")
  return warn(`${action.name} has no header ${odd.join(", ")}; Asterisk will ignore it. It has ${list}`)
}
