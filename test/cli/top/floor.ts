/** Call centres for the frames of `ami top`, without a PBX. */
import type { AmiCalls, AmiChannels, AmiQueues } from "effect-ami"
import { AmiMessage } from "effect-ami"
import type { Data } from "../../../src/cli/top/data.ts"
import { noTotals, plainCall } from "../../live/values.ts"

export const now = 1_790_000_000_000

const seconds = (count: number) => now - count * 1000

/** A member of a queue, ready. */
export const member = (
  Queue: string,
  MemberName: string,
  Interface: string,
  more: Partial<AmiQueues.Member> = {}
): AmiQueues.Member => ({
  Queue,
  Interface,
  MemberName,
  CallsTaken: 3,
  InCall: false,
  Paused: false,
  state: "NotInUse",
  status: "Ready",
  ...more
})

/** A caller that waits. */
export const caller = (
  Queue: string,
  position: number,
  waited: number,
  more: Partial<AmiQueues.Caller> = {}
): AmiQueues.Caller => ({
  Queue,
  Uniqueid: `${Queue}.${position}`,
  Channel: `PJSIP/trunk-0000000${position}`,
  CallerIDNum: `03012345${position}`,
  CallerIDName: `Caller ${position}`,
  position,
  joinedAt: seconds(waited),
  ringing: [],
  ...more
})

/** A queue with its members and callers. */
export const queue = (
  Queue: string,
  members: ReadonlyArray<AmiQueues.Member> = [],
  callers: ReadonlyArray<AmiQueues.Caller> = []
): AmiQueues.Queue => ({
  Queue,
  counters: { Completed: 66, Abandoned: 14, Holdtime: 31, TalkTime: 129, ServicelevelPerf: 62 },
  totals: noTotals(now),
  members: new Map(members.map((member) => [member.Interface, member])),
  callers
})

/** A leg of a call. */
export const leg = (
  Channel: string,
  role: AmiCalls.CallLeg["role"],
  party: Partial<AmiCalls.CallLeg["party"]>,
  more: Partial<AmiCalls.CallLeg> = {}
): AmiCalls.CallLeg => ({
  Uniqueid: `u.${Channel}`,
  Channel,
  party: { endpoint: Channel.replace(/-\d+$/, ""), side: "Unknown", ...party },
  role,
  isTalking: true,
  startedAt: seconds(50),
  answeredAt: seconds(40),
  ...more
})

/** A call. */
export const call = (
  id: string,
  legs: ReadonlyArray<AmiCalls.CallLeg>,
  more: Partial<AmiCalls.Call> = {}
): AmiCalls.Call => ({
  ...plainCall(id, "Talking", seconds(354), legs),
  ...legs[0] === undefined ? {} : { from: legs[0].party },
  ...more
})

/** Everything that is known of a call centre. */
export const data = (more: Partial<Data> = {}): Data => ({
  at: now,
  openedAt: seconds(50),
  target: "demo",
  link: { _tag: "Live" },
  queues: [],
  calls: [],
  channels: new Map<string, AmiChannels.Channel>(),
  events: [],
  rates: [0, 3, 5, 2, 8],
  missing: {},
  ...more
})

/** An event as it was logged. */
export const event = (number: number, ...headers: ReadonlyArray<AmiMessage.Header>) => {
  const message = AmiMessage.make(headers)
  return { number, at: seconds(10) + number, name: message.name, message }
}

/** A call centre with a bit of everything. */
export const floor = data({
  queues: [
    queue("support", [
      member("support", "Alice", "PJSIP/101", {
        status: "InCall",
        state: "InUse",
        InCall: true,
        call: { Uniqueid: "1.1", CallerIDNum: "+15550108200", connectedAt: seconds(9) }
      }),
      member("support", "Bob", "PJSIP/102", { status: "InCall", state: "InUse", InCall: true }),
      member("support", "Carol", "PJSIP/103", {
        status: "Paused",
        Paused: true,
        PausedReason: "Back office",
        pausedSince: seconds(54)
      })
    ], [
      caller("support", 1, 130, { ringing: ["PJSIP/108"] }),
      caller("support", 2, 70),
      caller("support", 3, 11),
      caller("support", 4, 10),
      caller("support", 5, 2)
    ]),
    queue("sales", [
      member("sales", "Heidi", "PJSIP/108", { statusSince: seconds(37) }),
      member("sales", "Carol", "PJSIP/103")
    ]),
    queue("billing")
  ],
  calls: [
    call("1.1", [
      leg("PJSIP/trunk-1", "Caller", { number: "+15550108914" }),
      leg("PJSIP/111-2", "Callee", { number: "111", name: "Kamal" })
    ]),
    call("1.3", [leg("PJSIP/trunk-3", "Caller", { number: "+15550101911" }, { isTalking: false })], {
      state: "Queued",
      startedAt: seconds(4),
      queues: [{ Queue: "sales", joinedAt: seconds(4), waitMs: 4000, outcome: "Unknown", rings: [] }]
    })
  ],
  events: [
    event(1, ["Event", "QueueCallerJoin"], ["Queue", "support"], ["CallerIDNum", "030"], ["Position", "1"]),
    event(2, ["Event", "Hangup"], ["Channel", "PJSIP/101-1"], ["Cause-txt", "Normal Clearing"])
  ]
})
