/**
 * `ami pause` and `ami unpause`: whether queues ring an agent.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type AmiError, isAmiError } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import { withClient } from "../client.ts"
import { type Failed, failed } from "../failure.ts"
import * as Known from "../known.ts"
import { printable, printOne } from "../output.ts"

/** The agent, and whether queues ring it now. */
export const output = Schema.Struct({
  interface: Schema.String,
  queue: Schema.optionalKey(Schema.String),
  paused: Schema.Boolean,
  reason: Schema.optionalKey(Schema.String),
  message: Schema.String
})

interface Options {
  readonly member: string
  readonly queue: string | undefined
  readonly reason?: string | undefined
}

/** The devices that somebody may have meant: of an agent of that name, or nearly of that name. */
const alike = (wanted: string) =>
  AmiClient.use((ami) => ami.collect(Actions.QueueStatus())).pipe(
    Effect.map((items) => {
      const members = items.flatMap((item) => item.Event === "QueueMember" ? [item] : [])
      const named = members.filter(({ Location, Name }) =>
        [Name, Location, Location.replace(/^.*\//, "")].some((one) => one.toLowerCase() === wanted.toLowerCase())
      )
      const devices = [...new Set(members.map(({ Location }) => Location))]
      const near = named.length > 0 ? named.map(({ Location }) => Location) : Known.near(wanted, devices)
      return [...new Set(near)].slice(0, 3)
    }),
    Effect.orElseSucceed((): ReadonlyArray<string> => [])
  )

/** Asterisk says the same of an unknown device and an unknown queue (app_queue.c, manager_pause_queue_member). */
const explaining = ({ member, queue }: Options) => (error: AmiError) =>
  Effect.gen(function*() {
    if (!isAmiError(error) || error.reason._tag !== "ActionFailed" || !/not found/.test(error.reason.message)) {
      return yield* error
    }
    const near = yield* alike(member)
    return yield* failed(
      `${queue === undefined ? "No queue" : `No queue ${printable(queue)}`} has an agent with the interface ${
        printable(member)
      }`,
      {
        reason: "NoSuchMember",
        details: { interface: member, queue },
        hints: [
          ...near.length === 0 || near.includes(member) ? [] : [`Did you mean ${near.map(printable).join(", ")}?`],
          "ami members lists the agents of all queues"
        ]
      }
    )
  })

const pausing = (paused: boolean) => (options: Options) =>
  Effect.gen(function*() {
    const { member, queue, reason } = options
    const action = Actions.QueuePause({
      Interface: member,
      Paused: paused,
      ...(queue === undefined ? {} : { Queue: queue }),
      ...(reason === undefined ? {} : { Reason: reason })
    })
    const sent: Effect.Effect<{ readonly Message?: string }, AmiError | Failed, AmiClient> = Effect.catch(
      AmiClient.use((ami) => ami.send(action)),
      explaining(options)
    )
    const { Message: message = "" } = yield* withClient(sent, { events: "off", bootTimeout: 0 })
    yield* printOne(
      { interface: member, queue, paused, reason, message },
      `${printable(member)} is ${paused ? "paused" : "in service"} in ${
        queue === undefined ? "all its queues" : printable(queue)
      }`
    )
  })

export const pause = { run: pausing(true), output }

export const unpause = { run: pausing(false), output }
