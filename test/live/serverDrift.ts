/**
 * What the models of channels, bridges, queues and calls say, beside the lists of a server.
 */
import { assert } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Actions, AmiBridges, AmiCalls, AmiChannels, type AmiClient, AmiQueues } from "effect-ami"
import { driftOf } from "./queueDrift.ts"

/** Lets time pass, in milliseconds: of a clock, or of a test's clock. */
export type Pause = (millis: number) => Effect.Effect<unknown>

/** What the models and the server say differently now. The lists are asked for over another link than that of the models. */
const differences = Effect.fnUntraced(function*(driver: AmiClient.AmiClient["Service"], unseen: Unseen) {
  const listed = yield* driver.collect(Actions.CoreShowChannels())
  const statuses = yield* driver.collect(Actions.Status())
  const bridgesListed = yield* driver.collect(Actions.BridgeList())
  const queuesListed = yield* driver.collect(Actions.QueueStatus())
  const channels = (yield* (yield* AmiChannels.AmiChannels).get).value
  const bridges = (yield* (yield* AmiBridges.AmiBridges).get).value
  const queues = (yield* (yield* AmiQueues.AmiQueues).get).value
  const found: Array<string> = []
  const expect = (what: string, known: unknown, truth: unknown) => {
    if (known !== truth) found.push(`${what}: ${String(known)} instead of ${String(truth)}`)
  }
  // Asterisk 16 shows the bridge that a channel has left in CoreShowChannels until something else of the channel changes.
  const bridgeOf = new Map(statuses.map(({ BridgeID, Uniqueid }) => [Uniqueid, BridgeID]))
  const bridgeIds = new Set(bridgesListed.map(({ BridgeUniqueid }) => BridgeUniqueid))
  // A bridge that is dissolved is in no list, although a channel that cannot leave it is still said to be in it.
  const dissolved = new Set([...bridgeOf.values()].filter((id) => id !== undefined && id !== "" && !bridgeIds.has(id)))
  const ids = new Set(listed.map(({ Uniqueid }) => Uniqueid))
  // CoreShowChannels is made of what was announced: it keeps a channel that is gone until its Hangup is (stasis_cache.c).
  const there = new Set(bridgeOf.keys())
  for (const { Channel, Uniqueid } of channels.values()) {
    if (!ids.has(Uniqueid)) found.push(`${Uniqueid} ${Channel} is not listed`)
  }
  for (const item of listed) {
    const known = channels.get(item.Uniqueid)
    if (known === undefined) {
      if (there.has(item.Uniqueid)) found.push(`${item.Uniqueid} ${item.Channel} is not known`)
    } else {
      expect(`${item.Uniqueid} name`, known.Channel, item.Channel)
      expect(`${item.Uniqueid} state`, known.state, item.ChannelStateDesc)
      expect(`${item.Uniqueid} Linkedid`, known.Linkedid, item.Linkedid)
      const bridge = bridgeOf.get(item.Uniqueid) ?? ""
      const isUnseen = unseen(item.Uniqueid, bridge, known.bridge)
      if (!dissolved.has(bridge) && !isUnseen) expect(`${item.Uniqueid} bridge`, known.bridge ?? "", bridge)
    }
  }
  for (const id of bridges.keys()) {
    if (!bridgeIds.has(id) && !dissolved.has(id)) found.push(`bridge ${id} is not listed`)
  }
  for (const id of bridgeIds) if (!bridges.has(id)) found.push(`bridge ${id} is not known`)
  // What a queue counts after transfers, it counts without an event.
  const isCount = (line: string) => /(Completed|Abandoned|CallsTaken|LastCall|InCall):/.test(line)
  return [...found, ...driftOf(queues, queuesListed).filter((line) => !isCount(line))]
})

/** Waits until all models are fresh. */
export const untilFresh = Effect.fnUntraced(function*(pause: Pause) {
  const channels = yield* AmiChannels.AmiChannels
  const queues = yield* AmiQueues.AmiQueues
  const calls = yield* AmiCalls.AmiCalls
  const isFresh = Effect.gen(function*() {
    const all = [yield* channels.get, yield* queues.get, yield* calls.get]
    return all.every(({ _tag }) => _tag === "Fresh")
  })
  for (let tries = 0; tries < 600 && !(yield* isFresh); tries++) yield* pause(100)
  assert.isTrue(yield* isFresh, "the models are not fresh after a minute")
})

/** Whether no event says that a channel is in the bridge that the server lists, and models know of none. */
export type Unseen = (Uniqueid: string, listed: string, known: string | undefined) => boolean

/**
 * What events that the driver has received do not say. Asterisk lists a channel in a bridge that no event says it has entered, if it
 * took the place of another in it, and in one that it has left by event, if another took its place, until its thread runs again.
 */
export const unseenBy = Effect.fnUntraced(function*(driver: AmiClient.AmiClient["Service"]) {
  const entered = new Map<string, string>()
  yield* driver.inbox.pipe(
    Stream.runForEach((item) =>
      Effect.sync(() => {
        if (item._tag !== "Received") return
        const { message } = item
        const id = message.get("Uniqueid") ?? ""
        if (message.name === "BridgeEnter") entered.set(id, message.get("BridgeUniqueid") ?? "")
        if (message.name === "BridgeLeave" || message.name === "Hangup") entered.delete(id)
      })
    ),
    Effect.forkScoped({ startImmediately: true })
  )
  const unseen: Unseen = (Uniqueid, listed, known) => known === undefined && entered.get(Uniqueid) !== listed
  return unseen
})

/**
 * What differs in each of several lists, one after the other: an event that is under way explains no such difference,
 * nor do models that have just lost some. `unseen` is what no event says.
 */
export const drift = Effect.fnUntraced(function*(
  driver: AmiClient.AmiClient["Service"],
  pause: Pause,
  unseen: Unseen = () => false
) {
  yield* untilFresh(pause)
  let lasting = yield* differences(driver, unseen)
  for (let tries = 0; tries < 8 && lasting.length > 0; tries++) {
    yield* pause(250)
    yield* untilFresh(pause)
    const now = new Set(yield* differences(driver, unseen))
    lasting = lasting.filter((line) => now.has(line))
  }
  return lasting
})
