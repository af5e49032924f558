/**
 * The panel that is open, and what was asked for in it.
 *
 * Success is what an event shows, not what was sent: after the server's answer the rows are looked at until it happened.
 */
import type { ActRequest, ActResponse } from "../../src/dashboard/internal/row.ts"
import { visible } from "./format.ts"
import { tokenOf } from "./options.ts"
import { words } from "./settings.ts"

/** What is asked for, what shows that it happened, and how that is said. */
export interface Act {
  readonly request: ActRequest
  readonly happened: () => boolean
  readonly done: string
}

/** The open panel. */
export interface Opened {
  /** The key of its row. */
  readonly key: string
  /** What is asked before it is done: a confirmation, an extension, a telephone. */
  step?: string | undefined
  /** The channel that was chosen of a call. */
  leg?: string
  /** What the status line says. */
  said: string
  tone: "" | "good" | "crit"
  asked?: Act | undefined
  sent?: Act | undefined
}

/** What is open, and how to draw it again. */
export const panel: { opened: Opened | undefined; draw: () => void } = { opened: undefined, draw: () => {} }

export const open = (key: string): void => {
  panel.opened = { key, said: "", tone: "" }
  panel.draw()
}

/** Changes the open panel. */
export const change = (next: Partial<Opened>): void => {
  if (panel.opened !== undefined) Object.assign(panel.opened, next)
  panel.draw()
}

/** Opens a form in the panel, or none. What was said of another one is over. */
export const turn = (step?: string): void => change({ step, said: "" })

/** The token of this page, which the server demands. */
export const token = (): string | undefined => tokenOf(location.hash)

const post = async (request: ActRequest): Promise<string | undefined> => {
  const response = await fetch("act", {
    method: "POST",
    headers: { "content-type": "application/json", "x-token": token() ?? "" },
    body: JSON.stringify(request)
  })
  if (response.ok) return undefined
  const answer = await response.json().catch(() => ({})) as Partial<Extract<ActResponse, { ok: false }>>
  return visible(answer.error || `HTTP ${response.status}`)
}

/** Asks the server, and says what came of it. */
export const ask = (asked: Act): void => {
  change({ asked, sent: undefined, step: undefined, said: words.sent, tone: "" })
  post(asked.request).catch(() => words.noAnswer).then((error) => {
    if (panel.opened?.asked !== asked) return
    // If it went wrong, its form is there once more.
    change(error ? { said: error, tone: "crit", step: asked.request.do } : { sent: asked })
  })
}

/** Looks at the rows whether what was asked for has happened. */
export const look = (): void => {
  const { opened } = panel
  if (opened?.sent?.happened() !== true) return
  Object.assign(opened, { said: opened.sent.done, tone: "good", sent: undefined })
}

/** The supervisor's telephone, which is asked for once and kept as long as the tab is. */
export const phone = {
  get: (): string => sessionStorage.getItem("phone") ?? "",
  set: (name: string): void => sessionStorage.setItem("phone", name)
}
