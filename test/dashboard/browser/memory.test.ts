import { assert, it } from "@effect/vitest"
import { noon } from "./fixtures.ts"
import { busy, costsOf, measuring } from "./load.ts"
import { describeView } from "./viewer.ts"

describeView("a page that is open for long", (_view, tab) => {
  it("keeps nothing of what is over", async () => {
    const floor = await busy({ agents: 210, queues: 60, waiting: 23 }, noon)
    const page = await tab()
    await page.goto(floor.server.url)
    await page.locator(".tiles").waitFor()
    const session = await measuring(page)
    let rate = 0
    const play = async (patches: number) => {
      for (let patch = 0; patch < patches; patch++) floor.step(3)
      floor.server.patch({ rate: ++rate })
      await page.locator(".rate", { hasText: `${rate} events/s` }).waitFor()
    }
    await play(150)
    const before = await costsOf(session)
    for (let turn = 0; turn < 4; turn++) await play(150)
    const after = await costsOf(session)
    assert.isBelow(after.heap - before.heap, 1e6)
    // Rows come and go.
    assert.isBelow(Math.abs(after.nodes - before.nodes), 1500)
    const shown = await page.locator(".agents .agent").count()
    assert.strictEqual(shown, 210)
    await floor.server.close()
  })
})
