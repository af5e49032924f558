/**
 * Callers who ask for an agent (app_agent_pool.c, agent_request_exec).
 *
 * @since 0.2.0
 */
import * as Bridges from "../calls/bridges.ts"
import * as Channels from "../channels.ts"
import { type Run } from "../dialplan/application.ts"
import { argumentsOf } from "../dialplan/argumentText.ts"
import * as Sounds from "../dialplan/sounds.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import { type Channel, SoftHangup } from "../model.ts"
import type { Agent } from "./agentModel.ts"
import * as Agents from "./agents.ts"

/** Asks for an agent, and connects with it. */
export const request: Run = (draft, channel, data) => {
  Agents.holdingBridge(draft)
  const [id = ""] = argumentsOf(data)
  if (id === "") return Thread.end(draft, channel)
  const agent = draft.pool.agents.get(id)
  if (agent === undefined) return refuse(draft, channel, "INVALID")
  const { id: bridge } = Bridges.create(draft)
  const logged = Agents.channelOf(draft, agent)
  if (agent.state !== "ready" || logged === undefined) {
    Bridges.destroy(draft, bridge)
    const isOut = agent.state === "loggedOut" || agent.state === "loggingOut"
    return refuse(draft, channel, isOut ? "NOT_LOGGED_IN" : "BUSY")
  }
  Agents.update(draft, agent, { state: "alerted", callerBridge: bridge })
  Agents.announce(draft, agent, "INUSE")
  const caller = draft.current(channel)
  Bridges.enter(draft, bridge, caller, { onLeft: (later, left) => over(later, left) })
  Frames.indicate(draft, logged, { _tag: "ConnectedLine", party: caller.caller })
  Channels.setVariable(draft, channel, "AGENT_STATUS", "NOT_CONNECTED")
  Frames.indicate(draft, draft.current(channel), { _tag: "Ringing" })
  alert(draft, id, bridge)
}

const refuse = (draft: Draft, channel: Channel, status: string): void =>
  Thread.resume(draft, Channels.setVariable(draft, channel, "AGENT_STATUS", status))

/** The caller has left the bridge: it continues only if it was not connected (app_agent_pool.c, agent_request_exec). */
const over = (draft: Draft, channel: Channel): void => {
  const current = draft.current(channel)
  if ((current.softHangup & SoftHangup.AsyncGoto) !== 0) return Thread.resume(draft, current)
  const isConnected = (current.variables.get("AGENT_STATUS") ?? "") === ""
  if (current.softHangup !== 0 || isConnected) Thread.end(draft, current)
  else Thread.resume(draft, current)
}

/** The agent hears a sound, and is connected, or has to accept the caller first (app_agent_pool.c, agent_alert). */
const alert = (draft: Draft, id: string, bridge: string): void => {
  const agent = draft.pool.agents.get(id)
  const logged = agent === undefined ? undefined : Agents.channelOf(draft, agent)
  if (agent === undefined || logged === undefined) return
  Channels.stopMusic(draft, logged)
  draft.later(Sounds.lengthOf(draft, agent.beep) ?? 0, (later) => {
    const alerted = later.pool.agents.get(id)
    if (alerted?.state !== "alerted" || alerted.callerBridge !== bridge) return
    if (!alerted.ackCall) return connect(later, alerted)
    const accepting = Agents.update(later, alerted, { state: "accepting", since: later.clock })
    if (accepting === undefined) return
    awaitKeys(later, accepting)
    Agents.watch(later, accepting)
  })
}

const awaitKeys = (draft: Draft, agent: Agent): void => {
  const logged = Agents.channelOf(draft, agent)
  if (logged === undefined) return
  Bridges.setKeys(draft, logged.name, {
    keys: "",
    onKey: (later, channel, frame) => {
      const accepting = later.pool.agents.get(agent.id)
      if (frame._tag !== "KeyUp" || accepting?.state !== "accepting") return true
      const keys = `${later.occupants.get(channel.name)?.keys ?? ""}${frame.digit}`
      if (keys.endsWith(accepting.acceptKeys)) connect(later, accepting)
      else Bridges.setKeys(later, channel.name, { keys })
      return true
    }
  })
}

/** Puts the agent into the bridge of its caller (app_agent_pool.c, agent_connect_caller). */
const connect = (draft: Draft, agent: Agent): void => {
  const logged = Agents.channelOf(draft, agent)
  const { callerBridge } = agent
  if (logged === undefined || callerBridge === undefined) return
  const bridge = draft.bridges.get(callerBridge)
  Agents.update(draft, agent, {
    state: "onCall",
    callTime: Math.floor(draft.now / 1000),
    callerBridge: undefined
  })
  // The caller has gone: the agent starts again.
  if (bridge === undefined || bridge.dissolved) return Bridges.leave(draft, logged)
  Bridges.setKeys(draft, logged.name, { keys: "", onKey: undefined })
  Bridges.move(draft, callerBridge, logged)
  // The caller's own thread reads that (app_agent_pool.c, clear_agent_status).
  draft.soon((later) => {
    for (const name of later.bridges.get(callerBridge)?.channels ?? []) {
      const party = later.channels.get(name)
      if (party !== undefined && party.name !== logged.name) {
        Channels.setVariable(later, party, "AGENT_STATUS", undefined)
      }
    }
  })
}
