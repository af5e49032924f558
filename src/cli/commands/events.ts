/**
 * `ami events`: the events of Asterisk as they come.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { AmiClient } from "../../client/AmiClient.ts"
import type { Item } from "../../client/AmiInbox.ts"
import * as Inboxes from "../../internal/inboxes.ts"
import { recordedItems, withClient } from "../client.ts"
import type { Wants } from "../events/conditions.ts"
import { formOf, print } from "../events/printing.ts"
import { wantsOf } from "../events/wanted.ts"
import { codes, failed, usage } from "../failure.ts"

/** An event with its place in `_`, or a mark, which has only that: each is a line. */
export const output = Schema.Record(Schema.String, Schema.Json)

interface Options {
  readonly names: ReadonlyArray<string>
  readonly where: ReadonlyArray<string>
  readonly count: number | undefined
  readonly timeout: number | undefined
  readonly raw: boolean
}

/** How many events may wait while the reader of a pipe is slow. */
const buffer = { capacity: 131_072, overflow: "dropOldest" } as const

/** A client ends only if it gave up. */
const ended = failed("There will be no other connection", { exitCode: codes.unreachable, reason: "ConnectionLost" })

export const run = (options: Options) =>
  Effect.gen(function*() {
    const { count, timeout } = options
    if (count !== undefined && count < 1) return yield* usage("--count must be 1 or more")
    if (timeout !== undefined && timeout <= 0) return yield* usage("--timeout must be more than 0 seconds")
    const wants = yield* wantsOf(options)
    const form = yield* formOf(options)
    const recorded = yield* recordedItems
    if (recorded !== undefined) {
      return yield* print(Stream.filter(recorded, wantedOf(wants)), form, { count, timeout, isRecorded: true })
    }
    yield* withClient(
      Effect.flatMap(AmiClient, (ami) =>
        print(Stream.concat(inbox(ami, wants), Stream.fail(ended)), form, {
          count,
          timeout,
          isRecorded: false,
          isLive: true
        })),
      // What comes while Asterisk starts is shown too.
      { bootTimeout: 0 }
    )
  })

/** The events that are wanted, and all marks. */
const wantedOf = (wants: Wants) => (item: Item): boolean =>
  item._tag !== "Received" || (item.message.kind === "Event" && wants(item.message))

/** What others are takes no room in the buffer. */
const inbox = (ami: AmiClient["Service"], wants: Wants) =>
  Inboxes.of(ami)?.((message) => message.kind === "Event" && wants(message), buffer)
    ?? Stream.filter(ami.inbox, wantedOf(wants))
