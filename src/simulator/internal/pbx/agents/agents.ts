/**
 * Agents who are logged in: they wait in a bridge of their own until a caller comes (app_agent_pool.c, agent_login_exec
 * and agent_run).
 *
 * @since 0.2.0
 */
import * as Bridges from "../calls/bridges.ts"
import * as Channels from "../channels.ts"
import { type Run } from "../dialplan/application.ts"
import { argumentsOf } from "../dialplan/argumentText.ts"
import { optionsOf } from "../dialplan/options.ts"
import * as Sounds from "../dialplan/sounds.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import { type Channel, SoftHangup } from "../model.ts"
import { isTrue, scanned } from "../numbers.ts"
import type { DeviceState } from "../records.ts"
import type { Agent } from "./agentModel.ts"

/** Updates part of an agent. */
export const update = (draft: Draft, { id }: Agent, change: Partial<Agent>): Agent | undefined => {
  const current = draft.pool.agents.get(id)
  if (current === undefined) return undefined
  const updated = { ...current, ...change }
  draft.pool.agents.set(id, updated)
  return updated
}

/** Announces what the device of an agent does. */
export const announce = (draft: Draft, { id }: Agent, state: DeviceState): void =>
  draft.deviceChanged(`Agent:${id}`, state)

/** Nobody is logged in when the PBX starts. */
export const seed = (draft: Draft): void => {
  for (const agent of draft.pool.agents.values()) announce(draft, agent, "UNAVAILABLE")
}

/** The channel of an agent who is logged in. */
export const channelOf = (draft: Draft, { channel }: Agent): Channel | undefined =>
  channel === undefined ? undefined : draft.channels.get(channel)

/** Two channels exchange their places, and with them the agents who are logged in there. */
export const exchange = (draft: Draft, one: string, other: string): void => {
  for (const agent of draft.pool.agents.values()) {
    if (agent.channel === one) update(draft, agent, { channel: other })
    else if (agent.channel === other) update(draft, agent, { channel: one })
  }
}

/** The holding bridge of agents, which the first of them makes (app_agent_pool.c, bridge_agent_hold_deferred_create). */
export const holdingBridge = (draft: Draft): string => {
  const known = draft.pool.holdingBridge
  if (known !== undefined && draft.bridges.has(known)) return known
  const { id } = Bridges.create(draft, {
    type: "agent_hold",
    technology: "holding_bridge",
    creator: "AgentPool",
    dissolves: false
  })
  draft.pool.holdingBridge = id
  return id
}

// --- Logging in ---------------------------------------------------------------------------

/** What the channel changes of the agent's settings (app_agent_pool.c, agent_login_channel_config). */
const settingsOf = (
  agent: Agent,
  { variables }: Channel
): Pick<Agent, "ackCall" | "acceptKeys" | "autoLogoff" | "wrapUp"> => {
  const given = (name: string): string => variables.get(name) ?? ""
  const { configured } = agent
  return {
    ackCall: given("AGENTACKCALL") === "" ? configured.ackCall : isTrue(given("AGENTACKCALL")),
    acceptKeys: given("AGENTACCEPTDTMF") === "" ? configured.acceptKeys : given("AGENTACCEPTDTMF"),
    autoLogoff: scanned(given("AGENTAUTOLOGOFF")) ?? configured.autoLogoff,
    wrapUp: scanned(given("AGENTWRAPUPTIME")) ?? configured.wrapUp
  }
}

/** Logs an agent in: its channel waits for callers until it is hung up. */
export const login: Run = (draft, channel, data) => {
  holdingBridge(draft)
  const answered = Frames.answer(draft, channel)
  const [id = "", options = ""] = argumentsOf(data)
  if (id === "") return Thread.end(draft, answered)
  const agent = draft.pool.agents.get(id)
  if (agent?.channel !== undefined || agent === undefined) {
    const status = agent === undefined ? "INVALID" : "ALREADY_LOGGED_IN"
    return Thread.resume(draft, Channels.setVariable(draft, answered, "AGENT_STATUS", status))
  }
  update(draft, agent, {
    ...settingsOf(agent, answered),
    channel: answered.name,
    loginTime: Math.floor(draft.now / 1000),
    logsOff: false,
    waitsWith: answered.connected
  })
  if (optionsOf(options).has("s")) return wait(draft, id, answered)
  // Until the sound is over, or the channel has to end.
  const done = (later: Draft): void => {
    const logged = Channels.running(later, answered)
    const now = later.pool.agents.get(id)
    if (logged === undefined || now?.channel !== logged.name || now.state !== "loggedOut") return
    wait(later, id, logged)
  }
  Frames.read(draft, answered, (later, _, frame) => {
    if (frame._tag === "Hangup") done(later)
  })
  draft.later(Sounds.lengthOf(draft, "agent-loginok") ?? 0, done)
}

const wait = (draft: Draft, id: string, channel: Channel): void => {
  Channels.raise(draft, "AgentLogin", channel, [`Agent: ${id}`], "agent")
  hold(draft, id, channel)
}

// --- Waiting ------------------------------------------------------------------------------

/** How often the time of a waiting agent is checked, in milliseconds. */
const heartbeatMillis = 1000

/** How long an agent cannot be called after its login, in seconds. */
const probation = 5

/** Puts an agent into the holding bridge (app_agent_pool.c, bridge_agent_hold_push). */
const hold = (draft: Draft, id: string, channel: Channel): void => {
  const bridge = holdingBridge(draft)
  const current = draft.update(channel, { cause: 16 })
  Bridges.enter(draft, bridge, current, {
    onLeft: (later, left) => returned(later, id, left)
  })
  const agent = draft.pool.agents.get(id)
  if (agent === undefined || draft.current(channel).bridge !== bridge) return
  Channels.startMusic(draft, channel, agent.music)
  const since = draft.clock
  switch (agent.state) {
    case "loggedOut":
    case "probation":
      update(draft, agent, { state: "probation", since, heldSince: since })
      return heartbeat(draft, id, since)
    case "onCall":
    case "wrapUp":
      if (agent.wrapUp > 0) {
        update(draft, agent, { state: "wrapUp", heldSince: since })
        return heartbeat(draft, id, since)
      }
      update(draft, agent, { state: "ready", heldSince: since })
      return announce(draft, agent, "NOT_INUSE")
    case "alerted":
    case "accepting":
      update(draft, agent, { state: "ready", heldSince: since })
      return announce(draft, agent, "NOT_INUSE")
    default:
      update(draft, agent, { heldSince: since })
  }
}

/** Checks once a second whether something is due, as long as something may be (bridge_agent_hold_heartbeat). */
const heartbeat = (draft: Draft, id: string, heldSince: number): void =>
  draft.later(heartbeatMillis, (later) => {
    const agent = later.pool.agents.get(id)
    if (agent?.heldSince !== heldSince || agent.channel === undefined) return
    const channel = channelOf(later, agent)
    // With a caller it has left the bridge whose heartbeat this is.
    if (channel === undefined || channel.bridge !== later.pool.holdingBridge) return
    if (agent.logsOff) return logOffNow(later, agent, channel)
    const elapsed = later.clock - agent.since
    const seconds = Math.floor(later.clock / 1000) - Math.floor(agent.since / 1000)
    if (agent.state === "probation" && seconds >= probation || agent.state === "wrapUp" && elapsed > agent.wrapUp) {
      update(later, agent, { state: "ready" })
      return announce(later, agent, "NOT_INUSE")
    }
    if (agent.state === "accepting" && agent.autoLogoff > 0 && elapsed > agent.autoLogoff * 1000) {
      return logOffNow(later, agent, channel)
    }
    if (agent.state === "probation" || agent.state === "wrapUp" || agent.state === "accepting") {
      heartbeat(later, id, heldSince)
    }
  })

/** Lets the heartbeat go on, for an agent who has to accept a caller, or is to be logged off. */
export const watch = (draft: Draft, agent: Agent): void => {
  const { heldSince, id } = agent
  const missing = heartbeatMillis - ((draft.clock - heldSince) % heartbeatMillis)
  draft.later(missing - heartbeatMillis < 0 ? missing : 0, (later) => {
    const now = later.pool.agents.get(id)
    if (now?.heldSince !== heldSince) return
    const channel = channelOf(later, now)
    if (now.logsOff && channel?.bridge === later.pool.holdingBridge && channel !== undefined) {
      return logOffNow(later, now, channel)
    }
    heartbeat(later, id, heldSince)
  })
}

const logOffNow = (draft: Draft, agent: Agent, channel: Channel): void => {
  update(draft, agent, { state: "loggingOut" })
  Bridges.leave(draft, channel)
}

/** An agent left the bridge that it was in: it waits for the next caller, or is logged off (app_agent_pool.c, agent_run). */
const returned = (draft: Draft, id: string, channel: Channel): void => {
  const agent = draft.pool.agents.get(id)
  if (agent?.channel !== channel.name) return Thread.end(draft, channel)
  const { callerBridge } = agent
  update(draft, agent, { since: draft.clock, callerBridge: undefined })
  if (callerBridge !== undefined) Bridges.destroy(draft, callerBridge)
  const left = draft.channels.get(channel.name)
  const isOver = left === undefined || left.softHangup !== 0 || agent.logsOff || agent.state === "loggingOut"
  if (isOver) return logout(draft, id, channel)
  Channels.setConnected(draft, left, agent.waitsWith)
  hold(draft, id, draft.current(left))
}

/** Logs off an agent whose channel ends or is sent elsewhere (app_agent_pool.c, agent_logout). */
const logout = (draft: Draft, id: string, channel: Channel): void => {
  const agent = draft.pool.agents.get(id)
  if (agent === undefined) return
  update(draft, agent, { ...agent.configured, channel: undefined, state: "loggedOut", logsOff: false })
  announce(draft, agent, "UNAVAILABLE")
  const seconds = Math.floor(draft.now / 1000) - agent.loginTime
  Channels.stopMusic(draft, channel)
  Channels.raise(draft, "AgentLogoff", draft.current(channel), [`Agent: ${id}`, `Logintime: ${seconds}`], "agent")
  if ((draft.current(channel).softHangup & SoftHangup.AsyncGoto) !== 0) return Thread.resume(draft, channel)
  Thread.end(draft, draft.current(channel))
}

/** Logs an agent off: at once, or after its call. Returns false if there is no such agent. */
export const logOff = (draft: Draft, id: string, isSoft: boolean): boolean => {
  const agent = draft.pool.agents.get(id)
  if (agent === undefined) return false
  const channel = channelOf(draft, agent)
  if (channel === undefined) return true
  if (isSoft) {
    const leaving = update(draft, agent, { logsOff: true })
    if (leaving !== undefined) watch(draft, leaving)
  } else {
    const marked = Frames.requestSoftHangup(draft, channel, SoftHangup.Explicit)
    Frames.queue(draft, marked, { _tag: "Hangup" })
  }
  return true
}
