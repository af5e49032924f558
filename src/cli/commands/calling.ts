/**
 * Placing a call from the command line: its options, what becomes of it, and what is said if it is interrupted.
 *
 * What was started is always named: its id ends it, with `ami hangup`.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import { AmiError, NotAnswered } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import * as AmiDial from "../../dialer/AmiDial.ts"
import { layer as callsLayer } from "../../live/AmiCalls.ts"
import { confirm } from "../ask.ts"
import { withClient } from "../client.ts"
import { Cli } from "../context.ts"
import { codes, type Failed, failed, fromAmi, usage } from "../failure.ts"
import type { Host } from "../host.ts"
import { printable, warn } from "../output.ts"
import { waiting } from "../waiting.ts"

/** The flags of a call. */
export interface Options {
  readonly who: string
  readonly context: string
  readonly timeout: number
  readonly callerId: string | undefined
  readonly variables: ReadonlyArray<string>
}

/** The options of a call that the library takes. */
export interface How {
  readonly context: string
  readonly callerId?: string
  readonly variables?: Readonly<Record<string, string>>
}

/** Reads the flags of a call, and asks if a variable could run a program. */
export const howOf = (options: Options): Effect.Effect<How, Failed, Cli | Host> =>
  Effect.gen(function*() {
    yield* checkTimeout(options.timeout)
    const variables: Record<string, string> = {}
    for (const text of options.variables) {
      const [, name, value] = /^([^=\s,]+)=([^]*)$/.exec(text) ?? []
      if (name === undefined || value === undefined) {
        return yield* usage(`--var ${printable(text)} is no variable: write NAME=value`)
      }
      variables[name] = value
    }
    const { callerId, context, who } = options
    const { danger } = Actions.Originate({
      Channel: who,
      Exten: "s",
      Context: context,
      Priority: 1,
      Variable: variables
    })
    if (danger !== undefined) yield* confirm(`Originate ${danger}. Send it?`)
    return {
      context,
      ...(callerId === undefined ? {} : { callerId }),
      ...(options.variables.length === 0 ? {} : { variables })
    }
  })

const checkTimeout = (seconds: number): Effect.Effect<void, Failed> =>
  seconds > 0 && seconds < 86_400
    ? Effect.void
    : Effect.fail(usage("--timeout must be more than 0 and less than 86400 seconds"))

/** Says which flag names another context, if Asterisk has no such extension. */
export const explainingExtension = (error: AmiError): AmiError | Failed => {
  const { reason } = error
  if (reason._tag !== "ActionFailed" || reason.hint === undefined) return error
  const { exitCode, json, message } = fromAmi(error)
  return failed(message, {
    exitCode,
    reason: json.reason,
    details: { action: reason.action },
    hints: ["--context names another context", "ami command dialplan show CONTEXT"]
  })
}

/** A call needs more than the action that was refused first, so all of its rights are named at once. */
const explainingRights = <E>(error: E | AmiError): E | AmiError | Failed => {
  if (!(error instanceof AmiError) || error.reason._tag !== "PermissionDenied") return error
  const { exitCode, json, message } = fromAmi(error)
  const { action, needs } = error.reason
  return failed(message, {
    exitCode,
    reason: json.reason,
    details: { action, needs },
    hints: ["ami doctor --for dial shows all that a call needs", "ami permissions dial prints it for manager.conf"]
  })
}

// --- Dialling -------------------------------------------------------------------

/** A call that waits for its first party. */
export interface Dial {
  readonly id: string
  readonly who: string
  readonly then: AmiDial.Then
  readonly seconds: number
  readonly how: How
  /** Whether it goes on ringing if it is interrupted. */
  readonly isKept: boolean
  /** What is waited for, in words. */
  readonly doing: string
}

/** What came of it: an answer. */
export type Answered = Extract<AmiDial.Outcome, { readonly _tag: "Answered" }>

/**
 * Calls somebody, and waits for the answer; anything else fails with exit code 7, or 8 if it is not known.
 *
 * `before` runs with the client, before anything is dialled.
 */
export const place = <A, E, R>(
  before: Effect.Effect<A, E, R>,
  make: (found: A) => Dial
): Effect.Effect<Answered, E | AmiError | Failed, Exclude<R, AmiClient> | Cli | Host> =>
  Effect.gen(function*() {
    // What the dialer says of a call that it could not hang up.
    const notes: Array<string> = []
    let call: string | undefined
    const placing = Effect.gen(function*() {
      const dial = make(yield* before)
      call = dial.id
      const { doing, how, id, isKept, seconds, then, who } = dial
      const started = AmiDial.start({
        ...how,
        id,
        first: who,
        then,
        ringFor: `${seconds} seconds`,
        onInterrupt: isKept ? "leave" : "hangup"
      })
      const first = Effect.flatMap(started, ({ first }) => first).pipe(
        waiting(doing),
        Effect.onInterrupt(() => isKept ? Effect.void : warn(`hanging up ${printable(who)}, the call ${id}`)),
        Effect.mapError(explainingExtension),
        Effect.scoped,
        // The dialer has hung it up by now, or has said why not.
        Effect.onInterrupt(() => afterInterrupt({ id, isKept, who }, notes.at(-1)))
      )
      return yield* judged(dial, yield* first)
    })
    const isVerbose = (yield* References.MinimumLogLevel) === "Debug"
    return yield* withClient(Effect.provide(placing, callsLayer), { events: ["call"], drainTimeout: "300 millis" })
      .pipe(
        Effect.mapError(explainingRights),
        Effect.provide(noting(notes, () => call, isVerbose)),
        Effect.provideService(References.MinimumLogLevel, isVerbose ? "Debug" : "Info")
      )
  })

/** A logger that keeps what the library says of a call; with `--verbose` all of it is shown too. */
const noting = (notes: Array<string>, id: () => string | undefined, isVerbose: boolean) =>
  Logger.layer([
    Logger.make<unknown, void>(({ message }) => {
      const text = Array.isArray(message) ? message.map(String).join(" ") : String(message)
      const call = id()
      if (call !== undefined && text.includes(call)) notes.push(text)
    })
  ], { mergeWithExisting: isVerbose })

/** What has become of a call that was interrupted. Without a connection it is not hung up: the process ends. */
const afterInterrupt = (
  { id, isKept, who }: Pick<Dial, "id" | "isKept" | "who">,
  note: string | undefined
): Effect.Effect<void, never, Cli | Host> => {
  if (isKept) return warn(`${printable(who)} rings on; ami hangup ${id} ends it`)
  if (note === undefined) return warn(`${printable(who)} was hung up`)
  const why = printable(note.replace(/^.*?: /, "").replace(/\. It is hung up when .*$/, "").replace(/\.$/, ""))
  return warn(`${printable(who)} may still ring: ${why}; ami hangup ${id} ends it`)
}

/** The answer, or the failure that an outcome is. */
const judged = ({ id, who }: Dial, outcome: AmiDial.Outcome): Effect.Effect<Answered, Failed> => {
  switch (outcome._tag) {
    case "Answered":
      return Effect.succeed(outcome)
    case "Unknown": {
      const { lookedAt, why } = outcome
      return Effect.fail(failed(`What became of the call ${id} to ${printable(who)} is not known: ${unknown[why]}`, {
        exitCode: codes.unknown,
        reason: "Unknown",
        details: { channelId: id, why, lookedAt },
        hints: [`ami hangup ${id} ends it, if it is there`, "ami channels shows what is there"]
      }))
    }
    default: {
      const { _tag, cause, causeText, dialStatus } = outcome
      const reason = new NotAnswered({
        action: "Originate",
        channel: who,
        channelId: id,
        outcome: _tag,
        ...(cause === undefined ? {} : { cause }),
        ...(causeText === undefined ? {} : { causeText }),
        ...(dialStatus === undefined ? {} : { dialStatus })
      })
      return Effect.fail(fromAmi(new AmiError({ reason })))
    }
  }
}

const unknown = {
  LinkLost: "the connection was lost",
  NotSeen: "no event of it came; the account needs read = call",
  Forwarded: "its telephone sent it elsewhere, under another id"
} as const
