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
  /** Where its random numbers start. Defaults to 128. */
  readonly seed?: number | undefined
  /** How long it has been open. Defaults to 10 minutes. */
  readonly open?: Duration.Input | undefined
}

/** The account of the demonstration. */
export const account = { username: "hello", secret: Redacted.make("world") } as const

const agents = 14

/** The telephones outside the call centre, each at its number. */
const desks = ["100", "101", "102", "103"]

const telephones = [...desks, ...Array.from({ length: agents }, (_, agent) => String(1001 + agent))]

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

/** What else a PBX has: telephones outside the call centre, lines, mailboxes and the states of telephones. */
const house = {
  endpoints: {
    "100": { onCall: "answers", callerId: "\"Reception\" <100>" },
    "101": { onCall: "answers", callerId: "\"Office\" <101>" },
    "102": { onCall: "answers", callerId: "\"Workshop\" <102>" },
    "103": { onCall: "unregistered", callerId: "\"Warehouse\" <103>" }
  },
  files: {
    "pjsip.conf": [
      "[provider]",
      "type = registration",
      "server_uri = sip:sip.example.com",
      "client_uri = sip:4930@sip.example.com",
      "[backup]",
      "type = registration",
      "server_uri = sip:127.0.0.1:5099",
      "client_uri = sip:4931@127.0.0.1:5099"
    ].join("\n")
  },
  hints: { "from-internal": Object.fromEntries(telephones.map((name) => [name, `PJSIP/${name}`])) },
  mailboxes: {
    "100": { fullName: "Reception", newMessages: 3, oldMessages: 12 },
    "1001": { fullName: "Alice", oldMessages: 2 },
    "1003": { fullName: "Carol", newMessages: 1 },
    "4001": { fullName: "Sales", newMessages: 2, oldMessages: 7 }
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
      const { pbx } = yield* AmiSimulator.AmiSimulator
      for (const desk of desks) yield* pbx.extension(desk, [`Dial(PJSIP/${desk},30)`, "Hangup()"])
      yield* Effect.forkScoped(SimulatedCallCenter.run({
        callsPerMinute: 4.5,
        queues: Object.keys(queues),
        agents,
        serviceTime: "2 minutes",
        patience: "90 seconds",
        pauseEvery: "10 minutes",
        trunkFailsEvery: "20 minutes",
        holds: 0.2,
        parks: 0.1,
        meetEvery: "5 minutes",
        seed: options.seed ?? 128
      }))
      yield* past.catchUp
    }))
    const pbx = AmiSimulator.layerTransport({ ...house, queues })
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
