import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { seeds } from "../../protocol/properties.ts"
import { transportTo } from "./memory.ts"
import { type Ground, Scenario } from "./scenario.ts"
import { type Plan, plans } from "./steps.ts"
import { chance, World } from "./world.ts"

const groundOf = (world: World): Ground => ({
  now: () => world.now(),
  fork: (effect) => world.fork(effect),
  transport: transportTo,
  advance: (millis) => world.advance(millis),
  options: {},
  isInstant: true
})

/** Follows a plan, and finds fault behind each step. */
const follow = (plan: Plan) => {
  const world = new World(chance(plan.seed))
  const scenario = new Scenario(groundOf(world), plan)
  const none = (faults: ReadonlyArray<string>) => assert.deepStrictEqual(faults, [])
  world.run()
  if (plan.ready) scenario.heal()
  world.run()
  scenario.farEnd.open = false
  for (const step of plan.steps) {
    scenario.apply(step)
    world.run()
    none(scenario.check())
  }
  scenario.heal()
  world.advance(61_000)
  const state = scenario.state()
  const isAlive = scenario.closing || scenario.isFinal() || state?._tag === "Ready"
  assert.isTrue(isAlive, `the client is ${state?._tag} a minute after the far end was healed`)
  scenario.close()
  world.advance(10_000)
  scenario.drainSubscribers()
  world.run()
  none(scenario.checkEnd(world.logs))
  assert.deepStrictEqual(world.left(), { fibers: 0, sleeps: 0 })
  return scenario
}

describe("the client, in memory", () => {
  it("I1–I11, I13, I14", () => {
    const counts: Record<string, number> = {}
    let scenarios = 0
    for (const seed of seeds) {
      fc.assert(
        fc.property(plans(40), (plan) => {
          const { requests, witness, farEnd } = follow(plan)
          scenarios += 1
          for (const end of requests.ends) counts[end] = (counts[end] ?? 0) + 1
          for (const [kind, n] of Object.entries(witness.counts)) counts[kind] = (counts[kind] ?? 0) + n
          counts["links"] = (counts["links"] ?? 0) + farEnd.links.length
        }),
        { seed, numRuns: 200 }
      )
    }
    console.log(scenarios, counts)
  }, 120_000)
})
