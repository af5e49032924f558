/**
 * The state of queues and agents beyond their settings, as a separate part of the state of the PBX.
 *
 * @since 0.2.0
 */
import * as HashMap from "effect/HashMap"
import * as wire from "../../wire.ts"
import { type Agent, type AgentOptions, makeAgents } from "../agents/agentModel.ts"
import { Table } from "../table.ts"
import type { QueueCall } from "./model.ts"

/** The part of the state, which holds functions of a `Draft` that it does not need to know. */
export interface PoolState<Draft> {
  /** Whether calls take no time, so that nothing that repeats itself may wait for time to pass. */
  readonly isInstant: boolean
  /** The classes of music on hold. */
  readonly musicClasses: ReadonlyArray<string>
  /** The interfaces that ring, or are about to, in lower case. */
  readonly pending: HashMap.HashMap<string, string>
  /** Who waits until its queue changes, because calls take no time, by the number of the visit. */
  readonly parked: HashMap.HashMap<number, (draft: Draft) => void>
  /** The calls that queues connected. */
  readonly calls: HashMap.HashMap<number, QueueCall>
  /** Their numbers, by the names of their channels. */
  readonly callsOf: HashMap.HashMap<string, ReadonlyArray<number>>
  /** By id. */
  readonly agents: HashMap.HashMap<string, Agent>
  /** The holding bridge of agents; undefined until one has logged in. */
  readonly holdingBridge: string | undefined
}

/** What of the options of a PBX is about this part. */
export interface PoolOptions {
  readonly agents?: Readonly<Record<string, AgentOptions>> | undefined
  readonly musicClasses?: ReadonlyArray<string> | undefined
  readonly timeScale?: number | undefined
}

/** The part of a PBX in which nothing has happened. */
export const initial = <Draft>(
  { agents = {}, musicClasses = ["default"], timeScale = 1 }: PoolOptions
): PoolState<Draft> => ({
  isInstant: timeScale === 0,
  musicClasses: musicClasses.map(wire.fromText),
  pending: HashMap.empty(),
  parked: HashMap.empty(),
  calls: HashMap.empty(),
  callsOf: HashMap.empty(),
  agents: makeAgents(agents),
  holdingBridge: undefined
})

/** The part while a step changes it. */
export class Pool<Draft> {
  readonly isInstant: boolean
  readonly musicClasses: ReadonlyArray<string>
  readonly pending: Table<string, string>
  readonly parked: Table<number, (draft: Draft) => void>
  readonly calls: Table<number, QueueCall>
  readonly callsOf: Table<string, ReadonlyArray<number>>
  readonly agents: Table<string, Agent>
  holdingBridge: string | undefined

  constructor(state: PoolState<Draft>) {
    this.isInstant = state.isInstant
    this.musicClasses = state.musicClasses
    this.pending = new Table(state.pending)
    this.parked = new Table(state.parked)
    this.calls = new Table(state.calls)
    this.callsOf = new Table(state.callsOf)
    this.agents = new Table(state.agents)
    this.holdingBridge = state.holdingBridge
  }

  /** The part as it is now. */
  get current(): PoolState<Draft> {
    return {
      isInstant: this.isInstant,
      musicClasses: this.musicClasses,
      pending: this.pending.current,
      parked: this.parked.current,
      calls: this.calls.current,
      callsOf: this.callsOf.current,
      agents: this.agents.current,
      holdingBridge: this.holdingBridge
    }
  }
}
