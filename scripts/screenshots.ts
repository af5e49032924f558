/**
 * Takes pictures of the dashboard's page: `npm run screenshots`, in `dist/screenshots/`; and `docs/dashboard.png`.
 *
 * The rows are those of the tests, at a fixed time, so that a picture changes only if the page does.
 */
import { mkdir } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import type { ActionName, Rows } from "../src/dashboard/internal/row.ts"
import { desk, large as wall, start, telephone, television, type Window } from "../test/dashboard/browser/chromium.ts"
import { floor, large, noon, pbx, type Size, small } from "../test/dashboard/browser/fixtures.ts"
import { serve } from "../test/dashboard/browser/server.ts"

interface Picture {
  readonly name: string
  readonly window: Window
  readonly query?: string
  readonly size?: Size
  readonly isLight?: boolean
  readonly isLost?: boolean
  /** What is clicked first. */
  readonly opened?: string
  /** Where it is kept, if not beside the others. */
  readonly file?: string
}

const pictures: ReadonlyArray<Picture> = [
  { name: "desk", window: desk },
  { name: "desk-light", window: desk, isLight: true },
  { name: "desk-wide", window: television },
  { name: "desk-lost", window: desk, isLost: true },
  { name: "desk-agent", window: desk, query: "#token=abc", opened: "a:PJSIP/102" },
  { name: "desk-call", window: desk, query: "#token=abc", opened: "c:0" },
  { name: "desk-queue", window: desk, isLight: true, opened: "q:support" },
  { name: "desk-210", window: desk, size: large },
  { name: "desk-de", window: desk, query: "?lang=de" },
  { name: "desk-ru", window: desk, query: "?lang=ru" },
  { name: "tv", window: television, query: "?tv&title=Customer%20care" },
  { name: "tv-light", window: television, query: "?tv&theme=light" },
  { name: "tv-4k", window: wall, query: "?tv&title=Customer%20care" },
  { name: "tv-lost", window: television, query: "?tv", isLost: true },
  { name: "tv-210", window: television, query: "?tv", size: large },
  { name: "tv-210-rotate", window: television, query: "?tv&rotate=15", size: large },
  { name: "tv-210-queues", window: television, query: "?tv&queues=support,billing", size: large },
  { name: "tv-es", window: television, query: "?tv&lang=es" },
  { name: "phone", window: telephone, isLight: true },
  { name: "phone-dark", window: telephone },
  {
    name: "readme",
    window: { width: 1120, height: 630 },
    query: "?tv&title=Customer%20care",
    file: fileURLToPath(new URL("../docs/dashboard.png", import.meta.url))
  }
]

const folder = fileURLToPath(new URL("../dist/screenshots/", import.meta.url))
await mkdir(folder, { recursive: true })
const wanted = process.argv.slice(2)
const { close, page } = await start()
const actions: ReadonlyArray<ActionName> = ["pause", "unpause", "hangup", "transfer", "spy", "whisper", "barge"]

for (const { file, isLight = false, isLost = false, name, opened, query = "", size = small, window } of pictures) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const rows: Rows = {
    ...floor(size),
    ...isLost ? { link: { state: "lost", since: noon - 75_000 } } : {},
    ...opened === undefined ? {} : { server: { ...pbx, actions } }
  }
  const server = await serve(rows, () => noon)
  await page.setViewportSize(window)
  await page.emulateMedia({ colorScheme: isLight ? "light" : "dark", reducedMotion: "reduce" })
  await page.clock.setFixedTime(noon)
  await page.goto(`${server.url}${query}`)
  await page.locator(".tiles").waitFor()
  if (opened !== undefined) await page.locator(`[data-key="${opened}"]`).click()
  await page.screenshot({ path: file ?? `${folder}${name}.png` })
  console.log(`screenshots  ${file ?? name}`)
  await page.goto("about:blank")
  await server.close()
}
await close()
