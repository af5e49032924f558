/** How many agents are in which state, as a bar with shapes and numbers. */
import { countsOf, type Groups } from "./floor.ts"
import { Icon } from "./icon.tsx"
import { pure } from "./pure.ts"
import { count, format, words } from "./settings.ts"

/** The same in words. */
export const groupWords = (counted: Groups): ReadonlyArray<string> =>
  countsOf(counted).map(({ n, state }) => `${format.number(n)}\u00A0${count(words.agent[state], n)}`)

export const Segments = pure(({ agents }: { readonly agents: Groups }) => {
  const texts = groupWords(agents)
  return texts.length === 0 ? "–" : (
    <div class="segments" role="img" aria-label={texts.join(", ")}>
      {countsOf(agents).map(({ n, state }, index) => (
        <span key={state} class={`seg ${state}`} style={{ flexGrow: n }} title={texts[index]}>
          <Icon state={state} />
          {format.number(n)}
        </span>
      ))}
    </div>
  )
})
