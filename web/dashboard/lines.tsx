/** Which lines to the outside are up, and which telephones can be reached. */
import type { EndpointRow } from "../../src/dashboard/internal/row.ts"
import { visible } from "./format.ts"
import { format, say, words } from "./settings.ts"
import type { Keyed } from "./state.ts"
import { fill } from "./words.ts"

/** Of more lines than this only those that are down are named. */
const many = 8

/** Of more telephones than this only the first that are down are named. */
const few = 4

const signs = { up: ["good", "✓"], down: ["crit", "✕"], unknown: ["dim", "?"] } as const

export const Lines = ({ lines }: { readonly lines: ReadonlyArray<Keyed<EndpointRow>> }) => {
  const rows = lines.map(({ row }) => row)
  const trunks = rows.filter(({ trunk }) => trunk)
  const named = trunks.filter(({ state }) => trunks.length <= many || state !== "up")
  const phones = rows.filter(({ state, trunk }) => !trunk && state !== "unknown")
  const down = phones.filter(({ state }) => state === "down").map(({ name }) => visible(name))
  const n = phones.length - down.length
  return (
    <ul class="lines">
      {named.map(({ name, state }) => {
        const [tone, sign] = signs[state]
        return (
          <li key={name} class={`chip ${tone}`}>
            {sign} {state === "down" ? say(words.isDown, visible(name)) : visible(name)}
          </li>
        )
      })}
      {named.length < trunks.length && <li class="chip good">✓ +{trunks.length - named.length}</li>}
      {phones.length > 0 && (
        <li class={`chip ${down.length > 0 ? "warn" : "good"}`}>
          {fill(words.phonesReachable, { n: format.number(n), all: format.number(phones.length) })}
          {down.length > 0 && `, ✕ ${down.slice(0, few).join(", ")}${down.length > few ? "…" : ""}`}
        </li>
      )}
    </ul>
  )
}
