/**
 * Agents as plain data: those of agents.conf, who log in and wait for callers (app_agent_pool.c).
 *
 * @since 0.2.0
 */
import * as HashMap from "effect/HashMap"
import * as wire from "../../wire.ts"
import type { Party } from "../model.ts"

/** An agent, by the names of agents.conf. */
export interface AgentOptions {
  /** The name of the agent. Defaults to none. */
  readonly fullname?: string | undefined
  /** Whether the agent accepts each caller by pressing `acceptdtmf`. Defaults to false. */
  readonly ackcall?: boolean | undefined
  /** The keys to press. Defaults to `#`. */
  readonly acceptdtmf?: string | undefined
  /** Seconds after which an agent who does not accept a caller is logged off; 0 for never. Defaults to 0. */
  readonly autologoff?: number | undefined
  /** The wrap-up time after a call, in milliseconds. Defaults to 0. */
  readonly wrapuptime?: number | undefined
  /** The class of music on hold while the agent waits. Defaults to `default`. */
  readonly musiconhold?: string | undefined
  /** The sound that announces a caller. Defaults to `beep`. */
  readonly custom_beep?: string | undefined
}

/** What of an agent's settings its channel may change when it logs in. */
export interface AgentSettings {
  readonly ackCall: boolean
  readonly acceptKeys: string
  readonly autoLogoff: number
  readonly wrapUp: number
}

/** What an agent does. */
export type AgentState =
  | "loggedOut"
  /** Just logged in. */
  | "probation"
  | "ready"
  /** A caller waits, and the agent is alerted. */
  | "alerted"
  /** The agent has to accept the caller. */
  | "accepting"
  | "onCall"
  | "wrapUp"
  | "loggingOut"

/** An agent. */
export interface Agent extends AgentSettings {
  readonly id: string
  readonly name: string
  readonly music: string
  readonly beep: string
  /** The settings of agents.conf. */
  readonly configured: AgentSettings
  readonly state: AgentState
  /** The name of the channel that is logged in. */
  readonly channel: string | undefined
  /** Seconds since the epoch. */
  readonly loginTime: number
  readonly callTime: number
  /** Since when the agent is on probation, wraps up, or has to accept a caller, in milliseconds of the time of calls. */
  readonly since: number
  /** When the agent entered the holding bridge, in milliseconds of the time of calls. */
  readonly heldSince: number
  /** The bridge with the caller. */
  readonly callerBridge: string | undefined
  /** Whether the agent is to be logged off after its call. */
  readonly logsOff: boolean
  /** Who the agent sees at the other end while it waits. */
  readonly waitsWith: Party
}

/** Makes the agents of a PBX. */
export const makeAgents = (options: Readonly<Record<string, AgentOptions>>): HashMap.HashMap<string, Agent> =>
  HashMap.fromIterable(
    Object.entries(options).map(([id, agent]) => {
      const configured: AgentSettings = {
        ackCall: agent.ackcall ?? false,
        acceptKeys: agent.acceptdtmf ?? "#",
        autoLogoff: agent.autologoff ?? 0,
        wrapUp: agent.wrapuptime ?? 0
      }
      const made: Agent = {
        ...configured,
        id: wire.fromText(id),
        name: wire.fromText(agent.fullname ?? ""),
        music: wire.fromText(agent.musiconhold ?? "default"),
        beep: agent.custom_beep ?? "beep",
        configured,
        state: "loggedOut",
        channel: undefined,
        loginTime: 0,
        callTime: 0,
        since: 0,
        heldSince: 0,
        callerBridge: undefined,
        logsOff: false,
        waitsWith: { number: "", name: "" }
      }
      return [made.id, made] as const
    })
  )
