import { assert, describe, it } from "@effect/vitest"
import { Context, Duration, Effect, Logger, Random, Schedule } from "effect"
import * as fc from "fast-check"
import { timeout } from "../../protocol/properties.ts"
import { turns, within } from "../../transport/waiting.ts"
import { scaled, shares } from "./budget.ts"
import { type Ground, Scenario } from "./scenario.ts"
import { serverOf, transportTo } from "./sockets.ts"
import { type Plan, plans } from "./steps.ts"
import { chance } from "./world.ts"

/** So many scenarios take place at once at the most, because most of the time of one is waiting. */
const together = 40

const budget = scaled({ runs: 2000 / (together / 2), millis: 20_000 })

/** Waits for what is looked at once a turn. */
const until = (what: string, holds: () => boolean) =>
  Effect.gen(function*() {
    while (!holds()) yield* turns(1)
  }).pipe(within(what, "20 seconds"))

const none = (faults: ReadonlyArray<string>): void => {
  if (faults.length > 0) assert.fail(faults.join("\n"))
}

/** Follows a plan over sockets, a few turns of the event loop a step. */
const follow = (plan: Plan) =>
  Effect.gen(function*() {
    const logs: Array<string> = []
    const logger = Logger.make(({ message }) => logs.push(String(message)))
    // The delays between connections are drawn as short as they may be.
    const services = Context.make(Logger.CurrentLoggers, new Set([logger])).pipe(
      Context.add(Random.Random, { nextDoubleUnsafe: () => 0, nextIntUnsafe: () => 0 })
    )
    const random = chance(plan.seed)
    const server = yield* serverOf(() => scenario.farEnd, random)
    const ground: Ground = {
      now: () => performance.now(),
      fork: Effect.runForkWith(services),
      transport: () => transportTo(server),
      advance: () => undefined,
      hurry: 200,
      isInstant: false,
      options: {
        actionTimeout: "60 millis",
        loginTimeout: "60 millis",
        bootTimeout: plan.bootTimeout === 0 ? 0 : "60 millis",
        drainTimeout: "20 millis",
        pingInterval: Duration.infinity,
        reconnect: { first: true, schedule: Schedule.spaced("5 millis") }
      }
    }
    const scenario = new Scenario(ground, plan)
    scenario.farEnd.open = plan.ready
    if (plan.ready) yield* until("the first connection", () => scenario.ami !== undefined)
    scenario.farEnd.open = false
    for (const step of plan.steps) {
      scenario.apply(step)
      // Some steps meet in one turn, some have their effect before the next.
      yield* turns(step.kind === "advance" ? 20 : Math.floor(random() * 4))
      none(scenario.check())
    }
    scenario.heal()
    const isAlive = () => scenario.closing || scenario.isFinal() || scenario.state()?._tag === "Ready"
    yield* until("a client that is alive", () => {
      scenario.farEnd.current()?.handshake("ok")
      return isAlive()
    })
    scenario.close()
    yield* until("the end of the client", () => scenario.closed)
    yield* until("the end of everybody", () => {
      scenario.drainSubscribers()
      return scenario.subscribers.every(({ exit }) => exit !== undefined)
        && scenario.requests.all.every(({ exit }) => exit !== undefined)
    })
    yield* server.allClosed
    none(scenario.checkEnd(logs))
    return scenario
  }).pipe(Effect.scoped)

/** What has to occur among all those scenarios. */
const everything = [
  "ActionFailed",
  "NotExecuted",
  "NotSent NotConnected",
  "OutcomeUnknown Disconnected",
  "OutcomeUnknown Timeout",
  "a third epoch",
  "interrupted",
  "ok",
  "several items"
]

describe("a client over sockets, whatever happens to it in whatever order", () => {
  it(
    "C2, C5, C7–C11, C14, C17, C18, C20, C28, C37, rows 47, 61: the log of the server agrees with what callers were told",
    { timeout: timeout + budget.millis },
    async () => {
      const seen = new Set<string>()
      let scenarios = 0
      for (const share of shares(budget)) {
        const many = fc.array(plans(30), { minLength: 1, maxLength: together, size: "max" })
        const property = fc.asyncProperty(fc.noBias(many), (plans) =>
          Effect.runPromise(
            Effect.forEach(plans, follow, { concurrency: "unbounded" }).pipe(
              Effect.map((all) => {
                scenarios += all.length
                for (const scenario of all) for (const sight of scenario.sights()) seen.add(sight)
              })
            )
          ))
        await fc.assert(property, share)
      }
      console.log(`${scenarios} scenarios over sockets`)

      if (scenarios > 500) assert.deepStrictEqual(everything.filter((one) => !seen.has(one)), [])
    }
  )
})
