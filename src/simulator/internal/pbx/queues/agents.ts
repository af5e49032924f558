/**
 * The events about a caller and the member that is called for it.
 *
 * @since 0.2.0
 */
import type { Lines } from "../../messages.ts"
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import type { Channel } from "../model.ts"
import type { Queue } from "./model.ts"

/** A member as these events name it. */
export interface Named {
  readonly interface: string
  readonly name: string
}

const about = (queue: string, member: Named, more: Lines): Lines => [
  `Queue: ${queue}`,
  `Interface: ${member.interface}`,
  `MemberName: ${member.name}`,
  ...more
]

/** Raises an event about both, as they are now (app_queue.c, queue_publish_multi_channel_blob). */
export const raiseAgentEvent = (
  draft: Draft,
  name: string,
  queue: Queue,
  caller: Channel,
  leg: Channel,
  member: Named,
  more: Lines = []
): void =>
  draft.raise(name, "agent", [
    ...Channels.snapshot(draft.current(caller)),
    ...Channels.snapshot(draft.current(leg), "Dest"),
    ...about(queue.name, member, more)
  ])

/** Raises `AgentComplete`, with both as they were last published; one that has ended is left out. */
export const raiseComplete = (
  draft: Draft,
  queue: string,
  caller: Channel | undefined,
  leg: Channel | undefined,
  member: Named,
  more: Lines
): void =>
  draft.raise("AgentComplete", "agent", [
    ...(caller === undefined ? [] : Channels.cached(caller)),
    ...(leg === undefined ? [] : Channels.cached(leg, "Dest")),
    ...about(queue, member, more)
  ])
