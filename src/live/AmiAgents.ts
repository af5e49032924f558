/**
 * The agents of agents.conf (`AgentLogin`): who is logged in, on which channel, and who talks with whom.
 *
 * **Details**
 *
 * An agent is on a call while its channel is in a bridge other than the one in which it waits: Asterisk raises no event of its
 * own for that. Times that Asterisk gives, of logins and calls that began before the model, are by the clock of Asterisk.
 *
 * Agents of `agents.conf` are not members of queues: for those see `AmiQueues`.
 *
 * The account needs these lines in manager.conf (`AmiAgents.account`):
 *
 * ```ini
 * read = call,agent
 * write = agent
 * ```
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../AmiError.ts"
import * as Actions from "../catalog/Actions.ts"
import * as AmiPermission from "../catalog/AmiPermission.ts"
import * as Events from "../catalog/Events.ts"
import type { AmiClient } from "../client/AmiClient.ts"
import { built } from "../internal/readers.ts"
import type { AmiMessage } from "../protocol/AmiMessage.ts"
import * as AmiLive from "./AmiLive.ts"
import { source } from "./internal/lists.ts"
import type { Facts } from "./internal/table.ts"
import * as TablePart from "./internal/tablePart.ts"
import { kept } from "./internal/text.ts"

const { textOf } = TablePart

// --- Values -----------------------------------------------------------------

/**
 * An agent. Its key is its id in agents.conf.
 *
 * @category models
 * @since 0.2.0
 */
export interface Agent {
  readonly Agent: string
  /** Its full name in agents.conf, as lists have it. */
  readonly Name?: string
  readonly status: "LoggedOff" | "Idle" | "OnCall" | "Unknown"
  /** When the status began, in milliseconds since 1970; absent if nobody saw it. */
  readonly statusSince?: number
  /** The channel on which it is logged in. */
  readonly Channel?: string
  readonly Uniqueid?: string
  readonly CallerIDNum?: string
  /** When it logged in, in milliseconds since 1970. */
  readonly loggedInAt?: number
  /** The channel it talks with. */
  readonly TalkingToChan?: string
}

/**
 * Schema for an agent. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Agent: Schema.Codec<Agent> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Agent: Schema.String,
    Name: Schema.optionalKey(Schema.String),
    status: Schema.Literals(["LoggedOff", "Idle", "OnCall", "Unknown"]),
    statusSince: Schema.optionalKey(Schema.Finite),
    Channel: Schema.optionalKey(Schema.String),
    Uniqueid: Schema.optionalKey(Schema.String),
    CallerIDNum: Schema.optionalKey(Schema.String),
    loggedInAt: Schema.optionalKey(Schema.Finite),
    TalkingToChan: Schema.optionalKey(Schema.String)
  })
)

// --- Part -------------------------------------------------------------------

const statuses: Readonly<Record<string, Agent["status"]>> = {
  AGENT_LOGGEDOFF: "LoggedOff",
  AGENT_IDLE: "Idle",
  AGENT_ONCALL: "OnCall"
}

const loggedOff = {
  status: "LoggedOff" as const,
  Channel: undefined,
  Uniqueid: undefined,
  CallerIDNum: undefined,
  loggedInAt: undefined,
  TalkingToChan: undefined
}

const idle = { status: "Idle" as const, TalkingToChan: undefined }

/**
 * When a call started or an agent logged in. The line about the call ends without a carriage return, so that the one about the
 * login is a part of its value (app_agent_pool.c, action_agents).
 */
const millisOf = (message: AmiMessage, name: "CallStarted" | "LoggedInTime"): number | undefined => {
  const [started, login] = (message.get("CallStarted") ?? "").split("\nLoggedInTime: ")
  const seconds = Number(name === "CallStarted" ? started : message.get(name) ?? login)
  return seconds > 0 ? seconds * 1000 : undefined
}

/** Who is in which bridge, by the names of the channels. */
class Bridges {
  private readonly members = new Map<string, Map<string, string>>()
  private readonly bridgeOf = new Map<string, string>()

  enter(message: AmiMessage): void {
    const bridge = kept(message.get("BridgeUniqueid") ?? "")
    const id = kept(message.get("Uniqueid") ?? "")
    this.leave(id)
    this.leave(message.get("SwapUniqueid") ?? "")
    const members = this.members.get(bridge) ?? new Map<string, string>()
    this.members.set(bridge, members.set(id, kept(message.get("Channel") ?? "")))
    this.bridgeOf.set(id, bridge)
  }

  leave(id: string): void {
    const bridge = this.bridgeOf.get(id)
    if (bridge === undefined) return
    this.bridgeOf.delete(id)
    const members = this.members.get(bridge)
    members?.delete(id)
    if (members?.size === 0) this.members.delete(bridge)
  }

  /** Another channel in a bridge than this one. */
  otherThan(id: string, bridge: string): string | undefined {
    return [...this.members.get(bridge) ?? []].find(([other]) => other !== id)?.[1]
  }

  clear(): void {
    this.members.clear()
    this.bridgeOf.clear()
  }
}

const makePart = (capacity: number | undefined) => {
  const bridges = new Bridges()
  /** The agents by the channel on which they are logged in, and the bridges in which they talk. */
  const byChannel = new Map<string, string>()
  const talks = new Map<string, string>()
  const agents = new TablePart.Published<Agent>((agent) => agent, {
    capacity,
    listener: {
      changed: (key, agent, previous) => {
        if (previous?.Uniqueid !== undefined && previous.Uniqueid !== agent.Uniqueid) {
          byChannel.delete(previous.Uniqueid)
        }
        if (agent.Uniqueid !== undefined) byChannel.set(agent.Uniqueid, key)
        if (agent.status !== "OnCall") talks.delete(key)
      },
      ended: (key, agent) => {
        if (agent.Uniqueid !== undefined) byChannel.delete(agent.Uniqueid)
        talks.delete(key)
      }
    }
  })
  const change = (key: string, facts: Facts<Agent>, at: number) => {
    const isSame = agents.rows.get(key)?.status === facts.status
    agents.table.change(key, isSame ? facts : { ...facts, statusSince: at })
  }
  /** The others of a bridge have changed: those agents who are in it talk with somebody else. */
  const retell = (bridge: string) => {
    for (const [key, own] of talks) {
      if (own !== bridge) continue
      agents.table.change(key, { TalkingToChan: bridges.otherThan(agents.rows.get(key)?.Uniqueid ?? "", bridge) })
    }
  }

  const part = TablePart.make({
    name: "agents",
    outputs: [agents.publisher],
    lost: () => bridges.clear(),
    lists: [{
      source: TablePart.optional(source(12, Actions.Agents())),
      tables: [agents.table],
      take: (items) =>
        agents.list(items, (item) => {
          const key = textOf(item, "Agent")
          if (key === undefined) return undefined
          const before = agents.table.unbroken(key)
          const status = statuses[item.get("Status") ?? ""] ?? "Unknown"
          const Uniqueid = textOf(item, "Uniqueid")
          const isSame = before?.status === status && before.Uniqueid === Uniqueid
          const login = agents.rows.get(key)
          return [key, {
            Agent: key,
            Name: textOf(item, "Name"),
            status,
            statusSince: isSame ? before.statusSince : millisOf(item, "CallStarted"),
            Channel: textOf(item, "Channel"),
            Uniqueid,
            CallerIDNum: textOf(item, "CallerIDNum"),
            loggedInAt: login?.Uniqueid === Uniqueid
              ? login?.loggedInAt ?? millisOf(item, "LoggedInTime")
              : millisOf(item, "LoggedInTime"),
            TalkingToChan: textOf(item, "TalkingToChan")
          }]
        })
    }],
    on: {
      AgentLogin: (message, at) => {
        const key = textOf(message, "Agent") ?? ""
        const Name = agents.rows.get(key)?.Name
        agents.table.open(key, {
          Agent: key,
          Name,
          status: "Idle",
          statusSince: at,
          Channel: textOf(message, "Channel"),
          Uniqueid: textOf(message, "Uniqueid"),
          CallerIDNum: textOf(message, "CallerIDNum"),
          loggedInAt: at,
          TalkingToChan: undefined
        })
      },
      AgentLogoff: (message, at) => change(message.get("Agent") ?? "", loggedOff, at),
      Hangup: (message, at) => {
        const id = message.get("Uniqueid") ?? ""
        bridges.leave(id)
        const key = byChannel.get(id)
        if (key !== undefined) change(key, loggedOff, at)
      },
      BridgeEnter: (message, at) => {
        // Without agents nobody wants to know who is in which bridge.
        if (agents.rows.size === 0) return
        const bridge = message.get("BridgeUniqueid") ?? ""
        const id = message.get("Uniqueid") ?? ""
        bridges.enter(message)
        const key = byChannel.get(id)
        if (key === undefined) retell(bridge)
        else if (message.get("BridgeType") === "agent_hold") change(key, idle, at)
        else {
          change(key, { status: "OnCall", TalkingToChan: bridges.otherThan(id, bridge) }, at)
          talks.set(key, kept(bridge))
        }
      },
      BridgeLeave: (message, at) => {
        const id = message.get("Uniqueid") ?? ""
        bridges.leave(id)
        const key = byChannel.get(id)
        if (key === undefined) retell(message.get("BridgeUniqueid") ?? "")
        else if (message.get("BridgeType") !== "agent_hold") change(key, idle, at)
      },
      Rename: (message) => {
        const key = byChannel.get(message.get("Uniqueid") ?? "")
        if (key !== undefined) agents.table.change(key, { Channel: textOf(message, "Newname") })
      }
    }
  })
  return { part, agents }
}

// --- Service ----------------------------------------------------------------

/**
 * What an account needs for this model: `read = call,agent` and `write = agent` in manager.conf.
 *
 * @category constants
 * @since 0.2.0
 */
export const account: AmiPermission.Account = /*#__PURE__*/ AmiPermission.account({
  sends: [Actions.Agents],
  reads: [
    Events.AgentLogin,
    Events.AgentLogoff,
    Events.BridgeEnter,
    Events.BridgeLeave,
    Events.Rename,
    Events.Hangup
  ]
})

/**
 * The agents of agents.conf, by their ids.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiAgents extends Context.Service<
  AmiAgents,
  AmiLive.Model<Agent> & {
    /** False if Asterisk has no `app_agent_pool`; the model is empty then. True if it has no agents. */
    readonly isAvailable: AmiLive.Watch<boolean>
  }
>()("effect-ami/live/AmiAgents") {}

/**
 * Follows agents until the scope closes. Fails if the first list does.
 *
 * @category constructors
 * @since 0.2.0
 */
export const make: Effect.Effect<AmiAgents["Service"], AmiError, AmiLive.AmiLive | Scope.Scope> = Effect.gen(
  function*() {
    const live = yield* AmiLive.AmiLive
    const { capacity } = yield* AmiLive.Settings
    const { agents, part } = makePart(capacity)
    yield* live.install(part)
    return AmiAgents.of(agents.model)
  }
)

/**
 * Layer of the agents of a client.
 *
 * **Example** (Showing who is free)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { AmiAgents, AmiClient, AmiTransportMock, Events } from "effect-ami"
 *
 * const program = Effect.gen(function*() {
 *   const agents = yield* AmiAgents.AmiAgents
 *   const { value } = yield* agents.get
 *   return [...value.values()].map(({ Name, status }) => `${Name} ${status}`)
 * })
 *
 * const agent = (Agent: string, Name: string, Status: "AGENT_IDLE" | "AGENT_LOGGEDOFF") =>
 *   AmiTransportMock.event(Events.Agents, { Agent, Name, Status })
 * const AmiTest = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({
 *     Agents: AmiTransportMock.list("AgentsComplete", [
 *       agent("1001", "Alice", "AGENT_IDLE"),
 *       agent("1002", "Bob", "AGENT_LOGGEDOFF")
 *     ])
 *   }))
 * )
 * await Effect.runPromise(program.pipe(Effect.provide(AmiAgents.layer.pipe(Layer.provide(AmiTest)))))
 * // => ["Alice Idle", "Bob LoggedOff"]
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<AmiAgents, AmiError, AmiClient> = Layer.effect(AmiAgents, make).pipe(
  Layer.provide(AmiLive.layer)
)
