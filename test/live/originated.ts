/**
 * A storm of originated calls: thousands of them through Local channels, with random ends, transfers, parking, conferences and
 * queues, seen over a link that breaks. At random moments the models are held to the lists of the server, and at the end each
 * call has to have ended once.
 */
import { assert } from "@effect/vitest"
import { Clock, Console, Effect, Stream } from "effect"
import { Actions, AmiAction, AmiCalls, type AmiClient, type CallRecord } from "effect-ami"
import { drift, type Pause, unseenBy, untilFresh } from "./serverDrift.ts"
import { randomFrom } from "./telephony.ts"

export interface Storm {
  readonly seed: number
  readonly calls: number
  readonly moments: number
  /** How many channels there are at most when another call is started. */
  readonly most: number
  /** What is called: at least one that stays, a queue, a conference and a parking lot. */
  readonly extensions: ReadonlyArray<string>
  /** A link of its own, which does not break, and receives events. */
  readonly driver: AmiClient.AmiClient["Service"]
  /** Breaks the link of the models. */
  readonly lose: Effect.Effect<unknown>
  readonly pause: Pause
}

export interface Figures {
  readonly calls: number
  readonly moments: number
  readonly drift: ReadonlyArray<string>
  readonly losses: number
  readonly most: number
  readonly records: number
  /** Calls that began and ended while the link was broken: nobody could see them. */
  readonly unseen: number
  /** Calls that began while the link was broken, and were part of another call when it was back. */
  readonly joined: number
  /** Channels that the server lists at the end, however often they are hung up. */
  readonly stuck: ReadonlyArray<string>
  readonly wrong: ReadonlyArray<string>
}

/** A channel, and what the driver has seen of it. */
interface Lived {
  readonly Channel: string
  readonly from: number
  to: number
  Linkedid: string
}

type Request = readonly [action: string, headers: Record<string, string>]

const context = "from-internal"

/** What a program asks for next. */
const nextRequest = (
  random: () => number,
  { extensions, most }: Storm,
  living: ReadonlyArray<string>,
  isPending: boolean
): Request | "Originate" => {
  const pick = (values: ReadonlyArray<string>): string => values[Math.floor(random() * values.length)] ?? ""
  const Exten = pick(extensions)
  // Two halves of a Local channel that both are connected by hand make a circle.
  const first = pick(living.filter((name) => name.endsWith(";1")))
  const other = pick(living.filter((name) => name.endsWith(";1")))
  const die = random()
  if (isPending && living.length < most && die < 0.5) return "Originate"
  if (die < 0.56) return ["Redirect", { Channel: first, Context: context, Exten, Priority: "1" }]
  if (die < 0.6) return ["BlindTransfer", { Channel: pick(living), Context: context, Exten }]
  if (die < 0.63) return ["Atxfer", { Channel: pick(living), Context: context, Exten }]
  if (die < 0.65) return ["Park", { Channel: first }]
  if (die < 0.67) return ["Bridge", { Channel1: first, Channel2: other }]
  return ["Hangup", { Channel: pick(living) }]
}

/** From when until when the link was broken, and the channels that `Status` listed then. */
interface Gap {
  readonly from: number
  readonly to: number
  readonly listed: ReadonlySet<string>
}

/** What is wrong with records of calls that were started by their own ids, and when the link was broken. */
const check = (
  records: ReadonlyArray<CallRecord.CallRecord>,
  started: ReadonlyMap<string, Lived>,
  gaps: ReadonlyArray<Gap>
): Pick<Figures, "joined" | "unseen" | "wrong"> => {
  const wrong: Array<string> = []
  const ended = new Set<string>()
  const known = new Set<string>()
  for (const { id, linkedids } of records) {
    if (ended.has(id)) wrong.push(`${id} ended twice`)
    ended.add(id)
    for (const one of [id, ...linkedids]) known.add(one)
  }
  let unseen = 0
  let joined = 0
  for (const [id, { Linkedid, from, to }] of started) {
    if (known.has(id)) continue
    const gap = gaps.find((gap) => gap.from <= from && from <= gap.to)
    // Asterisk takes a channel out of its list when it begins to end it; its Hangup comes when it is through with that.
    if (gap !== undefined && (to <= gap.to || !gap.listed.has(id))) unseen += 1
    else if (gap !== undefined && known.has(Linkedid)) joined += 1
    else wrong.push(`${id} has no record: ${JSON.stringify({ from, to, gap: [gap?.from, gap?.to], Linkedid })}`)
  }
  return { joined, unseen, wrong }
}

/** Plays a storm, and gives its figures. */
export const play = Effect.fnUntraced(function*(storm: Storm) {
  const { driver, lose, moments, pause, seed } = storm
  const calls = yield* AmiCalls.AmiCalls
  const random = randomFrom(seed)
  const records: Array<CallRecord.CallRecord> = []
  yield* calls.records.pipe(
    Stream.runForEach((record) => Effect.sync(() => records.push(record))),
    Effect.forkScoped({ startImmediately: true })
  )
  const living = new Map<string, Lived>()
  const started = new Map<string, Lived>()
  const heard = new Map<string, Array<string>>()
  let most = 0
  yield* driver.inbox.pipe(
    Stream.runForEach((item) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        if (item._tag !== "Received") return
        const { message } = item
        const id = message.get("Uniqueid") ?? ""
        const Channel = message.get("Channel") ?? ""
        if (message.name === "QueueMemberStatus") {
          const one = `${message.get("Queue")} ${message.get("Interface")}`
          heard.set(one, [...heard.get(one) ?? [], `${now} ${message.name} ${message.get("Status")}`])
        }
        if (
          /^(New(channel|state)|Hangup|Bridge|Local|Attended|Blind|Park|Unpark|Rename|Confbridge|QueueCaller)/.test(
            message.name
          )
        ) {
          for (const name of ["Uniqueid", "SwapUniqueid", "TransfereeUniqueid", "ParkeeUniqueid"]) {
            const one = message.get(name)
            if (one === undefined) continue
            const bridge = message.get("BridgeUniqueid")?.slice(0, 8) ?? ""
            heard.set(one, [...heard.get(one) ?? [], `${now} ${message.name} ${name} ${Channel} ${bridge}`])
          }
        }
        const known = living.get(id)
        if (known !== undefined) known.Linkedid = message.get("Linkedid") ?? known.Linkedid
        if (message.name === "Newchannel") {
          const lived: Lived = { Channel, from: now, to: Infinity, Linkedid: id }
          living.set(id, lived)
          if (/^storm-\d+$/.test(id)) started.set(id, lived)
          most = Math.max(most, living.size)
        } else if (message.name === "Hangup") {
          const lived = living.get(id)
          if (lived !== undefined) lived.to = now
          living.delete(id)
        }
      })
    ),
    Effect.forkScoped({ startImmediately: true })
  )
  const isUnseen = yield* unseenBy(driver)
  yield* untilFresh(pause)

  const gaps: Array<Gap> = []
  const differing: Array<string> = []
  const count = { originated: 0, accepted: 0 }
  const act = Effect.suspend(() => {
    const names = [...living.values()].map(({ Channel }) => Channel)
    const request = nextRequest(random, storm, names, count.originated < storm.calls)
    if (request !== "Originate") {
      return Effect.ignore(driver.send(AmiAction.raw(request[0], Object.entries(request[1]))))
    }
    const number = count.originated++
    const exten = () => storm.extensions[Math.floor(random() * storm.extensions.length)] ?? ""
    return driver.send(AmiAction.raw(
      "Originate",
      Object.entries({
        Channel: `Local/${exten()}@${context}${random() < 0.5 ? "/n" : ""}`,
        ...random() < 0.5 ? { Context: context, Exten: exten(), Priority: "1" } : { Application: "Echo" },
        ChannelId: `storm-${number}`,
        OtherChannelId: `storm-${number}b`,
        Async: "true"
      })
    )).pipe(Effect.andThen(Effect.sync(() => count.accepted += 1)), Effect.ignore)
  })
  const broken = Effect.gen(function*() {
    const from = yield* Clock.currentTimeMillis
    yield* lose
    // What was on its way when the link broke is lost too.
    return from - 1000
  })
  for (let moment = 1; moment <= moments; moment++) {
    const until = Math.floor(storm.calls * (moment - random() * 0.9) / moments)
    const wanted = moment === moments ? storm.calls : until
    let from: number | undefined
    while (count.originated < wanted) {
      const isDue = moment === moments && gaps.length === 0
      if (from === undefined && (random() < 0.05 || isDue)) from = yield* broken
      yield* Effect.all(Array.from({ length: 1 + Math.floor(random() * 12) }, () => act), {
        concurrency: 6,
        discard: true
      })
      yield* pause(Math.floor(random() * 40))
    }
    yield* untilFresh(pause)
    // A list is as new as its answer: what lived then is known.
    if (from !== undefined) {
      const to = yield* Clock.currentTimeMillis
      gaps.push({
        from,
        to,
        listed: new Set((yield* driver.collect(Actions.Status())).map(({ Uniqueid }) => Uniqueid))
      })
    }
    const found = yield* drift(driver, pause, isUnseen)
    differing.push(...found.map((line) => `moment ${moment}: ${line}`))
    for (const line of found) {
      const [, events = []] = [...heard].find(([one]) => line.startsWith(`${one} `)) ?? []
      yield* Console.log([`moment ${moment}: ${line}; the driver heard`, ...events.slice(-40)].join("\n    "))
    }
    if (moment % 20 === 0) {
      yield* Console.log(
        `  ${moment} moments, ${count.accepted} calls, ${living.size} channels, ${differing.length} drift`
      )
    }
  }
  for (let tries = 0; tries < 120 && living.size > 0; tries++) {
    for (const { Channel } of living.values()) yield* Effect.ignore(driver.send(Actions.Hangup({ Channel })))
    yield* pause(500)
  }
  yield* untilFresh(pause)
  differing.push(...(yield* drift(driver, pause, isUnseen)).map((line) => `at the end: ${line}`))
  // A real server sometimes keeps a channel, whatever is done with it; its call goes on.
  const stuck = new Set((yield* driver.collect(Actions.Status())).map(({ Uniqueid }) => Uniqueid))
  const ended = new Map([...started].filter(([id]) => !stuck.has(id)))
  const { joined, unseen, wrong } = check(records, ended, gaps)
  const stay = [...living].filter(([id]) => !stuck.has(id)).map(([, { Channel }]) => `${Channel} has not ended`)
  const open = [...(yield* calls.get).value.keys()].filter((id) => !stuck.has(id)).map((id) => `call ${id} is open`)
  const figures: Figures = {
    calls: count.accepted,
    moments,
    drift: differing,
    losses: gaps.length,
    most,
    records: records.length,
    unseen,
    joined,
    stuck: [...stuck],
    wrong: [...wrong, ...stay, ...open]
  }
  return figures
}, Effect.scoped)

/** Prints the figures, and fails if something is wrong. */
export const report = (where: string, { seed }: Storm, figures: Figures): void => {
  const { calls, drift, joined, losses, moments, most, records, stuck, unseen, wrong } = figures
  const parts = [
    `${calls} calls of up to ${most} channels at once`,
    `${losses} losses of the link`,
    `${moments} moments`,
    `drift ${drift.length}`,
    `${records} records`,
    `${unseen} calls began and ended while the link was broken`,
    `${joined} joined another call meanwhile`,
    `${stuck.length} stuck in the server`,
    `${wrong.length} wrong ends`,
    `seed ${seed}`
  ]
  console.log(`${where}: ${parts.join(", ")}`)
  assert.deepStrictEqual(drift, [])
  assert.deepStrictEqual(wrong.slice(0, 20), [])
  assert.isAbove(losses, 0)
}
