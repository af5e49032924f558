/**
 * What a model of queues and a list of Asterisk say differently.
 */
import { DateTime } from "effect"
import { AmiQueues, type Events } from "effect-ami"

type Item = Events.QueueParams | Events.QueueMember | Events.QueueEntry

const states = [
  "Unknown",
  "NotInUse",
  "InUse",
  "Busy",
  "Invalid",
  "Unavailable",
  "Ringing",
  "RingInUse",
  "OnHold"
]

/** One line for each difference; none if the model is right. */
export const driftOf = (
  queues: ReadonlyMap<string, AmiQueues.Queue>,
  items: ReadonlyArray<Item>
): ReadonlyArray<string> => {
  const found: Array<string> = []
  const expect = (what: string, known: unknown, truth: unknown) => {
    if (known !== truth) found.push(`${what}: ${String(known)} instead of ${String(truth)}`)
  }
  const waiting = new Map<string, Array<string>>()
  const members = new Map<string, Array<string>>()
  for (const item of items) {
    const queue = queues.get(item.Queue)
    if (item.Event === "QueueParams") {
      expect(`${item.Queue} Completed`, queue?.counters.Completed, item.Completed)
      expect(`${item.Queue} Abandoned`, queue?.counters.Abandoned, item.Abandoned)
      waiting.set(item.Queue, [])
      members.set(item.Queue, [])
    } else if (item.Event === "QueueEntry") waiting.get(item.Queue)?.push(item.Uniqueid)
    else {
      members.get(item.Queue)?.push(item.Location)
      const member = queue?.members.get(item.Location)
      const what = `${item.Queue} ${item.Location}`
      expect(`${what} state`, member?.state, states[Number(item.Status)] ?? item.Status)
      expect(`${what} Paused`, member?.Paused, item.Paused)
      expect(`${what} PausedReason`, member?.PausedReason ?? "", item.PausedReason)
      expect(`${what} Penalty`, member?.Penalty, item.Penalty)
      expect(`${what} InCall`, member?.InCall, item.InCall)
      expect(`${what} CallsTaken`, member?.CallsTaken, item.CallsTaken)
      const lastCall = item.LastCall === undefined ? 0 : DateTime.toEpochMillis(item.LastCall)
      // The end that was seen is by our clock.
      if (Math.abs((member?.LastCall ?? 0) - lastCall) > 1000) expect(`${what} LastCall`, member?.LastCall, lastCall)
    }
  }
  expect("queues", [...queues.keys()].sort().join(), [...waiting.keys()].sort().join())
  for (const [name, ids] of waiting) {
    expect(`${name} callers`, queues.get(name)?.callers.map(({ Uniqueid }) => Uniqueid).join(), ids.join())
  }
  for (const [name, ifaces] of members) {
    expect(`${name} members`, [...queues.get(name)?.members.keys() ?? []].sort().join(), ifaces.sort().join())
  }
  return found
}
