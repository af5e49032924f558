/**
 * The reference of actions and events.
 */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { output } from "../../src/cli/commands/describe.ts"
import { actionNames, eventNames } from "../../src/cli/known.ts"
import { run } from "./run.ts"

describe("ami describe", () => {
  it("has every action and event of the catalogue", async () => {
    const entries = Schema.decodeUnknownSync(output)(JSON.parse((await run(["describe", "--json"])).stdout))
    assert.deepStrictEqual(
      new Set(entries.map(({ name }) => name)),
      new Set([...actionNames, ...eventNames])
    )
  })

  it("explains one, and lists many", async () => {
    const { stdout } = await run(["describe", "originate"])
    assert.match(stdout, /^Originate {2}action\n/)
    assert.match(stdout, /\n {2}needs {5}write = originate\n/)
    assert.match(stdout, /\n {4}Channel .* text, required\n/)
    const many = await run(["describe", "QueueC*"])
    assert.strictEqual(many.stdout.split("\n").length, 6)
    assert.match(many.stdout, /^NAME +KIND +CLASS +ASTERISK/)
  })

  it("names those that are alike for a name that nobody has", async () => {
    const { code, stderr, stdout } = await run(["describe", "Orignate"])
    assert.deepStrictEqual({ code, stdout }, { code: 2, stdout: "" })
    assert.strictEqual(
      stderr,
      "ami: There is no action and no event Orignate\n  → Did you mean Originate?\n"
    )
  })
})
