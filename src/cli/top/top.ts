/**
 * `ami top`: queues, agents, calls and events on the whole screen.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import { targetName, withClient } from "../client.ts"
import { Cli } from "../context.ts"
import { usage } from "../failure.ts"
import { Host, isColoured } from "../host.ts"
import { writeOut } from "../output.ts"
import { textOf } from "./cells.ts"
import type { Tab } from "./lists.ts"
import * as Terminal from "./terminal.ts"
import { once, watching } from "./watching.ts"

export const output = undefined

/** The size of a frame that goes into a pipe: as wide as a large screen, and without an end. */
const paper = { columns: 160, rows: 10_000 }

export const run = (
  { allowActions, list = "queues", once: isOnce }: {
    readonly allowActions: boolean
    readonly list: Tab | undefined
    readonly once: boolean
  }
) =>
  Effect.gen(function*() {
    const { format, isTerminal, width } = yield* Cli
    const host = yield* Host
    if (format !== "human") {
      return yield* usage(
        `ami top draws a screen and prints no ${format}`,
        `ami ${list === "agents" ? "members" : list} --${format}`
      )
    }
    const options = { target: yield* targetName, allowsActions: allowActions, list }
    if (isOnce || !isTerminal) {
      const { lines } = yield* withClient(once(options, { ...paper, columns: width ?? paper.columns }))
      // The last line explains keys.
      return yield* writeOut(`${lines.slice(0, -1).map(textOf).join("\n").trimEnd()}\n`)
    }
    yield* withClient(Effect.provide(watching(options), Terminal.layer(isColoured(host, "stdout"))), { isPlayed: true })
      .pipe(
        // The screen says what a log would, and a line of a log would spoil it.
        Effect.provide(Logger.layer([]))
      )
  })
