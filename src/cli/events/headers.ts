/**
 * The headers of the commonest events that people want to see, in their order.
 *
 * @since 0.2.0
 */
import type { AmiMessage, Header } from "../../protocol/AmiMessage.ts"

/** How many headers of an event are shown. */
const most = 8

const channel = ["Channel", "CallerIDNum", "CallerIDName", "ConnectedLineNum"]

const dial = ["Channel", "CallerIDNum", "DestChannel", "DestCallerIDNum"]

const bridge = ["Channel", "CallerIDNum", "ConnectedLineNum", "BridgeUniqueid", "BridgeTechnology", "BridgeNumChannels"]

const caller = ["Queue", "Position", "Count", "Channel", "CallerIDNum", "CallerIDName"]

const member = ["Queue", "MemberName", "Interface"]

const agent = [...member, "Channel", "CallerIDNum", "DestChannel"]

const byEvent: Readonly<Record<string, ReadonlyArray<string>>> = {
  Newchannel: [
    "Channel",
    "ChannelStateDesc",
    "CallerIDNum",
    "CallerIDName",
    "Exten",
    "Context",
    "Uniqueid",
    "Linkedid"
  ],
  Newstate: ["Channel", "ChannelStateDesc", "CallerIDNum", "ConnectedLineNum"],
  Newexten: ["Channel", "Context", "Extension", "Priority", "Application", "AppData"],
  NewCallerid: channel,
  NewConnectedLine: channel,
  NewAccountCode: ["Channel", "AccountCode", "OldAccountCode"],
  Rename: ["Channel", "Newname", "Uniqueid"],
  DialBegin: [...dial, "DialString"],
  DialState: [...dial, "DialStatus"],
  DialEnd: [...dial, "DialStatus", "Forward"],
  BridgeCreate: ["BridgeUniqueid", "BridgeType", "BridgeTechnology", "BridgeCreator", "BridgeName"],
  BridgeDestroy: ["BridgeUniqueid", "BridgeType", "BridgeTechnology", "BridgeCreator", "BridgeName"],
  BridgeEnter: bridge,
  BridgeLeave: bridge,
  HangupRequest: ["Channel", "CallerIDNum", "Cause"],
  SoftHangupRequest: ["Channel", "CallerIDNum", "Cause"],
  Hangup: ["Channel", "CallerIDNum", "ConnectedLineNum", "Cause", "Cause-txt"],
  Hold: ["Channel", "CallerIDNum", "MusicClass"],
  Unhold: ["Channel", "CallerIDNum"],
  DTMFBegin: ["Channel", "Digit", "Direction"],
  DTMFEnd: ["Channel", "Digit", "DurationMs", "Direction"],
  VarSet: ["Channel", "Variable", "Value"],
  LocalBridge: ["LocalOneChannel", "LocalTwoChannel", "Context", "Exten"],
  MusicOnHoldStart: ["Channel", "Class"],
  MusicOnHoldStop: ["Channel"],
  OriginateResponse: ["Response", "Channel", "Exten", "Context", "Reason", "Uniqueid"],
  ParkedCall: ["ParkingSpace", "Parkinglot", "ParkeeChannel", "ParkeeCallerIDNum", "ParkerDialString"],
  UnParkedCall: ["ParkingSpace", "Parkinglot", "ParkeeChannel", "ParkeeCallerIDNum", "RetrieverChannel"],
  QueueCallerJoin: caller,
  QueueCallerLeave: caller,
  QueueCallerAbandon: [...caller, "OriginalPosition", "HoldTime"],
  AgentCalled: agent,
  AgentConnect: [...agent, "HoldTime", "RingTime"],
  AgentComplete: [...agent, "TalkTime", "Reason"],
  AgentRingNoAnswer: [...agent, "RingTime"],
  QueueMemberStatus: [...member, "Status", "Paused", "PausedReason", "InCall", "CallsTaken"],
  QueueMemberPause: [...member, "Paused", "PausedReason"],
  QueueMemberAdded: [...member, "Membership", "Penalty"],
  QueueMemberRemoved: member,
  DeviceStateChange: ["Device", "State"],
  ExtensionStatus: ["Exten", "Context", "StatusText", "Hint"],
  PresenceStatus: ["Exten", "Context", "Status", "Subtype", "Message"],
  PeerStatus: ["Peer", "PeerStatus", "Address", "Cause"],
  ContactStatus: ["EndpointName", "AOR", "ContactStatus", "URI", "RoundtripUsec"],
  Registry: ["Username", "Domain", "Status", "Cause"]
}

/** What an event of any name says to programs rather than to people. */
const isDull = (name: string): boolean =>
  /^(Event|Privilege|ActionID|SequenceNumber|Timestamp|SystemName|EventTV|EventVersion|SessionID|SessionTV)$/i.test(
    name
  )
  || /(Language|AccountCode|Context|Priority|ChannelState|Uniqueid|Linkedid|VideoSourceMode)$/i.test(name)

/** Whether a value says something. */
const isTold = ([, value]: Header): boolean => value !== "" && value !== "<unknown>"

/** The headers of an event that are shown to people, without secrets. */
export const shownOf = (message: AmiMessage): ReadonlyArray<Header> => {
  const headers = message.toJSON().filter(isTold)
  const names = Object.hasOwn(byEvent, message.name) ? byEvent[message.name] : undefined
  if (names === undefined) return headers.filter(([name]) => !isDull(name)).slice(0, most)
  return names.flatMap((wanted) => headers.filter(([name]) => name === wanted)).slice(0, most)
}
