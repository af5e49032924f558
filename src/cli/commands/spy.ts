/**
 * `ami spy`: rings a telephone, and lets it listen to a channel.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Actions from "../../catalog/Actions.ts"
import * as Ami from "../../tasks/Ami.ts"
import { usage } from "../failure.ts"
import { printable, printOne } from "../output.ts"
import { noSuchChannel, printAction, Unsent } from "./acting.ts"
import * as Calling from "./calling.ts"
import { answer, output as answered } from "./dial.ts"

/** The call of who listens, and the channel that is heard. */
export const output = Schema.Union([Schema.Struct({ ...answered.fields, spiesOn: Schema.String }), Unsent])

interface Options {
  readonly channel: string
  readonly by: string | undefined
  readonly whisper: boolean
  readonly barge: boolean
  readonly context: string
  readonly timeout: number
  readonly dryRun: boolean
}

/** Silent (`q`), until the channel ends (`E`), heard by one (`w`) or both (`B`) (app_chanspy.c). */
const spying = (channel: string, { barge, whisper }: Options) => ({
  Application: "ChanSpy",
  Data: `${channel},qE${barge ? "B" : whisper ? "w" : ""}`
})

export const run = (options: Options) =>
  Effect.gen(function*() {
    const { by: who, channel, context, dryRun, timeout } = options
    if (who === undefined) return yield* usage("Who listens? Name a telephone with --by", "ami spy --help")
    if (options.whisper && options.barge) return yield* usage("--whisper and --barge exclude each other")
    const how = yield* Calling.howOf({ who, context, timeout, callerId: undefined, variables: [] })
    if (dryRun) {
      const Channel = who.includes("/") ? who : `Local/${who}@${context}/n`
      return yield* printAction(Actions.Originate({ Channel, ...spying(channel, options), Timeout: timeout * 1000 }))
    }
    const id = crypto.randomUUID()
    // ChanSpy takes a name for the beginning of names, and waits if there is none: so the channel must be there.
    const found = Effect.flatMap(Ami.channels, (channels) => {
      const one = channels.find(({ Channel, Uniqueid }) => Channel === channel || Uniqueid === channel)
      return one === undefined ? Effect.fail(noSuchChannel(channel, channels)) : Effect.succeed(one.Channel)
    })
    let spiesOn = channel
    const heard = yield* Calling.place(found, (name) => {
      spiesOn = name
      return {
        id,
        who,
        then: spying(name, options),
        seconds: timeout,
        how,
        isKept: false,
        doing: `calling ${who}`
      }
    })
    const { human, json } = answer(id, heard)
    yield* printOne({ ...json, spiesOn }, `${human}, and hears ${printable(spiesOn)}`)
  })
