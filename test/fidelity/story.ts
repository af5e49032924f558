/**
 * The course of a conversation, as a person would describe it: who called whom and with what outcome, who talked with whom,
 * who was transferred, queued, parked or met in a conference, and how each channel ended.
 *
 * Times and order are left out, and Local channels are folded: two channels talk if bridges and Local pairs connect them.
 */
import type { Lines } from "./conversations.ts"

const valueIn = (lines: Lines, name: string): string =>
  lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? ""

const isLocal = (channel: string): boolean => channel.startsWith("Local/")

/** The other half of a Local channel. */
const halfOf = (channel: string): string => channel.replace(/;[12]$/, (half) => half === ";1" ? ";2" : ";1")

/** What of an event is reported: its name, and the values of these headers. */
const reported: Readonly<Record<string, ReadonlyArray<string>>> = {
  AgentComplete: ["Channel", "Queue", "MemberName", "Reason"],
  AgentConnect: ["Channel", "Queue", "MemberName"],
  AgentLogin: ["Channel", "Agent"],
  AgentLogoff: ["Channel", "Agent"],
  AgentRingNoAnswer: ["Queue", "MemberName"],
  AsyncAGIEnd: ["Channel"],
  AsyncAGIStart: ["Channel"],
  AttendedTransfer: ["Result", "OrigTransfererChannel", "SecondTransfererChannel", "DestType"],
  BlindTransfer: ["Result", "TransfererChannel", "TransfereeChannel", "Extension"],
  ConfbridgeJoin: ["Conference", "Channel"],
  ConfbridgeLeave: ["Conference", "Channel"],
  Hangup: ["Channel", "Cause"],
  Hold: ["Channel"],
  MixMonitorStart: ["Channel"],
  MixMonitorStop: ["Channel"],
  Newchannel: ["Channel"],
  OriginateResponse: ["Response", "Reason"],
  ParkedCall: ["ParkeeChannel", "ParkingSpace"],
  ParkedCallGiveUp: ["ParkeeChannel"],
  ParkedCallTimeOut: ["ParkeeChannel"],
  Pickup: ["Channel", "TargetChannel"],
  QueueCallerAbandon: ["Channel", "Queue"],
  QueueCallerJoin: ["Channel", "Queue"],
  QueueCallerLeave: ["Channel", "Queue"],
  UnParkedCall: ["ParkeeChannel", "RetrieverChannel"],
  Unhold: ["Channel"],
  UserEvent: ["UserEvent"]
}

/** Who is connected, through bridges and the two halves of Local channels. */
class Connections {
  private readonly bridgeOf = new Map<string, string>()

  enter(channel: string, bridge: string): void {
    this.bridgeOf.set(channel, bridge)
  }

  leave(channel: string): void {
    this.bridgeOf.delete(channel)
  }

  /** The channels that are connected with this one, and itself, without Local channels. */
  of(channel: string): ReadonlyArray<string> {
    const reached = new Set([channel])
    for (const one of reached) {
      if (isLocal(one)) reached.add(halfOf(one))
      const bridge = this.bridgeOf.get(one)
      if (bridge === undefined) continue
      for (const [other, its] of this.bridgeOf) if (its === bridge) reached.add(other)
    }
    return [...reached].filter((other) => !isLocal(other))
  }
}

/** The facts of a conversation, in no order. */
export const storyOf = (messages: ReadonlyArray<Lines>): ReadonlyArray<string> => {
  const labels = new Map<string, string>()
  const counts = new Map<string, number>()
  const label = (channel: string): string => {
    const known = labels.get(channel)
    if (known !== undefined) return known
    const base = channel.replace(/-[0-9a-f]{8}(?=;|$)/, "")
    const count = (counts.get(base) ?? 0) + 1
    counts.set(base, count)
    labels.set(channel, `${base}#${count}`)
    return `${base}#${count}`
  }
  const facts = new Array<string>()
  const talks = new Set<string>()
  const connections = new Connections()
  for (const lines of messages) {
    const name = valueIn(lines, "Event")
    const channel = valueIn(lines, "Channel")
    if (valueIn(lines, "Privilege") === "") continue
    if (name === "BridgeEnter") {
      connections.enter(channel, valueIn(lines, "BridgeUniqueid"))
      // A Local channel that enters may connect two parties that are in bridges already.
      const labelled = connections.of(channel).map(label).sort()
      for (const [index, one] of labelled.entries()) {
        for (const other of labelled.slice(index + 1)) talks.add(`${one} and ${other}`)
      }
    }
    if (name === "BridgeLeave" || name === "Hangup") connections.leave(channel)
    if (name === "DialEnd" && !isLocal(valueIn(lines, "DestChannel"))) {
      facts.push(`Dial ${label(valueIn(lines, "DestChannel"))}: ${valueIn(lines, "DialStatus")}`)
    }
    const headers = reported[name]
    if (headers === undefined || (isLocal(channel) && ["Hangup", "Hold", "Newchannel", "Unhold"].includes(name))) {
      continue
    }
    const values = headers.map((header) =>
      header.endsWith("Channel") ? label(valueIn(lines, header)) : valueIn(lines, header).replace(/^\d{7,}$/, "#")
    )
    facts.push(`${name} ${values.join(" ")}`)
  }
  return [...facts, ...[...talks].map((pair) => `Talk ${pair}`)].sort()
}

/** What only one of two stories has. */
export const differing = (one: ReadonlyArray<string>, other: ReadonlyArray<string>): ReadonlyArray<string> => {
  const rest = [...other]
  const only = one.filter((fact) => {
    const at = rest.indexOf(fact)
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
  return [...only.map((fact) => `- ${fact}`), ...rest.map((fact) => `+ ${fact}`)]
}
