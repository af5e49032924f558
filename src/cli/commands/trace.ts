/**
 * `ami trace`: the ladder of one call.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import type { Item } from "../../client/AmiInbox.ts"
import { TracedCall } from "../../internal/tracedCall.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import * as Ami from "../../tasks/Ami.ts"
import { recordedItems, withClient } from "../client.ts"
import { Cli } from "../context.ts"
import { timeOf } from "../events/lines.ts"
import { codes, type Failed, failed, usage } from "../failure.ts"
import type { Host } from "../host.ts"
import { printable, printJson, say, warn, writeOut } from "../output.ts"
import { Ladder } from "../trace/ladder.ts"
import { stepOf } from "../trace/steps.ts"

/** A step of the call: the channel that does it, and the one that it is done to. */
const StepRow = Schema.Struct({
  at: Schema.String,
  event: Schema.String,
  channel: Schema.String,
  to: Schema.optionalKey(Schema.String),
  text: Schema.String
})

export const output = Schema.Array(StepRow)

interface Options {
  readonly call: string | undefined
}

export const run = ({ call: wanted }: Options) =>
  Effect.gen(function*() {
    const { format } = yield* Cli
    if (format === "csv" || format === "tsv") return yield* usage(`A ladder is no table: leave out --${format}`)
    const recorded = yield* recordedItems
    if (recorded !== undefined) return yield* follow(wanted, recorded, Effect.succeed([]))
    if (wanted === undefined) yield* say("Waiting for the next call; Ctrl-C ends")
    const ended = failed("There will be no other connection", { exitCode: codes.unreachable, reason: "ConnectionLost" })
    yield* withClient(
      Effect.flatMap(AmiClient, (ami) =>
        follow(
          wanted,
          Stream.concat(ami.inbox, Stream.fail(ended)),
          // The channels that are up already; what they did before is not known.
          wanted === undefined ? Effect.succeed([]) : Effect.provideService(
            Effect.map(Ami.request({ Action: "CoreShowChannels" }), ({ items }) => items),
            AmiClient,
            ami
          )
        ))
    )
  })

const follow = <E>(
  wanted: string | undefined,
  items: Stream.Stream<Item, E>,
  up: Effect.Effect<ReadonlyArray<AmiMessage>, AmiError>
): Effect.Effect<void, E | AmiError | Failed, Cli | Host> =>
  Effect.gen(function*() {
    const { format, style, width } = yield* Cli
    const call = new TracedCall(wanted)
    const ladder = new Ladder(style, width)
    const nameOf = (id: string) => call.channels.get(id) ?? id
    const rows: Array<typeof StepRow.Type> = []
    let isFirst = true
    const textOf = (message: AmiMessage, receivedAt: number): string => {
      // A name may change in this event: the step is of the channel that had it.
      const before = new Map(call.channels)
      if (!call.take(message)) return ""
      const step = stepOf(message)
      if (step === undefined || !call.channels.has(step.from)) return ""
      const name = (id: string) => before.get(id) ?? nameOf(id)
      const { from, text } = step
      const to = step.to !== undefined && call.channels.has(step.to) ? step.to : undefined
      if (format === "human") {
        return ladder.rows(timeOf(receivedAt), { from, to, text }, name, message.name === "Hangup")
      }
      const row = {
        at: new Date(receivedAt).toISOString(),
        event: message.name,
        channel: name(from),
        ...to === undefined ? {} : { to: name(to) },
        text
      }
      if (format === "json") rows.push(row)
      return format === "json" ? "" : `${JSON.stringify(row)}\n`
    }
    /** Whether the call goes on after these. */
    const print = (items: ReadonlyArray<Item>) =>
      Effect.gen(function*() {
        let text = ""
        for (const item of items) {
          if (item._tag === "Received" && item.message.kind === "Event") text += textOf(item.message, item.receivedAt)
          if (item._tag === "Disconnected" || item._tag === "Gap") yield* warn("Events may be missing from here on")
          if (item._tag === "Connected" && isFirst) {
            isFirst = false
            for (const channel of yield* up) call.take(channel)
            if (wanted !== undefined && !call.isKnown && (yield* Cli).from === undefined) return yield* unknown(wanted)
          }
          if (call.isOver) break
        }
        if (text !== "") yield* writeOut(text)
        return !call.isOver
      })
    yield* items.pipe(
      Stream.chunks,
      Stream.mapEffect(print),
      Stream.takeWhile((goesOn) => goesOn),
      Stream.runDrain
    )
    if (!call.isKnown) return yield* unknown(wanted)
    if (format === "json") yield* printJson(rows)
  })

/** A recording has calls that have ended too, which `ami calls` does not list. */
const unknown = (wanted: string | undefined): Effect.Effect<never, Failed, Cli> =>
  Effect.flatMap(
    Cli,
    ({ from }) =>
      Effect.fail(failed(wanted === undefined ? "There is no call" : `There is no call ${printable(wanted)}`, {
        reason: "NotFound",
        hints: [
          from === undefined
            ? "ami calls --fields id,from,to lists them"
            : `ami events Newchannel --from ${printable(from)} --tsv --fields Linkedid,CallerIDNum,Exten lists them`
        ]
      }))
  )
