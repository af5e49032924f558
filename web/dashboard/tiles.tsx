/** The row of figures: waiting, service level, answered, abandoned, agents, and the day so far. */
import type { ComponentChildren } from "preact"
import type { Floor } from "./floor.ts"
import { groupWords, Segments } from "./segments.tsx"
import { format, options, say, score, words } from "./settings.ts"
import { Spark } from "./spark.tsx"
import { since } from "./time.ts"

interface TileProps {
  readonly title: string
  readonly value: ComponentChildren
  readonly tone?: string | number | undefined
  readonly wide?: boolean
  readonly children?: ComponentChildren
}

const Tile = ({ children, title, tone, value, wide }: TileProps) => (
  <div role="group" class={`tile ${tone} ${wide ? "wide" : ""}`} aria-label={title}>
    <h2>{title}</h2>
    <div class="value">{value}</div>
    <div class="sub">{children}</div>
  </div>
)

export interface Props {
  readonly floor: Floor
  /** How many wait in all queues, those that are not shown too: the day is that of all. */
  readonly waitingInAll: number
  readonly minute: number
}

export const Tiles = ({ floor, minute, waitingInAll }: Props) => {
  const { abandoned, answered, history, level, oldest, waiting } = floor
  const all = answered + abandoned
  const first = history?.points[0]?.t
  const [number, sign] = /^(.*\d)(.*)$/.exec(level === undefined ? "" : format.percent(level))?.slice(1) ?? ["–"]
  return (
    <div class="tiles">
      <Tile title={words.waiting} value={format.number(waiting.length)} tone={oldest && "fine"}>
        {oldest ? <>{words.longest} {since(oldest, "wait")}</> : words.nobody}
      </Tile>
      <Tile
        title={words.serviceLevel}
        value={
          <>
            {number}
            <small>{sign}</small>
          </>
        }
        tone={score(level)}
      >
        {say(words.goal, format.percent(options.goal))}
      </Tile>
      <Tile title={words.answered} value={format.number(answered)}>{words.sinceReset}</Tile>
      <Tile title={words.abandoned} value={format.number(abandoned)}>
        {all > 0 ? say(words.shareOfCalls, format.percent(100 * abandoned / all)) : words.sinceReset}
      </Tile>
      <Tile title={words.agents} wide value={<Segments agents={floor.counted} />}>
        {groupWords(floor.counted).join(" · ")}
      </Tile>
      <Tile
        title={words.waitingToday + (options.queues.size > 0 ? `, ${words.allQueues}` : "")}
        wide
        value={history && <Spark {...history} waiting={waitingInAll} until={minute} />}
      >
        <span class="key" />
        {words.waiting} <span class="key lost" />
        {words.abandoned}
        {first && <span class="from">{words.since} {format.minute(first)}</span>}
      </Tile>
    </div>
  )
}
