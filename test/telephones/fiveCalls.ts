/**
 * Five calls from outside that are in five situations at once: one rings, one is talked, one is held, one waits in a queue,
 * and one is parked. Then each goes on to its end.
 */
import { Effect } from "effect"
import type { CallRecord } from "../../src/index.ts"
import { answers, type Call, type Lab, sleep } from "../fidelity/shapes/telephone.ts"
import type { House } from "./house.ts"
import type { Observer } from "./observer.ts"
import { stage } from "./stage.ts"

/** More time in the parking lot than a fault lasts. */
export const patientParking = { "res_parking.conf": "[default](+)\nparkingtime = 120" }

/** The situations, by the number of who calls. */
export const situations = {
  "0200001": "ringing",
  "0200002": "talking",
  "0200003": "held",
  "0200004": "queued",
  "0200005": "parked"
} as const

export type Situation = (typeof situations)[keyof typeof situations]

export interface FiveCalls {
  /** Each call goes on and ends: answered, hung up, taken back, given up, fetched. */
  readonly finish: Effect.Effect<void>
  /** All callers hang up. */
  readonly giveUp: Effect.Effect<void>
}

const calling = (lab: Lab, situation: Situation, to: string) => {
  const [number = ""] = Object.entries(situations).find(([, one]) => one === situation) ?? []
  return lab.provider.call(to, { number, name: situation })
}

/** A call that somebody answers. */
const answered = Effect.fnUntraced(function*(lab: Lab, situation: Situation, to: string, who: Lab["alice"]) {
  const caller = yield* calling(lab, situation, to)
  const called = yield* answers(who, 0)
  yield* caller.answered
  return { caller, called }
})

/** How long people talk, in milliseconds: not at all is something else. */
const talk = 200

/** Makes the calls. */
export const fiveCalls = Effect.fnUntraced(function*(home: House, observer: Observer): Effect.fn.Return<FiveCalls> {
  const lab = stage(home, observer, undefined)
  const { alice, bob, carol, dave } = lab
  const parked = yield* answered(lab, "parked", "102", bob)
  yield* parked.called.refer("700")
  yield* lab.event("ParkedCall")
  yield* parked.called.bye
  const held = yield* answered(lab, "held", "101", alice)
  yield* held.called.hold
  const talking = yield* answered(lab, "talking", "104", dave)
  yield* alice.unattended("ring")
  const queued = yield* calling(lab, "queued", "803")
  yield* lab.event("AgentCalled")
  const ringing = yield* calling(lab, "ringing", "103")
  const rings = yield* carol.ringing
  yield* rings.ring

  const all: ReadonlyArray<Call> = [parked.caller, held.caller, talking.caller, queued, ringing]
  const finish = Effect.gen(function*() {
    yield* rings.answer
    yield* ringing.answered
    yield* sleep(talk)
    yield* rings.bye
    yield* talking.caller.bye
    yield* held.called.unhold
    yield* held.called.bye
    yield* queued.bye
    const fetched = yield* bob.call("701")
    yield* fetched.answered
    yield* lab.event("UnParkedCall")
    yield* sleep(talk)
    yield* parked.caller.bye
    yield* observer.until("the end of all channels", () => observer.living() === 0)
  })
  const giveUp = Effect.andThen(
    Effect.forEach(all, ({ bye }) => bye, { discard: true }),
    observer.until("the end of all channels", () => observer.living() === 0)
  )
  return { finish, giveUp }
})

/** The situation that a record is of; undefined for the call of who fetches the one that is parked. */
export const situationOf = ({ from }: CallRecord.CallRecord): Situation | undefined =>
  Object.entries(situations).find(([number]) => number === from?.number)?.[1]

/** What a record says that the truth does not, in words: a record may know less, and never anything else. */
export const invented = (record: CallRecord.CallRecord, truth: CallRecord.CallRecord): ReadonlyArray<string> => {
  const found: Array<string> = []
  const expect = <A>(what: string, said: A | undefined, is: A | undefined, unknown?: A) => {
    if (said !== undefined && said !== unknown && said !== is) found.push(`${what}: ${said}, not ${is}`)
  }
  const near = (what: string, said: number | undefined, is: number | undefined, within = 1500) => {
    if (said !== undefined && (is === undefined || Math.abs(said - is) > within)) {
      found.push(`${what}: ${said}, not ${is}`)
    }
  }
  expect("outcome", record.outcome, truth.outcome, "Unknown")
  expect("direction", record.direction, truth.direction, "Unknown")
  expect("dialed", record.dialed, truth.dialed)
  expect("answeredBy", record.answeredBy?.number, truth.answeredBy?.number)
  near("answeredAt", record.answeredAt, truth.answeredAt)
  if (record.end._tag === "HungUp" && truth.end._tag === "HungUp") expect("end", record.end.by, truth.end.by, "Unknown")
  if (record.holds > truth.holds) found.push(`${record.holds} holds, not ${truth.holds}`)
  for (const leg of record.legs) {
    const same = truth.legs.find(({ Uniqueid }) => Uniqueid === leg.Uniqueid)
    if (same === undefined) {
      found.push(`a leg ${leg.Channel}`)
      continue
    }
    expect(`outcome of ${leg.Channel}`, leg.outcome, same.outcome, "Unknown")
    near(`answer of ${leg.Channel}`, leg.answeredAt, same.answeredAt)
    near(`end of ${leg.Channel}`, leg.endedAt, same.endedAt, 10_000)
    if (leg.talkMs > same.talkMs + 1500) found.push(`talk of ${leg.Channel}: ${leg.talkMs}, not ${same.talkMs}`)
  }
  for (const { outcome, Queue } of record.queues) {
    const same = truth.queues.find((one) => one.Queue === Queue || Queue === undefined)
    expect(`queue ${Queue}`, outcome, same?.outcome, "Unknown")
  }
  for (const { outcome, space } of record.parkings) {
    expect(`space ${space}`, outcome, truth.parkings.find((one) => one.space === space)?.outcome, "Unknown")
  }
  return found
}
