/**
 * What happens on a simulated PBX, written in a few words: who calls whom, who answers when, who works in which queue.
 *
 * `pbx` of `AmiSimulator` runs such stories, and shows their results: the calls that were made, the channels that exist,
 * the requests that clients have sent. A story that names a telephone or a queue that does not exist yet adds
 * it, so a test needs no dialplan of its own.
 *
 * Durations are those of Effect's clock: `TestClock` decides how long a call takes.
 *
 * @since 0.2.0
 */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { AmiError } from "../AmiError.ts"
import type { AmiMessage } from "../protocol/AmiMessage.ts"
import type * as SimulatedPbx from "./SimulatedPbx.ts"

// --- Results ----------------------------------------------------------------

/**
 * How a call ended, or that it goes on.
 *
 * @category models
 * @since 0.2.0
 */
export type Outcome =
  | "ongoing"
  | "answered"
  | "busy"
  | "noAnswer"
  | "rejected"
  | "congestion"
  | "unreachable"
  | "cancelled"
  | "failed"

/**
 * A call: a first channel, and all that it led to.
 *
 * @category models
 * @since 0.2.0
 */
export interface Call {
  /** The `Linkedid` that its events carry. */
  readonly linkedid: string
  /** The first channel. */
  readonly channel: string
  /** The number of the caller, or its telephone if that has none. */
  readonly from: string
  /** The extension that was called first. */
  readonly to: string
  /** When it began, in milliseconds since 1970. */
  readonly started: number
  /** When the first channel was answered, by a person or by an application; undefined if it was not. */
  readonly answered: number | undefined
  /** When its last channel ended; undefined while one still exists. */
  readonly ended: number | undefined
  readonly outcome: Outcome
}

/**
 * A channel that exists now.
 *
 * @category models
 * @since 0.2.0
 */
export interface Channel {
  readonly channel: string
  readonly uniqueid: string
  readonly linkedid: string
  /** As in `ChannelStateDesc`, such as `Ringing` or `Up`. */
  readonly state: string
  readonly callerIdNum: string
  readonly callerIdName: string
  readonly connectedLineNum: string
  readonly connectedLineName: string
  readonly context: string
  readonly exten: string
  readonly priority: number
  readonly application: string
  /** The bridge that it is in; undefined if it is in none. */
  readonly bridge: string | undefined
}

/**
 * A request that a client has sent.
 *
 * @category models
 * @since 0.2.0
 */
export interface Request {
  /** The number of its session: 1 for the first. */
  readonly session: number
  /** The value of its `Action` header. */
  readonly action: string
  readonly actionId: string | undefined
  /** All of its headers. Printing it hides the secrets. */
  readonly message: AmiMessage
}

// --- Stories ----------------------------------------------------------------

/**
 * A call, described step by step. Running it starts the call, which goes on as time passes.
 *
 * **Details**
 *
 * `answers`, `rings`, `busy`, `rejects` and `unreachable` say what the called telephone does, from now on. The extension
 * rings that telephone, unless the option `extensions` says what it does.
 *
 * @category models
 * @since 0.2.0
 */
export interface CallStory extends Effect.Effect<Call, AmiError> {
  /** The called telephone rings, and answers after this time. Defaults to 0: it answers at once. */
  readonly answers: (after?: Duration.Input) => CallStory
  /** The called telephone rings and never answers. */
  readonly rings: () => CallStory
  /** The called telephone is busy. */
  readonly busy: () => CallStory
  /** The called telephone rejects the call. */
  readonly rejects: () => CallStory
  /** Nobody can be reached at the called telephone. */
  readonly unreachable: () => CallStory
  /**
   * With `answers`, the called telephone hangs up this long after it has answered. Without, the caller hangs up this long
   * after the call was answered.
   */
  readonly hangsUp: (after: Duration.Input) => CallStory
  /** The caller hangs up this long after the beginning, if nobody has answered by then. */
  readonly givesUp: (after: Duration.Input) => CallStory
  /** The caller's number and name, as those of a call from outside. */
  readonly as: (callerId: { readonly number: string; readonly name?: string | undefined }) => CallStory
}

/**
 * How a member of a queue works.
 *
 * @category models
 * @since 0.2.0
 */
export interface Work {
  /** Members with the lowest penalty are called first. Defaults to 0. */
  readonly penalty?: number | undefined
  /**
   * How long its telephone rings before it answers. Without this and `talks`, a telephone that exists keeps its behaviour, and
   * a new one answers at once.
   */
  readonly answers?: Duration.Input | undefined
  /** How long it talks before it hangs up. By default it does not: the caller does. */
  readonly talks?: Duration.Input | undefined
}

/**
 * A queue, described step by step. Running it adds what does not exist yet.
 *
 * @category models
 * @since 0.2.0
 */
export interface QueueStory extends Effect.Effect<void, AmiError> {
  /** Somebody logs in at a telephone, such as `PJSIP/101`. */
  readonly member: (name: string, at: string, work?: Work) => QueueStory
  /** An extension leads into the queue. */
  readonly extension: (exten: string, context?: string) => QueueStory
}

/**
 * Runs stories on a simulated PBX, and shows their results.
 *
 * @category models
 * @since 0.2.0
 */
export interface Story {
  /** A telephone calls an extension. */
  readonly call: (phone: string) => { readonly to: (extension: string) => CallStory }
  /** A queue, with settings as in queues.conf if it does not exist yet. */
  readonly queue: (name: string, settings?: SimulatedPbx.Queue) => QueueStory
  /** Adds a telephone, or changes how one takes calls. */
  readonly telephone: (name: string, telephone: SimulatedPbx.Endpoint) => Effect.Effect<void, AmiError>
  /** Lets an extension run applications, as extensions.conf writes them. The context defaults to `from-internal`. */
  readonly extension: (
    exten: string,
    applications: ReadonlyArray<string>,
    context?: string
  ) => Effect.Effect<void, AmiError>
  /** Every call that was made, in order; the last 10,000 that have ended are kept. */
  readonly calls: Effect.Effect<ReadonlyArray<Call>>
  /** The channels that exist now, the oldest first. */
  readonly channels: Effect.Effect<ReadonlyArray<Channel>>
  /** Every request that was received, as `requests` of `AmiSimulator`. */
  readonly requests: Effect.Effect<ReadonlyArray<Request>>
}
