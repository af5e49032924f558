/**
 * What the server of the dashboard sends to the page: rows by key, and messages of rows. Plain JSON, types only.
 *
 * The keys of rows:
 *
 * | key | row |
 * |---|---|
 * | `link` | `Link` |
 * | `server` | `Server` |
 * | `rate` | events in a second, a number |
 * | `history` | `History` |
 * | `q:NAME` | `QueueRow` |
 * | `x:NAME` | `AbandonedRow`: of a queue that somebody has left unanswered |
 * | `a:INTERFACE` | `AgentRow` |
 * | `w:QUEUE:UNIQUEID` | `WaitingRow` |
 * | `c:ID` | `CallRow` |
 * | `e:NAME` | `EndpointRow` |
 *
 * Times are moments, in milliseconds since 1970 by the clock of the server, so that a row does not change while time goes by.
 * What is not known is absent. Numbers are as the server may show them: masked, if it masks.
 *
 * @since 0.2.0
 */

/** Whether what is shown is true now. */
export interface Link {
  /**
   * `live`; `reading` if there is a connection, and lists are being taken, so that rows may be of before `since`; `lost` if
   * there is none: what is shown was true at `since`.
   */
  readonly state: "live" | "reading" | "lost"
  /** Since when it is live, or until when the rows were certain. */
  readonly since: number
  /** Why it is lost, for people. */
  readonly why?: string
}

/** What a viewer may ask for. */
export type ActionName = "pause" | "unpause" | "hangup" | "transfer" | "spy" | "whisper" | "barge"

/** The PBX, and what may be done with it. */
export interface Server {
  /** What is looked at, without the name of the account. */
  readonly name: string
  /** The heading, if one was given. */
  readonly title?: string
  /** The version of Asterisk, such as `22.10.1`. */
  readonly version?: string
  /** The actions that are allowed and that the account can send; none without permission to act. */
  readonly actions: ReadonlyArray<ActionName>
  /** The reasons for a pause to choose from. */
  readonly reasons: ReadonlyArray<string>
}

/** Five minutes of the day. */
export interface Point {
  /** When it began. */
  readonly t: number
  /** The most callers who waited at once. */
  readonly waiting: number
  /** Calls answered and abandoned in these five minutes. */
  readonly answered: number
  readonly abandoned: number
}

/** The day so far: the points that are over, the oldest first. A point in which nobody watched is not there. */
export interface History {
  /** The length of a point in milliseconds. */
  readonly step: number
  readonly points: ReadonlyArray<Point>
}

/** A queue with the counters of Asterisk, which count since its start or `queue reset stats`. */
export interface QueueRow {
  readonly name: string
  readonly completed?: number
  readonly abandoned?: number
  /** In seconds: what counts as answered in time. */
  readonly serviceLevel?: number
  /** Percent of the answered calls that were answered in time. */
  readonly perf?: number
  /** Percent of all calls that were answered, or abandoned, in time. */
  readonly perf2?: number
  /** The moving means of Asterisk, in seconds: recent wait and recent length of calls. */
  readonly holdtime?: number
  readonly talkTime?: number
}

/** One who hung up before anybody answered. */
export interface Abandoned {
  readonly num: string
  readonly name: string
  /** When it left, and how long it had waited in milliseconds. */
  readonly at: number
  readonly waited: number
}

/** The last 20 who left a queue unanswered, the latest first. */
export interface AbandonedRow {
  readonly queue: string
  readonly callers: ReadonlyArray<Abandoned>
}

/** What an agent does. `wrapup` rests after a call; `off` cannot be reached. */
export type AgentState = "ready" | "ringing" | "talking" | "hold" | "wrapup" | "paused" | "off"

/** A person who serves one or several queues. */
export interface AgentRow {
  readonly name: string
  /** The interface by which queues know it, such as `PJSIP/101`. */
  readonly iface: string
  /** Its queues, sorted. */
  readonly queues: ReadonlyArray<string>
  /** Calls taken in all of them. */
  readonly taken: number
  readonly state: AgentState
  /** Whether it is paused in a queue, whatever its state, and in which if not in all. */
  readonly paused: boolean
  readonly pausedIn?: ReadonlyArray<string>
  /** The reason of the pause, or "". */
  readonly reason: string
  /** Since when it is in this state. */
  readonly since: number
  /** False if nobody saw the beginning: it lasts at least since `since`. */
  readonly known: boolean
  /** Whom it talks with or rings for. */
  readonly peer?: string
  /** Its channel, if it is in a call. */
  readonly channel?: string
  /** The queue that its call came from. */
  readonly queue?: string
}

/** A caller who waits. */
export interface WaitingRow {
  readonly queue: string
  readonly num: string
  readonly name: string
  readonly since: number
  /** Counted from 1. */
  readonly position: number
  readonly channel?: string
}

/** A telephone or line that is in a call now. */
export interface LegRow {
  readonly channel: string
  /** Its number or name. */
  readonly who: string
  /** `talking`, `hold`, `ringing`, or `up`. */
  readonly state: "talking" | "hold" | "ringing" | "up"
}

/** What a call does. `menu` is alone in the dialplan, `mailbox` leaves a message. */
export type CallState =
  | "talking"
  | "hold"
  | "ringing"
  | "waiting"
  | "parked"
  | "conference"
  | "mailbox"
  | "menu"
  | "setup"

/** A call. The halves of a Local channel are no legs, so that it is one call whatever its way. */
export interface CallRow {
  readonly from: string
  readonly to: string
  readonly state: CallState
  /** When it began. */
  readonly since: number
  /** False if nobody saw the beginning: it lasts at least since `since`. */
  readonly known: boolean
  /** The queue that it waits in or came from. */
  readonly queue?: string
  readonly legs: ReadonlyArray<LegRow>
}

/** A telephone, or a line to the outside. */
export interface EndpointRow {
  readonly name: string
  /** `down` cannot be reached or is not registered. */
  readonly state: "up" | "down" | "unknown"
  readonly trunk: boolean
  /** Since when, if that was seen. */
  readonly since?: number
}

/** All rows by key. */
export interface Rows {
  readonly [key: string]: unknown
  readonly link?: Link
  readonly server?: Server
  readonly rate?: number
  readonly history?: History
}

// --- Messages of `/events` -------------------------------------------------------

/** `event: state`, the first on each connection; also the body of `GET /state`. */
export interface StateMessage {
  /** The clock of the server. */
  readonly now: number
  /** The hash of the page: a page that hears of another one loads itself again. */
  readonly build: string
  readonly rows: Rows
}

/** `event: patch`: what has changed. Its `id` is that of the message before, plus one. */
export interface PatchMessage {
  readonly now: number
  readonly set: Rows
  readonly del: ReadonlyArray<string>
}

// --- `POST /act` -----------------------------------------------------------------

/** What a viewer asks for, with the header `X-Token`. */
export type ActRequest =
  | { readonly do: "pause"; readonly iface: string; readonly reason?: string }
  | { readonly do: "unpause"; readonly iface: string }
  /** `channel` is that of a row. */
  | { readonly do: "hangup"; readonly channel: string }
  /** `exten` are digits, in the context that the server was started with. */
  | { readonly do: "transfer"; readonly channel: string; readonly exten: string }
  /** `phone` is the supervisor's telephone, such as `PJSIP/100`, which rings first. */
  | { readonly do: "spy" | "whisper" | "barge"; readonly channel: string; readonly phone: string }

/** The answer: 200 with `ok`, or 403, 409, 421 and 422 with `error`, which is for people. */
export type ActResponse =
  | { readonly ok: true }
  | {
    readonly ok: false
    readonly error: string
    /** The field of the request that is wrong, with 422. */
    readonly field?: string
  }
