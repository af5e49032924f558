/**
 * Events that are printed above the prompt.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import type * as AmiInbox from "../../client/AmiInbox.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import { printable, type Style } from "../style.ts"

/** The headers that say most, in the order in which they are shown. */
const telling = [
  "Channel",
  "DestChannel",
  "Queue",
  "MemberName",
  "Interface",
  "Device",
  "State",
  "ChannelStateDesc",
  "CallerIDNum",
  "ConnectedLineNum",
  "Exten",
  "Application",
  "DialStatus",
  "Cause-txt",
  "Reason",
  "UserEvent"
]

/** How many headers a line has. */
const most = 6

/** An event in one line: time, name, and the headers that say most. */
export const lineOf = (message: AmiMessage, at: number, style: Style): string => {
  const headers = telling.flatMap((name) => {
    const value = message.get(name)
    return value === undefined || value === "" || value === "<unknown>" ? [] : [`${name}=${printable(value)}`]
  })
  const time = new Date(at).toISOString().slice(11, 23)
  return [style.dim(time), style.cyan(printable(message.name)), ...headers.slice(0, most)].join(" ")
}

const isClosing = ({ cause: { reason } }: AmiInbox.Disconnected): boolean =>
  reason._tag === "ConnectionLost" && reason.cause === "ClientClosed"

/** What is watched. */
export interface Watching {
  /** Prints events whose names match a pattern, besides those that are watched already. */
  readonly add: (patterns: ReadonlyArray<RegExp>) => Effect.Effect<void, never, AmiClient | Scope.Scope>
  readonly clear: Effect.Effect<void>
}

/** Watches nothing yet. The subscription begins with the first pattern. */
export const make = (above: (text: string) => Effect.Effect<void>, style: Style): Watching => {
  let patterns: ReadonlyArray<RegExp> = []
  let isSubscribed = false
  const shown = (item: AmiInbox.Item): string | undefined => {
    if (patterns.length === 0) return undefined
    switch (item._tag) {
      case "Received":
        return patterns.some((pattern) => pattern.test(item.message.name))
          ? lineOf(item.message, item.receivedAt, style)
          : undefined
      case "Gap":
        return style.yellow(`${item.dropped} events were lost: ${item.reason}`)
      case "Disconnected":
        // The prompt has ended.
        if (isClosing(item)) return undefined
        return style.yellow(`The connection was lost: ${printable(item.cause.message)}`)
      case "Connected":
        return item.epoch === 1 ? undefined : style.yellow("Connected again")
    }
  }
  const printing = AmiClient.use((ami) =>
    Stream.runForEachArray(ami.inbox, (items) => {
      const lines = items.flatMap((item) => shown(item) ?? [])
      return lines.length === 0 ? Effect.void : above(lines.join("\n"))
    })
  ).pipe(Effect.catch((error: AmiError) => above(style.yellow(`No more events: ${error.message}`))))
  return {
    add: (more) =>
      Effect.suspend(() => {
        patterns = [...patterns, ...more]
        if (isSubscribed) return Effect.void
        isSubscribed = true
        return Effect.asVoid(Effect.forkScoped(printing, { startImmediately: true }))
      }),
    clear: Effect.sync(() => {
      patterns = []
    })
  }
}
