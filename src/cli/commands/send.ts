/**
 * `ami send`: any action, by name.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import { withClient } from "../client.ts"
import { Cli } from "../context.ts"
import { printed, typedJson } from "../messages.ts"
import { printJson, writeOut } from "../output.ts"
import * as Sending from "../sending.ts"

const Message = Schema.Record(Schema.String, Schema.Json)

/** The response, and the items if it is a list. */
export const Answer = Schema.Struct({ response: Message, items: Schema.Array(Message) })

/** An answer, or with `--dry-run` the headers that would be sent. */
export const output = Schema.Union([Answer, Schema.Struct({ wouldSend: Message })])

interface Options {
  readonly action: string
  readonly headers: ReadonlyArray<string>
  readonly dryRun: boolean
  readonly raw: boolean
}

export const run = (options: Options) =>
  Effect.gen(function*() {
    const { format, style } = yield* Cli
    const request = yield* Sending.read(options.action, options.headers)
    if (options.dryRun) return yield* show(request)
    yield* Sending.confirmed(request)
    const answer = yield* withClient(Sending.send(request), { events: "off", bootTimeout: 0 })
    const json = typedJson({ isRaw: options.raw })
    switch (format) {
      case "json":
        return yield* printJson({ response: json(answer.response), items: answer.items.map(json) })
      case "ndjson":
        return yield* writeOut(answer.items.map((item) => `${JSON.stringify(json(item))}\n`).join(""))
      default:
        return yield* writeOut(Sending.textOf(answer, style))
    }
  })

/** Prints what would be sent, without secrets. */
const show = ({ headers, name }: Sending.Request) =>
  Cli.use(({ format, style }) => {
    const given = Object.entries(headers).flatMap(([key, values]) => values.map((value) => [key, value] as const))
    const message = AmiMessage.make([["Action", name], ...given])
    return format === "json" || format === "ndjson"
      ? printJson({ wouldSend: message })
      : writeOut(printed(message, style))
  })
