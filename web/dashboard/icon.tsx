/** The shapes of states: a state is never a colour alone. */
import type { AgentState } from "../../src/dashboard/internal/row.ts"
import { pure } from "./pure.ts"

const shapes: Readonly<Record<AgentState, string>> = {
  ready: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z",
  ringing: "M8 1l7 13H1z",
  talking: "M2 4l3-2 2 4-2 1q1 3 4 4l1-2 4 2-2 3Q4 13 2 4z",
  hold: "M2 2h12v12H2zM5 5v6h2V5zM9 5v6h2V5z",
  wrapup: "M3 2h10v2L9 8l4 4v2H3v-2l4-4-4-4z",
  paused: "M3 2h4v12H3zM9 2h4v12H9z",
  off: "M4 2l4 4 4-4 2 2-4 4 4 4-2 2-4-4-4 4-2-2 4-4-4-4z"
}

/** The shape of an agent's state; the word beside it is for those who do not see it. */
export const Icon = pure(({ state }: { readonly state: AgentState }) => (
  <svg class={`icon ${state}`} viewBox="0 0 16 16" aria-hidden="true">
    <path d={shapes[state]} />
  </svg>
))
