/** A subscriber of a scenario: it consumes at once or when told to, and leaves when told to. */
import { Effect, type Exit, Stream } from "effect"
import { AmiClient, type AmiError, type AmiInbox } from "effect-ami"
import type { Observer, Place } from "./observer.ts"
import type { Environment } from "./scenario.ts"

export interface StartedAt {
  /** How much the witness had seen. */
  readonly from: number
  /** How many events had been raised. */
  readonly raised: number
}

export interface Subscriber extends StartedAt {
  readonly observer: Observer
  /** Lets it consume what there is, this many times. */
  readonly permit: (times: number) => void
  readonly leave: (throws: boolean) => void
  /** Whether it consumes at once. */
  readonly eager: boolean
  /** Where it left, or failed; it has seen everything up to there, or less. */
  exit: Exit.Exit<void, AmiError.AmiError> | undefined
  readonly overflow: "dropOldest" | "dropNewest" | "fail"
}

/** Starts to consume. */
export const subscribe = (
  inbox: AmiClient.AmiClient["Service"]["inbox"],
  observer: Observer,
  about: StartedAt & Pick<Subscriber, "overflow" | "eager">,
  fork: Environment["fork"]
): Subscriber => {
  let permits = 0
  let wake: () => void = () => undefined
  const permitted = Effect.callback<void>((resume) => {
    wake = () => {
      if (permits === 0) return
      permits -= 1
      wake = () => undefined
      resume(Effect.void)
    }
    wake()
  })
  let isThrowing = false
  const take = (items: ReadonlyArray<AmiInbox.Item>) =>
    Effect.suspend(() => {
      observer.take(items)
      if (isThrowing) return Effect.die(new Error("a subscriber that throws"))
      return about.eager ? Effect.void : permitted
    })
  const buffer = { capacity: observer.capacity, overflow: about.overflow }
  const fiber = fork(Stream.runForEachArray(Stream.provideService(inbox, AmiClient.Buffer, buffer), take))
  const subscriber: Subscriber = {
    ...about,
    observer,
    permit: (times) => {
      permits += times
      wake()
    },
    exit: undefined,
    leave: (throws) => {
      isThrowing = throws
      if (!throws) fiber.interruptUnsafe()
    }
  }
  fiber.addObserver((exit) => {
    subscriber.exit = exit
  })
  return subscriber
}

/**
 * Where a subscriber began that has seen `first`, according to the witness. If things run in any order the witness may
 * have been late, but what neither saw must have come before them.
 */
export const beginningOf = (
  delivered: ReadonlyArray<Place>,
  { from, raised }: StartedAt,
  first: Partial<Place> | undefined
): number => {
  const isEarlier = ({ number }: Place) => number === undefined || Number(number.slice(1)) <= raised
  const isFirst = ({ epoch, number, seq }: Place) =>
    first !== undefined
    && (first.seq === undefined ? first.number === number : first.epoch === epoch && first.seq === seq)
  let at = from
  for (let place = delivered[at]; place !== undefined && isEarlier(place) && !isFirst(place); place = delivered[at]) {
    at += 1
  }
  return at
}
