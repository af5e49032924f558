/** How much there is room for, and how large the type is: on a television as large as everything fits. */
import { options } from "./settings.ts"

/** How many rows are shown of what does not fit. */
export interface Room {
  readonly queues: number
  readonly agents: number
  readonly waiting: number
  readonly calls: number
}

/** At a desk the page scrolls, and only the lists of callers and calls are cut. */
export const desk: Room = { queues: Infinity, agents: Infinity, waiting: 10, calls: 10 }

const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]

const fits = (selector: string): boolean =>
  all(selector).every((element) =>
    element.scrollHeight <= element.clientHeight + 1 && element.scrollWidth <= element.clientWidth + 1
  )

/** The largest of the sizes, in steps, at which what is asked for fits; the smallest if none does. */
const largest = (
  from: number,
  to: number,
  step: number,
  apply: (size: number) => void,
  isFine: () => boolean
): boolean => {
  let low = 0
  let high = Math.max(0, Math.floor((to - from) / step))
  apply(from)
  if (!isFine()) return false
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    apply(from + middle * step)
    if (isFine()) low = middle
    else high = middle - 1
  }
  apply(from + low * step)
  return true
}

/** How many of the parts of a place there is room for, if each takes what the first ones do. */
const capacity = (place: string, part: string): number => {
  const [box] = all(place)
  const [first, ...others] = all(`${place} ${part}`).map((element) => element.getBoundingClientRect())
  if (box === undefined || first === undefined) return 1
  const below = others.findIndex(({ top }) => top > first.top + 1)
  const columns = below < 0 ? 1 : below + 1
  const height = (others[below]?.top ?? first.bottom) - first.top
  const end = box.getBoundingClientRect().bottom - Number.parseFloat(getComputedStyle(box).paddingBottom)
  return Math.max(1, Math.floor((end - first.top + 1) / height)) * columns
}

const isLeftFine = () => fits(".board, .tile, .columns, .left, .queues")

const isFine = () => fits(".agents ul") && isLeftFine()

/**
 * Sets the sizes of a television, and says how much there is room for.
 *
 * `draw` shows the rows of a room. Type is never smaller than a share of the window's height: what does not fit then is on
 * pages.
 */
export const fit = (draw: (room: Room) => void): Room => {
  const { classList, style } = document.documentElement
  const least = Math.max(10, innerHeight / 55)
  const most = Math.max(least, Math.min(innerWidth / 34, innerHeight / 19))
  const setRoot = (size: number) => style.setProperty("font-size", `${size}px`)
  const setAgents = (scale: number) => style.setProperty("--agents", `${scale}`)
  classList.remove("dense")
  setAgents(1)
  let room = { ...desk, waiting: 0, calls: 0 }
  draw(room)
  if (options.rotate > 0 || !largest(least, most, 0.5, setRoot, isFine)) {
    classList.add("dense")
    room = { ...room, queues: 6, agents: 12 }
    draw(room)
    // Not as large as it could be: there is much to show.
    largest(least, (least + most) / 2, 0.5, setRoot, isFine)
    // The lists leave what is above the height of five rows, which they have in any case.
    const spare = (all(".next")[0]?.offsetHeight ?? 0) - 13 * Number.parseFloat(style.fontSize)
    room = {
      ...room,
      queues: room.queues + Math.floor(spare / (all(".queues tbody tr")[0]?.offsetHeight ?? 1)),
      agents: capacity(".agents ul", "li")
    }
    draw(room)
  }
  largest(1, 1.9, 0.05, setAgents, isFine)
  draw({ ...room, waiting: 50, calls: 50 })
  return { ...room, waiting: capacity(".next", ".compact tbody tr"), calls: capacity(".next", "div + div tbody tr") }
}
