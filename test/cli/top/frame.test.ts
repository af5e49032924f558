import { assert, describe, it } from "@effect/vitest"
import type { AmiCalls } from "effect-ami"
import * as fc from "fast-check"
import { type Line, lineWidth, textOf } from "../../../src/cli/top/cells.ts"
import { type Choices, initial, press, type Wish } from "../../../src/cli/top/choices.ts"
import type { Data } from "../../../src/cli/top/data.ts"
import { type Frame, frame, type Size } from "../../../src/cli/top/frame.ts"
import { decode } from "../../../src/cli/top/keys.ts"
import { difference } from "../../../src/cli/top/screen.ts"
import { anyCharacter } from "../../characters.ts"
import { check, timeout } from "../../protocol/properties.ts"
import { Emulator } from "./emulator.ts"
import { call, caller, data, event, floor, leg, member, now, queue } from "./floor.ts"

const small = { columns: 80, rows: 24 }

/** A frame after some keys, as a terminal sends them. */
const shown = (
  keys: string,
  given: Data = floor,
  size: Size = small,
  choices: Choices = initial({ allowsActions: true })
): Frame & { readonly text: string; readonly wish: Wish | undefined } => {
  let made = frame(choices, given, size)
  let wish: Wish | undefined
  for (const key of decode(keys)) {
    const [next, asked] = press(made.choices, key, made.view)
    wish = asked
    made = frame(next, given, size)
  }
  return { ...made, wish, text: made.lines.map(textOf).join("\n") }
}

const list = (text: string) => text.split("\n").slice(5, -1).filter((line) => line !== "")

describe("a frame of ami top", () => {
  it("has the queues with their callers, what their members do, and what Asterisk counts", () => {
    assert.deepStrictEqual(shown("").text.split("\n").filter((line) => line !== ""), [
      " ami top  demo                              ● live  8 ev/s ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▃▅▂█",
      " 5 waiting, longest 2:10   2 ready  2 talking  0 ringing  0 paused  0 out",
      "  1 queues  2 agents  3 calls  4 events",
      "  QUEUE          WAIT  LONGEST  READY  BUSY  PAUSED   DONE  ABAND    SLA   WAIT~",
      "  billing           0        -      0     0       0     66     14   62 %    0:31",
      "  sales             0        -      2     0       0     66     14   62 %    0:31",
      "  support           5     2:10      0     2       1     66     14   62 %    0:31",
      "    1 030123451 Caller 1                2:10  rings Heidi",
      "    2 030123452 Caller 2                1:10",
      "    3 030123453 Caller 3                0:11",
      "      … 2 more: Enter shows all",
      " 1-4 lists  / filter  s sort  ? help  q quit  h hang up"
    ])
  })

  it("has each agent once, with what it does, for how long and with whom", () => {
    assert.deepStrictEqual(list(shown("2", floor, { columns: 110, rows: 24 }).text).map((line) => line.trimEnd()), [
      "  Alice            PJSIP/101        talking                 0:09  +15550108200              3  support",
      "  Bob              PJSIP/102        talking                ≥0:50                            3  support",
      "  Carol            PJSIP/103        ready, paused in s…    ≥0:50                            6  sales, support",
      "  Heidi            PJSIP/108        ready                   0:37                            3  sales"
    ])
  })

  it("has the calls, oldest first, and the legs of one that is opened", () => {
    assert.deepStrictEqual(list(shown("3j\r").text), [
      "› +15550108914      111 Kamal       talking       5:54  PJSIP/trunk-1 ↔ PJSIP/1…",
      "    caller      +15550108914                 talks     0:40  PJSIP/trunk-1",
      "    callee      111 Kamal                    talks     0:40  PJSIP/111-2",
      "  +15550101911      sales           waiting       0:04  PJSIP/trunk-3"
    ])
  })

  it("says of who is parked that they are, and since when, until they are fetched", () => {
    const up = { isTalking: false, startedAt: now - 50_000 }
    const without = ({ answeredAt: _answeredAt, ...rest }: AmiCalls.CallLeg): AmiCalls.CallLeg => rest
    const caller = without(leg("PJSIP/trunk-1", "Caller", { number: "030" }, up))
    const callee = without(leg("PJSIP/102-2", "Callee", { number: "102" }, up))
    const parking = { lot: "default", space: "701", at: now - 9000, ms: 9000, outcome: "Unknown" } as const
    const parked = call("1", [caller, callee], { state: "Parked", parkings: [parking] })
    const legsShown = (one: typeof parked) =>
      list(shown("3j\r", data({ calls: [one] })).text).slice(1).map((line) => line.trimEnd())
    assert.deepStrictEqual(legsShown(parked), [
      "    caller      030                          parked    0:09  PJSIP/trunk-1",
      "    callee      102                          rings     0:50  PJSIP/102-2"
    ])
    const fetched = { ...parking, outcome: "Retrieved" } as const
    assert.match(
      legsShown(call("1", [{ ...caller, isTalking: true }], { parkings: [fetched] }))[0] ?? "",
      /caller +030 +talks/
    )
  })

  it("has the events, and holds them", () => {
    const wide = { columns: 120, rows: 24 }
    const held = shown("4p", floor, wide)
    const later = { ...floor, events: [...floor.events, event(3, ["Event", "Later"])] }

    assert.match(list(held.text)[0] ?? "", /QueueCallerJoin +Queue=support  CallerIDNum=030  Position=1 *$/)
    assert.notInclude(shown("", later, wide, held.choices).text, "Later")
    assert.include(shown("p", later, wide, held.choices).text, "Later")
  })

  it.each([
    ["/ali", "2", ["Alice"]],
    ["/!ali", "2", ["Bob", "Carol", "Heidi"]],
    ["/back office", "2", []],
    ["/paused in", "2", ["Carol"]],
    ["/ali\x1b", "2", ["Alice", "Bob", "Carol", "Heidi"]],
    ["/alx\x7fi", "2", ["Alice"]],
    ["/caller 3", "1", ["support", "3"]],
    ["/kamal", "3", ["+15550108914"]]
  ])("filters by what was typed: %s in list %s", (keys, tab, expected) => {
    const first = list(shown(`${tab}${keys}\r`).text).map((line) => /\S+/.exec(line)?.[0])
    assert.deepStrictEqual(
      first,
      expected.length === 0 ? ["Nothing"] : expected
    )
  })

  it.each([
    ["s", ["billing", "sales", "support"], "QUEUE▲"],
    ["sr", ["support", "sales", "billing"], "QUEUE▼"],
    ["ss", ["support", "sales", "billing"], "WAIT▼"],
    ["ssss", ["sales", "support", "billing"], "READY▼"]
  ])("sorts by the next column: %s", (keys, names, title) => {
    const { text } = shown(keys)
    assert.include(text, title)
    assert.deepStrictEqual(list(text).flatMap((line) => /^ {2}([a-z]+)/.exec(line)?.[1] ?? []), names)
  })

  it("keeps what is selected when rows come and go, and scrolls with it", () => {
    const calls = (from: number, count: number) =>
      data({
        calls: Array.from({ length: count }, (_, index) =>
          call(`${from + index}`, [leg(`PJSIP/t-${from + index}`, "Caller", { number: `n${from + index}` })], {
            startedAt: now - (1000 - from - index) * 1000
          }))
      })
    const selected = (text: string) => text.split("\n").find((line) => line.startsWith("›"))?.trim().split(/ +/)[1]
    const first = shown(`3${"j".repeat(40)}`, calls(0, 100))

    assert.strictEqual(selected(first.text), "n39")
    assert.include(first.text, "23–40 of 100")
    assert.strictEqual(selected(shown("", calls(30, 100), small, first.choices).text), "n39")
    // It ended: the next one in its place is selected.
    assert.strictEqual(selected(shown("", calls(50, 20), small, first.choices).text), "n69")
    assert.strictEqual(selected(shown("g", calls(0, 100), small, first.choices).text), "n0")
    assert.strictEqual(selected(shown("G", calls(0, 100), small, first.choices).text), "n99")
    assert.isUndefined(selected(shown("\x1b", calls(0, 100), small, first.choices).text))
  })

  it("hangs up what is selected after a y, and nothing otherwise", () => {
    const asked = shown("3jh")
    assert.include(asked.text, " Hang up PJSIP/trunk-1? y / n")
    assert.deepStrictEqual(shown("3jhy").wish, {
      _tag: "HangUp",
      target: { Uniqueid: "u.PJSIP/trunk-1", Channel: "PJSIP/trunk-1" }
    })
    assert.isUndefined(shown("3jhn").wish)
    assert.isUndefined(shown("3jh\r").wish)
    assert.deepStrictEqual(shown("3j\rjjhy").wish, {
      _tag: "HangUp",
      target: { Uniqueid: "u.PJSIP/111-2", Channel: "PJSIP/111-2" }
    })
    assert.include(shown("3h").text, "Select a call first")
    const readOnly = shown("3jh", floor, small, initial({ allowsActions: false }))
    assert.include(readOnly.text, "Start with --allow-actions to hang up")
    assert.isUndefined(shown("3jhy", floor, small, initial({ allowsActions: false })).wish)
  })

  it("is dim and says since when, while it is not live", () => {
    const lost = {
      _tag: "Lost",
      doing: "connecting, attempt 3",
      since: now - 62_000,
      why: "Connection refused"
    } as const
    const { lines, text } = shown("", { ...floor, link: lost })

    assert.include(text, "● connecting, attempt 3 — as of 1:02 ago")
    assert.include(text, "Connection refused")
    for (const line of lines.slice(5, 11)) for (const { look } of line) assert.strictEqual(look, "2")
    assert.include(shown("", { ...floor, link: { _tag: "Reading", since: now - 500 } }).text, "reading lists")
  })

  it("says why there is no list if the account may not have it, and when there is nothing", () => {
    assert.include(shown("", data({ missing: { queues: "QueueStatus is not permitted" } })).text, "is not permitted")
    assert.include(shown("", data()).text, "Asterisk has no queue")
    assert.include(shown("3", data()).text, "No call is up")
    assert.include(shown("4", data()).text, "No event has come yet")
  })

  it("shows what a caller calls itself, and does nothing of what that says", () => {
    const evil = "\x1b[2J\r\n\x07\u009b2J\u202egnp.exe"
    const given = data({
      queues: [queue(evil, [member(evil, evil, evil)], [caller(evil, 1, 5, { CallerIDName: evil })])],
      calls: [call("1", [leg(evil, "Caller", { name: evil, number: evil })], { dialed: evil })],
      events: [event(1, ["Event", evil], ["Channel", evil])],
      link: { _tag: "Lost", doing: "connecting", since: now, why: evil }
    })
    for (const keys of ["", "j\r", "2j", "3j\r", "4j", "3jh"]) {
      const { lines, text } = shown(keys, given, { columns: 200, rows: 24 })
      assert.include(text, "\\u001b[2J")
      // oxlint-disable-next-line no-control-regex
      for (const line of lines) assert.notMatch(line.map(({ text }) => text).join(""), /[\x00-\x1f\x7f-\x9f\u202e]/)
    }
  })

  it("shows hundreds of agents, and wide characters in their columns", () => {
    const names = [
      "山田太郎とその友達たち",
      "Ünïcødé",
      "👩‍👩‍👧‍👦 family",
      "e\u0301\u0301\u0301",
      "ไทย",
      "한국어 이름 아주 길다"
    ]
    const given = data({
      queues: Array.from({ length: 40 }, (_, at) =>
        queue(
          `q${at}`,
          Array.from({ length: 10 }, (_, index) =>
            member(`q${at}`, `${names[index % names.length]} ${at}`, `PJSIP/${at * 10 + index}`)),
          Array.from({ length: at }, (_, index) =>
            caller(`q${at}`, index + 1, index))
        ))
    })
    for (const size of [small, { columns: 200, rows: 60 }]) {
      const { lines, text, view } = shown("2", given, size)
      const screen = new Emulator(size.columns, size.rows)
      // What is made of several code points is as wide as the terminal wants.
      screen.write(difference(
        [],
        lines.map((line) =>
          line.map((span) => ({
            ...span,
            text: span.text.replaceAll("👩‍👩‍👧‍👦", "👩").replaceAll("\u0301", "")
          }))
        ),
        true
      ))
      assert.strictEqual(view.entries.length, 400)
      assert.include(text, `1–${size.rows - 6} of 400`)
      assert.strictEqual(new Set(screen.columnsOf("ready     ")).size, 1)
      assert.strictEqual(screen.columnsOf("ready     ").length, size.rows - 6)
    }
  })

  it.each([[80, 24], [200, 60], [40, 10], [20, 5], [10, 3], [1, 1], [500, 200]])(
    "fits %i columns and %i rows",
    (columns, rows) => {
      for (const keys of ["", "2", "3", "4", "?", "3j\r", "jjjj\r", "3jh", "/x", "2sss"]) {
        const { lines } = shown(keys, floor, { columns, rows })
        assert.strictEqual(lines.length, rows)
        for (const line of lines) assert.isAtMost(lineWidth(line), columns)
      }
    }
  )
})

// --- Anything ---------------------------------------------------------------

const text = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 40 }),
  fc.constantFrom("Alice", "山田太郎", "👩‍👩‍👧‍👦", "e\u0301", "\x1b[2J", "", "<unknown>", "\u202eabc", "a\tb\r\n")
)

const anyFloor = fc.array(
  fc.record({
    name: text,
    agent: text,
    party: text,
    wait: fc.nat(100_000),
    status: fc.constantFrom("Ready", "Paused", "InCall")
  }),
  { maxLength: 12 }
).map((rows) =>
  data({
    target: rows[0]?.name ?? "",
    queues: rows.map(({ agent, name, party, status, wait }) =>
      queue(name, [member(name, agent, `PJSIP/${agent}`, { status: status as "Ready" })], [
        caller(name, 1, wait, { CallerIDName: party, Uniqueid: agent })
      ])
    ),
    calls: rows.map(({ agent, name, party }, index) =>
      call(`${index}`, [leg(`PJSIP/${agent}`, "Caller", { name: party }), leg(name, "Callee", { number: agent })])
    ),
    events: rows.map(({ name, party }, index) => event(index, ["Event", name], ["Channel", party]))
  })
)

const anyKeys = fc.array(
  fc.constantFrom(
    "1",
    "2",
    "3",
    "4",
    "j",
    "k",
    "\r",
    "/",
    "a",
    "\x1b",
    "s",
    "r",
    "p",
    "?",
    "h",
    "n",
    "\t",
    "\x1b[A",
    "\x1b[6~",
    "G"
  ),
  { maxLength: 12 }
).map((keys) => keys.join(""))

const anySize = fc.record({ columns: fc.integer({ min: 1, max: 220 }), rows: fc.integer({ min: 1, max: 70 }) })

describe("frames one after the other", () => {
  it("are as wide and high as the screen, whatever names there are and keys are pressed", { timeout }, () => {
    check(
      1000,
      fc.property(anyFloor, anyKeys, anySize, (given, keys, size) => {
        const { lines } = shown(keys, given, size)
        assert.strictEqual(lines.length, size.rows)
        for (const line of lines) {
          assert.isAtMost(lineWidth(line), size.columns)
          // oxlint-disable-next-line no-control-regex
          assert.notMatch(line.map(({ text }) => text).join(""), /[\x00-\x1f\x7f-\x9f]/)
        }
      })
    )
  })

  const word = fc.constantFrom("", "a", "ab c", "0:11", "山田", "…", "● live", "▁▂▃", "x".repeat(9))
  const look = fc.constantFrom("", "1", "31", "7", "1;31")
  const anyLines = fc.array(fc.array(fc.record({ text: word, look }), { maxLength: 4 }), { minLength: 4, maxLength: 4 })

  it("leave what they would leave if everything was written anew", { timeout }, () => {
    check(
      5000,
      fc.property(fc.array(anyLines, { minLength: 1, maxLength: 5 }), (frames) => {
        const screen = new Emulator(40, 4)
        let last: (typeof frames)[number] = []
        for (const lines of frames) {
          screen.write(difference(last, lines, true))
          const whole = new Emulator(40, 4)
          whole.write(difference([], lines, true))
          assert.strictEqual(screen.text, whole.text)
          assert.strictEqual(screen.looks, whole.looks)
          last = lines
        }
      })
    )
  })

  /** Lines that move within a part of the screen, with new ones for those that leave it, and some that change. */
  const anyMove = fc.record({
    first: fc.nat(9),
    length: fc.nat(9),
    by: fc.integer({ min: -4, max: 4 }),
    others: fc.array(fc.tuple(fc.nat(9), word), { maxLength: 3 })
  })

  it("leave the same if their lines move", { timeout }, () => {
    const line = (text: string): Line => [{ text: ` ${text}`, look: "" }, { text: `${text}!`, look: "31" }]
    check(
      5000,
      fc.property(fc.array(anyMove, { maxLength: 6 }), (moves) => {
        let number = 0
        let lines = Array.from({ length: 10 }, () => line(`line ${number++}`))
        const screen = new Emulator(40, 10)
        screen.write(difference([], lines, true))
        for (const { by, first, length, others } of moves) {
          const part = lines.slice(first, first + length)
          const kept = by > 0 ? part.slice(by) : part.slice(0, part.length + by)
          const fresh = Array.from({ length: part.length - kept.length }, () => line(`line ${number++}`))
          const next = lines.toSpliced(first, part.length, ...by > 0 ? [...kept, ...fresh] : [...fresh, ...kept])
          for (const [row, text] of others) next[row] = text === "" ? [] : line(text)
          screen.write(difference(lines, next, true))
          lines = next
          const whole = new Emulator(40, 10)
          whole.write(difference([], lines, true))
          assert.strictEqual(screen.text, whole.text)
          assert.strictEqual(screen.looks, whole.looks)
        }
      })
    )
  })

  it("move the lines of a list that goes on, and write only the new one", () => {
    const lines = Array.from({ length: 60 }, (_, row): Line => [{ text: `event ${row} `.repeat(12), look: "" }])
    const head: Line = [{ text: "head", look: "1" }]
    const written = difference([head, ...lines.slice(0, 58)], [head, ...lines.slice(2, 60)], true)
    assert.include(written, "\x1b[2;59r\x1b[2;1H\x1b[2M\x1b[r")
    assert.isBelow(Buffer.byteLength(written), 300)
  })

  it("write only what differs", () => {
    const [before, after] = [shown("2"), shown("2", { ...floor, at: now + 1000 })]
    const written = difference(before.lines, after.lines, true)

    assert.strictEqual(difference(before.lines, before.lines, true), "")
    assert.isBelow(Buffer.byteLength(written), 250)
    // oxlint-disable-next-line no-control-regex
    assert.match(written, /^\x1b\[\?2026h[^]*\x1b\[\?2026l$/)
    // oxlint-disable-next-line no-control-regex
    assert.notMatch(difference([], after.lines, false), /\x1b\[[\d;]*m/)
  })
})

describe("keys", () => {
  it("are read from what a terminal sends", () => {
    const names = (input: string) => decode(input).map((key) => "name" in key ? key.name : `'${key.character}'`)
    assert.deepStrictEqual(names("jé山\x1b[A\x1bOB\x1b[5~\x1b[1;5C\x1b[Z\r\x7f\x03\t\x1b"), [
      "'j'",
      "'é'",
      "'山'",
      "up",
      "down",
      "pageUp",
      "backTab",
      "enter",
      "backspace",
      "interrupt",
      "tab",
      "escape"
    ])
  })
})
