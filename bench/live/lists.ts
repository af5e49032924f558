/**
 * The lists of the server of this benchmark: its queues, and as many channels as wanted, each with another in a bridge.
 */
import { mixOf } from "./mix.ts"

export type Items = ReadonlyArray<string>

const item = (event: string, headers: Readonly<Record<string, string | number>>): string =>
  [`Event: ${event}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n")

const channel = (index: number): string => {
  const isCaller = index % 2 === 0
  const [own, peer] = isCaller ? [`1${index}`, `1${index + 1}`] : [`1${index}`, `1${index - 1}`]
  return item("Status", {
    Privilege: "Call",
    Channel: `PJSIP/${own}-${index.toString(16).padStart(8, "0")}`,
    ChannelState: 6,
    ChannelStateDesc: "Up",
    CallerIDNum: own,
    CallerIDName: `Caller ${own}`,
    ConnectedLineNum: peer,
    ConnectedLineName: `Caller ${peer}`,
    Language: "en",
    AccountCode: "",
    Context: "from-internal",
    Exten: isCaller ? peer : "",
    Priority: isCaller ? 2 : 1,
    Uniqueid: `1795000000.${index}`,
    Linkedid: `1795000000.${index - index % 2}`,
    Type: "PJSIP",
    DNID: isCaller ? peer : "",
    EffectiveConnectedLineNum: peer,
    EffectiveConnectedLineName: `Caller ${peer}`,
    TimeToHangup: 0,
    BridgeID: bridgeId(index >> 1),
    Application: isCaller ? "Dial" : "AppDial",
    Data: isCaller ? `PJSIP/${peer},30` : "(Outgoing Line)",
    Nativeformats: "(alaw)",
    Readformat: "alaw",
    Readtrans: "",
    Writeformat: "alaw",
    Writetrans: "",
    Callgroup: 0,
    Pickupgroup: 0,
    Seconds: 60
  })
}

const bridgeId = (index: number): string => `${index.toString(16).padStart(8, "0")}-5c1e-4b0a-9d77-3a1f6f1c9e10`

const bridge = (index: number): string =>
  item("BridgeListItem", {
    BridgeUniqueid: bridgeId(index),
    BridgeType: "basic",
    BridgeTechnology: "simple_bridge",
    BridgeCreator: "<unknown>",
    BridgeName: "<unknown>",
    BridgeNumChannels: 2,
    BridgeVideoSourceMode: "none"
  })

const made = <A>(count: number, make: (index: number) => A): ReadonlyArray<A> =>
  Array.from({ length: count }, (_, index) => make(index))

/** The queues of the recordings, with the members that their events name. */
const queues = (): ReadonlyMap<string, Items> => {
  const text = mixOf({ shapes: ".*", classes: ["agent"] }).round(0).toString("latin1")
  const members = new Map<string, Map<string, string>>()
  for (const message of text.split("\r\n\r\n")) {
    const value = (name: string) => new RegExp(`\\r\\n${name}: ([^\\r]*)`).exec(message)?.[1] ?? ""
    if (!message.startsWith("Event: QueueMemberStatus")) continue
    const own = members.get(value("Queue")) ?? new Map<string, string>()
    members.set(value("Queue"), own)
    const state = { StateInterface: value("StateInterface"), Membership: "static", Penalty: 0, CallsTaken: 0 }
    own.set(
      value("Interface"),
      item("QueueMember", {
        Queue: value("Queue"),
        Name: value("MemberName"),
        Location: value("Interface"),
        ...state,
        LastCall: 0,
        LastPause: 0,
        LoginTime: 1795421457,
        InCall: 0,
        Status: 1,
        Paused: 0,
        PausedReason: "",
        Wrapuptime: 0
      })
    )
  }
  const params = (Queue: string) =>
    item("QueueParams", {
      Queue,
      Max: 0,
      Strategy: "ringall",
      Calls: 0,
      Holdtime: 0,
      TalkTime: 0,
      Completed: 0,
      Abandoned: 0,
      ServiceLevel: 0,
      ServicelevelPerf: "0.0",
      ServicelevelPerf2: "0.0",
      Weight: 0
    })
  return new Map([...members].map(([name, own]) => [name, [params(name), ...own.values()]]))
}

let known: ReadonlyMap<string, Items> | undefined

/** What a list action is answered with; undefined if it is none. */
export const itemsOf = (
  name: string,
  channels: number,
  value: (name: string) => string | undefined
): Items | undefined => {
  known ??= queues()
  switch (name) {
    case "status":
      return made(channels, channel)
    case "bridgelist":
      return made(channels >> 1, bridge)
    case "queuestatus": {
      const own = known.get(value("queue") ?? "")
      const all = own ?? (value("queue") === undefined ? [...known.values()].flat() : [])
      return value("member") === undefined ? all : all.filter((text) => text.startsWith("Event: QueueParams"))
    }
    default:
      return /list|status$|^parked|^parking|^agents$|^pjsipshow|^coreshow|^voicemailusers/.test(name) ? [] : undefined
  }
}
