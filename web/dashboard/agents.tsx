/** A tile for each agent: name, state, since when, and with whom or why. */
import type { AgentRow } from "../../src/dashboard/internal/row.ts"
import { open } from "./act.ts"
import { visible } from "./format.ts"
import { Icon } from "./icon.tsx"
import { pure } from "./pure.ts"
import { count, doing, options, words } from "./settings.ts"
import type { Keyed } from "./state.ts"
import { since } from "./time.ts"

/** With whom an agent talks, why it is paused, or what it does. */
const whatOf = ({ peer, reason, state }: AgentRow): string =>
  (state === "paused" ? reason : state === "talking" || state === "ringing" || state === "hold" ? peer : "") ||
  doing(state)

interface TileProps {
  readonly id: string
  readonly row: AgentRow
}

const Tile = pure(({ id, row }: TileProps) => {
  const isOnCall = row.state === "talking" || row.state === "hold"
  const isMarked = row.paused && row.state !== "paused"
  const word = doing(row.state)
  const what = whatOf(row)
  const content = (
    <>
      <span class="who">
        <Icon state={row.state} />
        {isMarked && <Icon state="paused" />}
        <span class="name">{visible(row.name || row.iface)}</span>
      </span>{" "}
      {since(row.since, isOnCall ? "call" : undefined, row.known)}{" "}
      <span class="sr">{what !== word && word} {isMarked && doing("paused")}</span>{" "}
      <span class="what">{visible(what)}</span> <span class="taken">{count(words.taken, row.taken)}</span>
    </>
  )
  return (
    <li>
      {options.tv
        ? <div class={`agent ${row.state}`}>{content}</div>
        : (
          <button class={`agent ${row.state}`} data-key={id} onClick={() => open(id)}>
            {content}
          </button>
        )}
    </li>
  )
})

export interface Props {
  readonly agents: ReadonlyArray<Keyed<AgentRow>>
  /** Which of how many are shown, if not all of them. */
  readonly range: string
}

export const Agents = ({ agents, range }: Props) => (
  <section class="card agents" aria-label={words.agents}>
    <h2>
      {words.agents} {range}
    </h2>
    {agents.length === 0 && <p class="dim">–</p>}
    <ul>
      {agents.map(({ key, row }) => <Tile key={key} id={key} row={row} />)}
    </ul>
  </section>
)
