import { assert, describe, it } from "@effect/vitest"
import { Exit } from "effect"
import { AmiError, AmiMessage } from "effect-ami"
import * as fc from "fast-check"
import { check } from "../protocol/properties.ts"
import { type Entry, type Outcome, outcomeOf, violations } from "./history.ts"

/** A history as text, such as `invoke a, ok a`. */
const told = (text: string): ReadonlyArray<Entry> =>
  text.split(", ").map((words) => {
    const [kind, id] = words.split(" ")
    return { kind: kind as Entry["kind"], id: id ?? "" }
  })

const failed = (reason: AmiError.Reason) => outcomeOf(Exit.fail(new AmiError.AmiError({ reason })))

const response = AmiMessage.make([["Response", "Error"], ["Message", "no"]])

describe("the checker of histories", () => {
  for (
    const [history, log] of [
      ["invoke a, ok a", "a"],
      ["invoke a, fail a", ""],
      ["invoke a, info a", ""],
      ["invoke a, info a", "a"],
      ["invoke a, invoke b, ok b, fail a", "b"],
      ["invoke a, invoke b, info b, ok a", "b a"]
    ] as const
  ) {
    it(`accepts \`${history}\` when the server executed ${log === "" ? "nothing" : `\`${log}\``}`, () => {
      assert.deepStrictEqual(violations(told(history), log.split(" ").filter(Boolean)), [])
    })
  }

  for (
    const [what, history, log, complaint] of [
      ["an answer to an action that never ran", "invoke a, ok a", "", "a ended as ok and was executed 0 times"],
      ["an action that ran twice", "invoke a, ok a", "a a", "a ended as ok and was executed 2 times"],
      ["a false NotSent", "invoke a, fail a", "a", "a ended as fail and was executed 1 times"],
      ["an action that was sent again", "invoke a, info a", "a a", "a ended as info and was executed 2 times"],
      ["an action without an end", "invoke a, invoke b, fail b", "", "a never ended"],
      ["an action that ended twice", "invoke a, info a, ok a", "a", "a ended twice: as info, and as ok"],
      ["an end without a beginning", "ok a", "a", "a ended as ok and was never begun"],
      ["an action that was begun twice", "invoke a, invoke a, ok a", "a", "a was begun twice"],
      ["an action that nobody sent", "invoke a, ok a", "a b", "b was executed and never begun"]
    ] as const
  ) {
    it(`rejects ${what}: \`${history}\` with the log \`${log}\``, () => {
      assert.include(violations(told(history), log.split(" ").filter(Boolean)), complaint)
    })
  }

  it("rejects every history whose log has one execution too many or, after an answer, one too few", () => {
    const outcome = fc.constantFrom<Outcome>("ok", "fail", "info")
    check(
      5000,
      fc.property(fc.array(fc.tuple(outcome, fc.boolean()), { minLength: 1, maxLength: 20 }), fc.nat(), (ends, at) => {
        const history = ends.flatMap(([kind], index): ReadonlyArray<Entry> => [
          { kind: "invoke", id: `${index}` },
          { kind, id: `${index}` }
        ])
        const executed = ends.flatMap(([kind, ran], index) =>
          kind === "ok" || kind === "info" && ran ? [`${index}`] : []
        )
        const [id, [kind, ran]] = [`${at % ends.length}`, ends[at % ends.length] ?? ["ok", true]]

        assert.deepStrictEqual(violations(history, executed), [])
        const isKept = kind === "info" && !ran
        assert.strictEqual(violations(history, [...executed, id]).length, isKept ? 0 : 1)
        if (kind === "ok") assert.strictEqual(violations(history, executed.filter((other) => other !== id)).length, 1)
        assert.strictEqual(violations(history.slice(0, -1), executed).length, 1)
      })
    )
  })

  it("tells from an error whether its action ran (C11)", () => {
    assert.strictEqual(outcomeOf(Exit.succeed("Pong")), "ok")
    assert.strictEqual(outcomeOf(Exit.interrupt()), "info")
    assert.strictEqual(failed(new AmiError.NotSent({ action: "Ping", why: "QueueFull" })), "fail")
    assert.strictEqual(failed(new AmiError.NotExecuted({ action: "Ping", response })), "fail")
    assert.strictEqual(failed(new AmiError.PermissionDenied({ action: "Ping", needs: [], response })), "fail")
    assert.strictEqual(failed(new AmiError.ActionFailed({ action: "Ping", message: "no", response })), "ok")
    assert.strictEqual(failed(new AmiError.ListIncomplete({ action: "Status", items: [], cause: "Timeout" })), "ok")
    const unknown = { action: "Ping", actionId: "a-1", epoch: 1, cause: "Timeout" } as const
    assert.strictEqual(failed(new AmiError.OutcomeUnknown(unknown)), "info")
  })
})
