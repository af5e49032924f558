/**
 * The model of calls, and stories that nobody thought of: whatever people do, each call ends once, and nothing is left.
 */
import { assert, describe, it } from "@effect/vitest"
import { randomSeeds } from "../../protocol/properties.ts"
import { size } from "../../size.ts"
import { broken } from "./invariants.ts"
import { lines } from "./notation.ts"
import { randomOf } from "./recordings.ts"
import { fromMidst, type Played, whole, withGap } from "./runner.ts"
import { story } from "./stories.ts"

const seeds = [...[1, 2, 3, 4, 5, 6, 7, 8].slice(0, size(8, 1)), ...randomSeeds(12)]

const isSound = ({ left, records }: Played, about: string): void => {
  assert.deepStrictEqual([...broken(records)], [], about)
  assert.deepStrictEqual([...left], [], about)
}

describe("records of calls in random stories", () => {
  it.each(seeds)(
    "hold what records promise, whatever was seen of the calls: seed %i",
    { timeout: 120_000 },
    async (seed) => {
      const { living, timed } = await story(seed, size(60, 30), seed % 2 === 0 ? "16" : "22")
      assert.deepStrictEqual([...living], [], `seed ${seed}: the simulator keeps channels`)
      const full = whole(timed)
      isSound(full, `seed ${seed}`)
      isSound(whole(timed, { dialplan: false }), `seed ${seed} without dialplan`)
      assert.deepStrictEqual(lines(whole(timed, {}, 2).records), lines(full.records), `seed ${seed} doubled`)
      const random = randomOf(seed)
      for (let run = 0; run < size(20, 3); run++) {
        const from = Math.floor(random() * timed.length)
        const to = Math.min(timed.length, from + 1 + Math.floor(random() * random() * timed.length))
        isSound(withGap(timed, from, to), `seed ${seed} without ${from} to ${to}`)
        isSound(fromMidst(timed, from), `seed ${seed} from ${from}`)
      }
    }
  )
})
