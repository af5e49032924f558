import { assert, it } from "@effect/vitest"
import type { ActionName, Rows } from "../../../src/dashboard/internal/row.ts"
import { television } from "./chromium.ts"
import { floor, pbx, small } from "./fixtures.ts"
import { describeView, type Viewer, violations } from "./viewer.ts"

const actions: ReadonlyArray<ActionName> = ["pause", "unpause", "hangup", "transfer", "spy", "whisper", "barge"]

const rows: Rows = { ...floor(small), server: { ...pbx, actions } }

const agent = (key: string) => rows[key] as { readonly channel: string; readonly iface: string }

const said = ({ page }: Viewer, text: string | RegExp) =>
  page.locator("dialog [role=status]", { hasText: text }).waitFor()

const press = ({ page }: Viewer, name: string | RegExp) =>
  page.locator("dialog").getByRole("button", { name, exact: typeof name === "string" }).click()

const onCall = "a:PJSIP/102"

describeView("a supervisor", (view) => {
  it("reaches a tile, pauses its agent and comes back to it, with the keyboard only", async () => {
    const viewer = await view(rows, { query: "#token=abc" })
    const { page, server } = viewer
    const key = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset["key"])
    for (let times = 0; times < 60 && await key() !== onCall; times++) await page.keyboard.press("Tab")
    assert.strictEqual(await key(), onCall)
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle)
    assert.strictEqual(outline, "solid")
    await page.keyboard.press("Enter")
    await page.locator("dialog[open]").waitFor()
    // The reason is first, then the button.
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await said(viewer, "Sent…")
    // Its tile moves to another place meanwhile.
    server.patch({ [onCall]: { ...agent(onCall), paused: true, state: "paused", reason: "Lunch" } })
    await said(viewer, "Done.")
    await page.keyboard.press("Escape")
    await page.locator("dialog").waitFor({ state: "detached" })
    assert.strictEqual(await key(), onCall)
    assert.deepStrictEqual(server.asked, [
      { token: "abc", request: { do: "pause", iface: "PJSIP/102", reason: "Lunch" } }
    ])
  })

  it("sees success only when it has happened", async () => {
    const viewer = await view(rows, { query: "#token=abc" })
    const { page, server } = viewer
    await page.locator(`[data-key="${onCall}"]`).click()
    await press(viewer, "Hang up…")
    assert.deepStrictEqual(server.asked, [])
    await press(viewer, /^Hang up \+1555/)
    await said(viewer, "Sent…")
    server.patch({ rate: 5 })
    await page.locator(".rate", { hasText: "5" }).waitFor()
    assert.strictEqual(await page.locator("dialog [role=status]").innerText(), "Sent…")
    server.patch({ [onCall]: { ...agent(onCall), channel: undefined, state: "ready" } }, ["c:1"])
    await said(viewer, "Done.")
    assert.deepStrictEqual(server.asked.map(({ request }) => request), [
      { do: "hangup", channel: agent(onCall).channel }
    ])
  })

  it("is shown the answer when it was refused, failed, or did not come", async () => {
    const viewer = await view(rows, { query: "#token=abc" })
    const { page, server } = viewer
    await page.locator(`[data-key="${onCall}"]`).click()
    server.answer = { status: 403, body: { ok: false, error: "The token is wrong." } }
    await press(viewer, "Pause")
    await said(viewer, "The token is wrong.")
    server.answer = { status: 409, body: { ok: false, error: "QueuePause failed: Interface not found" } }
    await press(viewer, "Pause")
    await said(viewer, "Interface not found")
    server.answer = { status: 502, body: "<html>Bad gateway" }
    await press(viewer, "Pause")
    await said(viewer, "HTTP 502")
    await page.route("**/act", (route) => route.abort())
    await press(viewer, "Pause")
    await said(viewer, "No answer: outcome unknown.")
  })

  it("listens, whispers and barges in with a telephone that is asked for once", async () => {
    const viewer = await view(rows, { query: "#token=abc" })
    const { page, server } = viewer
    await page.locator(`[data-key="${onCall}"]`).click()
    await press(viewer, "Listen")
    await page.getByLabel("Your phone").fill("PJSIP/900")
    await press(viewer, "Listen")
    await said(viewer, "Sent…")
    server.patch({
      "c:spy": {
        from: "900",
        to: "",
        state: "setup",
        since: 1,
        known: true,
        legs: [{ channel: "PJSIP/900-1", who: "900", state: "ringing" }]
      }
    })
    await said(viewer, "Your phone is being called.")
    await press(viewer, "Whisper")
    await press(viewer, "Barge in")
    while (server.asked.length < 3) await page.clock.runFor(100)
    const { channel } = agent(onCall)
    assert.deepStrictEqual(
      server.asked.map(({ request }) => request),
      (["spy", "whisper", "barge"] as const).map((what) => ({ do: what, channel, phone: "PJSIP/900" }))
    )
  })

  it("keeps the form of what was refused with what is wrong, until another one is opened", async () => {
    const viewer = await view(rows, { query: "#token=abc" })
    const { page, server } = viewer
    const error = "PJSIP/9 is no telephone of the PBX: write its name, such as PJSIP/100"
    server.answer = { status: 422, body: { ok: false, error, field: "phone" } }
    await page.locator(`[data-key="${onCall}"]`).click()
    await press(viewer, "Whisper")
    const field = page.getByLabel("Your phone")
    await field.fill("PJSIP/9")
    await press(viewer, "Whisper")
    await said(viewer, error)
    assert.strictEqual(await field.inputValue(), "PJSIP/9")
    // A telephone that is known by then is asked for once more.
    await press(viewer, "Cancel")
    await press(viewer, "Listen")
    await said(viewer, error)
    await field.waitFor()
    await press(viewer, "Cancel")
    await press(viewer, "Hang up…")
    assert.strictEqual(await page.locator("dialog [role=status]").innerText(), "")
  })

  it("sees that somebody who talks is paused too, and why", async () => {
    const paused = { ...agent(onCall), paused: true, reason: "Training" }
    const { page } = await view({ ...rows, [onCall]: paused })
    await page.locator(`[data-key="${onCall}"]`).click()
    assert.match(
      await page.locator("dialog p:has(time)").innerText(),
      /^on call [≥ ]*\d+:\d\d · .* · paused · Training$/
    )
  })

  it("transfers to digits only", async () => {
    const viewer = await view(rows, { query: "#token=abc" })
    const { page, server } = viewer
    await page.locator(`[data-key="${onCall}"]`).click()
    await press(viewer, "Transfer…")
    assert.deepStrictEqual(await violations(page), [])
    await page.getByLabel("Extension").fill("500@other")
    await press(viewer, /^Transfer \+1555/)
    assert.isFalse(await page.getByLabel("Extension").evaluate((field: HTMLInputElement) => field.checkValidity()))
    await page.getByLabel("Extension").fill("500")
    await page.keyboard.press("Enter")
    await said(viewer, "Sent…")
    assert.deepStrictEqual(server.asked.map(({ request }) => request), [
      { do: "transfer", channel: agent(onCall).channel, exten: "500" }
    ])
  })

  it("chooses a leg of a call, and sees the last who gave up in a queue", async () => {
    const viewer = await view(rows, { query: "#token=abc" })
    const { page, server } = viewer
    await page.locator("[data-key='c:1']").click()
    await page.getByRole("radio").nth(1).check()
    await press(viewer, "Hang up…")
    await press(viewer, /^Hang up Bob/)
    await said(viewer, "Sent…")
    assert.deepStrictEqual(server.asked.map(({ request }) => request), [
      { do: "hangup", channel: agent(onCall).channel }
    ])
    server.patch({}, ["c:1"])
    await said(viewer, "Done.")
    await press(viewer, "Close")
    await page.locator("[data-key='q:support']").click()
    assert.strictEqual(await page.locator("dialog tbody tr").count(), 3)
    assert.deepStrictEqual(await violations(page), [])
  })

  it("has no button without a token, for what the account cannot do, on a television, or while the page is not live", async () => {
    const buttons = async (viewer: Viewer) => {
      await viewer.page.locator(`[data-key="${onCall}"]`).click()
      return viewer.page.locator("dialog button").allInnerTexts()
    }
    assert.deepStrictEqual(await buttons(await view(rows)), ["Close"])
    const few: Rows = { ...rows, server: { ...pbx, actions: ["hangup"] } }
    assert.deepStrictEqual(await buttons(await view(few, { query: "#token=abc" })), ["Hang up…", "Close"])
    const wall = await view(rows, { window: television, query: "?tv#token=abc" })
    assert.strictEqual(await wall.page.locator("button").count(), 0)
    const viewer = await view(rows, { query: "#token=abc" })
    await buttons(viewer)
    viewer.server.patch({ link: { state: "lost", since: 1 } })
    await viewer.page.locator(".stale").waitFor()
    assert.deepStrictEqual(await viewer.page.locator("dialog button:enabled").allInnerTexts(), ["Close"])
  })
})
