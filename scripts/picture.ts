/**
 * Draws `docs/top.svg`, the animated picture of `ami top --demo`: `npm run picture`; `-- --check` fails if it is not current.
 *
 * The frames are those of the command, on the call centre of `--demo` on a lively day, with a clock of its own: the picture
 * is the same every time. It is a terminal with a dark background, which is readable on a page of any colour.
 */
import { Effect, Logger, Random } from "effect"
import { TestClock } from "effect/testing"
import { readFileSync, writeFileSync } from "node:fs"
import * as Demo from "../src/cli/demo.ts"
import { cellsOf, type Line, type Look } from "../src/cli/top/cells.ts"
import { decode } from "../src/cli/top/keys.ts"
import { collecting } from "../src/cli/top/screen.ts"
import { watching } from "../src/cli/top/watching.ts"
import { AmiSimulator } from "../src/simulator/AmiSimulator.ts"

// Events carry the time of day.
process.env.TZ = "UTC"

const file = new URL("../docs/top.svg", import.meta.url)
const size = { columns: 98, rows: 20 }

/** What is done, and how long it is looked at, in seconds. */
const story: ReadonlyArray<readonly [what: string | "restart", seconds: number]> = [
  ["", 6],
  ["2", 5],
  ["3", 3],
  ["jjj\r", 3],
  ["4", 3],
  ["1", 2],
  ["restart", 3],
  ["", 1]
]

// --- The frames -------------------------------------------------------------

type Frame = ReadonlyArray<Line>

const played = Effect.gen(function*() {
  const { frames: { drawn, press }, layer } = collecting(size)
  const { shutdown } = yield* AmiSimulator
  yield* Effect.forkChild(
    watching({ target: "demo", allowsActions: false, list: "queues" }).pipe(Effect.provide(layer))
  )
  yield* TestClock.adjust("3 seconds")
  const seen: Array<Frame> = []
  for (const [what, seconds] of story) {
    if (what === "restart") yield* shutdown({ restart: true })
    else press(...decode(what))
    yield* TestClock.adjust("10 millis")
    for (let second = 0; second < seconds; second++) {
      seen.push(drawn.at(-1) ?? [])
      yield* TestClock.adjust("1 second")
    }
  }
  return seen
}).pipe(Effect.scoped)

const frames: Effect.Effect<ReadonlyArray<Frame>> = TestClock.setTime(Date.UTC(2026, 10, 30, 10, 15)).pipe(
  Effect.andThen(Effect.provide(played, Demo.layer({}, { seed: 41 }))),
  Effect.provide([TestClock.layer(), Logger.layer([])]),
  // How long the client waits before it connects again is random.
  Random.withSeed("picture"),
  Effect.orDie
)

// --- The picture ------------------------------------------------------------

const [cellWidth, lineHeight, fontSize] = [8.4, 19, 14]
const [left, top, right] = [16, 46, 16]
const width = Math.ceil(left + size.columns * cellWidth + right)
const height = top + size.rows * lineHeight + 12

const classes: Readonly<Record<Look, string>> = {
  "": "",
  "1": "b",
  "2": "d",
  "7": "v",
  "31": "r",
  "32": "g",
  "33": "y",
  "36": "c",
  "1;31": "b r",
  "1;33": "b y"
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")

const x = (column: number) => Number((left + column * cellWidth).toFixed(1))

/** A line as SVG: each word at its own place, so that the width of the font does not matter. */
const drawLine = (line: Line, row: number): string => {
  const cells = cellsOf(line)
  const y = top + row * lineHeight
  const isReverse = cells.some(({ look }) => look === "7")
  const words: Array<{ column: number; text: string; look: Look }> = []
  let column = 0
  for (const { look, text, width } of cells) {
    const last = words.at(-1)
    const isNext = last !== undefined && last.look === look && last.column + [...last.text].length === column
    if (text !== " " && isNext) last.text += text
    else if (text === " " && isNext && cells[column + 1]?.text !== " " && cells[column + 1]?.look === look) {
      last.text += text
    } else if (text !== " ") words.push({ column, text, look })
    column += width
  }
  const from = cells.findIndex(({ look }) => look === "7")
  const to = cells.findLastIndex(({ look }) => look === "7")
  const bar = isReverse
    ? `<rect x="${x(from)}" y="${y - 14}" width="${
      ((to - from + 1) * cellWidth).toFixed(1)
    }" height="${lineHeight}" class="s"/>`
    : ""
  const text = words.map(({ column, look, text }) => {
    const name = classes[look]
    return `<tspan x="${x(column)}"${name === "" ? "" : ` class="${name}"`}>${escaped(text.trimEnd())}</tspan>`
  }).join("")
  return `${bar}${text === "" ? "" : `<text y="${y}">${text}</text>`}`
}

/** What a row shows from a frame to another. */
interface Span {
  readonly from: number
  to: number
  readonly drawn: string
}

/** The spans of a row; what comes back after a while is a span of its own. */
const spansOf = (seen: ReadonlyArray<Frame>, row: number): ReadonlyArray<Span> => {
  const spans: Array<Span> = []
  seen.forEach((frame, index) => {
    const drawn = drawLine(frame[row] ?? [], row)
    const last = spans.at(-1)
    if (last?.drawn === drawn) last.to = index + 1
    else spans.push({ from: index, to: index + 1, drawn })
  })
  return spans.filter(({ drawn }) => drawn !== "")
}

const share = (index: number, count: number) => Number((index / count).toFixed(4))

/** A span as SVG, which shows itself at its time. Without animation the first frame is seen. */
const drawSpan = ({ drawn, from, to }: Span, count: number): string => {
  if (from === 0 && to === count) return drawn
  const times = [0, ...(from === 0 ? [] : [share(from, count)]), ...(to === count ? [] : [share(to, count)])]
  const values = [
    from === 0 ? "visible" : "hidden",
    ...(from === 0 ? [] : ["visible"]),
    ...(to === count ? [] : ["hidden"])
  ]
  const animate = `<animate attributeName="visibility" values="${values.join(";")}" keyTimes="${times.join(";")}" `
    + `dur="${count}s" calcMode="discrete" repeatCount="indefinite"/>`
  return `<g visibility="${from === 0 ? "visible" : "hidden"}">${drawn}${animate}</g>`
}

const style = `
text{font:${fontSize}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#c9d1d9;white-space:pre}
.b{font-weight:700;fill:#f0f6fc}.d{fill:#8b949e}.r{fill:#ff7b72}.g{fill:#56d364}.y{fill:#e3b341}.c{fill:#56d4dd}
.v{fill:#0d1117}.s{fill:#c9d1d9}.t{fill:#8b949e;font-size:12px}`

const draw = (seen: ReadonlyArray<Frame>): string => {
  const rows = Array.from(
    { length: size.rows },
    (_, row) => spansOf(seen, row).map((span) => drawSpan(span, seen.length))
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    "<title>ami top --demo: queues, agents, calls and events of a call centre, live in a terminal</title>",
    `<style>${style}</style>`,
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" fill="#0d1117" stroke="#444c56"/>`,
    ...["#ff5f57", "#febc2e", "#28c840"].map((fill, index) =>
      `<circle cx="${20 + index * 18}" cy="17" r="5.5" fill="${fill}"/>`
    ),
    `<text x="${width / 2}" y="21" text-anchor="middle" class="t">ami top --demo</text>`,
    ...rows.flat(),
    "</svg>",
    ""
  ].join("\n")
}

// --- Writing it -------------------------------------------------------------

const picture = draw(await Effect.runPromise(frames))
const isCurrent = (): boolean => {
  try {
    return readFileSync(file, "utf8") === picture
  } catch {
    return false
  }
}

if (!process.argv.includes("--check")) {
  writeFileSync(file, picture)
  console.log(`docs/top.svg: ${Math.round(picture.length / 1000)} kB`)
} else if (!isCurrent()) {
  console.error("docs/top.svg is not current: npm run picture")
  process.exit(1)
}
