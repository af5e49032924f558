/**
 * Calls whose connection is lost at random moments: each is dialled once at most, and what is said of it is true.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Random } from "effect"
import { AmiDial } from "effect-ami"
import { AmiFault, AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { randomFrom } from "../live/telephony.ts"
import { scaled } from "../size.ts"
import { house } from "./house.ts"

/** Who is called, and what becomes of it if nothing is lost. */
const numbers = {
  "100": "Answered",
  "2486": "Busy",
  "2603": "Rejected",
  "2404": "Unreachable",
  "2503": "Congestion",
  "102": "NoAnswer",
  "302": "Answered",
  "PJSIP/100": "Answered",
  "PJSIP/2486": "Busy"
} as const

const names = Object.keys(numbers) as ReadonlyArray<keyof typeof numbers>

const seeds = Array.from({ length: scaled(250) }, (_, index) => 7000 + index)

interface Call {
  readonly id: string
  readonly number: keyof typeof numbers
  readonly blackBox: boolean
  readonly fiber: Fiber.Fiber<AmiDial.Outcome, unknown>
}

/** What is wrong with what was said of a call that was asked for so often. */
const wrongOf = ({ blackBox, number }: Call, exit: Exit.Exit<AmiDial.Outcome, unknown>, asked: number) => {
  if (asked > 1) return `was dialled ${asked} times`
  if (Exit.isFailure(exit)) return asked === 0 ? undefined : `failed although it was dialled: ${String(exit.cause)}`
  const { _tag } = exit.value
  if (_tag === "Unknown" || _tag === numbers[number]) return undefined
  return `is ${JSON.stringify(exit.value)} instead of ${numbers[number]}${blackBox ? " (black box)" : ""}`
}

/** What is said of the second party; of the first, who always answers, if that is not known. */
const secondOf = ({ from, to }: AmiDial.CallOutcome): AmiDial.Outcome =>
  from._tag === "Answered" || from._tag === "Unknown"
    ? to ?? from
    : { _tag: "Failed", text: `from is ${JSON.stringify(from)}` }

describe("AmiDial, if connections are lost", () => {
  it.effect.each(seeds.map((seed) => [seed] as const))(
    "dials nobody twice, and says what is true or that it does not know (seed %i)",
    ([seed]) =>
      Effect.gen(function*() {
        const simulator = yield* AmiSimulator.AmiSimulator
        yield* AmiDial.installBlackBox
        const random = randomFrom(seed)
        const pick = <A>(from: ReadonlyArray<A>): A => from[Math.floor(random() * from.length)] as A
        const calls: Array<Call> = []
        const faults = [
          simulator.kick,
          simulator.fault(AmiFault.reset({ action: "Originate" }), { times: 1 }),
          simulator.fault(AmiFault.drop({ action: "Originate" }), { times: 1 }),
          simulator.fault(AmiFault.reset({ action: "Status" }), { times: 1 }),
          simulator.shutdown({ restart: true })
        ]
        const isRestart = random() < 0.2
        for (let moment = 0; moment < 30; moment++) {
          if (random() < 0.4 && calls.length < 12) {
            const number = pick(names)
            const id = `link-${seed}-${calls.length}`
            const blackBox = random() < 0.5
            const dial = AmiDial.dial({ id, first: number, then: { Exten: "500" }, ringFor: "15 seconds", blackBox })
            const connect = AmiDial.call({ id, from: "101", to: number, ringFor: "15 seconds", blackBox })
            const isSecond = !number.includes("/") && random() < 0.4
            const fiber = yield* Effect.forkChild(
              isSecond ? Effect.map(connect, secondOf) : dial,
              { startImmediately: true }
            )
            calls.push({ id, number, blackBox, fiber })
          }
          if (random() < 0.25) yield* pick(isRestart ? faults : faults.slice(0, 4))
          yield* TestClock.adjust(pick([0, 1, 5, 20, 100, 400, 1_000, 2_500]))
        }
        for (let tries = 0; tries < 400 && calls.some(({ fiber }) => fiber.pollUnsafe() === undefined); tries++) {
          yield* TestClock.adjust("500 millis")
        }
        const requests = yield* simulator.requests
        const wrong: Array<string> = []
        for (const call of calls) {
          const asked = requests.filter(({ action, message }) =>
            action === "Originate" && message.get("ChannelId") === call.id
          )
          const exit = call.fiber.pollUnsafe()
          const found = exit === undefined ? "has not ended" : wrongOf(call, exit, asked.length)
          if (found !== undefined) wrong.push(`${call.id} to ${call.number} ${found}`)
        }
        assert.deepStrictEqual(wrong, [])
      }).pipe(Effect.provide(house({ seed })), Random.withSeed(seed))
  )
})
