import { assert, it } from "@effect/vitest"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import type { Page } from "playwright-core"
import type { AgentRow, QueueRow, StateMessage } from "../../../src/dashboard/internal/row.ts"
import { describeView } from "./viewer.ts"

const program = fileURLToPath(new URL("../../../src/cli/bin.ts", import.meta.url))

interface Served {
  readonly url: string
  readonly actUrl: string
  readonly process: ChildProcess
  readonly end: () => Promise<void>
}

/** Starts `ami serve --demo`, on a port or on a free one. */
const serve = async (port = "0"): Promise<Served> => {
  const args = [program, "serve", "--demo", "--port", port, "--allow-actions"]
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] })
  let printed = ""
  const urls = await new Promise<RegExpMatchArray>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text
      const found = printed.match(/http:\/\/[^\s]+/g)
      if (found !== null && found.some((url) => url.includes("#token="))) resolve(found)
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text))
    child.once("close", (code) => reject(new Error(`ami serve ended with ${code}: ${printed}`)))
  })
  return {
    url: urls.find((url) => !url.includes("#")) ?? "",
    actUrl: urls.find((url) => url.includes("#token=")) ?? "",
    process: child,
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill("SIGKILL")
      await once(child, "close")
    }
  }
}

const stateOf = async (url: string): Promise<StateMessage> =>
  (await fetch(`${url}state`)).json() as Promise<StateMessage>

const rowsOf = <A>({ rows }: StateMessage, kind: string): ReadonlyArray<A> =>
  Object.entries(rows).filter(([key]) => key.startsWith(`${kind}:`)).map(([, row]) => row as A)

/** A tab with the page of `ami serve`, and what its console said and it asked for. */
const look = async (page: Page, url: string): Promise<ReadonlyArray<string>> => {
  const seen: Array<string> = []
  page.on("console", (message) => seen.push(`console: ${message.text()}`))
  page.on("request", (request) => seen.push(new URL(request.url()).pathname))
  await page.goto(url)
  await page.locator(".tiles").waitFor()
  return seen
}

describeView("ami serve --demo", (_view, tab) => {
  it("shows its floor, lets a supervisor pause an agent, and says nothing in the console", async () => {
    const served = await serve()
    const page = await tab()
    const seen = await look(page, served.actUrl)
    const state = await stateOf(served.url)
    const queues = rowsOf<QueueRow>(state, "q")
    assert.isAtLeast(queues.length, 3)
    assert.strictEqual(await page.locator(".queues tbody tr").count(), queues.length)
    assert.strictEqual(await page.locator(".agents .agent").count(), rowsOf(state, "a").length)
    assert.isAtLeast(await page.locator(".spark .line").count(), 1)
    const agent = rowsOf<AgentRow>(state, "a").find(({ paused }) => !paused)
    const tile = page.locator(`[data-key="a:${agent?.iface}"]`)
    await tile.click()
    await page.locator("dialog").getByRole("button", { name: "Pause", exact: true }).click()
    await page.locator("dialog [role=status]", { hasText: "Done." }).waitFor()
    await page.locator("dialog").getByRole("button", { name: "End the pause" }).click()
    await page.locator("dialog").getByRole("button", { name: "Pause", exact: true }).waitFor()
    await page.locator("dialog [role=status]", { hasText: "Done." }).waitFor()
    assert.deepStrictEqual([...new Set(seen)].sort(), ["/", "/act", "/events"])
    await served.end()
  })

  it("is shown as stale when its process is frozen or gone, and is right again without a reload", async () => {
    const served = await serve()
    const page = await tab()
    await page.clock.install()
    await look(page, served.url)
    await page.evaluate(() => document.body.setAttribute("data-same", ""))
    served.process.kill("SIGSTOP")
    await page.clock.fastForward(13_000)
    await page.locator(".board.stale .banner", { hasText: "The dashboard server does not answer" }).waitFor()
    served.process.kill("SIGCONT")
    await page.locator(".board:not(.stale)").waitFor()
    const port = new URL(served.url).port
    await served.end()
    await page.clock.fastForward(13_000)
    await page.locator(".board.stale .banner").waitFor()
    const again = await serve(port)
    for (let turn = 0; turn < 40 && await page.locator(".board.stale").count() > 0; turn++) {
      await page.clock.runFor(1000)
    }
    await page.locator(".board:not(.stale)").waitFor()
    const queues = rowsOf<QueueRow>(await stateOf(again.url), "q").map(({ name }) => name).sort()
    assert.deepStrictEqual((await page.locator(".queues tbody th").allInnerTexts()).sort(), queues)
    assert.strictEqual(await page.locator("body[data-same]").count(), 1)
    await again.end()
  })
})
