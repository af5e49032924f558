/** The bar that says that what is shown is old, of when it is, and why. */
import { format, say, words } from "./settings.ts"
import type { Stale } from "./state.ts"
import { since } from "./time.ts"

/** Its age counts up beside the alert, not in it: nobody wants to hear it each second. */
export const Banner = ({ stale }: { readonly stale: Stale | undefined }) => {
  const [before, after] = words.age.split("{n}")
  const why = { lost: words.lostAsterisk, reading: words.readingAsterisk, silent: words.lostServer }
  return (
    <div class="banner" hidden={!stale}>
      {stale && <strong>{before}{since(stale.asOf, "old")}{after}</strong>}{" "}
      <span role="alert">{stale && `${why[stale.why]} ${say(words.lastNews, format.clock(stale.asOf))}`}</span>
    </div>
  )
}
