/** Who is next in line. */
import type { WaitingRow } from "../../src/dashboard/internal/row.ts"
import { Compact } from "./compact.tsx"
import { visible } from "./format.ts"
import { pure } from "./pure.ts"
import { words } from "./settings.ts"
import type { Keyed } from "./state.ts"
import { since } from "./time.ts"

const Row = pure(({ row }: { readonly row: WaitingRow }) => (
  <tr>
    <td class="n">
      {since(row.since, "wait")}
    </td>
    <th scope="row">{visible(row.num || row.name) || "–"}</th>
    <td class="dim">{visible(row.queue)}</td>
  </tr>
))

export interface Props {
  readonly waiting: ReadonlyArray<Keyed<WaitingRow>>
  /** How many of them there is room for. */
  readonly room: number
}

export const Waiting = ({ room, waiting }: Props) => (
  <Compact
    caption={words.nextInLine}
    heads={[words.waiting, words.caller, words.queues]}
    none={words.nobody}
    rows={waiting.slice(0, room).map(({ key, row }) => <Row key={key} row={row} />)}
    more={waiting.length - room}
  />
)
