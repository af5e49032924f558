import { assert, it } from "@effect/vitest"
import { desk, television } from "./chromium.ts"
import { floor, noon, small } from "./fixtures.ts"
import { describeView, type Viewer, violations } from "./viewer.ts"

const times = ({ page }: Viewer) => page.locator(".columns time").allInnerTexts()

const isStale = async ({ page }: Viewer): Promise<string> => {
  await page.locator(".board.stale .banner").waitFor()
  assert.strictEqual(await page.locator(".link").innerText(), "not live")
  assert.match(await page.title(), /^not live/)
  return page.locator(".banner").innerText()
}

const isLive = async ({ page }: Viewer): Promise<void> => {
  await page.locator(".board:not(.stale)").waitFor()
  assert.strictEqual(await page.locator(".link").innerText(), "live")
  assert.isFalse(await page.locator(".banner").isVisible())
}

describeView("a page that is not live", (view) => {
  for (
    const [place, look] of [["a desk", { window: desk }], ["a television", {
      window: television,
      query: "?tv"
    }]] as const
  ) {
    it(`says on ${place} that Asterisk is lost, since when, and lets no time go on; and is right again`, async () => {
      const viewer = await view(floor(small), look)
      const { page, server } = viewer
      await isLive(viewer)
      server.patch({ link: { state: "lost", since: noon - 75_000 } })
      const said = await isStale(viewer)
      assert.match(said, /This is 1:1\d old\..*The connection to Asterisk is lost.*Last news 11:59:15/s)
      assert.deepStrictEqual(await violations(page), [])
      const before = await times(viewer)
      await page.clock.fastForward(4000)
      await page.locator(".banner", { hasText: /This is 1:(1[89]|2\d) old/ }).waitFor()
      assert.deepStrictEqual(await times(viewer), before)
      server.patch({ link: { state: "reading", since: noon - 75_000 } })
      await page.locator(".banner", { hasText: "reading" }).waitFor()
      server.patch({ link: { state: "live", since: noon } })
      await isLive(viewer)
      await page.waitForFunction((was) => document.querySelector(".columns time")?.textContent !== was, before[0] ?? "")
    })
  }

  it("says that the server does not answer when it has been silent for 12 seconds, and is right again without a reload", async () => {
    const viewer = await view(floor(small))
    const { page, server } = viewer
    await page.evaluate(() => document.body.setAttribute("data-same", ""))
    await server.close()
    await page.clock.fastForward(11_000)
    await page.clock.runFor(3000)
    assert.match(await isStale(viewer), /The dashboard server does not answer.*Last news 12:00:3/s)
    server.patch({ "q:support": { ...floor(small)["q:support"] as object, completed: 4321 } })
    await server.open()
    await page.clock.runFor(13_000)
    await isLive(viewer)
    await page.locator(".queues", { hasText: "4,321" }).waitFor()
    assert.strictEqual(await page.locator("body[data-same]").count(), 1)
  })

  it("asks again when an answer is no event stream, which a browser does not", async () => {
    const viewer = await view(floor(small))
    const { page, server } = viewer
    server.refuses = true
    await server.close()
    await server.open()
    while (!server.paths.includes("/events refused")) await page.clock.runFor(1000)
    await page.clock.runFor(14_000)
    await isStale(viewer)
    server.refuses = false
    while (server.viewers() === 0) await page.clock.runFor(1000)
    await isLive(viewer)
  })

  it("stays live through ticks alone", async () => {
    const viewer = await view(floor(small))
    const { page, server } = viewer
    // In all longer than the silence that is taken for the server's end.
    for (let turn = 0; turn < 4; turn++) {
      server.tick()
      await page.clock.runFor(5000)
      await isLive(viewer)
    }
  })

  it("opens the stream again when a patch is missing, and shows every row of it", async () => {
    const viewer = await view(floor(small))
    const { page, server } = viewer
    const opened = () => server.paths.filter((path) => path === "/events").length
    assert.strictEqual(opened(), 1)
    // Two patches are lost: the second of them would have told that an agent is gone.
    server.lose({}, ["a:PJSIP/102"])
    server.lose({ "q:sales": { ...floor(small)["q:sales"] as object, completed: 7777 } })
    await page.clock.runFor(2000)
    server.patch({ rate: 9 })
    while (opened() < 2) await page.clock.runFor(500)
    await page.locator(".rate", { hasText: "9" }).waitFor()
    await page.locator(".queues", { hasText: "7,777" }).waitFor()
    assert.strictEqual(await page.locator("[data-key='a:PJSIP/102']").count(), 0)
    await isLive(viewer)
  })

  it("loads itself again when the server has another page", async () => {
    const viewer = await view(floor(small))
    const { page, server } = viewer
    await page.evaluate(() => document.body.setAttribute("data-same", ""))
    server.build = "2"
    const loaded = page.waitForEvent("load")
    await server.close()
    await server.open()
    await loaded
    await page.locator(".tiles").waitFor()
    assert.strictEqual(await page.locator("body[data-same]").count(), 0)
    // Not again at once, since two servers may answer in turn, but later.
    await page.evaluate(() => document.body.setAttribute("data-same", ""))
    const loads: Array<number> = []
    page.once("load", () => loads.push(1))
    server.build = "3"
    await server.close()
    await server.open()
    while (server.viewers() === 0) await page.clock.runFor(1000)
    await page.clock.runFor(5000)
    assert.strictEqual(await page.locator("body[data-same]").count(), 1)
    for (let turn = 0; loads.length === 0; turn++) {
      assert.isBelow(turn, 60)
      server.tick()
      await page.clock.runFor(1000)
    }
    await isLive(viewer)
  })
})
