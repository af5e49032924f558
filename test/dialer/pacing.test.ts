/**
 * The rule of predictive pacing in a call centre that is a model: agents who talk, customers who answer or not, and the time in
 * which an agent must be there. Without Asterisk, so that 10,000 calls take a moment.
 */
import { assert, describe, it } from "@effect/vitest"
import { Agenda } from "../../src/dialer/internal/agenda.ts"
import { Predictor } from "../../src/dialer/internal/pacing.ts"
import { randomFrom } from "../live/telephony.ts"

interface Center {
  readonly agents: number
  /** The share of the customers who answer, after 5 to 20 seconds. */
  readonly answers: number
  /** How long they talk on average, in seconds. */
  readonly talks: number
}

const calls = 10_000
const maxAbandonRate = 0.03

const play = (seed: number, { agents, answers, talks }: Center) => {
  const random = randomFrom(seed)
  const predictor = new Predictor({ maxAbandonRate, windowMillis: 1_800_000, maxRatio: 6 })
  const agenda = new Agenda<() => void>()
  const waiting: Array<{ isGone: boolean }> = []
  let at = 0
  let free = agents
  let setup = 0
  let placed = 0
  let answered = 0
  let abandoned = 0
  let talked = 0
  let end = 0
  const later = (seconds: number, run: () => void) => agenda.add(run, at + seconds * 1000)
  const fill = () => {
    while (placed < calls && setup < Math.floor(free * predictor.ratio(at) + 1e-9)) {
      placed += 1
      setup += 1
      end = at
      if (random() < answers) later(5 + random() * 15, answer)
      else {
        later(20, () => {
          setup -= 1
          fill()
        })
      }
    }
  }
  const connect = () => {
    free -= 1
    setup -= 1
    const seconds = -talks * Math.log(1 - random())
    talked += placed < calls ? seconds * 1000 : 0
    predictor.answered(at, false)
    later(seconds, () => {
      free += 1
      const next = waiting.find(({ isGone }) => !isGone)
      if (next !== undefined) {
        next.isGone = true
        connect()
      }
      fill()
    })
  }
  const answer = () => {
    answered += 1
    if (free > 0) return connect()
    const customer = { isGone: false }
    waiting.push(customer)
    later(2, () => {
      if (customer.isGone) return
      customer.isGone = true
      abandoned += 1
      setup -= 1
      predictor.answered(at, true)
      fill()
    })
  }
  fill()
  for (; agenda.size > 0; agenda.take(at)?.()) at = agenda.at
  return { abandonRate: abandoned / answered, occupancy: talked / agents / end }
}

describe("predictive pacing", () => {
  const centers: ReadonlyArray<Center> = [
    { agents: 50, answers: 0.4, talks: 60 },
    { agents: 50, answers: 0.3, talks: 120 },
    { agents: 30, answers: 0.5, talks: 120 },
    { agents: 20, answers: 0.4, talks: 180 },
    { agents: 100, answers: 0.3, talks: 90 }
  ]
  for (const center of centers) {
    it(`keeps ${center.agents} agents busy who talk ${center.talks} s, and abandons few`, () => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const { abandonRate, occupancy } = play(seed, center)
        const words = `seed ${seed}: ${(abandonRate * 100).toFixed(2)} % abandoned, ${
          (occupancy * 100).toFixed(1)
        } % busy`
        assert.isBelow(abandonRate, maxAbandonRate, words)
        assert.isAtLeast(occupancy, 0.8, words)
      }
    })
  }

  it("abandons few also where it can keep nobody busy", () => {
    for (const seed of Array.from({ length: 50 }, (_, index) => 100 + index)) {
      const { abandonRate } = play(seed, { agents: 5, answers: 0.3, talks: 30 })
      assert.isBelow(abandonRate, maxAbandonRate, `seed ${seed}`)
    }
  })
})
