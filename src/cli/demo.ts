/**
 * The call centre of `--demo`: a client of a simulated PBX inside the process, which opens no port.
 *
 * It has been open for a while when the first command is sent: there are calls, callers who wait, agents who take a break,
 * and numbers of the day. From then on its time is that of Effect's clock. The same seed makes the same call centre.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { AmiError } from "../AmiError.ts"
import * as AmiClient from "../client/AmiClient.ts"
import * as AmiSimulator from "../simulator/AmiSimulator.ts"
import * as SimulatedCallCenter from "../simulator/SimulatedCallCenter.ts"
import type { AmiTransport } from "../transport/AmiTransport.ts"
import * as PastClock from "./pastClock.ts"

/** What a call centre for a demonstration is like. */
export interface Options {
  /** Where its random numbers start. Defaults to 3. */
  readonly seed?: number | undefined
  /** How long it has been open. Defaults to 10 minutes. */
  readonly open?: Duration.Input | undefined
}

/** The account of the demonstration. */
export const account = { username: "hello", secret: Redacted.make("world") } as const

const service = { strategy: "rrmemory", timeout: 15, retry: 2, wrapuptime: 10, ringinuse: false } as const

/** The numbers of a day that began some hours ago. */
const queues = {
  sales: {
    ...service,
    servicelevel: 20,
    completed: 124,
    completedinlevel: 101,
    abandoned: 11,
    holdtime: 19,
    talktime: 173
  },
  support: {
    ...service,
    servicelevel: 30,
    completed: 245,
    completedinlevel: 167,
    abandoned: 27,
    holdtime: 34,
    talktime: 178
  },
  billing: {
    ...service,
    servicelevel: 20,
    completed: 66,
    completedinlevel: 61,
    abandoned: 4,
    holdtime: 9,
    talktime: 129
  }
} as const

/** A simulated PBX with a call centre, and the transport that connects to it. */
export const layerTransport = (
  options: Options = {}
): Layer.Layer<AmiSimulator.AmiSimulator | AmiTransport, AmiError> =>
  Layer.unwrap(Effect.gen(function*() {
    const past = PastClock.make(
      yield* Clock.Clock,
      Duration.fromInputUnsafe(options.open ?? "10 minutes")
    )
    const center = Layer.effectDiscard(Effect.gen(function*() {
      yield* Effect.forkScoped(SimulatedCallCenter.run({
        callsPerMinute: 4.5,
        queues: Object.keys(queues),
        agents: 14,
        serviceTime: "2 minutes",
        patience: "90 seconds",
        pauseEvery: "10 minutes",
        seed: options.seed ?? 3
      }))
      yield* past.catchUp
    }))
    const pbx = AmiSimulator.layerTransport({ queues })
    return Layer.provideMerge(center, pbx).pipe(Layer.provide(past.layer))
  }))

/** The transport to a call centre. */
export const transport: Layer.Layer<AmiTransport, AmiError> = layerTransport()

/** A client of a simulated call centre. Options of the client that need a server, such as the account, are not needed. */
export const layer = (
  options: Partial<AmiClient.Options> = {},
  center: Options = {}
): Layer.Layer<AmiClient.AmiClient | AmiSimulator.AmiSimulator, AmiError> =>
  AmiClient.layer({ ...options, ...account }).pipe(Layer.provideMerge(layerTransport(center)))
