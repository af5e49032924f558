/**
 * The schemas of queues, their members and their callers.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import { built } from "../../../internal/readers.ts"
import * as Values from "./queueValues.ts"

const text = Schema.optionalKey(Schema.String)

const number = Schema.optionalKey(Schema.Finite)

export const MemberCall: Schema.Codec<Values.MemberCall> = /*#__PURE__*/ built(() =>
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

export const Member: Schema.Codec<Values.Member> = /*#__PURE__*/ built(() =>
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

export const Leave: Schema.Codec<Values.Leave> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    reason: Schema.optionalKey(Schema.Literals(Values.leaveReasons)),
    at: Schema.Finite,
    Interface: text
  })
)

export const Caller: Schema.Codec<Values.Caller> = /*#__PURE__*/ built(() =>
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

export const Counters: Schema.Codec<Values.Counters> = /*#__PURE__*/ built(() =>
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

export const Totals: Schema.Codec<Values.Totals> = /*#__PURE__*/ built(() =>
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

export const Queue: Schema.Codec<Values.Queue> = /*#__PURE__*/ built(() =>
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
