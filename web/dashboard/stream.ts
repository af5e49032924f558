/** The connection to the server: `/events`, opened again as long as the page is open. */
import { type Message, silence, type State } from "./state.ts"

/** Follows the server, and calls `changed` whenever there is something new to show. */
export const follow = (state: State, changed: () => void): void => {
  let source: EventSource | undefined
  let opened = 0
  /** When it was opened, or last brought something to show. */
  let last = 0
  let waiting: ReturnType<typeof setTimeout> | undefined

  const open = () => {
    clearTimeout(waiting)
    source?.close()
    state.forget()
    opened = last = Date.now()
    const mine = source = new EventSource("events")
    for (const kind of ["state", "patch", "tick"]) {
      mine.addEventListener(kind, (event) => {
        if (mine !== source) return
        const data = JSON.parse(event.data)
        const message = { kind, id: Number(event.lastEventId), ...kind === "tick" ? { now: data } : data } as Message
        const now = Date.now()
        const next = state.hear(message, now)
        if (next === "show") last = now
        // At once, but not many times a second.
        if (next === "reopen") again(now - opened > 1000 ? 0 : 2000)
        if (next === "reload") reload()
        changed()
      })
    }
    mine.addEventListener("error", () => {
      state.forget()
      // An answer that is no event stream ends an EventSource for good; otherwise it connects again by itself.
      if (mine === source && mine.readyState === EventSource.CLOSED) again(2000)
      changed()
    })
  }

  const again = (delay: number) => {
    source?.close()
    waiting = setTimeout(open, delay)
  }

  // A connection without an end and without news is one whose cable was cut.
  setInterval(() => {
    if (Math.abs(Date.now() - last) > silence) open()
  }, 1000)

  open()
}

/** Loads the page again, since the server has another one. Not again and again, if two servers answer in turn. */
const reload = (): void => {
  const last = Number(sessionStorage.getItem("reloaded"))
  if (Math.abs(Date.now() - last) < 30_000) return
  sessionStorage.setItem("reloaded", `${Date.now()}`)
  location.reload()
}
