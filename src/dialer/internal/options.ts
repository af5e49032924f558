/**
 * Who calls whom: the options of a call, what they must be, and the action that they make.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { ActionFailed, AmiError } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type * as AmiAction from "../../catalog/AmiAction.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import { invalidOption } from "../../internal/failing.ts"
import * as Given from "../../internal/given.ts"
import * as Identity from "../../internal/identity.ts"
import * as Rules from "../../internal/options.ts"
import * as BlackBox from "./blackBox.ts"
import type { Given as Course } from "./course.ts"
import * as Ids from "./ids.ts"

/** Where the channel of the first party goes when that has answered. */
export type Then =
  | {
    /** The extension that it is connected with. */
    readonly Exten: string
    /** The context of the extension; defaults to the option `context`. */
    readonly Context?: string | undefined
    /** The priority of the extension; defaults to 1. */
    readonly Priority?: number | undefined
  }
  | {
    /** The application that runs on it, such as `ConfBridge`. */
    readonly Application: string
    /** What the application is given. */
    readonly Data?: string | undefined
  }

/** How a call is made. */
export interface How {
  /**
   * The `Uniqueid` that the call gets: 1 to 64 printable characters of ASCII, which this process has used for no other
   * call. Defaults to a random one. Store it before you dial if you must be able to look the call up after a crash.
   */
  readonly id?: string | undefined
  /** The context of the dialplan for whom a number is given; defaults to `from-internal`. */
  readonly context?: string | undefined
  /** How long the first party may ring; defaults to 30 seconds. */
  readonly ringFor?: Duration.Input | undefined
  /** What the first party sees, such as `Sales <100>`. */
  readonly callerId?: string | undefined
  /** Channel variables; commas and quotes in their values are kept. */
  readonly variables?: Readonly<Record<string, string>> | undefined
  /** The codecs that are offered, such as `["alaw", "ulaw"]`. Defaults to those of the endpoint. */
  readonly codecs?: ReadonlyArray<string> | undefined
  /** The account code of the call. */
  readonly account?: string | undefined
  /** Whether the first party's channel goes on in the dialplan at its first sound, before it is answered; defaults to `false`. */
  readonly earlyMedia?: boolean | undefined
  /** Whether the dialplan of `installBlackBox` writes down how the call ended, for times at which nobody sees it; defaults to `false`. */
  readonly blackBox?: boolean | undefined
  /** `hangup` (the default) hangs up what rings when it is interrupted; `leave` lets it ring. */
  readonly onInterrupt?: "hangup" | "leave" | undefined
}

export interface Options extends How {
  /**
   * Who is called first: an extension such as `100`, which is called through the dialplan, or a channel such as
   * `PJSIP/100`.
   */
  readonly first: string
  /** Where it goes then. */
  readonly then: Then
}

export const howRules: Rules.Rules<How> = {
  id: Rules.satisfies(
    "must be 1 to 64 printable characters of ASCII without a blank, and must not begin with a slash",
    // Hangup takes a name that begins with a slash for a pattern (manager.c, action_hangup).
    (value) => typeof value === "string" && /^(?!\/)[\x21-\x7e]{1,64}$/.test(value)
  ),
  context: Rules.text,
  ringFor: Rules.duration({ zero: false }),
  callerId: Rules.anyText,
  variables: Rules.recordOf("must be an object with a text for the name of each variable", Rules.anyText),
  codecs: Rules.listOf("must be a list of codecs, such as [\"alaw\"]", Rules.text),
  account: Rules.anyText,
  earlyMedia: Rules.boolean,
  blackBox: Rules.boolean,
  onInterrupt: Rules.oneOf("hangup", "leave")
}

interface Extension {
  readonly Exten: string
  readonly Context?: string | undefined
  readonly Priority?: number | undefined
}

interface Application {
  readonly Application: string
  readonly Data?: string | undefined
}

const what = "must be { Exten: … } or { Application: … }"

const extensionRule = Rules.members<Extension>(
  what,
  { Exten: Rules.text, Context: Rules.text, Priority: Rules.within(1, Infinity) },
  ["Exten"]
)
const applicationRule = Rules.members<Application>(what, { Application: Rules.text, Data: Rules.anyText }, [
  "Application"
])

const thenRule: Rules.Rule = (value) =>
  Rules.isRecord(value) && value["Application"] !== undefined ? applicationRule(value) : extensionRule(value)

const rules: Rules.Rules<Options> = { first: Rules.text, then: thenRule, ...howRules }

/** A call that is about to be asked for. */
export interface Prepared {
  readonly action: AmiAction.Action<AmiAction.Acknowledgement>
  readonly course: Course
  readonly ringFor: Duration.Duration
  readonly blackBox: boolean
  readonly onInterrupt: "hangup" | "leave"
  /** Adds to an error of the action what the caller can do about it. */
  readonly explained: (error: AmiError) => AmiError
  /** Nothing came of it: its id may be used again. */
  readonly release: () => void
}

const defaultContext = "from-internal"
const defaultRingFor = Duration.seconds(30)

/** Checks the options, and makes the action. A value that cannot be written fails when the action is sent. */
export const prepare = (
  ami: AmiClient["Service"],
  of: string,
  options: Options
): Effect.Effect<Prepared, AmiError> =>
  Effect.flatMap(Given.options(ami, of, options, rules, ["first", "then"]), (options) => {
    const { named } = Identity.of(ami)
    const id = options.id ?? crypto.randomUUID()
    if (!Ids.take(id)) {
      const rule = "must be new: this process has used it for a call already. To hear of that one, use AmiDial.lookUp"
      return Effect.fail(named(invalidOption(of, { option: "id", rule })))
    }
    return Effect.succeed(make(options, id))
  })

const make = (options: Options, id: string): Prepared => {
  const { account, callerId, codecs, context = defaultContext, earlyMedia = false, first, then } = options
  const ringFor = Duration.fromInputUnsafe(options.ringFor ?? defaultRingFor)
  const variables = { ...options.variables, ...(options.blackBox === true ? BlackBox.variable : {}) }
  const action = Actions.Originate({
    Channel: channelOf(first, context),
    ...destinationOf(then, context),
    Timeout: ringFor,
    ChannelId: id,
    ...(callerId === undefined ? {} : { CallerID: callerId }),
    ...(Object.keys(variables).length === 0 ? {} : { Variable: variables }),
    ...(account === undefined ? {} : { Account: account }),
    ...(codecs === undefined ? {} : { Codecs: codecs }),
    ...(earlyMedia ? { EarlyMedia: true } : {})
  })
  return {
    action,
    course: { id, channel: channelOf(first, context), ringFor: Duration.toMillis(ringFor), earlyMedia },
    ringFor,
    blackBox: options.blackBox ?? false,
    onInterrupt: options.onInterrupt ?? "hangup",
    explained: explainer(then, options.context),
    release: () => Ids.release(id)
  }
}

/** Through the dialplan, and to stay there (`/n`): a call that is forwarded keeps its id then. */
const channelOf = (first: string, context: string): string =>
  first.includes("/") ? first : `Local/${first.includes("@") ? first : `${first}@${context}`}/n`

const destinationOf = (then: Then, context: string) =>
  "Exten" in then
    ? { Exten: then.Exten, Context: then.Context ?? context, Priority: then.Priority ?? 1 }
    : { Application: then.Application, ...(then.Data === undefined ? {} : { Data: then.Data }) }

const missing = "Extension does not exist."

const explainer = (then: Then, context: string | undefined) => (error: AmiError): AmiError => {
  const { reason } = error
  if (reason._tag !== "ActionFailed" || reason.message !== missing || !("Exten" in then)) return error
  const { Exten, Priority = 1 } = then
  const given = then.Context ?? context
  const hint = `There is no extension ${Exten} with priority ${Priority} in the context ${given ?? defaultContext}${
    given === undefined ? ", the default: name another one with the option `context`" : ""
  }`
  const { action, message, response } = reason
  return new AmiError({
    reason: new ActionFailed({ action, message, response, hint }),
    ...(error.client === undefined ? {} : { client: error.client })
  })
}
