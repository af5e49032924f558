/**
 * Asking Asterisk for a call.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { ActionFailed, AmiError, NotSent } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type * as AmiAction from "../../catalog/AmiAction.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import { errorFor } from "../../internal/failing.ts"
import * as Given from "../../internal/given.ts"
import * as Identity from "../../internal/identity.ts"
import * as Rules from "../../internal/options.ts"

/** Who calls whom: the originator is rung first; only when it answers, the extension is dialled. */
export interface Options {
  /** Who is rung first: an extension such as `100`, or a channel such as `PJSIP/100`. */
  readonly originator: string
  /** Whom the originator is connected with when it has answered. */
  readonly extension: string
  /** The context in the dialplan of both; defaults to `from-internal`. */
  readonly context?: string | undefined
  /** The priority of the extension; defaults to 1. */
  readonly priority?: number | undefined
  /** How long the originator may ring; defaults to 15 seconds. */
  readonly timeout?: Duration.Input | undefined
  /** What the originator sees, such as `Sales <100>`. */
  readonly callerId?: string | undefined
  /** Channel variables; commas and quotes in their values are kept. */
  readonly variables?: Readonly<Record<string, string>> | undefined
  /** The account code of the call. */
  readonly account?: string | undefined
  /** The `Uniqueid` that the channel gets, which no other channel may have. Defaults to a random one. */
  readonly channelId?: string | undefined
}

/** What they must be. */
export const rules: Rules.Rules<Options> = {
  originator: Rules.text,
  extension: Rules.text,
  context: Rules.text,
  priority: Rules.within(1, Infinity),
  timeout: Rules.duration({ zero: true }),
  callerId: Rules.anyText,
  variables: Rules.recordOf("must be an object with a text for the name of each variable", Rules.anyText),
  account: Rules.anyText,
  channelId: Rules.anyText
}

/** An action, and what has to be known of it afterwards. */
export interface Call {
  readonly action: AmiAction.Action<AmiAction.Acknowledgement>
  /** What is dialled first. */
  readonly channel: string
  readonly channelId: string
  readonly timeout: Duration.Duration
  /** Adds to an error of the action what the caller can do about it. */
  readonly explained: (error: AmiError) => AmiError
}

const defaultContext = "from-internal"
const defaultTimeout = Duration.seconds(15)

const missing = "Extension does not exist."

/** Makes the action. A value that cannot be written fails when the action is sent. */
export const prepare = (ami: AmiClient["Service"], options: Options): Effect.Effect<Call, AmiError> => {
  const { named } = Identity.of(ami)
  const { account, callerId, extension, originator, priority = 1, timeout = defaultTimeout, variables } = options
  const context = options.context ?? defaultContext
  const channelId = options.channelId ?? crypto.randomUUID()
  // Hangup takes a name that begins with a slash for a pattern, and an empty one for none (manager.c, action_hangup).
  if (channelId === "" || channelId.startsWith("/")) {
    const rule = "must not be empty, nor begin with a slash"
    const reason = new NotSent({ action: "Originate", why: "Invalid", field: "ChannelId", rule })
    return Effect.fail(named(errorFor(reason)))
  }
  const channel = originator.includes("/") ? originator : `Local/${originator}@${context}`
  const action = Actions.Originate({
    Channel: channel,
    Context: context,
    Exten: extension,
    Priority: priority,
    Timeout: timeout,
    ChannelId: channelId,
    ...(callerId === undefined ? {} : { CallerID: callerId }),
    ...(variables === undefined ? {} : { Variable: variables }),
    ...(account === undefined ? {} : { Account: account })
  })
  const where = `There is no extension ${extension} with priority ${priority} in the context ${context}${
    options.context === undefined ? ", the default: name another one with the option `context`" : ""
  }`
  const explained = (error: AmiError): AmiError => {
    const { reason } = error
    return reason._tag === "ActionFailed" && reason.message === missing
      ? new AmiError({
        reason: new ActionFailed({ ...reasonFields(reason), hint: where }),
        ...(error.client === undefined ? {} : { client: error.client })
      })
      : error
  }
  return Effect.succeed({
    action,
    channel,
    channelId,
    timeout: Option.getOrElse(Duration.fromInput(timeout), () => defaultTimeout),
    explained
  })
}

/** A call that Asterisk has queued. */
export interface Queued {
  /** The `Uniqueid` that the originator's channel gets: events of the call carry it. */
  readonly channelId: string
  /** What Asterisk said. */
  readonly message: string
}

export const originate = (options: Options): Effect.Effect<Queued, AmiError, AmiClient> =>
  AmiClient.use((ami) =>
    Given.options(ami, "Ami.originate", options, rules, ["originator", "extension"]).pipe(
      Effect.flatMap((options) => prepare(ami, options)),
      Effect.flatMap(({ action, channelId, explained }) =>
        ami.send(action).pipe(
          Effect.mapError(explained),
          Effect.map(({ Message }) => ({ channelId, message: Message ?? "" }))
        )
      )
    )
  )

const reasonFields = ({ action, message, response }: ActionFailed) => ({ action, message, response })
