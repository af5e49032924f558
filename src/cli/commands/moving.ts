/**
 * `ami transfer`, `ami redirect` and `ami park`: a channel goes elsewhere.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { type AmiError, isAmiError } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type * as AmiAction from "../../catalog/AmiAction.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import { withClient } from "../client.ts"
import { type Failed, failed, fromAmi } from "../failure.ts"
import { printable, printOne } from "../output.ts"
import { explainingChannel, printAction, Unsent } from "./acting.ts"

const quiet = { events: "off", bootTimeout: 0 } as const

type Acknowledged = AmiAction.Action<AmiAction.Acknowledgement>

const send = (action: Acknowledged) => AmiClient.use((ami) => ami.send(action))

const contextOf = (context: string | undefined) => context === undefined ? {} : { Context: context }

// --- Transfer -----------------------------------------------------------------

const Moved = Schema.Struct({
  channel: Schema.String,
  extension: Schema.String,
  context: Schema.optionalKey(Schema.String),
  message: Schema.String
})

interface TransferOptions {
  readonly channel: string
  readonly extension: string
  readonly context: string | undefined
  readonly attended: boolean
  readonly dryRun: boolean
}

/** What else to do, by what Asterisk says (manager.c, action_blind_transfer and action_atxfer). */
const transferHints = (
  options: TransferOptions
): ReadonlyArray<readonly [words: RegExp, hints: ReadonlyArray<string>]> => [
  [/^Transfer invalid/, [
    `${printable(options.channel)} is not in a call that can be transferred`,
    `ami redirect ${printable(options.channel)} ${printable(options.extension)} moves the channel itself`
  ]],
  [/^Transfer not permitted/, ["The call does not allow transfers: see the options t and T of Dial"]],
  [/^Transfer failed/, [`Is there an extension ${printable(options.extension)}? --context names another context`]],
  [/^No attended transfer feature code/, [
    "Write `atxfer => *2` into the section [featuremap] of features.conf, and run `ami command module reload features`"
  ]]
]

const explainingTransfer = (options: TransferOptions) => (error: AmiError | Failed): AmiError | Failed => {
  if (!isAmiError(error) || error.reason._tag !== "ActionFailed") return error
  const { action, message: words } = error.reason
  const hints = transferHints(options).find(([one]) => one.test(words))?.[1]
  if (hints === undefined) return error
  const { exitCode, message } = fromAmi(error)
  return failed(message, { exitCode, reason: "ActionFailed", details: { action, channel: options.channel }, hints })
}

const runTransfer = (options: TransferOptions) =>
  Effect.gen(function*() {
    const { attended, channel, context, dryRun, extension } = options
    const payload = { Channel: channel, Exten: extension, ...contextOf(context) }
    const action = attended ? Actions.Atxfer(payload) : Actions.BlindTransfer(payload)
    if (dryRun) return yield* printAction(action)
    const { Message: message = "" } = yield* withClient(
      Effect.mapError(explainingChannel(channel)(send(action)), explainingTransfer(options)),
      quiet
    )
    yield* printOne(
      { channel, extension, context, message },
      attended
        ? `${printable(channel)} is connected with ${printable(extension)} first; hanging up completes the transfer`
        : `The other end of ${printable(channel)} goes to ${printable(extension)}`
    )
  })

export const transfer = { run: runTransfer, output: Schema.Union([Moved, Unsent]) }

// --- Redirect -----------------------------------------------------------------

interface RedirectOptions {
  readonly channel: string
  readonly extension: string
  readonly context: string
  readonly priority: number
  readonly extra: string | undefined
  readonly dryRun: boolean
}

const runRedirect = ({ channel, context, dryRun, extension, extra, priority }: RedirectOptions) =>
  Effect.gen(function*() {
    const action = Actions.Redirect({
      Channel: channel,
      Exten: extension,
      Context: context,
      Priority: priority,
      ...(extra === undefined ? {} : {
        ExtraChannel: extra,
        ExtraExten: extension,
        ExtraContext: context,
        ExtraPriority: priority
      })
    })
    if (dryRun) return yield* printAction(action)
    const { Message: message = "" } = yield* withClient(explainingChannel(channel)(send(action)), quiet)
    const both = extra === undefined ? `${printable(channel)} goes` : `${printable(channel)} and ${printable(extra)} go`
    yield* printOne(
      { channel, extension, context, message },
      `${both} to ${printable(extension)} in ${printable(context)}`
    )
  })

export const redirect = { run: runRedirect, output: Schema.Union([Moved, Unsent]) }

// --- Park ---------------------------------------------------------------------

interface ParkOptions {
  readonly channel: string
  readonly lot: string | undefined
  readonly timeout: number | undefined
  readonly dryRun: boolean
}

const Parked = Schema.Struct({
  channel: Schema.String,
  space: Schema.optionalKey(Schema.Finite),
  lot: Schema.optionalKey(Schema.String),
  message: Schema.String
})

/** Asterisk parks the channel a moment after its answer. */
const parkedSoon = Schedule.max([Schedule.spaced("50 millis"), Schedule.recurs(20)])

/** Where a channel is parked; undefined if no list says so. */
const spaceOf = (channel: string) =>
  AmiClient.use((ami) => ami.collect(Actions.ParkedCalls())).pipe(
    Effect.map((calls) =>
      calls.find(({ ParkeeChannel, ParkeeUniqueid }) => ParkeeChannel === channel || ParkeeUniqueid === channel)
    ),
    Effect.repeat({ until: (call) => call !== undefined, schedule: parkedSoon }),
    Effect.orElseSucceed(() => undefined)
  )

const runPark = ({ channel, dryRun, lot, timeout }: ParkOptions) =>
  Effect.gen(function*() {
    const action = Actions.Park({
      Channel: channel,
      ...(lot === undefined ? {} : { Parkinglot: lot }),
      ...(timeout === undefined ? {} : { Timeout: timeout * 1000 })
    })
    if (dryRun) return yield* printAction(action)
    const [message, parked] = yield* withClient(
      Effect.gen(function*() {
        const { Message = "" } = yield* explainingChannel(channel)(send(action))
        return [Message.trim(), yield* spaceOf(channel)] as const
      }),
      quiet
    )
    yield* printOne(
      { channel, space: parked?.ParkingSpace, lot: parked?.Parkinglot, message },
      parked === undefined
        ? `${printable(channel)} is parked; ami parked lists where`
        : `${printable(channel)} is parked at ${parked.ParkingSpace}`
    )
  })

export const park = { run: runPark, output: Schema.Union([Parked, Unsent]) }
