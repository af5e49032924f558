/** A viewer of the dashboard, as the tests use it: one browser for all tests of a file, and a tab for each. */
import { afterAll, beforeAll, describe } from "@effect/vitest"
import axe from "axe-core"
import type { Page } from "playwright-core"
import type { Rows } from "../../../src/dashboard/internal/row.ts"
import { desk, program, start, type Started, type Window } from "./chromium.ts"
import { noon } from "./fixtures.ts"
import { type Fixture, serve } from "./server.ts"

/** How a page is looked at. */
export interface Look {
  readonly window?: Window
  /** What follows the address: `?tv`, `#token=abc`. */
  readonly query?: string
  readonly isLight?: boolean
}

/** A tab that shows the page, and its server. */
export interface Viewer {
  readonly page: Page
  readonly server: Fixture
  /** What the console said, and which addresses of others were asked for. */
  readonly problems: Array<string>
}

/** Opens a tab. */
export type View = (rows: Rows, look?: Look) => Promise<Viewer>

/**
 * Declares tests that look at the page, or open an empty tab. The clock of a page stands at `noon` first, and goes on.
 */
export const describeView = (name: string, tests: (view: View, tab: () => Promise<Page>) => void): void => {
  describe.skipIf(program === undefined)(name, () => {
    let browser: Started | undefined
    const ends: Array<() => Promise<void>> = []
    beforeAll(async () => {
      browser = await start()
    })
    afterAll(async () => {
      await browser?.close()
      await Promise.all(ends.map((end) => end()))
    })
    const tab = async () => {
      if (browser === undefined) throw new Error("the browser has not started")
      return browser.context.newPage()
    }
    const view: View = async (rows, { isLight = false, query = "", window = desk } = {}) => {
      const page = await tab()
      const server = await serve(rows, () => noon)
      ends.push(server.close)
      const problems: Array<string> = []
      page.on("console", (message) => problems.push(message.text()))
      page.on("pageerror", (error) => problems.push(String(error)))
      page.on("request", (request) => {
        if (!request.url().startsWith(server.url)) problems.push(request.url())
      })
      page.on("dialog", (dialog) => {
        problems.push(dialog.message())
        void dialog.dismiss()
      })
      await page.setViewportSize(window)
      await page.emulateMedia({ colorScheme: isLight ? "light" : "dark", reducedMotion: "reduce" })
      await page.clock.install({ time: noon })
      await page.goto(`${server.url}${query}`)
      await page.locator(".tiles").waitFor()
      return { page, server, problems }
    }
    tests(view, tab)
  })
}

/** What axe complains about in a page, also in what is no error but advised against. */
export const violations = async (page: Page): Promise<ReadonlyArray<string>> => {
  await page.evaluate(axe.source)
  const found = await page.evaluate("axe.run()") as import("axe-core").AxeResults
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ").slice(0, 300)}`)
}
