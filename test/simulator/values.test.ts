/**
 * Variables, functions and expressions of the dialplan, beside the values that Asterisk 22.10.1 and 16.28.0 gave.
 *
 * `values.jsonl` has what was asked, the value on 22, and that on 16 if it differed: a text to substitute, or after a
 * `!` a name as `Getvar` takes it. `writes.jsonl` has what was set and read one after the other: the channel, the name,
 * the value if it was set, and the answer.
 */
import { assert, describe, it } from "@effect/vitest"
import { SimulatedPbx } from "effect-ami/simulator"
import { readFileSync } from "node:fs"

const rows = (name: string): ReadonlyArray<ReadonlyArray<string>> =>
  readFileSync(new URL(name, import.meta.url), "utf8").trim().split("\n").map((line) => JSON.parse(line))

const now = 1_700_000_000_000

/** A PBX with the call on which the values were asked for. */
const asking = (version: "16" | "22") => {
  let pbx = SimulatedPbx.make(now, {
    version,
    hints: { "from-internal": { "110": "Custom:desk110,CustomPresence:desk110" } }
  })
  const ask = (...lines: ReadonlyArray<string>): ReadonlyArray<string> => {
    const step = SimulatedPbx.answer(pbx, lines, now)
    if (step === undefined) return []
    pbx = step.state
    return step.reply[0] ?? []
  }
  ask(
    "Action: Originate",
    "Channel: Local/200@from-internal/n",
    "Application: Wait",
    "Data: 36000",
    "ChannelId: probe",
    "OtherChannelId: probe2",
    "Async: true",
    "CallerID: \"Alice\" <123>",
    "Account: acc",
    "Variable: FOO=foo,BAR=12345,_ONE=1,__TWO=2"
  )
  pbx = SimulatedPbx.advance(pbx, now + 2000).state
  return ask
}

const said = (lines: ReadonlyArray<string>): string =>
  /^(?:Value|Message): ([^]*)$/.exec(lines.find((line) => /^(?:Value|Message): /.test(line)) ?? "")?.[1] ?? ""

describe.each(["22", "16"] as const)("on Asterisk %s", (version) => {
  it("variables, functions and expressions have the values that a real server gives", () => {
    const ask = asking(version)
    const differing = rows("values.jsonl").flatMap(([asked = "", on22 = "", on16 = on22]) => {
      const name = asked.startsWith("!") ? asked.slice(1) : `EVAL(${asked})`
      const value = said(ask("Action: Getvar", "Channel: probe2", `Variable: ${name}`))
      const real = version === "22" ? on22 : on16
      return value === real ? [] : [{ asked, value, real }]
    })

    assert.deepStrictEqual(differing, [])
  })

  it("what managers set is set and refused as on a real server", () => {
    const ask = asking(version)
    const differing = rows("writes.jsonl").flatMap(([channel = "", name = "", ...rest]) => {
      const value = rest.length === 2 ? rest[0] : undefined
      const answer = said(ask(
        value === undefined ? "Action: Getvar" : "Action: Setvar",
        ...(channel === "" ? [] : [`Channel: ${channel}`]),
        `Variable: ${name}`,
        ...(value === undefined ? [] : [`Value: ${value}`])
      ))
      return answer === rest.at(-1) ? [] : [{ channel, name, value, answer, real: rest.at(-1) }]
    })

    assert.deepStrictEqual(differing, [])
  })
})
