/** Dials over a cluster whose owner ends: each is dialled once at most, and what is said of it is true. */
import { assert } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Option, Stream } from "effect"
import { AmiCalls, AmiClient, AmiDial, type AmiError } from "effect-ami"
import { changing } from "../transport/waiting.ts"
import { type Fault, owners, type Place } from "./owners.ts"

/** Who is called. */
export interface House {
  /** The dial of a number in the order of all, and what becomes of it if nothing is lost. */
  readonly dial: (index: number) => {
    readonly options: AmiDial.DialOptions
    readonly truth: AmiDial.Outcome["_tag"]
  }
  /** How often the dial of this number was asked for, as the server has seen it. */
  readonly asked: (index: number) => Effect.Effect<number>
}

/** Before the fault, and after another owner is there. */
const beside = 8

interface Attempt {
  readonly index: number
  readonly truth: AmiDial.Outcome["_tag"]
  readonly exit: Exit.Exit<AmiDial.Outcome, AmiError.AmiError>
}

const wrongOf = ({ exit, index, truth }: Attempt, asked: number): ReadonlyArray<string> => {
  if (asked > 1) return [`${index} was dialled ${asked} times`]
  if (Exit.isFailure(exit)) {
    const error = Option.getOrUndefined(Exit.findErrorOption(exit))
    return asked === 0 && error?.reason._tag === "NotSent"
      ? []
      : [`${index} failed, dialled ${asked} times: ${String(exit.cause)}`]
  }
  const { _tag: tag } = exit.value
  if (tag === "Unknown") return []
  return asked === 1 && tag === truth ? [] : [`${index} is ${JSON.stringify(exit.value)}, dialled ${asked} times`]
}

/** Gives how often each outcome came. */
export const dialsAway = Effect.fnUntraced(function*(asterisk: Place, fault: Fault, house: House) {
  const cluster = yield* owners(asterisk)
  const services = yield* Layer.build(AmiCalls.layer.pipe(Layer.provideMerge(cluster.client("berlin"))))
  return yield* Effect.gen(function*() {
    const ami = yield* AmiClient.AmiClient
    const marks: Array<string> = []
    const { changed, until } = changing()
    yield* ami.inbox.pipe(
      Stream.runForEach((item) =>
        Effect.sync(() => {
          if (item._tag !== "Received") marks.push(item._tag)
          changed()
        })
      ),
      Effect.forkScoped({ startImmediately: true })
    )
    yield* AmiDial.installBlackBox
    const running: Array<Fiber.Fiber<Attempt>> = []
    const dial = Effect.suspend(() => {
      const index = running.length
      const { options, truth } = house.dial(index)
      return Effect.map(
        Effect.forkScoped(Effect.map(Effect.exit(AmiDial.dial(options)), (exit): Attempt => ({ index, truth, exit }))),
        (fiber) => void running.push(fiber)
      )
    })
    const several = Effect.forEach(Array.from({ length: beside }), () => Effect.delay(dial, "150 millis"), {
      discard: true
    })

    yield* several
    const owner = yield* cluster.ownerOf("berlin")
    // Their Originate is under way, or is not.
    yield* Effect.andThen(dial, dial)
    yield* Effect.yieldNow
    owner.signal(fault)
    const dialling = yield* Effect.forkChild(Effect.forever(Effect.delay(dial, "300 millis")))
    yield* until("another owner", () => marks.includes("Disconnected") && marks.at(-1) === "Connected", "1 minute")
    yield* Fiber.interrupt(dialling)
    if (fault === "SIGSTOP") owner.signal("SIGCONT")
    yield* several

    const attempts = yield* Effect.forEach(running, Fiber.join)
    const wrong = yield* Effect.forEach(
      attempts,
      (attempt) => Effect.map(house.asked(attempt.index), (asked) => wrongOf(attempt, asked))
    )
    assert.deepStrictEqual(wrong.flat(), [])
    const counts: Record<string, number> = {}
    for (const { exit } of attempts) {
      const tag = Exit.isSuccess(exit) ? exit.value._tag : "not dialled"
      counts[tag] = (counts[tag] ?? 0) + 1
    }
    return counts
  }).pipe(Effect.provideContext(services))
})
