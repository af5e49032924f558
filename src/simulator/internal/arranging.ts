/**
 * Changes what a PBX is made of while it runs: telephones, extensions and queues that a story needs.
 *
 * @since 0.2.0
 */
import * as HashMap from "effect/HashMap"
import type { Endpoint, Queue } from "../SimulatedPbx.ts"
import * as Dialplan from "./pbx/dialplan/dialplan.ts"
import type { Draft, State } from "./pbx/draft.ts"
import { keyOf } from "./pbx/queues/model.ts"
import * as QueueOptions from "./pbx/queues/options.ts"
import * as wire from "./wire.ts"

/** A change of the state, and what follows from it. */
export interface Change {
  readonly state: State
  readonly after?: ((draft: Draft) => void) | undefined
}

/** Adds a telephone, or changes how one takes calls. */
export const telephone = (state: State, name: string, endpoint: Endpoint): Change => {
  const isNew = !Object.hasOwn(state.endpoints, name)
  return {
    state: { ...state, endpoints: { ...state.endpoints, [name]: endpoint } },
    after: (draft) => isNew ? draft.deviceChanged(`PJSIP/${name}`) : undefined
  }
}

/** Whether an extension does something. */
export const hasExtension = (state: State, context: string, exten: string): boolean =>
  Dialplan.exists(state.dialplan, { context, exten })

/** Lets an extension run applications, instead of what it did. */
export const extension = (
  state: State,
  context: string,
  exten: string,
  applications: ReadonlyArray<string>
): Change => {
  const before = state.dialplan.get(wire.fromText(context))
  const others = (before?.extensions ?? []).filter((other) => other.exten !== wire.fromText(exten))
  const parsed = Dialplan.parse(wire.fromTexts({ [context]: { [exten]: applications } }))
  const added = parsed.get(wire.fromText(context))?.extensions ?? []
  const after = Dialplan.contextOf([...others, ...added], before?.includes ?? [])
  return { state: { ...state, dialplan: new Map(state.dialplan).set(wire.fromText(context), after) } }
}

/** Whether there is a queue. */
export const hasQueue = (state: State, name: string): boolean => HashMap.has(state.queues, keyOf(wire.fromText(name)))

/** Adds a queue. */
export const queue = (state: State, name: string, settings: Queue, now: number): Change => {
  const made = QueueOptions.makeQueues({ [name]: settings }, {}, now)
  const names = [...HashMap.values(state.queues)].map((each) => wire.toText(each.name))
  // The order in which Asterisk lists them depends on their names alone.
  const { queueOrder } = QueueOptions.makeQueues(
    Object.fromEntries([...names, name].map((each) => [each, {}])),
    {},
    now
  )
  return { state: { ...state, queues: HashMap.union(state.queues, made.queues), queueOrder } }
}
