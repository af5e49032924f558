/** The top of the page: what is looked at, whether it is live, and the time of day. */
import type { Server } from "../../src/dashboard/internal/row.ts"
import { write } from "./clock.ts"
import { visible } from "./format.ts"
import { options, say, words } from "./settings.ts"

export interface Props {
  readonly server: Server
  readonly rate: number
  readonly isLive: boolean
}

export const Header = ({ isLive, rate, server: { name, title, version } }: Props) => (
  <header>
    <h1>
      {visible(options.title || title || words.floor)}{" "}
      <small>{visible(name)} {version && `· Asterisk ${visible(version)}`}</small>
    </h1>
    <span class="rate">{say(words.eventsPerSecond, Math.round(rate))}</span>
    <span class={`link ${isLive ? "good" : "crit"}`}>
      <span class="dot" />
      {isLive ? words.live : words.notLive}
    </span>
    <time class="clock" ref={write} />
  </header>
)
