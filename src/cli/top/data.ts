/**
 * What `ami top` shows: the values of the live models at a moment, the last events, and the state of the connection.
 *
 * @since 0.2.0
 */
import type * as AmiCalls from "../../live/AmiCalls.ts"
import type * as AmiChannels from "../../live/AmiChannels.ts"
import type * as AmiQueues from "../../live/AmiQueues.ts"
import type * as CallRecord from "../../live/CallRecord.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"

/** Whether what is shown is true now. */
export type Link =
  | { readonly _tag: "Live" }
  /** There is a connection, and the lists are being taken. */
  | { readonly _tag: "Reading"; readonly since: number }
  /** There is none: what is shown was true at `since`. */
  | { readonly _tag: "Lost"; readonly doing: string; readonly since: number; readonly why: string | undefined }

/** An event that came, or a place in which some are missing. */
export interface Logged {
  /** Counts them. */
  readonly number: number
  readonly at: number
  readonly name: string
  /** Absent in a place in which events are missing. */
  readonly message?: AmiMessage
  readonly words?: string
}

/** Everything that a frame is made of, apart from what its user has chosen. */
export interface Data {
  readonly at: number
  /** When the models began: what was there before has no beginning. */
  readonly openedAt: number
  readonly target: string
  readonly link: Link
  readonly queues: ReadonlyArray<AmiQueues.Queue>
  readonly calls: ReadonlyArray<AmiCalls.Call>
  /** The channels by `Uniqueid`. */
  readonly channels: ReadonlyMap<string, AmiChannels.Channel>
  /** The last events, the oldest first. */
  readonly events: ReadonlyArray<Logged>
  /** Events in each of the last seconds. */
  readonly rates: ReadonlyArray<number>
  /** Why there is no list, if the account may not have it. */
  readonly missing: { readonly queues?: string; readonly calls?: string }
}

// --- Parties ----------------------------------------------------------------

/** A person, by number and name. */
export const partyOf = (
  { name, number, endpoint }: { readonly name?: string; readonly number?: string; readonly endpoint?: string }
): string => {
  const known = [number, name].filter((text) => text !== undefined && text !== "" && text !== "<unknown>")
  return known.length === 0 ? endpoint ?? "" : [...new Set(known)].join(" ")
}

/** The legs of a call that have not ended. */
export const legsOf = (call: AmiCalls.Call): ReadonlyArray<AmiCalls.CallLeg> =>
  call.legs.filter(({ endedAt }) => endedAt === undefined)

/** Since when a leg is there: since it was answered, if that was seen, or else since its channel began. */
export const sinceOfLeg = (leg: AmiCalls.CallLeg, channels: Data["channels"]): number | undefined =>
  leg.answeredAt ?? leg.startedAt ?? channels.get(leg.Uniqueid)?.startedAt

/** Whom a telephone is connected with. */
interface Partner {
  readonly name: string
  readonly since: number | undefined
  readonly isTalking: boolean
  readonly isHolding: boolean
}

const partnersOf = ({ calls, channels }: Pick<Data, "calls" | "channels">): ReadonlyMap<string, Partner> => {
  const partners = new Map<string, Partner>()
  for (const call of calls) {
    const legs = legsOf(call)
    for (const leg of legs) {
      const others = legs.filter((other) => other !== leg)
      const other = others.find(({ isTalking }) => isTalking) ?? others[0]
      const conference = call.conferences.findLast(() => call.state === "Conference")
      partners.set(leg.party.endpoint, {
        name: conference !== undefined ? "conference" : other === undefined ? call.dialed ?? "" : partyOf(other.party),
        since: sinceOfLeg(leg, channels),
        isTalking: leg.isTalking || conference !== undefined,
        isHolding: leg.heldSince !== undefined
      })
    }
  }
  return partners
}

// --- Agents -----------------------------------------------------------------

/** What an agent does, in all queues. */
export type AgentState = "talking" | "hold" | "ringing" | "wrap-up" | "busy" | "ready" | "paused" | "out"

/** In the order in which a list shows them. */
export const agentStates: ReadonlyArray<AgentState> = [
  "talking",
  "hold",
  "ringing",
  "wrap-up",
  "busy",
  "ready",
  "paused",
  "out"
]

/** A person who serves one or several queues. */
export interface Agent {
  readonly Interface: string
  readonly name: string
  readonly state: AgentState
  /** Why it is paused, or what is special. */
  readonly reason: string
  /** Since when, if that was seen. */
  readonly since: number | undefined
  /** Whom it talks with or rings for. */
  readonly partner: string
  /** Its channel, if it is known. */
  readonly taken: number
  readonly queues: ReadonlyArray<string>
}

const isTalking = (member: AmiQueues.Member): boolean => member.InCall || member.call !== undefined

/** The member of which the state of its person is told, of all those that the person is. */
const tellingOf = (members: ReadonlyArray<AmiQueues.Member>): AmiQueues.Member | undefined =>
  members.find(isTalking)
    ?? members.find(({ status }) => status === "Ringing")
    ?? members.find(({ state }) => state === "InUse" || state === "Busy" || state === "OnHold")
    ?? members.find(({ status }) => status === "WrapUp")
    ?? members.find(({ status }) => status === "Ready")
    ?? members.find(({ status }) => status === "Paused")
    ?? members[0]

const stateOf = (member: AmiQueues.Member, partner: Partner | undefined): AgentState => {
  if (member.state === "OnHold" || partner?.isHolding === true) return "hold"
  if (isTalking(member)) return "talking"
  if (member.status === "Ringing") return "ringing"
  if (member.state === "InUse" || member.state === "Busy" || member.status === "InUse") return "busy"
  if (member.status === "Paused") return "paused"
  if (member.status === "WrapUp") return "wrap-up"
  return member.status === "Ready" ? "ready" : "out"
}

const sinceOf = (member: AmiQueues.Member, state: AgentState, partner: Partner | undefined): number | undefined => {
  if (state === "paused") return member.pausedSince ?? member.statusSince
  if (state === "talking" || state === "hold") return member.call?.connectedAt ?? partner?.since ?? member.statusSince
  if (state === "busy") return partner?.since ?? member.statusSince
  if (state === "ringing") return member.statusSince ?? partner?.since
  return member.statusSince
}

/** The agents: each person once, whatever queues it serves. */
export const agentsOf = (data: Pick<Data, "calls" | "channels" | "queues">): ReadonlyArray<Agent> => {
  const { queues } = data
  const partners = partnersOf(data)
  const callers = new Map(queues.flatMap((queue) => queue.callers.map((caller) => [caller.Uniqueid, caller] as const)))
  const members = Map.groupBy(queues.flatMap(({ members }) => [...members.values()]), ({ Interface }) => Interface)
  return [...members].flatMap(([Interface, all]) => {
    const member = tellingOf(all)
    if (member === undefined) return []
    const partner = partners.get(Interface) ?? partners.get(member.StateInterface ?? "")
    const state = stateOf(member, partner)
    const paused = all.filter(({ Paused }) => Paused)
    const caller = member.ringingFor === undefined ? undefined : callers.get(member.ringingFor)
    const partyName = state === "ringing" && caller !== undefined
      ? partyOf(callerParty(caller))
      : partner?.name ?? (member.call === undefined ? "" : partyOf(callerParty(member.call)))
    return [{
      Interface,
      name: member.MemberName ?? Interface,
      state,
      reason: state === "paused"
        ? member.PausedReason ?? ""
        : paused.length === 0
        ? ""
        : paused.length === all.length
        ? "paused"
        : `paused in ${paused.map(({ Queue }) => Queue).join(", ")}`,
      since: sinceOf(member, state, partner),
      partner: ["talking", "hold", "ringing", "busy"].includes(state) ? partyName : "",
      taken: all.reduce((sum, { CallsTaken }) => sum + (CallsTaken ?? 0), 0),
      queues: all.map(({ Queue }) => Queue).sort()
    }]
  })
}

/** The party that a caller of a queue is. */
export const callerParty = (
  { CallerIDName, CallerIDNum, Channel }: Pick<AmiQueues.Caller, "CallerIDName" | "CallerIDNum" | "Channel">
): Partial<CallRecord.Party> => ({
  ...(CallerIDNum === undefined ? {} : { number: CallerIDNum }),
  ...(CallerIDName === undefined ? {} : { name: CallerIDName }),
  ...(Channel === undefined ? {} : { endpoint: Channel.replace(/-[0-9a-f]+$/, "") })
})
