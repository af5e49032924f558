/**
 * How the dialplan is searched and what its applications do, seen in the events of a call.
 */
import { assert, describe, it } from "@effect/vitest"
import type { SimulatedPbx } from "effect-ami/simulator"
import { type Lines, valueIn } from "./recorded.ts"
import { play } from "./scenario.ts"

/** A call that runs the dialplan at an extension, with what else is asked while it lasts. */
const call = (
  options: SimulatedPbx.Options,
  exten: string,
  ...more: ReadonlyArray<readonly [request: string, seconds: number]>
): ReadonlyArray<Lines> =>
  play([
    [
      `Action: Originate\nChannel: Local/${exten}@main/n\nApplication: Wait\nData: 300\nAsync: true\nChannelId: a\nOtherChannelId: b`,
      1
    ],
    ...more
  ], { globals: {}, ...options })

/** What the dialplan ran, in order. */
const ran = (said: ReadonlyArray<Lines>): ReadonlyArray<string> =>
  said.filter((lines) => lines[0] === "Event: Newexten" && valueIn(lines, "Uniqueid") === "b").map((lines) =>
    `${valueIn(lines, "Extension")},${valueIn(lines, "Priority")} ${valueIn(lines, "Application")}(${
      valueIn(lines, "AppData")
    })`
  )

/** The first line that the dialplan says of what was dialled. */
const reached = (options: SimulatedPbx.Options, exten: string): string | undefined =>
  ran(call(options, exten))[0]?.replace(/^\S+ NoOp\((.*)\)$/, "$1")

describe("an extension", () => {
  const extensions = {
    main: {
      "_X.": ["NoOp(any)"],
      "_XXX": ["NoOp(three)"],
      "_[12]XX": ["NoOp(one or two)"],
      "_1XX": ["NoOp(one)"],
      "_NXX": ["NoOp(two to nine)"],
      "100": ["NoOp(exact)"],
      "_10!": ["NoOp(early)"],
      "_5[0-4].": ["NoOp(range)"],
      "_9-XX": ["NoOp(dash)"],
      "7": ["NoOp(seven)"]
    },
    other: { "abc": ["NoOp(included)"], "100": ["NoOp(never)"] },
    deep: { "def": ["NoOp(deep)"] }
  }
  const includes = { main: ["other"], other: ["deep", "main"] }

  it.each(
    [
      ["100", "exact"],
      ["101", "early"],
      ["10", "early"],
      ["111", "one"],
      ["201", "one or two"],
      ["301", "two to nine"],
      ["011", "three"],
      ["0123", "any"],
      ["512", "range"],
      ["51", "any"],
      ["912", "dash"],
      ["7", "seven"],
      ["abc", "included"],
      ["def", "deep"],
      ["xyz", undefined]
    ] as const
  )("%s is found as the most specific one: %s", (exten, expected) => {
    assert.strictEqual(reached({ extensions, includes }, exten), expected)
  })

  it("has the priority of a more general one if it lacks that", () => {
    assert.deepStrictEqual(
      ran(call({ extensions: { main: { "_1X": ["NoOp(a)", "NoOp(b)", "NoOp(c)"], "11": ["NoOp(own)"] } } }, "11")),
      ["11,1 NoOp(own)", "11,2 NoOp(b)", "11,3 NoOp(c)"]
    )
  })
})

describe("arguments", () => {
  it("are substituted before the application runs", () => {
    const extensions = {
      main: {
        "_1XX": [
          "Set(N=${EXTEN:1})",
          "NoOp(${N} $[${N} + 1] ${IF($[${N} > 5]?more:less)} ${GREETING} ${CUT(EXTEN,0,1)})",
          "NoOp(${CONTEXT} ${PRIORITY} ${NOSUCH(1)}.)"
        ]
      }
    }
    assert.deepStrictEqual(ran(call({ extensions, globals: { GREETING: "hello" } }, "107")).slice(1), [
      "107,2 NoOp(07 8 more hello 1)",
      "107,3 NoOp(main 3 .)"
    ])
  })
})
