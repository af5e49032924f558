/**
 * Stories that nobody thought of: people with telephones who do whatever comes to their mind, on the simulator.
 */
import { Effect, Layer, type Scope } from "effect"
import { AmiCodec } from "effect-ami"
import { TestClock } from "effect/testing"
import type { SimulatedPbx } from "../../../src/simulator/index.ts"
import { type Link, network, simulatorOf } from "../../fidelity/link.ts"
import { optionsFrom } from "../../fidelity/pbx.ts"
import { epoch, randomOf, type Timed } from "./recordings.ts"

type Command = SimulatedPbx.Command

/** What a telephone can see of its call. */
interface Seen {
  readonly phone: string
  readonly channel: string
  readonly isIncoming: boolean
  isUp: boolean
  isOver: boolean
}

class Watcher {
  readonly calls = new Map<string, Seen>()
  /** All channels that live, also Local ones. */
  readonly channels = new Map<string, string>()

  hear(lines: ReadonlyArray<string>): void {
    const value = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? ""
    const event = value("Event")
    const id = value("Uniqueid")
    if (event === "Hangup") this.channels.delete(id)
    if (event === "Newchannel") {
      this.channels.set(id, value("Channel"))
      const channel = value("Channel")
      const phone = /^PJSIP\/(.+)-[0-9a-f]{8}$/.exec(channel)?.[1]
      if (phone === undefined) return
      this.calls.set(id, { phone, channel, isIncoming: value("ChannelState") === "0", isUp: false, isOver: false })
    }
    const call = this.calls.get(id)
    if (call !== undefined && event === "Newstate") call.isUp = value("ChannelState") === "6"
    if (call !== undefined && event === "Hangup") call.isOver = true
  }

  get living(): ReadonlyArray<Seen> {
    return [...this.calls.values()].filter(({ isOver }) => !isOver)
  }
}

const phones = ["101", "102", "103", "104"]

/** What a telephone of the house dials: others, groups, queues, conferences, parking, pick-up, and the outside. */
const inner = (
  "101 102 103 104 101 102 103 104 150 0301 0777 111 112 200 600 601 701 702 800 800 "
  + "801 802 803 804 840 851 853 854 895 *8 *8101 *8102 830 999"
).split(" ")

const outer = Array.from({ length: 10 }, (_, number) => `555010${number}`)

const targets = [...phones, "150", "0777", "700", "700", "800", "802", "600", "853", "999"]

const letOthersRun = Effect.forEach(Array.from({ length: 10 }, () => 0), () => Effect.yieldNow, { discard: true })

const action = (lines: ReadonlyArray<string>): Uint8Array =>
  new Uint8Array(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`))

/** What happens next: something with a call that lives, or a new call. */
const next = (random: () => number, watcher: Watcher): Command | ReadonlyArray<string> | undefined => {
  const pick = <A>(from: ReadonlyArray<A>): A | undefined => from[Math.floor(random() * from.length)]
  const { living } = watcher
  const call = pick(living)
  if (call === undefined || (random() < 0.25 && living.length < 10)) {
    const isOutside = random() < 0.4
    if (random() < 0.15) {
      const [Channel = "", Exten = ""] = [
        pick(["PJSIP/101", "PJSIP/0444@provider", "Local/102@from-internal"]),
        pick(inner)
      ]
      return [
        "Action: Originate",
        `Channel: ${Channel}`,
        "Context: from-internal",
        `Exten: ${Exten}`,
        "Priority: 1",
        "Async: true"
      ]
    }
    return isOutside
      ? {
        command: "call",
        phone: "provider",
        number: pick(outer) ?? "",
        callerId: { number: `020${Math.floor(random() * 1e4)}` }
      }
      : { command: "call", phone: pick(phones) ?? "", number: pick(inner) ?? "" }
  }
  const { channel, isIncoming, isUp, phone } = call
  const of = { phone, channel }
  const chance = random()
  if (!isUp && isIncoming) {
    if (chance < 0.3) return { command: "ring", ...of }
    if (chance < 0.8) return { command: "answer", ...of }
    if (chance < 0.87) return { command: "reject", ...of, status: pick([486, 603, 480, 503, 404]) ?? 486 }
    if (chance < 0.95) return { command: "forward", ...of, number: pick([...phones, "150", "0555"]) ?? "" }
    return undefined
  }
  if (!isUp) return chance < 0.15 ? { command: "hangUp", ...of } : undefined
  if (chance < 0.12) return { command: "hangUp", ...of }
  if (chance < 0.24) return { command: "hold", ...of }
  if (chance < 0.36) return { command: "unhold", ...of }
  if (chance < 0.52) return { command: "transfer", ...of, number: pick(targets) ?? "" }
  if (chance < 0.64) return { command: "attendedTransfer", ...of }
  if (chance < 0.74) {
    return { command: "press", ...of, digits: pick(["*2", "#1", "*1", "*3", "102", "103", "1", "9", "#72"]) ?? "1" }
  }
  if (chance < 0.78) return { command: "replace", phone: pick(phones) ?? "", channel }
  if (chance < 0.8) return ["Action: Hangup", `Channel: ${channel}`]
  if (chance < 0.82) {
    return [
      "Action: Redirect",
      `Channel: ${channel}`,
      "Context: from-internal",
      `Exten: ${pick(targets)}`,
      "Priority: 1"
    ]
  }
  if (chance < 0.84) return ["Action: Park", `Channel: ${channel}`]
  if (chance < 0.86) {
    return ["Action: Atxfer", `Channel: ${channel}`, "Context: from-internal", `Exten: ${pick(phones)}`]
  }
  if (chance < 0.88) {
    return ["Action: BlindTransfer", `Channel: ${channel}`, "Context: from-internal", `Exten: ${pick(phones)}`]
  }
  if (chance < 0.9) return ["Action: QueueWithdrawCaller", "Queue: sales", `Caller: ${channel}`]
  if (chance < 0.92) {
    const other = pick(living.filter((one) => one !== call && one.isUp))
    return other === undefined ? undefined : ["Action: Bridge", `Channel1: ${channel}`, `Channel2: ${other.channel}`]
  }
  return undefined
}

const acted = Effect.fnUntraced(function*(
  random: () => number,
  steps: number,
  watcher: Watcher,
  link: Link,
  perform: (command: Command) => Effect.Effect<void>,
  passes: (millis: number) => Effect.Effect<void>,
  note: (text: string) => void
) {
  const act = (what: ReturnType<typeof next>) => {
    if (what === undefined) return Effect.void
    note(JSON.stringify(what))
    return "command" in what ? perform(what) : Effect.sync(() => link.write(action(what)))
  }
  for (let step = 0; step < steps; step++) {
    yield* act(next(random, watcher))
    yield* letOthersRun
    yield* passes([5, 50, 300, 1000, 3000][Math.floor(random() * 5)] ?? 50)
  }
  // Everybody goes home, one after the other.
  for (let round = 0; round < 60 && watcher.living.length > 0; round++) {
    for (const { channel, isIncoming, isUp, phone } of watcher.living) {
      if (isUp || !isIncoming) yield* perform({ command: "hangUp", phone, channel })
      yield* passes(20)
    }
    yield* passes(1000)
  }
  yield* passes(5000)
  // Local channels that hear each other, such as in a conference, end only if somebody asks for it.
  for (let round = 0; round < 3 && watcher.channels.size > 0; round++) {
    for (const channel of watcher.channels.values()) {
      yield* Effect.sync(() => link.write(action(["Action: Hangup", `Channel: ${channel}`])))
      yield* letOthersRun
      yield* passes(20)
    }
    yield* passes(1000)
  }
})

export interface Story {
  readonly timed: ReadonlyArray<Timed>
  /** The channels that did not end. */
  readonly living: ReadonlyArray<string>
  readonly notes: ReadonlyArray<string>
}

/** A story, the same for the same seed. */
export const story = (seed: number, steps: number, version: "16" | "22"): Promise<Story> => {
  const { connect, layer } = network()
  const decoder = AmiCodec.makeDecoder({ banner: false })
  const timed: Array<Timed> = []
  const notes: Array<string> = []
  const watcher = new Watcher()
  const program: Effect.Effect<void, unknown, Scope.Scope> = Effect.gen(function*() {
    yield* TestClock.setTime(epoch)
    const simulator = yield* simulatorOf(optionsFrom(new URL("../../fidelity/etc/calls/", import.meta.url), version))
    yield* letOthersRun
    const link = yield* connect
    let now = epoch
    link.onMessage = (lines) => {
      watcher.hear(lines)
      const bytes = new Uint8Array(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"))
      for (const message of decoder.push(bytes)) timed.push({ message, at: now })
    }
    const passes = Effect.fnUntraced(function*(millis: number) {
      for (let left = millis; left > 0; left -= 25) {
        const step = Math.min(left, 25)
        now += step
        yield* TestClock.adjust(step)
        yield* letOthersRun
      }
    })
    link.write(action(["Action: Login", "Username: hello", "Secret: world", "Events: on"]))
    yield* letOthersRun
    yield* passes(50)
    const perform = (command: Command) => Effect.ignore(simulator.perform(command))
    yield* acted(randomOf(seed), steps, watcher, link, perform, passes, (text) => notes.push(`${now - epoch} ${text}`))
  }).pipe(Effect.provide(Layer.merge(layer, TestClock.layer({ warningDelay: "1 hour" }))))
  return Effect.runPromise(Effect.scoped(program)).then(() => ({
    timed,
    living: [...watcher.channels.values()],
    notes
  }))
}
