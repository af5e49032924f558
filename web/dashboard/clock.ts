/**
 * The times of the page, which count up each second without anything being drawn again.
 *
 * An element `<time data-since>` has the moment that it counts from; `write` writes how long that is ago into all of them,
 * and whether it is long, as their class. While what is shown is old, they stand still.
 */
import { duration } from "./format.ts"
import { format, options, words } from "./settings.ts"

/** The clock of the server, and the moment that times are counted to: that of the last news while those are old. */
export const clock = { now: 0, shown: 0 }

/** The limits of a wait and of a call, in seconds. */
const limits: Readonly<Record<string, ReadonlyArray<number>>> = {
  wait: [options.warn, options.crit],
  call: [options.long]
}

/** Writes one of the times: also one that has just appeared. */
export const write = (element: HTMLElement | null): void => {
  if (element === null) return
  const { about, kind = "", since } = element.dataset
  const age = (kind === "old" ? clock.now : clock.shown) - Number(since)
  const text = since === undefined ? format.clock(clock.now) : `${about ?? ""}${duration(age, words.days)}`
  // Only what differs is written: most of the page's work is this.
  if (element.textContent !== text) element.textContent = text
  const tone = ["", "warn", "crit"][limits[kind]?.filter((limit) => age >= limit * 1000).length ?? 0] ?? ""
  if (limits[kind] === undefined) return
  if (element.className !== tone) element.className = tone
  // The figure beside a wait has its colour.
  const box = element.closest<HTMLElement>(".tile,tr")
  if (box && box.dataset["t"] !== tone) box.dataset["t"] = tone
}

/** Moves the clock on. */
export const set = (now: number, shown: number): void => {
  clock.now = now
  clock.shown = shown
  for (const element of document.querySelectorAll("time")) write(element)
}
