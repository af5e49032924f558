/** The page: the blocks in their order, drawn again when the server has sent something. */
import { render } from "preact"
import type { EndpointRow } from "../../src/dashboard/internal/row.ts"
import { look, panel } from "./act.ts"
import { Agents } from "./agents.tsx"
import { Banner } from "./banner.tsx"
import { Calls } from "./calls.tsx"
import * as Clock from "./clock.ts"
import { Dialog } from "./dialogs.tsx"
import { floorOf } from "./floor.ts"
import { visible } from "./format.ts"
import { Header } from "./header.tsx"
import { Lines } from "./lines.tsx"
import { paged } from "./pages.ts"
import { Queues } from "./queues.tsx"
import { desk, fit, type Room } from "./room.ts"
import { lang, options, words } from "./settings.ts"
import { silence, type Stale, State } from "./state.ts"
import { follow } from "./stream.ts"
import { Tiles } from "./tiles.tsx"
import { Waiting } from "./waiting.tsx"

const state = new State()
const started = Date.now()
let room: Room = desk
let page = 0

const App = ({ minute, stale }: { readonly stale: Stale | undefined; readonly minute: number }) => {
  const { link, server } = state
  const rate = state.at<number>("rate") ?? 0
  if (link === undefined || server === undefined) {
    const isSilent = Date.now() - Math.max(state.heard, started) > silence
    const said = isSilent ? words.lostServer : words.connecting
    return (
      <main class="empty">
        <p role="status">{said}</p>
      </main>
    )
  }
  const floor = floorOf(state, options)
  const queues = paged(floor.queues, room.queues, page)
  const agents = paged(floor.agents, room.agents, page)
  return (
    <div class={`board ${stale ? "stale" : ""} ${options.tv ? "tv" : ""}`}>
      <Header server={server} rate={rate} isLive={!stale} />
      <main>
        <Banner stale={stale} />
        <Tiles floor={floor} waitingInAll={state.list("w").length} minute={minute} />
        <div class="columns">
          <div class="left">
            <Queues queues={queues.shown} range={queues.range} />
            <div class="card next">
              <Waiting waiting={floor.waiting} room={room.waiting} />
              <Calls calls={floor.calls} room={room.calls} />
            </div>
            <Lines lines={floor.lines} />
          </div>
          <Agents agents={agents.shown} range={agents.range} />
        </div>
      </main>
      {panel.opened && <Dialog key={panel.opened.key} id={panel.opened.key} state={state} off={!!stale} />}
    </div>
  )
}

const root = document.getElementById("app") ?? document.body

const draw = () => {
  const now = Date.now()
  const stale = state.staleAt(now)
  const clock = now + state.offset
  const focused = document.activeElement
  look()
  render(<App stale={stale} minute={Math.floor((stale?.asOf ?? clock) / 60_000) * 60_000} />, root)
  // A tile that moves to another place has lost the focus.
  if (document.activeElement === document.body && focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  Clock.set(clock, stale?.asOf ?? clock)
  const waiting = state.list("w").length
  const title = visible(options.title || state.server?.title || words.floor)
  document.title = `${stale ? `${words.notLive} · ` : ""}${waiting > 0 ? `(${waiting}) ` : ""}${title}`
  return stale
}

/** What decides how large the type of a television is: how many of what there are, and the window. */
const shapeOf = (stale: Stale | undefined) =>
  String([
    state.list("q").length,
    state.list("a").length,
    state.list<EndpointRow>("e").map(({ row }) => row.state),
    state.server?.name,
    !stale,
    innerWidth,
    innerHeight
  ])

let shape = ""

const paint = () => {
  const stale = draw()
  if (!options.tv || state.server === undefined || shapeOf(stale) === shape) return
  shape = shapeOf(stale)
  room = fit((next) => {
    room = next
    draw()
  })
  draw()
}

document.documentElement.dataset["theme"] = options.theme
document.documentElement.lang = lang
document.documentElement.classList.toggle("wall", options.tv)
panel.draw = paint

let beats = 0
setInterval(() => {
  beats++
  document.documentElement.classList.toggle("beat", beats % 2 === 0)
  if (options.tv && beats % (options.rotate || 15) === 0) {
    page++
    paint()
  }
  // Against burn-in the picture moves a little, every five minutes.
  if (options.tv && beats % 300 === 0) {
    shape = ""
    root.style.translate = `${beats / 300 % 2 * 2}px ${beats / 600 % 2 * 2}px`
  }
  const now = Date.now()
  const stale = state.staleAt(now)
  if (!stale !== wasLive || now - drawn > 60_000 || state.server === undefined) {
    wasLive = !stale
    drawn = now
    paint()
  } else Clock.set(now + state.offset, stale?.asOf ?? now + state.offset)
}, 1000)

let wasLive = true
let drawn = Date.now()

addEventListener("resize", paint)
addEventListener("hashchange", paint)
follow(state, paint)
paint()
