/** The machine's Chromium, which shows the page to the tests and to the script that makes its pictures. */
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type BrowserContext, chromium, type Page } from "playwright-core"

/** The program: `CHROMIUM`, or where distributions put it. */
export const program: string | undefined = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome"
].find((path) => path !== undefined && existsSync(path))

/** Why there is no browser, for people. */
export const absence = "no Chromium: install it (apt-get install chromium), or name the program in CHROMIUM"

/** A size of a window. */
export interface Window {
  readonly width: number
  readonly height: number
}

export const desk: Window = { width: 1366, height: 768 }
export const television: Window = { width: 1920, height: 1080 }
export const large: Window = { width: 3840, height: 2160 }
export const telephone: Window = { width: 390, height: 844 }

/** A browser with a folder of its own, and a page of it; `close` ends it and removes the folder. */
export interface Started {
  readonly context: BrowserContext
  readonly page: Page
  readonly close: () => Promise<void>
}

/** Starts the browser. */
export const start = async (options: { readonly window?: Window; readonly dark?: boolean } = {}): Promise<Started> => {
  if (program === undefined) throw new Error(absence)
  const folder = await mkdtemp(join(tmpdir(), "effect-ami-chromium-"))
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: program,
    headless: true,
    viewport: options.window ?? desk,
    colorScheme: options.dark === false ? "light" : "dark",
    locale: "en-GB",
    timezoneId: "UTC",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync"
    ]
  })
  const page = context.pages()[0] ?? await context.newPage()
  return {
    context,
    page,
    close: async () => {
      await context.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}
