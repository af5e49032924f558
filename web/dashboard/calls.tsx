/** The calls that are up or being set up, the oldest first. */
import type { CallRow, CallState } from "../../src/dashboard/internal/row.ts"
import { Compact } from "./compact.tsx"
import { visible } from "./format.ts"
import { Name } from "./name.tsx"
import { pure } from "./pure.ts"
import { happens, words } from "./settings.ts"
import type { Keyed } from "./state.ts"
import { since } from "./time.ts"

const signs: Readonly<Partial<Record<CallState, string>>> = { talking: "→", ringing: "…", hold: "‖", parked: "P" }

const Row = pure((
  { id, row: { from, known, legs, since: began, state, to } }: { readonly id: string; readonly row: CallRow }
) => (
  <tr title={legs.map(({ channel, who }) => visible(`${who} ${channel}`)).join("\n")}>
    <td class="n">
      {since(began, state === "talking" || state === "hold" ? "call" : undefined, known)}
    </td>
    <th scope="row">
      <Name id={id} text={from} />
    </th>
    <td class="to">
      <span class={`sign ${state}`} aria-hidden="true">{signs[state] ?? "·"}</span>{" "}
      <span class="name">{visible(to)}</span> <small class={state === "talking" ? "sr" : ""}>{happens(state)}</small>
    </td>
  </tr>
))

export interface Props {
  readonly calls: ReadonlyArray<Keyed<CallRow>>
  /** How many of them there is room for. */
  readonly room: number
}

export const Calls = ({ calls, room }: Props) => (
  <Compact
    caption={words.calls}
    heads={[words.since, words.caller, words.to]}
    none="–"
    rows={calls.slice(0, room).map(({ key, row }) => <Row key={key} id={key} row={row} />)}
    more={calls.length - room}
  />
)
