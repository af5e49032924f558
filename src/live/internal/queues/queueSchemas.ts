/**
 * The public values of queues, their members and their callers, with their schemas: see `AmiQueues.ts`, which exports them.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import { built } from "../../../internal/readers.ts"
import * as Values from "./queueValues.ts"

const text = Schema.optionalKey(Schema.String)

const number = Schema.optionalKey(Schema.Finite)

/**
 * A caller of a queue, and the member that talks with it.
 *
 * @category models
 * @since 0.2.0
 */
export interface MemberCall extends Values.MemberCall {}

/**
 * Schema for the call of a member. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const MemberCall: Schema.Codec<MemberCall> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Uniqueid: Schema.String,
    Channel: text,
    Linkedid: text,
    CallerIDNum: text,
    CallerIDName: text,
    DestUniqueid: text,
    DestChannel: text,
    connectedAt: Schema.Finite,
    waited: number
  })
)

/**
 * A member of a queue. Its key is `memberKey(Queue, Interface)`. Times are in milliseconds since 1970.
 *
 * @category models
 * @since 0.2.0
 */
export interface Member extends Values.Member {}

/**
 * Schema for a member. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Member: Schema.Codec<Member> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Queue: Schema.String,
    Interface: Schema.String,
    MemberName: text,
    StateInterface: text,
    Membership: text,
    Penalty: number,
    CallsTaken: number,
    LastCall: number,
    LastPause: number,
    LoginTime: number,
    InCall: Schema.Boolean,
    Paused: Schema.Boolean,
    PausedReason: text,
    Ringinuse: Schema.optionalKey(Schema.Boolean),
    Wrapuptime: number,
    state: Schema.Literals(Values.memberStates),
    status: Schema.Literals(Values.memberStatuses),
    statusSince: number,
    pausedSince: number,
    wrapUpUntil: number,
    call: Schema.optionalKey(MemberCall),
    ringingFor: text
  })
)

/**
 * When and how a caller left a queue.
 *
 * @category models
 * @since 0.2.0
 */
export interface Leave extends Values.Leave {}

/**
 * Schema for the end of a wait. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Leave: Schema.Codec<Leave> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    reason: Schema.optionalKey(Schema.Literals(Values.leaveReasons)),
    at: Schema.Finite,
    Interface: text
  })
)

/**
 * A caller that waits. Its key is `callerKey(Queue, Uniqueid)`. Times are in milliseconds since 1970.
 *
 * @category models
 * @since 0.2.0
 */
export interface Caller extends Values.Caller {}

/**
 * Schema for a caller. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Caller: Schema.Codec<Caller> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Queue: Schema.String,
    Uniqueid: Schema.String,
    Channel: text,
    Linkedid: text,
    CallerIDNum: text,
    CallerIDName: text,
    ConnectedLineNum: text,
    ConnectedLineName: text,
    Priority: number,
    position: Schema.Finite,
    joinedAt: Schema.Finite,
    ringing: Schema.Array(Schema.String),
    left: Schema.optionalKey(Leave)
  })
)

/**
 * What Asterisk counts of a queue, since it started or since `queue reset stats`.
 *
 * @category models
 * @since 0.2.0
 */
export interface Counters extends Values.Counters {}

/**
 * Schema for the counters of Asterisk. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Counters: Schema.Codec<Counters> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Completed: number,
    Abandoned: number,
    Holdtime: number,
    TalkTime: number,
    ServicelevelPerf: number,
    ServicelevelPerf2: number,
    asOf: number
  })
)

/**
 * What this program has counted of a queue since it began to, with the times in which it may have missed something.
 *
 * @category models
 * @since 0.2.0
 */
export interface Totals extends Values.Totals {}

/**
 * Schema for the counts of this program. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Totals: Schema.Codec<Totals> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    since: Schema.Finite,
    joined: Schema.Finite,
    connected: Schema.Finite,
    completed: Schema.Finite,
    abandoned: Schema.Finite,
    timedOut: Schema.Finite,
    left: Schema.Finite,
    ringNoAnswers: Schema.Finite,
    waited: Schema.Finite,
    longestWait: Schema.Finite,
    talked: Schema.Finite,
    gaps: Schema.Array(
      Schema.Struct({ cause: Schema.Literals(["Disconnected", "Gap"]), from: Schema.Finite, to: number })
    )
  })
)

/**
 * A queue with its members and callers. Its key is its name.
 *
 * @category models
 * @since 0.2.0
 */
export interface Queue extends Values.Queue {}

/**
 * Schema for a queue. In its JSON, the members are a list of pairs.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Queue: Schema.Codec<Queue> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Queue: Schema.String,
    Max: number,
    Strategy: text,
    ServiceLevel: number,
    Weight: number,
    counters: Counters,
    totals: Totals,
    members: Schema.ReadonlyMap(Schema.String, Member),
    callers: Schema.Array(Caller)
  })
)
