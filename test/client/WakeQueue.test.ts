/** Callbacks that are held back until a batch of messages is dispatched. */
import { assert, describe, it } from "@effect/vitest"
import { WakeQueue } from "../../src/client/internal/wakes.ts"

const boom = (): never => {
  throw new Error("boom")
}

describe("the callbacks after a batch", () => {
  it("run in order once the whole batch is dispatched", () => {
    const ran: Array<string> = []
    const wakes = new WakeQueue()
    wakes.onDefect = () => ran.push("a defect")

    wakes.batch(() => {
      wakes.run(() => ran.push("one"))
      wakes.run(() => ran.push("two"))
      ran.push("dispatched")
    })

    assert.deepStrictEqual(ran, ["dispatched", "one", "two"])
  })

  it("all run even if one of them or the batch throws, and each defect is reported once", () => {
    const ran: Array<string> = []
    const defects: Array<string> = []
    const wakes = new WakeQueue()
    wakes.onDefect = (defect) => defects.push(String(defect))

    wakes.batch(() => {
      wakes.run(() => ran.push("one"))
      wakes.run(boom)
      wakes.run(() => ran.push("two"))
      boom()
    })
    wakes.run(boom)
    wakes.run(() => ran.push("three"))
    wakes.batch(() => wakes.run(() => ran.push("four")))

    assert.deepStrictEqual(ran, ["one", "two", "three", "four"])
    assert.strictEqual(defects.length, 3)
  })
})
