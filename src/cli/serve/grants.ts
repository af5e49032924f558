/**
 * The grants of `ami gateway`: those of a file, which is read again when it changes, and that of the demo.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as Fs from "node:fs"
import * as AmiGrant from "../../gateway/AmiGrant.ts"
import { type Failed, usage } from "../failure.ts"

/** How often the file is looked at. */
const every = "1 second"

const text = (file: string): Effect.Effect<string, Failed> =>
  Effect.try({ try: () => Fs.readFileSync(file, "utf8"), catch: () => usage(`The grants in ${file} cannot be read`) })

/** The grants that a text has. */
const read = (file: string, text: string): Effect.Effect<ReadonlyArray<AmiGrant.Grant>, Failed> =>
  Effect.mapError(
    AmiGrant.read(text),
    ({ message, reason }) =>
      usage(reason._tag === "InvalidOption" ? `${file}: ${reason.option} ${reason.rule}` : message)
  )

/** The grants of a file, and each time that it changes. What is wrong then is said with `warn`, and changes nothing. */
export const ofFile = (
  file: string,
  warn: (words: string) => Effect.Effect<void>
): Effect.Effect<Stream.Stream<ReadonlyArray<AmiGrant.Grant>>, Failed> =>
  Effect.gen(function*() {
    const first = yield* text(file)
    const grants = yield* read(file, first)
    let last = first
    const look = Effect.gen(function*() {
      const now = yield* text(file)
      if (now === last) return []
      last = now
      return [yield* read(file, now)]
    })
    // A file that is gone is said once.
    let said = ""
    const later = Stream.fromEffectSchedule(
      Effect.catch(look, ({ message }) => {
        const isNew = said !== message
        said = message
        return Effect.as(isNew ? warn(`${message}: the grants stay as they were`) : Effect.void, [])
      }),
      Schedule.spaced(every)
    )
    return Stream.concat(Stream.make(grants), Stream.flattenIterable(later))
  })

/** What the token of the demo may do and see. */
export const ofDemo = (tokenHash: string): AmiGrant.Grant => ({
  name: "demo",
  tokenHash,
  servers: ["demo"],
  actions: {
    Ping: [{}],
    QueueSummary: [{ Queue: "*" }],
    QueuePause: [{ Interface: "*", Paused: "*", Queue: "*", Reason: "*" }],
    Originate: [{ Channel: "PJSIP/*", Context: "from-internal", Exten: "*", Priority: "1", Async: "true" }],
    UserEvent: [{ UserEvent: "*", Text: "*" }]
  },
  events: [{ name: "*" }],
  models: { channels: ["*"], queues: ["*"], calls: ["*"] }
})

/** A grant to begin with: it sees calls, and sends nothing but a ping. */
export const ofName = (name: string, tokenHash: string): AmiGrant.Grant => ({
  name,
  tokenHash,
  servers: ["*"],
  actions: { Ping: [{}] },
  events: [{ name: "Newchannel" }, { name: "Newstate" }, { name: "Hangup" }]
})
