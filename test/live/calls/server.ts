/**
 * What a server would list at any moment of a recording: worked out from the events, apart from the model.
 */
import { AmiMessage } from "effect-ami"
import { epoch } from "./recordings.ts"

const snapshotHeaders = [
  "ChannelState",
  "ChannelStateDesc",
  "CallerIDNum",
  "CallerIDName",
  "ConnectedLineNum",
  "ConnectedLineName",
  "Language",
  "AccountCode",
  "Context",
  "Exten",
  "Priority",
  "Linkedid"
]

interface Channel {
  readonly Uniqueid: string
  name: string
  readonly block: Map<string, string>
  readonly dnid: string
  readonly startedAt: number
  bridge: string
  application: string
  data: string
  recordingFile: string
}

const from = (headers: ReadonlyArray<readonly [string, string | undefined]>): AmiMessage.AmiMessage =>
  AmiMessage.make(headers.flatMap(([name, value]) => value === undefined ? [] : [[name, value] as const]))

export class Server {
  private readonly channels = new Map<string, Channel>()
  private readonly bridges = new Map<string, ReadonlyArray<readonly [string, string | undefined]>>()
  private readonly waiting = new Map<string, { readonly message: AmiMessage.AmiMessage; readonly at: number }>()
  private readonly parked = new Map<string, { readonly message: AmiMessage.AmiMessage; readonly at: number }>()
  private readonly gone = new Set<string>()

  apply(message: AmiMessage.AmiMessage, at: number): void {
    if (message.kind !== "Event") return
    const id = message.get("Uniqueid")
    for (const prefix of ["", "Dest", "LocalOne", "LocalTwo", "Transferee", "Parkee", "Retriever"]) {
      this.read(message, prefix, at)
    }
    const channel = id === undefined ? undefined : this.channels.get(id)
    switch (message.name) {
      case "Hangup":
        this.channels.delete(id ?? "")
        this.gone.add(id ?? "")
        this.waiting.delete(id ?? "")
        this.parked.delete(id ?? "")
        break
      case "DialBegin":
      case "AgentCalled":
        this.dial(message)
        break
      case "Newexten":
        if (channel !== undefined) {
          channel.application = message.get("Application") ?? ""
          channel.data = message.get("AppData") ?? ""
        }
        break
      case "VarSet":
        if (channel !== undefined && message.get("Variable") === "MIXMONITOR_FILENAME") {
          channel.recordingFile = message.get("Value") ?? ""
        }
        break
      case "Rename":
        if (channel !== undefined) channel.name = message.get("Newname") ?? channel.name
        break
      case "BridgeCreate":
      case "BridgeEnter":
      case "ConfbridgeJoin":
      case "ConfbridgeStart":
        this.bridge(message)
        if (channel !== undefined && message.name !== "BridgeCreate") {
          channel.bridge = message.get("BridgeUniqueid") ?? ""
        }
        break
      case "BridgeLeave":
      case "ConfbridgeLeave":
        if (channel?.bridge === message.get("BridgeUniqueid") && channel !== undefined) channel.bridge = ""
        break
      case "BridgeDestroy":
        this.bridges.delete(message.get("BridgeUniqueid") ?? "")
        break
      case "QueueCallerJoin":
        this.waiting.set(id ?? "", { message, at })
        break
      case "QueueCallerLeave":
        this.waiting.delete(id ?? "")
        break
      case "ParkedCall":
        this.parked.set(message.get("ParkeeUniqueid") ?? "", { message, at })
        break
      case "UnParkedCall":
      case "ParkedCallTimeOut":
      case "ParkedCallGiveUp":
        this.parked.delete(message.get("ParkeeUniqueid") ?? "")
        break
    }
  }

  /** What is dialed runs an application that says so, until it goes on in the dialplan (dial.c, app_dial.c, app_queue.c). */
  private dial(message: AmiMessage.AmiMessage): void {
    const dest = this.channels.get(message.get("DestUniqueid") ?? "")
    if (dest === undefined || dest.application !== "") return
    dest.application = message.name === "AgentCalled"
      ? "AppQueue"
      : message.get("Uniqueid") === undefined
      ? "AppDial2"
      : "AppDial"
    dest.data = "(Outgoing Line)"
  }

  private read(message: AmiMessage.AmiMessage, prefix: string, at: number): void {
    const id = message.get(`${prefix}Uniqueid`)
    const name = message.get(`${prefix}Channel`)
    if (id === undefined || name === undefined || this.gone.has(id)) return
    let channel = this.channels.get(id)
    if (channel === undefined) {
      if (message.name !== "Newchannel") return
      const isCaller = message.get("ChannelState") === "4" && !name.startsWith("Local/")
      channel = {
        Uniqueid: id,
        name,
        block: new Map(),
        dnid: isCaller ? message.get("Exten") ?? "" : "",
        startedAt: at,
        bridge: "",
        application: "",
        data: "",
        recordingFile: ""
      }
      this.channels.set(id, channel)
    }
    for (const header of snapshotHeaders) {
      const value = message.get(`${prefix}${header}`)
      if (value !== undefined) channel.block.set(header, value)
    }
  }

  private bridge(message: AmiMessage.AmiMessage): void {
    const id = message.get("BridgeUniqueid") ?? ""
    this.bridges.set(
      id,
      ["BridgeUniqueid", "BridgeType", "BridgeTechnology", "BridgeCreator", "BridgeName", "BridgeNumChannels"].map((
        name
      ) => [name, message.get(name)] as const)
    )
  }

  status(at: number): ReadonlyArray<AmiMessage.AmiMessage> {
    return [...this.channels.values()].map((channel) =>
      from([
        ["Event", "Status"],
        ["Privilege", "Call"],
        ["Channel", channel.name],
        ...channel.block,
        ["Uniqueid", channel.Uniqueid],
        ["Type", channel.name.split("/")[0]],
        ["DNID", channel.dnid],
        ["EffectiveConnectedLineNum", channel.block.get("ConnectedLineNum")],
        ["TimeToHangup", "0"],
        ["BridgeID", channel.bridge],
        ["Application", channel.application],
        ["Data", channel.data],
        ["Seconds", String(Math.floor((at - channel.startedAt) / 1000))],
        ["Variable", `MIXMONITOR_FILENAME=${channel.recordingFile}`]
      ])
    )
  }

  bridgeList(): ReadonlyArray<AmiMessage.AmiMessage> {
    return [...this.bridges.values()].map((headers) => from([["Event", "BridgeListItem"], ...headers]))
  }

  queueStatus(at: number): ReadonlyArray<AmiMessage.AmiMessage> {
    const queues = [...new Set([...this.waiting.values()].map(({ message }) => message.get("Queue") ?? ""))]
    return queues.flatMap((Queue) => [
      from([["Event", "QueueParams"], ["Queue", Queue], ["Max", "0"], ["Strategy", "ringall"]]),
      ...[...this.waiting.values()].filter(({ message }) => message.get("Queue") === Queue).map((caller, index) =>
        from([
          ["Event", "QueueEntry"],
          ["Queue", Queue],
          ["Position", String(index + 1)],
          ["Channel", caller.message.get("Channel")],
          ["Uniqueid", caller.message.get("Uniqueid")],
          ["CallerIDNum", caller.message.get("CallerIDNum")],
          ["Wait", String(Math.floor((at - caller.at) / 1000))],
          ["Priority", "0"]
        ])
      )
    ])
  }

  parkedCalls(at: number): ReadonlyArray<AmiMessage.AmiMessage> {
    return [...this.parked.values()].map((stay) =>
      from([
        ["Event", "ParkedCall"],
        ...stay.message.headers.filter(([name]) => /^(Parkee|Parker|Parking)/.test(name) && name !== "ParkingDuration"),
        ["ParkingDuration", String(Math.floor((at - stay.at) / 1000))]
      ])
    )
  }

  /** The answer to a source of the model, by its id. */
  list(source: string, at: number): ReadonlyArray<AmiMessage.AmiMessage> {
    if (/status/i.test(source) && !/queue/i.test(source)) return this.status(at)
    if (/bridge/i.test(source)) return this.bridgeList()
    if (/queue/i.test(source)) return this.queueStatus(at)
    if (/parked/i.test(source)) return this.parkedCalls(at)
    return []
  }

  /** Whether there is anything to list. */
  get isEmpty(): boolean {
    return this.channels.size === 0
  }
}

/** A list that is taken at the beginning, before anything has happened. */
export const beginning = epoch - 1000
