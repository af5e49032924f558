/**
 * What the model of calls keeps: members (channels), legs (telephones and lines), and calls.
 *
 * These hold facts as they were seen. What follows from several of them, such as the role of a leg or its outcome, is
 * worked out when somebody reads it, so that it does not depend on the order in which unrelated events came.
 *
 * @since 0.2.0
 */
import type { Party, UnknownSpan } from "../../CallRecord.ts"
import type { BridgeNode, ChannelNode } from "../graph/graphNodes.ts"
import { plus } from "../longer.ts"

/** What most calls have none of: one list for all of them, which is replaced and never filled. */
export const none: ReadonlyArray<never> = []

/** A channel, also after its end, for as long as its call lives. */
export class Member {
  readonly node: ChannelNode
  /** Its Linkedid when it was seen first. */
  readonly bornLinkedid: string
  readonly startedAt: number | undefined
  call: Call
  /** Undefined for a Local half. */
  leg: Leg | undefined = undefined
  /** The other half, for a Local one. */
  peer: Member | undefined = undefined
  /** 1 or 2 for a Local half, 0 otherwise. */
  readonly half: 0 | 1 | 2
  dialedBy: Member | undefined = undefined
  /** Whether a dial of it was seen, with a caller or without. */
  isDialed = false
  dialString: string | undefined = undefined
  /** How the dial of a Local half ended. */
  dialStatus: string | undefined = undefined
  /** Whom it has dialed, in order. */
  dialed: ReadonlyArray<Member> = none
  /** For a first Local half that nobody dials: the leg that it works for, such as one that consults. */
  owner: Leg | undefined = undefined
  /** A channel of AgentLogin: it joins nothing. */
  isStation = false
  /** The leg of a station in the call that it visits is in `leg`; this is its own call, which nobody sees. */
  home: Call | undefined = undefined
  endedAt: number | undefined = undefined
  /** Its end was not seen. */
  isLost = false
  /** A list lacks it, for which events had been lost since then. */
  missingSince: number | undefined = undefined
  /** Why a Local half ended. */
  cause: number | undefined = undefined
  causeText: string | undefined = undefined
  /** The last two bridges that it was in. */
  lastBridge: BridgeNode | undefined = undefined
  bridgeBefore: BridgeNode | undefined = undefined
  /** The extension with which it began. */
  readonly firstExten: string | undefined
  /** The number that it had dialed, if it was there before. */
  firstDNID: string | undefined = undefined
  /** The file that it is recorded to, as far as it is known. */
  recordingFile: string | undefined = undefined

  constructor(node: ChannelNode, call: Call, at: number | undefined) {
    this.node = node
    this.call = call
    this.startedAt = at
    this.bornLinkedid = node.Linkedid ?? node.Uniqueid
    this.firstExten = node.Exten === "" ? undefined : node.Exten
    this.half = node.isLocal ? (node.Channel.endsWith(";2") ? 2 : 1) : 0
  }

  get Uniqueid(): string {
    return this.node.Uniqueid
  }

  get isOver(): boolean {
    return this.endedAt !== undefined
  }

  /** The number that it dialed, from lists. */
  get DNID(): string | undefined {
    return this.node.DNID ?? this.firstDNID
  }

  /** Whether it began a Linkedid of its own. */
  get isFirst(): boolean {
    return this.bornLinkedid === this.Uniqueid
  }
}

/** What watchers of a telephone wait for. */
export const topicOf = (endpoint: string): string => `endpoint ${endpoint}`

/** A telephone or line in a call. */
export class Leg {
  readonly member: Member
  call: Call
  readonly endpoint: string
  Channel: string
  /** When it came into the call; undefined if that was not seen. */
  readonly startedAt: number | undefined
  /** The state of its channel when it was seen first: 0 is called by us, 4 calls us. */
  readonly bornState: number | undefined
  /** What the channel said of itself first. */
  number: string | undefined
  name: string | undefined
  readonly exten: string | undefined
  readonly context: string | undefined
  /** Its application, if a list brought it. */
  listedAs: string | undefined = undefined
  way: "Picker" | "Retriever" | "Agent" | "Guest" | undefined = undefined
  ringingAt: number | undefined = undefined
  answeredAt: number | undefined = undefined
  /** It answered before anybody saw it. */
  wasAnswered = false
  endedAt: number | undefined = undefined
  /** Its end was not seen. */
  isLost = false
  isUp = false
  dialStatus: string | undefined = undefined
  dialEndedAt: number | undefined = undefined
  forwardedTo: string | undefined = undefined
  isPickedUp = false
  /** Whose dial it answered, although it was not dialed. */
  pickedFrom: Member | undefined = undefined
  /** It has left by a transfer of its own. */
  isTransferred = false
  talkSince: number | undefined = undefined
  talkMs = 0
  hasTalked = false
  heldSince: number | undefined = undefined
  heldMs = 0
  holds = 0
  /** A digit has begun. */
  hasDigit = false
  digits = 0
  digitAt: number | undefined = undefined
  /** Forgotten with the leg; a call counts digits and keeps none. */
  lastDigit: string | undefined = undefined
  /** When it wanted to end the call. */
  askedAt: number | undefined = undefined
  cause: number | undefined = undefined
  causeText: string | undefined = undefined
  TechCause: string | undefined = undefined
  /** Its party as it was shown last. */
  party: Party | undefined = undefined

  constructor(member: Member, call: Call, endpoint: string, at: number | undefined) {
    const { node } = member
    this.member = member
    this.call = call
    this.endpoint = endpoint
    this.Channel = node.Channel
    this.startedAt = at
    this.bornState = node.state
    this.number = node.CallerIDNum
    this.name = node.CallerIDName
    this.exten = node.Exten === "" || node.Exten === "s" ? undefined : node.Exten
    this.context = node.Context
  }

  /** Whether its beginning was seen. */
  get isBorn(): boolean {
    return this.startedAt !== undefined
  }

  get isOver(): boolean {
    return this.endedAt !== undefined
  }

  get hasAsked(): boolean {
    return this.askedAt !== undefined
  }

  get hasAnswered(): boolean {
    return this.answeredAt !== undefined || this.wasAnswered
  }
}

export interface Ring {
  readonly MemberName: string
  readonly Interface: string
  readonly dest: Member
  readonly at: number
  endedAt: number | undefined
  /** The queue said that it was not answered. */
  isRefused: boolean
  isConnected: boolean
}

export interface Visit {
  readonly Queue: string | undefined
  /** Who waits: another after a transfer of the one that joined. */
  member: Member
  readonly joinedAt: number
  readonly position: number | undefined
  endedAt: number | undefined
  outcome: "Connected" | "Abandoned" | "TimedOut" | "LeftWithKey" | "Withdrawn" | "Unavailable" | "Left" | "Unknown"
  by: string | undefined
  readonly rings: Array<Ring>
}

export interface TransferState {
  readonly kind: "Blind" | "Attended" | "Redirect"
  readonly at: number
  readonly by: Leg | undefined
  readonly transferee: Leg | undefined
  readonly to: string | undefined
  /** What the event names, so that a repeated one is known. */
  key: string
  /** For a consultation: the bridge that was left, and the Local half that leads to the target. */
  readonly home: BridgeNode | undefined
  readonly through: Member | undefined
  /** The leg that consulted has not come back, and nothing has decided. */
  isConsulting: boolean
  target: Leg | undefined
  /** Undefined while it is open. */
  outcome: "Completed" | "Threeway" | "Parked" | "NotAnswered" | "Cancelled" | "Failed" | "Unknown" | undefined
}

export interface ParkingState {
  readonly lot: string
  readonly space: string
  readonly member: Member
  readonly at: number
  endedAt: number | undefined
  outcome: "Retrieved" | "TimedOut" | "GaveUp" | "Unknown"
  by: Leg | undefined
}

export interface ConferenceState {
  readonly Conference: string
  readonly member: Member
  readonly at: number
  endedAt: number | undefined
}

export interface RecordingState {
  readonly member: Member
  file: string | undefined
  readonly at: number
  endedAt: number | undefined
}

/** A call: the members that edges have joined. */
export class Call {
  /** Counts calls, in the order in which they began. */
  readonly number: number
  readonly id: string
  linkedids: ReadonlyArray<string>
  members: ReadonlyArray<Member> = none
  legs: ReadonlyArray<Leg> = none
  /** How many of its members live. */
  living = 0
  startedAt: number
  isAnnounced = false
  /** A call that nobody sees: that of a station. */
  isHidden = false
  isOver = false
  ringingAt: number | undefined = undefined
  answeredAt: number | undefined = undefined
  /** It is answered, and when that was is not known. */
  wasAnswered = false
  /** Those who talked first. */
  answerers: ReadonlyArray<Leg> = none
  /** The telephone that had talked with who is parked, from a list. */
  parkedBy: string | undefined = undefined
  lastTalkEndedAt: number | undefined = undefined
  /** The last talk ended while events were missing. */
  hasLostTalk = false
  /** Who wanted to end it since the last talk began, in order. */
  askers: ReadonlyArray<Leg> = none
  /** Who has left since then, while others went on to talk. */
  leavers: ReadonlyArray<Leg> = none
  visits: ReadonlyArray<Visit> = none
  transfers: ReadonlyArray<TransferState> = none
  forwards: ReadonlyArray<{ readonly from: Leg; readonly to: string; readonly at: number }> = none
  pickups: ReadonlyArray<{ readonly by: Leg; readonly of: Leg; readonly at: number }> = none
  parkings: ReadonlyArray<ParkingState> = none
  conferences: ReadonlyArray<ConferenceState> = none
  recordings: ReadonlyArray<RecordingState> = none
  voicemail: string | undefined = undefined
  /** It was in the application VoiceMail, which is seen with class `dialplan` or in a list. */
  isInVoicemail = false
  unknown: ReadonlyArray<UnknownSpan> = none
  /** Events may be missing since then. */
  lostSince: number | undefined = undefined
  /** It was there already when it was seen first. */
  isRecovered = false
  /** When that was. */
  recoveredAt: number | undefined = undefined
  /** Who left the conversation first, if nobody was seen to want it because the call was only just seen first. */
  firstLeft: Leg | undefined = undefined
  /** This client has hung up a channel of it. */
  isHungUp = false
  /** Its `unknown` says so. */
  isExplained = false
  /** A caller of it was up already when it was seen first: somebody may have talked before. */
  wasUp = false
  dialed: string | undefined = undefined

  constructor(number: number, id: string, at: number) {
    this.number = number
    this.id = id
    this.startedAt = at
    this.linkedids = [id]
  }

  get hasTalked(): boolean {
    return this.answeredAt !== undefined || this.wasAnswered
  }

  /** Whether events may be missing since a moment. */
  hasMissed(since: number): boolean {
    return this.lostSince !== undefined || this.unknown.some(({ to }) => to >= since)
  }

  /** A channel of it has this Linkedid. */
  link(Linkedid: string): void {
    if (!this.linkedids.includes(Linkedid)) this.linkedids = plus(this.linkedids, Linkedid)
  }
}
