/** The page of `ami serve`, between which and the browser, or between which and the PBX, bytes are lost. */
import { assert, it } from "@effect/vitest"
import { Effect, type Scope } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import type { Page } from "playwright-core"
import type { StateMessage } from "../../../src/dashboard/internal/row.ts"
import { faultProxy } from "../../faults/proxy.ts"
import { describeView } from "./viewer.ts"

const program = fileURLToPath(new URL("../../../src/cli/bin.ts", import.meta.url))

/** Starts a command of `ami` that prints where it listens. */
const started = (...args: ReadonlyArray<string>): Effect.Effect<URL, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async (): Promise<{ child: ChildProcess; url: URL }> => {
      const child = spawn(process.execPath, [program, ...args, "--json"], { stdio: ["ignore", "pipe", "inherit"] })
      let printed = ""
      for await (const text of child.stdout.setEncoding("utf8")) {
        printed += text
        if (printed.endsWith("\n")) break
      }
      child.stdout.resume()
      return { child, url: new URL(JSON.parse(printed).url) }
    }),
    ({ child }) =>
      Effect.promise(async () => {
        child.kill("SIGKILL")
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit")
      })
  ).pipe(Effect.map(({ url }) => url))

/** Loses what comes from now on. */
const lose = () => Buffer.alloc(0)

/** What the page shows, and what the server has: the queues with their counters, and the agents. */
const isRight = async (page: Page, url: URL): Promise<boolean> => {
  const { rows } = await (await fetch(new URL("state", url))).json() as StateMessage
  const of = (kind: string) => Object.entries(rows).filter(([key]) => key.startsWith(`${kind}:`))
  const shown = (selector: string) =>
    page.locator(selector).evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset["key"]).sort())
  const queues = of("q").map(([key, row]) => {
    const { abandoned, completed } = row as { readonly completed: number; readonly abandoned: number }
    return `${key} ${completed} ${abandoned}`
  })
  const table = await page.locator(".queues tbody tr").evaluateAll((all) =>
    all.map((row) => {
      const cell = (index: number) => row.querySelectorAll("td")[index]?.textContent
      return `${row.querySelector("button")?.dataset["key"]} ${cell(3)} ${cell(4)}`
    })
  )
  return table.sort().join() === queues.sort().join()
    && (await shown(".agents .agent")).join() === of("a").map(([key]) => key).sort().join()
}

describeView("a page that loses bytes", (_view, tab) => {
  it("is stale in time, and right again without a reload, whichever link loses them", async () => {
    const test = Effect.gen(function*() {
      const pbx = yield* started("simulate", "--port", "0", "--agents=6", "--calls-per-minute=120", "--service-time=5")
      const toPbx = yield* faultProxy({ port: Number(pbx.port) })
      pbx.port = `${toPbx.port}`
      const served = yield* started("serve", "--port", "0", "--no-history", "-u", pbx.href)
      const toServer = yield* faultProxy({ port: Number(served.port) })
      yield* Effect.promise(async () => {
        const page = await tab()
        await page.clock.install()
        await page.goto(`http://127.0.0.1:${toServer.port}/`)
        await page.locator(".tiles").waitFor()
        await page.evaluate(() => document.body.setAttribute("data-same", ""))
        const stale = (why: string) =>
          page.locator(".board.stale .banner", { hasText: why }).waitFor({ timeout: 60_000 })
        const recovers = async () => {
          for (let turn = 0; turn < 600 && await page.locator(".board.stale").count() > 0; turn++) {
            await page.clock.runFor(100)
          }
          for (let turn = 0; !(await isRight(page, served)); turn++) assert.isBelow(turn, 200)
          assert.strictEqual(await page.locator("body[data-same]").count(), 1)
        }
        await recovers()

        // The browser hears nothing any more: after 12 seconds the page says so.
        toServer.modify(lose, "down")
        await page.clock.fastForward(13_000)
        await stale("The dashboard server does not answer")
        assert.strictEqual(await page.locator(".link").innerText(), "not live")
        toServer.heal()
        await recovers()

        // One message is lost: its number is missing, so the page asks for all rows.
        const opened = toServer.connections.length
        let lost = 0
        toServer.modify((bytes) => lost++ === 0 ? lose() : bytes, "down")
        for (let turn = 0; turn < 600 && toServer.connections.length === opened; turn++) await page.clock.runFor(100)
        assert.isAbove(toServer.connections.length, opened)
        toServer.heal()
        await recovers()

        // The server hears nothing of the PBX any more: its keep-alive finds out.
        const cut = performance.now()
        toPbx.modify(lose)
        await stale("The connection to Asterisk is lost")
        process.stdout.write(`stale ${((performance.now() - cut) / 1000).toFixed(1)} s after the link was cut\n`)
        assert.strictEqual((await fetch(new URL("healthz", served))).status, 503)
        toPbx.heal()
        await recovers()
        await page.close()
      })
    })
    await Effect.runPromise(Effect.scoped(test))
  }, 180_000)
})
