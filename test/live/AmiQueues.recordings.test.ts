/**
 * Recorded calls through queues: what the model says of each, from its beginning and from any moment in its midst.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { AmiMessage, AmiQueues } from "effect-ami"
import { QueuesPart } from "../../src/live/internal/queues/queues.ts"
import { memberStates } from "../../src/live/internal/queues/queueValues.ts"
import { sample, size } from "../size.ts"
import { messages, type Recording, recordings, type Timed, withExtras, withSystemname } from "./calls/recordings.ts"
import { entry, listed, params } from "./queueWords.ts"
import { messageOf } from "./queueWorld.ts"

const source = { id: "QueueStatus", cost: 1, ask: () => Effect.succeed([]) }

const isEvent = ({ message }: Timed) => message.kind === "Event" && message.get("ActionID") === undefined

const throughQueues = recordings.filter((recording) =>
  messages(recording).some((timed) => isEvent(timed) && timed.message.name === "QueueCallerJoin")
)

/** The queues before the recording: the members of which an event speaks, as the first one found them. */
const before = (timed: ReadonlyArray<Timed>): ReadonlyArray<AmiMessage.AmiMessage> => {
  const found = new Map<string, string>()
  const queues = new Set<string>()
  for (const { message } of timed) {
    const queue = message.get("Queue")
    if (queue === undefined || message.kind !== "Event") continue
    queues.add(queue)
    const iface = message.get("Interface")
    if (iface === undefined || found.has(`${queue} ${iface}`)) continue
    const calls = Number(message.get("CallsTaken") ?? 0) -
      (message.get("InCall") === "0" && message.get("Status") === "1" ? 1 : 0)
    found.set(`${queue} ${iface}`, listed(queue, iface, { CallsTaken: Math.max(0, calls) }))
  }
  return [...[...queues].map((queue) => params(queue)), ...found.values()].map(messageOf)
}

const begin = (items: ReadonlyArray<AmiMessage.AmiMessage>, at: number) => {
  const part = new QueuesPart({
    only: undefined,
    sources: [[source, undefined]],
    countersAfter: 1000,
    capacity: undefined
  })
  part.begin(source)
  assert.isTrue(part.list(source, items, at))
  part.settle(at)
  const left: Array<string> = []
  const leaving = part.index.removeCaller.bind(part.index)
  part.index.removeCaller = (queue, caller, last) => {
    if (last?.left !== undefined) left.push([last.left.reason, last.left.Interface].filter(Boolean).join(" "))
    leaving(queue, caller, last)
  }
  return { part, left }
}

const queuesOf = (part: QueuesPart) => [...part.index.byName.values()].map(({ value }) => value)

/** What Asterisk would list, for all that the model knows. */
const listOf = (part: QueuesPart, at: number) =>
  queuesOf(part).flatMap((queue) => [
    params(queue.Queue, { Completed: queue.counters.Completed, Abandoned: queue.counters.Abandoned }),
    ...[...queue.members.values()].map((member) =>
      listed(queue.Queue, member.Interface, {
        StateInterface: member.StateInterface,
        CallsTaken: member.CallsTaken,
        LastCall: (member.LastCall ?? 0) / 1000,
        InCall: member.InCall ? 1 : 0,
        Status: memberStates.indexOf(member.state),
        Paused: member.Paused ? 1 : 0
      })
    ),
    ...queue.callers.map(({ Uniqueid, joinedAt, position }) =>
      entry(queue.Queue, Uniqueid, position, { Wait: Math.floor((at - joinedAt) / 1000) })
    )
  ]).map(messageOf)

const waitingIn = (part: QueuesPart) =>
  queuesOf(part).flatMap(({ Queue, callers }) => callers.map(({ Uniqueid }) => `${Queue} ${Uniqueid}`)).sort()

const membersOf = (part: QueuesPart) =>
  queuesOf(part).flatMap(({ Queue, members }) =>
    [...members.values()].map(({ InCall, Interface, status, state }) =>
      `${Queue} ${Interface} ${state} ${status} ${InCall}`
    )
  ).sort()

const play = (part: QueuesPart, timed: ReadonlyArray<Timed>) => {
  for (const { at, message } of timed) if (isEvent({ at, message })) part.apply(message, at)
}

/** How the callers of each shape leave, in their order. */
const expected: Readonly<Record<string, ReadonlyArray<string>>> = {
  "attended-to-queue": ["Connected PJSIP/103"],
  "attended-to-queue-caller-left": ["Abandoned"],
  "menu-queue": ["Connected PJSIP/101"],
  "queue-abandoned": ["Abandoned"],
  "queue-answered": ["Connected PJSIP/101"],
  "queue-attended-transfer": ["Connected PJSIP/101"],
  "queue-blind-transfer": ["Connected PJSIP/101"],
  "queue-busy-member": ["Connected PJSIP/102"],
  "queue-exit-digit": ["Left"],
  "queue-local-members": ["Connected Local/102@ring/n"],
  "queue-ringall": ["Connected PJSIP/103"],
  "queue-second-member": ["Connected PJSIP/102"],
  "queue-timeout": ["TimedOut"],
  "queue-two-callers": ["Connected PJSIP/101", "Connected PJSIP/102"],
  "queue-withdrawn": ["TimedOut"],
  "transfer-to-queue": ["Connected PJSIP/101"]
}

const nameOf = ({ shape, version }: Recording) => `${shape} on ${version}`

const finished = (part: QueuesPart, left: ReadonlyArray<string>, name: string) => {
  assert.deepStrictEqual(waitingIn(part), [], name)
  const sum = (count: (totals: AmiQueues.Totals) => number) =>
    queuesOf(part).reduce((sum, { totals }) => sum + count(totals), 0)
  assert.strictEqual(sum(({ joined }) => joined), left.length, name)
  assert.strictEqual(
    sum(({ connected }) => connected),
    left.filter((words) => words.startsWith("Connected")).length,
    name
  )
  assert.strictEqual(sum(({ completed }) => completed), sum(({ connected }) => connected), name)
  for (const { members } of queuesOf(part)) {
    for (const { call, InCall, Interface, ringingFor, status } of members.values()) {
      assert.deepStrictEqual(
        [call, ringingFor, InCall],
        [undefined, undefined, false],
        `${name}: ${Interface} ${status}`
      )
    }
  }
}

describe("the model of queues on recorded calls", () => {
  it("says how each caller left, and leaves nothing open", () => {
    const said = new Map<string, ReadonlyArray<string>>()
    for (const recording of throughQueues) {
      const timed = messages(recording)
      for (const variant of size([timed, withSystemname(timed, "pbx"), withExtras(timed)], [withExtras(timed)])) {
        const { left, part } = begin(before(variant), variant[0]?.at ?? 0)
        play(part, variant)
        finished(part, left, nameOf(recording))
        said.set(nameOf(recording), left)
        const table = expected[recording.shape]
        if (table !== undefined) assert.deepStrictEqual(left, table, nameOf(recording))
      }
    }
    assert.isAbove(said.size, 28)
  })

  it("ends the same from any moment, with the list of that moment", () => {
    for (const recording of sample(throughQueues, 3)) {
      const timed = messages(recording).filter(isEvent)
      const whole = begin(before(timed), timed[0]?.at ?? 0).part
      const parts: Array<QueuesPart> = []
      for (const [index, { at, message }] of timed.entries()) {
        whole.apply(message, at)
        for (const part of parts) part.apply(message, at)
        const expected = waitingIn(whole)
        for (const part of parts) assert.deepStrictEqual(waitingIn(part), expected, `${nameOf(recording)} at ${index}`)
        if (index % size(3, 60) === 0) parts.push(begin(listOf(whole, at), at).part)
      }
      for (const part of parts) assert.deepStrictEqual(membersOf(part), membersOf(whole), nameOf(recording))
    }
  })
})
