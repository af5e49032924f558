/**
 * Values of live models, written in few words.
 */
import type { AmiCalls, AmiQueues, AmiRegistrations, AmiStates, CallRecord } from "effect-ami"
import type { Floor } from "../../src/dashboard/internal/floor.ts"
import { noTotals, plainCall } from "../live/values.ts"

export const noon = new Date(2026, 10, 30, 12).getTime()

export const member = (
  Queue: string,
  Interface: string,
  more: Partial<AmiQueues.Member> = {}
): AmiQueues.Member => ({
  Queue,
  Interface,
  MemberName: "Alice",
  InCall: false,
  Paused: false,
  state: "NotInUse",
  status: "Ready",
  ...more
})

export const caller = (Queue: string, Uniqueid: string, more: Partial<AmiQueues.Caller> = {}): AmiQueues.Caller => ({
  Queue,
  Uniqueid,
  Channel: "PJSIP/provider-00000001",
  CallerIDNum: "0201234567",
  position: 1,
  joinedAt: noon - 30_000,
  ringing: [],
  ...more
})

export const queue = (
  Queue: string,
  members: ReadonlyArray<AmiQueues.Member>,
  more: Partial<AmiQueues.Queue> = {}
): AmiQueues.Queue => ({
  Queue,
  counters: { Completed: 40, Abandoned: 2, ServicelevelPerf: 80, Holdtime: 12 },
  totals: noTotals(noon),
  members: new Map(members.map((one) => [one.Interface, one])),
  callers: [],
  ...more
})

export const party = (endpoint: string, more: Partial<CallRecord.Party> = {}): CallRecord.Party => ({
  endpoint,
  side: endpoint.includes("provider") ? "Outside" : "Inside",
  ...more
})

export const leg = (
  Uniqueid: string,
  of: CallRecord.Party,
  more: Partial<AmiCalls.CallLeg> = {}
): AmiCalls.CallLeg => ({
  Uniqueid,
  Channel: `${of.endpoint}-0000000${Uniqueid.slice(-1)}`,
  party: of,
  role: "Callee",
  isTalking: false,
  ...more
})

export const call = (
  id: string,
  state: AmiCalls.State,
  legs: ReadonlyArray<AmiCalls.CallLeg>,
  more: Partial<AmiCalls.Call> = {}
): AmiCalls.Call => ({
  ...plainCall(id, state, noon - 60_000, legs),
  ...more
})

export const floor = (of: {
  readonly queues?: ReadonlyArray<AmiQueues.Queue>
  readonly calls?: ReadonlyArray<AmiCalls.Call>
  readonly devices?: ReadonlyArray<AmiStates.DeviceState>
  readonly registrations?: ReadonlyArray<AmiRegistrations.Registration>
  readonly at?: number
}): Floor => ({
  at: of.at ?? noon,
  queues: new Map(of.queues?.map((one) => [one.Queue, one])),
  calls: new Map(of.calls?.map((one) => [one.id, one])),
  channels: new Map(),
  devices: new Map(of.devices?.map((one) => [one.Device, one])),
  registrations: new Map(of.registrations?.map((one) => [one.ObjectName, one]))
})
