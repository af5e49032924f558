/** Scenarios in memory: the peer receives a write at once, is received at once, and time passes only when told to. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { type AmiCodec, AmiError, AmiMessage, AmiTransport } from "effect-ami"
import { lost } from "../../client/scriptedTransport.ts"
import type { FarEnd } from "./farEnd.ts"
import { none, Scenario } from "./scenario.ts"
import type { Plan } from "./steps.ts"
import { chance, World } from "./world.ts"

const failed = (code: string) =>
  new AmiError.AmiError({ reason: new AmiError.ConnectFailed({ address: "pbx:5038", code }) })

const notAmi = new AmiError.AmiError({ reason: new AmiError.NotAmi({ address: "pbx:5038", sample: "SSH-2.0" }) })

/** Parses a message directly. No bytes in between: they have their own tests, and take half of the time. */
const messageOf = (text: string): AmiMessage.AmiMessage =>
  AmiMessage.make(
    text.split("\n").map((line) => {
      const colon = line.indexOf(": ")
      return [line.slice(0, colon), line.slice(colon + 2)]
    })
  )

/** The text of an action must parse as that action, and as nothing else. */
const isWhole = ({ headers, text }: AmiCodec.EncodedAction): boolean =>
  text === `${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`
  && text.indexOf("\r\n\r\n") === text.length - 4

/** A transport to the peer. */
const transportTo = (farEnd: FarEnd): AmiTransport.AmiTransport["Service"] => ({
  connect: Effect.gen(function*() {
    const { connecting } = farEnd
    if (connecting === "refuse") return yield* failed("ECONNREFUSED")
    if (connecting === "notAmi") farEnd.mayGiveUp = true
    if (connecting === "notAmi") return yield* notAmi
    if (connecting === "silence") return yield* Effect.delay(Effect.fail(failed("NO_BANNER")), "5 seconds")
    const inbound = AmiTransport.inbound()
    let refuses = false
    let dies = false
    let isClosed = false
    const link = farEnd.accept({
      deliver: (texts) => inbound.deliver(texts.map(messageOf)),
      end: (why) => inbound.end(lost(why)),
      refuse: () => {
        refuses = true
      },
      isHeard: () => inbound.ended() === undefined,
      die: () => {
        if (inbound.ended() !== undefined) return false
        dies = true
        inbound.end(lost("Ended"))
        return true
      }
    })
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        isClosed = true
        link.ended = true
        inbound.end(lost("ClientClosed"))
      })
    )
    return {
      banner: "Asterisk Call Manager/11.0.0",
      receive: (...receivers) =>
        Effect.catch(
          inbound.receive(...receivers),
          (error) => dies ? Effect.die(new Error("a transport that throws")) : Effect.fail(error)
        ),
      write: (action) => {
        if (isClosed) farEnd.blame(`link ${link.number} gets ${action.name} after its end`)
        if (refuses || inbound.ended() !== undefined) return false
        if (!isWhole(action)) farEnd.blame(`${action.name} is torn`)
        link.take(action)
        return true
      }
    }
  })
})

/** Runs as far as possible. */
const untilAtRest = (world: World) => world.run()

/** Runs some of what can run, in any order, so that the next step comes in the middle. */
export const inAnyOrder = (order: () => number) => (world: World): void => {
  for (let left = Math.floor(order() * 8); left > 0 && world.step(); left--);
}

/**
 * Runs a plan and checks for faults after each step, then heals the peer, closes the client and checks what is left.
 *
 * With `order`, which draws what runs next, everything runs in any order, and steps come in the middle of it.
 */
export const follow = (plan: Plan, order?: () => number): Scenario => {
  const world = new World(chance(plan.seed), order)
  const between = order === undefined ? untilAtRest : inAnyOrder(order)
  const scenario = new Scenario({
    logger: world.logger,
    now: () => world.now(),
    fork: (effect) => world.fork(effect),
    transport: transportTo,
    advance: (millis) => world.advance(millis),
    options: {},
    schedule: undefined,
    hurry: 1,
    isInstant: true,
    isOrderly: order === undefined
  }, plan)
  world.run()
  if (plan.ready) scenario.heal()
  world.run()
  scenario.farEnd.open = false
  for (const step of plan.steps) {
    scenario.apply(step)
    between(world)
    none(scenario.check())
  }
  // Half of the time what is held back is lost: then only a Ping notices that the peer is gone.
  scenario.heal(plan.seed % 2 === 1)
  world.run()
  world.advanceUntil(61, () => scenario.isAlive())
  none(scenario.checkLife())
  scenario.close()
  world.run()
  world.advanceUntil(10, () => scenario.closed)
  scenario.drainSubscribers()
  world.run()
  none(scenario.checkEnd())
  const { fibers, sleeps } = world.left()
  if (fibers + sleeps > 0) assert.fail(`${fibers} fibers and ${sleeps} sleeps are left`)
  return scenario
}
