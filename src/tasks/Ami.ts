/**
 * The everyday tasks of a telephone system, one function each.
 *
 * Every function needs an `AmiClient` and says which action it sends. Options
 * use people's words (`originator`, `extension`), and defaults are those that a
 * small PBX expects: context `from-internal`, priority 1, 15 seconds to answer.
 *
 * Whatever has no function here is an action of `Actions` for
 * `AmiClient.send`, or `request` with the name of any action.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../AmiError.ts"
import * as Actions from "../catalog/Actions.ts"
import type * as AmiAction from "../catalog/AmiAction.ts"
import type * as AmiEvent from "../catalog/AmiEvent.ts"
import type * as Events from "../catalog/Events.ts"
import { AmiClient } from "../client/AmiClient.ts"
import * as Given from "../internal/given.ts"
import * as Rules from "../internal/options.ts"
import type { AmiMessage } from "../protocol/AmiMessage.ts"
import * as Dialing from "./internal/dialing.ts"
import * as Moving from "./internal/moving.ts"
import * as Originate from "./internal/originate.ts"
import * as Untyped from "./internal/untyped.ts"

// --- The connection ---------------------------------------------------------

/**
 * Asks Asterisk for a sign of life (`Ping`).
 *
 * **Example** (Pinging Asterisk)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const AmiMock = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({ Ping: "Response: Success\nPing: Pong\nTimestamp: 1795422461.022468" }))
 * )
 *
 * ;(await Effect.runPromise(Effect.provide(Ami.ping, AmiMock))).Ping // => "Pong"
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const ping: Effect.Effect<Actions.PingResponse, AmiError, AmiClient> = AmiClient.use((ami) =>
  ami.send(Actions.Ping())
)

/**
 * Says goodbye (`Logoff`); Asterisk then closes the connection.
 *
 * **When to use**
 *
 * Rarely: closing the scope of the client logs off.
 *
 * @category actions
 * @since 0.1.0
 */
export const logoff: Effect.Effect<void, AmiError, AmiClient> = AmiClient.use((ami) =>
  Effect.asVoid(ami.send(Actions.Logoff()))
)

// --- Calls ------------------------------------------------------------------

/**
 * Lists the channels that are up (`CoreShowChannels`).
 *
 * **Example** (Listing channels)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const AmiMock = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({ CoreShowChannels: AmiTransportMock.list("CoreShowChannelsComplete", []) }))
 * )
 *
 * await Effect.runPromise(Effect.provide(Ami.channels, AmiMock)) // => []
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const channels: Effect.Effect<Array<Events.CoreShowChannel>, AmiError, AmiClient> = AmiClient.use((ami) =>
  ami.collect(Actions.CoreShowChannels())
)

/**
 * Who calls whom.
 *
 * @category models
 * @since 0.1.0
 */
export interface OriginateOptions extends Originate.Options {}

/**
 * A call that Asterisk has queued. It does not ring yet, and may never be answered.
 *
 * @category models
 * @since 0.1.0
 */
export interface Queued extends Originate.Queued {}

/**
 * Starts a call and returns when Asterisk has queued it (`Originate`, asynchronous); `dial` waits for its answer.
 *
 * **Example** (Clicking to call)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const AmiMock = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({ Originate: "Response: Success\nMessage: Originate successfully queued" }))
 * )
 * const program = Ami.originate({ originator: "100", extension: "200", callerId: "Sales <100>" })
 *
 * ;(await Effect.runPromise(Effect.provide(program, AmiMock))).message // => "Originate successfully queued"
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const originate = (options: OriginateOptions): Effect.Effect<Queued, AmiError, AmiClient> =>
  Originate.originate(options)

/**
 * Who calls whom, and what becomes of the call if `dial` is interrupted.
 *
 * @category models
 * @since 0.2.0
 */
export interface DialOptions extends Dialing.Options {}

/**
 * Starts a call and waits until the originator has answered (`Originate`, then `OriginateResponse`).
 *
 * **When to use**
 *
 * For a program of one file. `AmiDial.dial` gives the outcome as a value, also after a connection that was lost meanwhile, and
 * `AmiDial.call` that of the extension too; they need `AmiCalls`.
 *
 * **Details**
 *
 * Fails with `NotAnswered`, whose `outcome` says why, if nobody answered, and with `ActionFailed` if Asterisk did not
 * even try. `Reason` of the `OriginateResponse` is 0 for most outcomes (manager.c, fast_originate), so the events of the
 * call are read too: if they have not all come, `dial` waits a second for them.
 *
 * Interrupting `dial`, or closing the client while it waits, hangs up what rings (`Hangup` with the `channelId`). That takes
 * 2 seconds at most; if it fails, a warning says that the telephone rings until its `timeout`.
 *
 * **Gotchas**
 *
 * The outcome comes in events of class `call`. A client whose `events` leave it out gets `NotSent`, and an account without
 * `read = call` gets `OutcomeUnknown` 10 seconds after the `timeout`.
 *
 * `Effect.acquireRelease` does not interrupt `dial`, unless it has the option `interruptible`. A telephone that was called
 * as `PJSIP/…` and forwards the call (302) goes on in channels of other ids, which an interruption does not find; called
 * through the dialplan, as `100` is, it keeps the `channelId`.
 *
 * **Example** (Telling a busy telephone from others)
 *
 * ```ts import.meta.vitest
 * import { Effect, Redacted } from "effect"
 * import { Ami, AmiClient, AmiTransportMock, Events } from "effect-ami"
 *
 * const script: AmiTransportMock.Script = {
 *   // What Asterisk raises for a telephone that answers 486, in short.
 *   Originate: ({ actionId }) => [
 *     "Response: Success\nMessage: Originate successfully queued",
 *     AmiTransportMock.event(Events.OriginateResponse, { Response: "Failure", Uniqueid: "click-17" })
 *     + `\nActionID: ${actionId}`,
 *     AmiTransportMock.event(Events.Hangup, { Uniqueid: "click-17", Cause: 17, "Cause-txt": "User busy" })
 *   ]
 * }
 * const program = Ami.dial({ originator: "PJSIP/100", extension: "200", channelId: "click-17" }).pipe(
 *   Effect.provide(AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })),
 *   Effect.provide(AmiTransportMock.layer(script))
 * )
 *
 * ;(await Effect.runPromise(Effect.flip(program))).message // => "PJSIP/100 is busy (cause 17, User busy)"
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const dial = (options: DialOptions): Effect.Effect<Events.OriginateResponse, AmiError, AmiClient> =>
  Dialing.dial(options)

/**
 * Looks for a call by the `channelId` that it was given (`CoreShowChannels`).
 *
 * Use after `OutcomeUnknown`, before retrying. `Some` means that the call exists. `None` is not proof: it may have ended, or
 * Asterisk may still have to read the action. Asterisk 16 lists a call for a moment after its `Hangup`.
 *
 * **Example** (Looking before calling again)
 *
 * ```ts import.meta.vitest
 * import { Effect, Option, Redacted } from "effect"
 * import { Ami, AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const program = Ami.findCall("click-17").pipe(
 *   Effect.provide(AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })),
 *   Effect.provide(AmiTransportMock.layer({ CoreShowChannels: AmiTransportMock.list("CoreShowChannelsComplete", []) }))
 * )
 *
 * Option.isNone(await Effect.runPromise(program)) // => true
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const findCall = (
  channelId: string
): Effect.Effect<Option.Option<Events.CoreShowChannel>, AmiError, AmiClient> =>
  AmiClient.use((ami) =>
    Effect.flatMap(Given.value(ami, "Ami.findCall", "channelId", channelId, Rules.text), () => channels).pipe(
      Effect.map(Arr.findFirst(({ Uniqueid }) => Uniqueid === channelId))
    )
  )

/**
 * Where a channel goes.
 *
 * @category models
 * @since 0.1.0
 */
export interface Destination extends Moving.Destination {}

/**
 * Where a channel goes, and perhaps another with it.
 *
 * @category models
 * @since 0.2.0
 */
export interface RedirectOptions extends Moving.Redirect {}

/**
 * Sends a channel to another place in the dialplan (`Redirect`).
 *
 * **Gotchas**
 *
 * Redirecting one of two bridged channels hangs up the other, unless its
 * dialplan goes on: name it in `extraChannel` to move both.
 *
 * **Example** (Moving a call)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const AmiMock = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({ Redirect: "Response: Success\nMessage: Redirect successful" }))
 * )
 * const program = Ami.redirect({ channel: "PJSIP/100-00000001", extension: "300" })
 *
 * ;(await Effect.runPromise(Effect.provide(program, AmiMock))).Message // => "Redirect successful"
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const redirect = (options: RedirectOptions): Effect.Effect<AmiAction.Acknowledgement, AmiError, AmiClient> =>
  Moving.redirect(options)

/**
 * Hands a call over to an extension without asking there first (`BlindTransfer`).
 *
 * **Details**
 *
 * `channel` is the channel of the one who transfers; the other end of its
 * bridge goes to the extension. Fails with `ActionFailed` if it is in no
 * bridge (`Transfer invalid`).
 *
 * **Example** (Transferring a call)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const AmiMock = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({ BlindTransfer: "Response: Success\nMessage: Transfer succeeded" }))
 * )
 * const program = Ami.blindTransfer({ channel: "PJSIP/100-00000001", extension: "200" })
 *
 * ;(await Effect.runPromise(Effect.provide(program, AmiMock))).Message // => "Transfer succeeded"
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const blindTransfer = (
  options: Destination
): Effect.Effect<AmiAction.Acknowledgement, AmiError, AmiClient> => Moving.blindTransfer(options)

/**
 * Starts a transfer in which the one who transfers talks to the target first (`Atxfer`).
 *
 * **Details**
 *
 * Asterisk plays the digits of the feature code into the call, so features.conf
 * must define `atxfer`, and the bridge must allow it (`Dial` with `t` or `T`);
 * otherwise it fails with `No attended transfer feature code found`.
 *
 * **Gotchas**
 *
 * Success says that the digits are queued. The transfer takes about three
 * seconds to begin and completes when the one who transfers hangs up; the event
 * `AttendedTransfer` tells its result.
 *
 * **Example** (Starting an attended transfer)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const AmiMock = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({ Atxfer: "Response: Success\nMessage: Atxfer successfully queued" }))
 * )
 * const program = Ami.attendedTransfer({ channel: "PJSIP/100-00000001", extension: "200" })
 *
 * ;(await Effect.runPromise(Effect.provide(program, AmiMock))).Message // => "Atxfer successfully queued"
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const attendedTransfer = (
  options: Destination
): Effect.Effect<AmiAction.Acknowledgement, AmiError, AmiClient> => Moving.attendedTransfer(options)

/**
 * Which channel is hung up, and why.
 *
 * @category models
 * @since 0.2.0
 */
export interface HangupOptions extends Moving.HangupOptions {}

/**
 * Hangs up a channel (`Hangup`).
 *
 * **Example** (Hanging up)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const AmiMock = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({ Hangup: "Response: Success\nMessage: Channel Hungup" }))
 * )
 * const program = Ami.hangup({ channel: "PJSIP/100-00000001" })
 *
 * ;(await Effect.runPromise(Effect.provide(program, AmiMock))).Message // => "Channel Hungup"
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const hangup = (options: HangupOptions): Effect.Effect<AmiAction.Acknowledgement, AmiError, AmiClient> =>
  Moving.hangup(options)

// --- Anything else ----------------------------------------------------------

/**
 * Runs a command of the console and gives its output, a line each (`Command`); `ActionFailed` has that of one that fails.
 *
 * **Gotchas**
 *
 * An account with `write = command` can do everything that Asterisk can, a
 * shell included. Output is made for people and changes from version to version.
 *
 * **Example** (Reading the uptime)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const uptime = "Response: Success\nMessage: Command output follows\nOutput: System uptime: 5 minutes\nOutput:   (today)"
 * const AmiMock = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({ Command: uptime }))
 * )
 * const program = Ami.command("core show uptime")
 *
 * await Effect.runPromise(Effect.provide(program, AmiMock)) // => ["System uptime: 5 minutes", "  (today)"]
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const command = (command: string): Effect.Effect<ReadonlyArray<string>, AmiError, AmiClient> =>
  AmiClient.use((ami) =>
    Given.value(ami, "Ami.command", "command", command, Rules.text).pipe(
      Effect.flatMap((command) => ami.send(Actions.Command({ Command: command }))),
      Effect.map(({ Output }) => Output ?? [])
    )
  )

/**
 * The headers of an action: its name, and values as text, numbers or booleans; an array repeats the header.
 *
 * @category models
 * @since 0.1.0
 */
export interface RequestHeaders extends Untyped.Headers {}

/**
 * The messages that answered a request.
 *
 * @category models
 * @since 0.1.0
 */
export interface Answer extends Untyped.Answer {}

/**
 * Sends any action by name and gives the messages that answer it, the items of a list included.
 *
 * **Details**
 *
 * Booleans are written `true` and `false`. An `Error` fails as it does for
 * `AmiClient.send`, except those that mean an empty list.
 *
 * **Example** (Asking for what has no type)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const lots = AmiTransportMock.list("ParkinglotsComplete", ["Event: Parkinglot\nName: default\nStartSpace: 701"])
 * const AmiMock = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({ Parkinglots: lots }))
 * )
 * const program = Ami.request({ Action: "Parkinglots" })
 *
 * ;(await Effect.runPromise(Effect.provide(program, AmiMock))).items.map((item) => item.get("Name")) // => ["default"]
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const request = (headers: RequestHeaders): Effect.Effect<Answer, AmiError, AmiClient> =>
  AmiClient.use((ami) => Untyped.request(ami, headers))

/**
 * The name of an event: an editor completes those of the catalogue, and any other is taken too.
 *
 * @category models
 * @since 0.2.0
 */
export type EventName = keyof typeof Events | "*" | (string & {})

/**
 * Runs a handler for each event, until the scope closes.
 *
 * **Details**
 *
 * An event of `Events` (or of your own) reaches the handler decoded; a name, or
 * `"*"` for all events, gives the messages as they are. A name that is like that of an event of Asterisk, and is none, is logged
 * once. The subscription exists when this returns. Events are handled one after the other; a handler that
 * fails is logged, and the next event is handled.
 *
 * **Example** (Handling every hangup)
 *
 * ```ts import.meta.vitest
 * import { Deferred, Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const AmiTest = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provideMerge(AmiTransportMock.layer({}))
 * )
 * const program = Effect.gen(function*() {
 *   const mock = yield* AmiTransportMock.AmiTransportMock
 *   const seen = yield* Deferred.make<string | undefined>()
 *   yield* Ami.onEvent("Hangup", (event) => Deferred.succeed(seen, event.get("Channel")))
 *   yield* mock.push("Event: Hangup\nPrivilege: call,all\nChannel: PJSIP/100-00000001")
 *   return yield* Deferred.await(seen)
 * })
 *
 * await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(AmiTest))) // => "PJSIP/100-00000001"
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const onEvent: <const Event extends AmiEvent.Any | EventName, X, E, R>(
  event: Event,
  handler: (event: Event extends AmiEvent.Any ? Event["Type"] : AmiMessage) => Effect.Effect<X, E, R>
) => Effect.Effect<void, never, AmiClient | Scope.Scope | R> = Untyped.onEvent
