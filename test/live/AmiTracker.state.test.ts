import { assert, describe, it } from "@effect/vitest"
import { removed, Tracking } from "../../src/live/internal/tracking.ts"

const states = () =>
  new Tracking<string, readonly [kind: "is" | "ends", key: string], true>({
    key: (source) => typeof source === "string" ? source : source[1],
    fromSnapshot: () => true,
    reduce: (_, [kind]) => kind === "ends" ? removed : true,
    uniqueKeys: true
  })

const keys = ({ values }: { readonly values: ReadonlyMap<string, true> }) => [...values.keys()]

describe("the state of a tracker", () => {
  it("ignores a snapshot that was requested before events were lost, and settles nothing then (C23)", () => {
    const tracking = states()
    tracking.begin()
    tracking.lose({ epoch: 1, cause: "Gap", since: 0 })

    const afterLoss = [tracking.list(["a"]), tracking.settle()]
    tracking.begin()

    assert.deepStrictEqual([...afterLoss, tracking.list(["c"]), tracking.settle()], [false, 0, true, 1])
    assert.deepStrictEqual(keys(tracking), ["c"])
  })

  it("remembers the last 10,000 removed keys, and no more (C24)", () => {
    const tracking = states()
    for (let key = 0; key <= 10_000; key++) tracking.apply(["ends", `${key}`])

    tracking.begin()
    tracking.list(["0", "1", "10000"])

    assert.deepStrictEqual(keys(tracking), ["0"])
  })

  it("keeps 100,000 events during a snapshot, and takes another one if more come (C23)", () => {
    for (const [events, isUsed] of [[100_000, true], [100_001, false]] as const) {
      const tracking = states()
      tracking.begin()
      for (let event = 0; event < events; event++) tracking.apply(["is", "a"])

      assert.strictEqual(tracking.list([]), isUsed)
      assert.deepStrictEqual(keys(tracking), ["a"])
    }
  })
})
