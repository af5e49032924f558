/**
 * A PBX without audio: channels, bridges, a dialplan, and what actions do to them.
 *
 * Everything here is a pure function of a state and a time: `answer` performs an
 * action, `advance` does what has become due, and both return the next state with
 * the events that were raised. `due` says when there is something to do next.
 *
 * `AmiSimulator` decides who may send an action and who receives an event; nothing
 * here knows about sessions, clocks or sockets.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as HashMap from "effect/HashMap"
import * as Result from "effect/Result"
import type { Rules } from "../internal/options.ts"
import type { PbxAction } from "./internal/actions/action.ts"
import * as Pbx from "./internal/actions/pbx.ts"
import { checked, pbx as pbxRules } from "./internal/options.ts"
import type * as AgentModel from "./internal/pbx/agents/agentModel.ts"
import * as Commands from "./internal/pbx/calls/commands.ts"
import * as FeatureSettings from "./internal/pbx/calls/featureSettings.ts"
import type * as Phones from "./internal/pbx/calls/telephone.ts"
import * as Dialplan from "./internal/pbx/dialplan/dialplan.ts"
import { nothing, type State } from "./internal/pbx/draft.ts"
import * as Model from "./internal/pbx/model.ts"
import * as QueueOptions from "./internal/pbx/queues/options.ts"
import * as QueuePool from "./internal/pbx/queues/pool.ts"
import * as Seeding from "./internal/pbx/seeding.ts"
import * as Services from "./internal/pbx/services/serviceState.ts"
import * as Steps from "./internal/pbx/steps.ts"
import { actionOf } from "./internal/requests.ts"
import * as wire from "./internal/wire.ts"

/**
 * The state of a PBX.
 *
 * @category models
 * @since 0.1.0
 */
export interface SimulatedPbx extends State {}

/**
 * An event that was raised: its name, its privilege classes as `EventMask` bits, and all of its lines.
 *
 * @category models
 * @since 0.1.0
 */
export interface RaisedEvent {
  readonly name: string
  readonly classes: number
  readonly lines: ReadonlyArray<string>
}

/**
 * The result of a step.
 *
 * @category models
 * @since 0.1.0
 */
export interface Step {
  /** The state after the step. */
  readonly state: SimulatedPbx
  /** The messages of the answer, as lines; empty if there was no request. */
  readonly reply: ReadonlyArray<ReadonlyArray<string>>
  /** What was raised, in order. */
  readonly events: ReadonlyArray<RaisedEvent>
  /** The outcomes of `Originate` actions without `Async`, by their tickets. */
  readonly settled: ReadonlyArray<Model.Settlement>
  /** The ticket of this action's outcome, if the answer has to wait for it. */
  readonly awaits: number | undefined
}

/**
 * How a telephone takes a call, by one word.
 *
 * **Details**
 *
 * `answers` rings and answers at once, `rings` never answers, `busy` does what SIP status 486 does, `rejects` 603 and
 * `congested` 503. An `unreachable` telephone has an address at which nothing answers. An `unregistered` one has no address,
 * so no channel is made for it. A `manual` one does nothing until `perform` says what.
 *
 * @category models
 * @since 0.2.0
 */
export type Behaviour = Phones.Behaviour

/**
 * How a telephone takes a call, step by step.
 *
 * @category models
 * @since 0.2.0
 */
export interface Reaction extends Phones.Reaction {}

/**
 * A telephone, or a line to a provider: a PJSIP endpoint.
 *
 * @category models
 * @since 0.2.0
 */
export interface Telephone extends Phones.Telephone {}

/**
 * A PJSIP endpoint: how it takes a call, or all of its settings.
 *
 * **Details**
 *
 * `PJSIP/101` calls the endpoint `101`, and `PJSIP/0301234567@provider` the endpoint `provider`.
 *
 * @category models
 * @since 0.1.0
 */
export type Endpoint = Phones.Endpoint

/**
 * Feature codes and their times, as features.conf sets them. Times are seconds.
 *
 * @category models
 * @since 0.2.0
 */
export interface Features extends FeatureSettings.FeatureSettings {}

/**
 * What the user of a telephone does.
 *
 * @category models
 * @since 0.2.0
 */
export type Command = Phones.Command

/**
 * The dialplan: by context and extension, the applications as `extensions.conf` writes them.
 *
 * **Details**
 *
 * An extension that starts with an underscore is a pattern, and patterns are tried in Asterisk's order: the more specific
 * first. An application is at the priority of its place in the list, and may have a label: `"(again)Wait(1)"`. Variables,
 * functions and expressions in arguments, such as `${EXTEN:1}`, `${IF($[${N} > 1]?many:one)}` and `$[${N} + 1]`, are
 * substituted as in Asterisk.
 *
 * An application of Asterisk that the simulator does not run keeps its channel until somebody hangs it up. A name that
 * is no application ends its channel.
 *
 * @category models
 * @since 0.1.0
 */
export type Extensions = Readonly<Record<string, Readonly<Record<string, ReadonlyArray<string>>>>>

/**
 * A member of a queue, by the names that `queues.conf` and AMI give its settings.
 *
 * @category models
 * @since 0.2.0
 */
export interface QueueMember extends QueueOptions.QueueMemberOptions {}

/**
 * A queue, by the names of `queues.conf`. Times are in seconds.
 *
 * **Details**
 *
 * A queue without members lets callers wait until one is added with `QueueAdd`. What it counts starts at 0, or at the
 * `holdtime`, `talktime`, `completed` and `abandoned` given, for a day that has already begun.
 *
 * @category models
 * @since 0.2.0
 */
export interface Queue extends QueueOptions.QueueOptions {}

/**
 * A parking lot, by the names of `res_parking.conf` in full words.
 *
 * **Details**
 *
 * `exten` parks (700 by default), and the extensions of the `spaces` (701 to 720) fetch a call; all are in the context
 * `context` (`parkedcalls`), which other contexts have to include. A call that nobody fetches within `timeout` (45
 * seconds; 0 for no limit) calls its parker for `comebackDialTime` (30 seconds), or if `comesBackToOrigin` is false goes
 * to `comebackContext` (`parkedcallstimeout`). With `findsNext` a call gets the space after the last one, not the first
 * that is free.
 *
 * @category models
 * @since 0.2.0
 */
export interface ParkingLot extends Services.ParkingLotOptions {}

/**
 * The profiles and menus of `confbridge.conf`, for the arguments of `ConfBridge(room,bridge,user,menu)`.
 *
 * **Details**
 *
 * There always are `default_bridge`, `default_user` and `default_menu`, whose settings may be given here.
 *
 * @category models
 * @since 0.2.0
 */
export interface Conferences extends Services.ConferencesOptions {}

/**
 * A mailbox with its owner and its messages.
 *
 * @category models
 * @since 0.2.0
 */
export interface Mailbox extends Services.MailboxOptions {}

/**
 * An agent, by the names of `agents.conf`, who logs in with the application `AgentLogin`.
 *
 * @category models
 * @since 0.2.0
 */
export interface Agent extends AgentModel.AgentOptions {}

/**
 * What a PBX is made of.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** The dialplan. Defaults to `defaultExtensions`. */
  readonly extensions?: Extensions | undefined
  /** The contexts that each context includes, searched after it, such as `{ internal: ["parkedcalls"] }`. */
  readonly includes?: Readonly<Record<string, ReadonlyArray<string>>> | undefined
  /** The global variables that the dialplan starts with. Defaults to none. */
  readonly globals?: Readonly<Record<string, string>> | undefined
  /**
   * Who answers at `PJSIP/name`. Defaults to the endpoints in `pjsip.conf` of `files`. Without that file they are `100` to `102`, and
   * `alice`, who is unreachable.
   */
  readonly endpoints?: Readonly<Record<string, Endpoint>> | undefined
  /**
   * The hints of each context, as `extensions.conf` writes them: the devices of an extension joined by `&`, and after a
   * comma its presence provider, as in `PJSIP/100&Custom:desk,CustomPresence:desk`. Defaults to none.
   */
  readonly hints?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined
  /**
   * AstDB: values by family and key, as in `{ "desk/100": "Alice" }`. States of devices and presences that are set by
   * hand are in it too: `{ "CustomDevstate/desk": "INUSE", "CustomPresence/desk": "away,lunch,back soon" }`.
   */
  readonly database?: Readonly<Record<string, string>> | undefined
  /** The queues by their names, such as `{ sales: { members: ["PJSIP/101"] } }`. Defaults to none. */
  readonly queues?: Readonly<Record<string, Queue>> | undefined
  /** The rules of `queuerules.conf` by the names of their lists, such as `{ patience: ["30,+3"] }`. Defaults to none. */
  readonly queueRules?: Readonly<Record<string, ReadonlyArray<string>>> | undefined
  /**
   * The files in `/etc/asterisk`, by name, for the actions that read and write them and for the objects in `pjsip.conf`.
   * The dialplan and everything else that has an option of its own is not read from them. Defaults to none.
   */
  readonly files?: Readonly<Record<string, string>> | undefined
  /**
   * The loaded modules that bring actions, such as `app_queue`. An action of any other module is not known. Defaults to
   * those that a usual installation of the version loads.
   */
  readonly modules?: ReadonlyArray<string> | undefined
  /** Feature codes and their times, as features.conf sets them. Each has its own default. */
  readonly features?: Features | undefined
  /** The agents by their ids, such as `{ "1001": { fullname: "Alice" } }`. Defaults to none. */
  readonly agents?: Readonly<Record<string, Agent>> | undefined
  /** The classes of music on hold, as the sections of `musiconhold.conf`. Defaults to `default`. */
  readonly musicClasses?: ReadonlyArray<string> | undefined
  /** The version of Asterisk whose messages it sends: 16.28 or 22.10. Defaults to `22`. */
  readonly version?: "16" | "22" | undefined
  /** Where its random numbers start: the same seed makes the same choices. Defaults to 1. */
  readonly seed?: number | undefined
  /** Parking lots by name. Defaults to the lot `default`. */
  readonly parkingLots?: Readonly<Record<string, ParkingLot>> | undefined
  /** Profiles and menus of conferences. Any room may be entered, with or without them. */
  readonly conferences?: Conferences | undefined
  /** Mailboxes by name, such as `101@default` or, for the same, `101`. Defaults to none. */
  readonly mailboxes?: Readonly<Record<string, Mailbox>> | undefined
  /** Whether `Cdr` events are raised, the call detail records. Defaults to `false`, as in Asterisk. */
  readonly cdr?: boolean | undefined
  /** Which `CEL` events are raised: all, none, or those listed. Defaults to `false`, as in Asterisk. */
  readonly cel?: boolean | ReadonlyArray<string> | undefined
  /** The applications whose start and end raise `CEL` events, as `apps` in `cel.conf`. Defaults to none. */
  readonly celApplications?: ReadonlyArray<string> | undefined
  /** How long sounds last, by their names, in addition to those that come with Asterisk. */
  readonly sounds?: Readonly<Record<string, Duration.Input>> | undefined
  /** The name of the server, as in `asterisk.conf`. Every event and the id of every channel then carry it. Defaults to none. */
  readonly systemName?: string | undefined
  /**
   * The variables and functions of channels that their events carry, as in `manager.conf`, such as `["COLOR", "CHANNEL(state)"]`.
   * Defaults to none.
   */
  readonly channelVars?: ReadonlyArray<string> | undefined
  /** Factor for the durations of calls; with 0 they take no time. Defaults to 1. */
  readonly timeScale?: number | undefined
}

/**
 * The default dialplan, all in the context `from-internal`.
 *
 * **Details**
 *
 * `100` to `149` answer and stay for 30 seconds, `200` echoes, `300` only rings,
 * `301` is busy, `302` congested, and `500` answers and hangs up. `160` dials
 * `101` and stays connected with it, which is what transfers need.
 *
 * @category constants
 * @since 0.1.0
 */
export const defaultExtensions: Extensions = Dialplan.defaultExtensions

const defaultEndpoints = { "100": "answers", "101": "answers", "102": "answers", alice: "unreachable" } as const

/**
 * Makes a PBX without calls. Throws an `AmiError` with the reason `InvalidOption` if an option is invalid.
 *
 * **Example** (Making a PBX with one extension)
 *
 * ```ts import.meta.vitest
 * import { SimulatedPbx } from "effect-ami/simulator"
 *
 * const pbx = SimulatedPbx.make(1_700_000_000_000, {
 *   extensions: { internal: { "100": ["Answer()", "Echo()"] } }
 * })
 *
 * SimulatedPbx.channels(pbx) // => []
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (now: number, options: Options = {}): SimulatedPbx => {
  // A pure constructor has no error channel, so it throws the `AmiError`, whose reason is `InvalidOption`.
  const checkedOptions = Result.getOrThrow(checked("SimulatedPbx", options, rules))
  const { endpoints, extensions, features, globals = {}, includes, queueRules, queues, seed, timeScale, version } =
    checkedOptions
  const empty: State = {
    ...nothing,
    dialect: version === "16" ? 16 : 22,
    systemName: wire.fromText(checkedOptions.systemName ?? ""),
    channelVars: (checkedOptions.channelVars ?? []).map(wire.fromText),
    dialplan: Dialplan.parse(wire.fromTexts(extensions ?? defaultExtensions), wire.fromTexts(includes)),
    features: FeatureSettings.settingsOf(features ?? {}),
    endpoints: wire.fromTexts(endpoints) ??
      (checkedOptions.files?.["pjsip.conf"] === undefined ? defaultEndpoints : {}),
    timeScale: timeScale ?? 1,
    startedAt: now,
    callTime: 0,
    seed: seed ?? 1,
    agenda: undefined,
    globals: HashMap.fromIterable(
      Object.entries(globals).map(([name, value]) => [wire.fromText(name), wire.fromText(value)])
    ),
    reloadedAt: now,
    services: Services.initial(wire.fromTexts(checkedOptions)),
    ...QueueOptions.makeQueues(queues ?? {}, queueRules ?? {}, now),
    pool: QueuePool.initial(checkedOptions),
    counters: Model.noCounters
  }
  return Seeding.seeded(empty, now, checkedOptions)
}

const rules: Rules<Options> = pbxRules

/**
 * A channel of a PBX.
 *
 * @category models
 * @since 0.2.0
 */
export interface Channel extends Model.Channel {}

/**
 * The channels of a PBX, the oldest first.
 *
 * **Example** (Looking at the channels of a call)
 *
 * ```ts import.meta.vitest
 * import { SimulatedPbx } from "effect-ami/simulator"
 *
 * const now = 1_700_000_000_000
 * const call = ["Action: Originate", "Channel: Local/200@from-internal", "Application: Echo", "Async: true"]
 * const called = SimulatedPbx.answer(SimulatedPbx.make(now, { timeScale: 0 }), call, now)
 *
 * SimulatedPbx.channels(called!.state).map(({ name }) => name)
 * // => ["Local/200@from-internal-00000000;1", "Local/200@from-internal-00000000;2"]
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const channels = (pbx: SimulatedPbx): ReadonlyArray<Channel> =>
  [...HashMap.values(pbx.channels)].sort((one, other) => one.order - other.order)

const actions: ReadonlyMap<string, PbxAction> = /*#__PURE__*/ new Map(
  /*#__PURE__*/ Object.entries(Pbx.actions).map(([name, action]) => [name.toLowerCase(), action])
)

/**
 * Performs an action. Returns undefined if the PBX does not know it.
 *
 * **Example** (Calling an extension)
 *
 * ```ts import.meta.vitest
 * import { SimulatedPbx } from "effect-ami/simulator"
 *
 * const now = 1_700_000_000_000
 * const pbx = SimulatedPbx.make(now, { timeScale: 0 })
 * const step = SimulatedPbx.answer(pbx, [
 *   "Action: Originate",
 *   "Channel: Local/200@from-internal/n",
 *   "Application: Echo",
 *   "Async: true"
 * ], now)
 *
 * step?.reply // => [["Response: Success", "Message: Originate successfully queued"]]
 * step?.events.map(({ name }) => name).filter((name) => name.startsWith("New"))
 * // => ["Newchannel", "Newchannel", "Newexten", "Newexten", "Newstate", "Newstate", "Newexten"]
 * SimulatedPbx.channels(step!.state).length // => 2
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const answer = (pbx: SimulatedPbx, lines: ReadonlyArray<string>, now: number): Step | undefined => {
  const action = actions.get(actionOf({ lines }).toLowerCase())
  return action === undefined ? undefined : Steps.step(pbx, now, (draft) => action.answer(draft, { lines }))
}

/**
 * Does what the user of a telephone does. Fails with the reason if that cannot be done.
 *
 * **Details**
 *
 * A telephone with `onCall: "manual"` does only what commands say. Any other may be given commands too: it may call, hang
 * up, hold, press keys and transfer.
 *
 * **Example** (Calling from one telephone to another)
 *
 * ```ts import.meta.vitest
 * import { SimulatedPbx } from "effect-ami/simulator"
 * import { Result } from "effect"
 *
 * const now = 1_700_000_000_000
 * const pbx = SimulatedPbx.make(now, {
 *   endpoints: { "101": { callerId: "Alice <101>", onCall: "manual" }, "102": "manual" },
 *   extensions: { "from-internal": { "102": ["Dial(PJSIP/102,20)"] } }
 * })
 * const called = SimulatedPbx.perform(pbx, { command: "call", phone: "101", number: "102" }, now)
 *
 * Result.getOrThrow(called).events.at(-1)?.name // => "DialBegin"
 * SimulatedPbx.channels(Result.getOrThrow(called).state).length // => 2
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const perform = (pbx: SimulatedPbx, command: Command, now: number): Result.Result<Step, string> => {
  let refusal: string | undefined
  const step = Steps.step(pbx, now, (draft) => {
    refusal = Commands.perform(draft, wire.fromTexts(command))
    return []
  })
  return refusal === undefined ? Result.succeed(step) : Result.fail(wire.toText(refusal))
}

/**
 * Does what has become due.
 *
 * **Example** (Letting a call proceed)
 *
 * ```ts import.meta.vitest
 * import { SimulatedPbx } from "effect-ami/simulator"
 *
 * const now = 1_700_000_000_000
 * const call = ["Action: Originate", "Channel: Local/301@from-internal", "Application: Echo", "Async: true"]
 * const called = SimulatedPbx.answer(SimulatedPbx.make(now), call, now)
 * const later = SimulatedPbx.advance(called!.state, now + 1000)
 *
 * later.events.find(({ name }) => name === "OriginateResponse")?.lines.includes("Reason: 5") // => true
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const advance = (pbx: SimulatedPbx, now: number): Step => Steps.step(pbx, now, () => [])

/**
 * When there is something to do next, in milliseconds since the epoch; undefined if nothing is pending.
 *
 * **Example** (Finding out when a call proceeds)
 *
 * ```ts import.meta.vitest
 * import { SimulatedPbx } from "effect-ami/simulator"
 *
 * const now = 1_700_000_000_000
 * const call = ["Action: Originate", "Channel: Local/200@from-internal", "Application: Echo", "Async: true"]
 *
 * SimulatedPbx.due(SimulatedPbx.make(now)) // => undefined
 * SimulatedPbx.due(SimulatedPbx.answer(SimulatedPbx.make(now), call, now)!.state) // => now + 5
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const due = (pbx: SimulatedPbx): number | undefined => Steps.due(pbx)
