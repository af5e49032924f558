/**
 * `ami channels`, `ami calls`, `ami queues` and `ami members`: tables of live models.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as AmiCalls from "../../live/AmiCalls.ts"
import * as AmiChannels from "../../live/AmiChannels.ts"
import type * as AmiLive from "../../live/AmiLive.ts"
import * as AmiQueues from "../../live/AmiQueues.ts"
import { failed } from "../failure.ts"
import { callKind, CallRow } from "../look/callRows.ts"
import { channelKind, ChannelRow } from "../look/channelRows.ts"
import { look, type Open } from "../look/looking.ts"
import { memberKind, MemberRow } from "../look/memberRows.ts"
import { queueKind, QueueRow } from "../look/queueRows.ts"

interface Watching {
  readonly watch: boolean
}

interface OfQueue extends Watching {
  readonly queue: string | undefined
}

export const channels = {
  output: Schema.Array(ChannelRow),
  run: (options: Watching) =>
    look(
      channelKind,
      (use) => Effect.provide(Effect.flatMap(AmiChannels.AmiChannels, use), AmiChannels.layer),
      options
    )
}

export const calls = {
  output: Schema.Array(CallRow),
  run: (options: Watching) =>
    look(callKind, (use) => Effect.provide(Effect.flatMap(AmiCalls.AmiCalls, use), AmiCalls.layer), options)
}

export const queues = {
  output: Schema.Array(QueueRow),
  run: (options: OfQueue) => look(queueKind, ofQueue(options.queue, (live) => live), options)
}

export const members = {
  output: Schema.Array(MemberRow),
  run: (options: OfQueue) => look(memberKind, ofQueue(options.queue, (live) => live.members), options)
}

/** A model of all queues or of one; one that does not exist is a failure. */
const ofQueue = <V>(
  queue: string | undefined,
  model: (live: AmiQueues.AmiQueues["Service"]) => AmiLive.Model<V>
): Open<V> =>
(use) =>
  Effect.gen(function*() {
    const live = yield* AmiQueues.AmiQueues
    if (queue !== undefined && (yield* live.lookup(queue)).value === undefined) {
      return yield* failed(`There is no queue ${queue}`, { reason: "NotFound", hints: ["ami queues lists them"] })
    }
    yield* use(model(live))
  }).pipe(Effect.provide(queue === undefined ? AmiQueues.layer : AmiQueues.layerWith({ queues: [queue] })))
