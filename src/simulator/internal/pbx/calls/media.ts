/**
 * The media statistics that a PJSIP session sets when it ends (res_rtp_asterisk.c, ast_rtp_instance_set_stats_vars).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import type { Channel } from "../model.ts"

const fields = (space: number, names: ReadonlyArray<string>): string =>
  names.map((name) => `${name.padStart(name.length + space)}=000.000000;`).join("")

const both = (kind: string) =>
  [`minrx${kind}`, `maxrx${kind}`, `avgrx${kind}`, `stdevrx${kind}`]
    .flatMap((name) => name).concat(["min", "max", "avg", "stdev"].map((name) => `${name}tx${kind}`))

const rest: ReadonlyArray<readonly [name: string, value: string]> = [
  ["JITTER", fields(0, both("jitter"))],
  ["LOSS", fields(2, both("lost"))],
  ["RTT", fields(5, ["minrtt", "maxrtt", "avgrtt", "stdevrtt"])],
  ["MES", fields(3, both("mes"))]
]

/** Sets the media statistics of a channel that was answered. 16 sets none if no sound came. */
export const setStatistics = (draft: Draft, channel: Channel): void => {
  if (draft.dialect === 16 || !Channels.isUp(channel)) return
  const bridge = channel.bridge === undefined ? undefined : draft.bridges.get(channel.bridge)
  const others = bridge?.channels.filter((name) => name !== channel.name) ?? []
  const peer = others.length === 1 && others[0] !== undefined ? draft.channels.get(others[0]) : undefined
  const ssrc = Math.floor(draft.random() * 4_294_967_296)
  const zeros =
    "rxjitter=0.000000;rxcount=0;txjitter=0.000000;txcount=0;rlp=0;rtt=0.000000;rxmes=0.000000;txmes=0.000000"
  const statistics = [["", `ssrc=${ssrc};themssrc=0;lp=0;${zeros}`] as const, ...rest]
  for (const [name, value] of statistics) {
    Channels.setVariable(draft, channel, `RTPAUDIOQOS${name}`, value)
    if (peer !== undefined) Channels.setVariable(draft, peer, `RTPAUDIOQOS${name}BRIDGED`, value)
  }
  Channels.publish(draft, channel)
}
