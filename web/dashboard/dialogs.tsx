/** The panels of an agent, a call and a queue, with the actions that are allowed. */
import type { AbandonedRow, AgentRow, CallRow, QueueRow } from "../../src/dashboard/internal/row.ts"
import { ask, change, panel, token } from "./act.ts"
import { ChannelActions } from "./channelActions.tsx"
import { Compact } from "./compact.tsx"
import { duration, visible } from "./format.ts"
import { Icon } from "./icon.tsx"
import { Panel } from "./panel.tsx"
import { doing, format, happens, words } from "./settings.ts"
import type { State } from "./state.ts"
import { since } from "./time.ts"

export interface Props {
  readonly id: string
  readonly state: State
  /** Nothing can be done while what is shown is old. */
  readonly off: boolean
}

const allowedBy = (state: State): ReadonlySet<string> => new Set(token() === undefined ? [] : state.server?.actions)

const channelsIn = (state: State) => {
  const some = (is: (channel: string) => boolean) =>
    state.list<CallRow>("c").some(({ row }) => row.legs.some(({ channel }) => is(channel)))
  return {
    isUp: (channel: string) => some((other) => other === channel),
    rings: (phone: string) => some((channel) => channel.startsWith(`${phone}-`))
  }
}

/** What is known of them, each after a dot. */
const dotted = (texts: ReadonlyArray<string | undefined>): string =>
  texts.map((text) => text ? ` · ${visible(text)}` : "").join("")

const Pausing = ({ id, off, row, state }: Props & { readonly row: AgentRow }) => {
  let chosen: HTMLSelectElement | null = null
  const { iface, paused } = row
  const reasons = state.server?.reasons ?? []
  const send = () => {
    const reason = chosen?.value
    ask({
      request: paused ? { do: "unpause", iface } : { do: "pause", iface, ...reason === undefined ? {} : { reason } },
      happened: () => state.at<AgentRow>(id)?.paused === !paused,
      done: words.done
    })
  }
  return (
    <div class="row">
      {!paused && reasons[0] && (
        <select
          aria-label={words.reason}
          ref={(element) => {
            chosen = element
          }}
        >
          {reasons.map((one) => <option key={one} value={one}>{visible(one)}</option>)}
        </select>
      )}
      <button disabled={off} onClick={send}>{paused ? words.endPause : words.pause}</button>
    </div>
  )
}

const AgentDialog = (props: Props) => {
  const { id, off, state } = props
  const row = state.at<AgentRow>(id)
  if (row === undefined) return <Panel title={words.agents}>{words.notThere}</Panel>
  const allowed = allowedBy(state)
  const { isUp, rings } = channelsIn(state)
  return (
    <Panel
      title={
        <>
          <Icon state={row.state} /> {visible(row.name || row.iface)}
        </>
      }
      subtitle={visible(row.iface) + dotted(row.queues)}
    >
      <p>
        {doing(row.state)} {since(row.since, undefined, row.known)}
        {dotted([row.peer, row.queue, row.paused && row.state !== "paused" ? doing("paused") : "", row.reason])}
      </p>
      {allowed.has(row.paused ? "unpause" : "pause") && <Pausing {...props} row={row} />}
      {row.channel && (
        <ChannelActions
          channel={row.channel}
          transferrer={row.channel}
          who={visible(row.peer ?? "")}
          allowed={allowed}
          off={off}
          isUp={(channel) => state.at<AgentRow>(id)?.channel === channel || isUp(channel)}
          rings={rings}
        />
      )}
    </Panel>
  )
}

const CallDialog = ({ id, off, state }: Props) => {
  const row = state.at<CallRow>(id)
  if (row === undefined) return <Panel title={words.calls}>{words.notThere}</Panel>
  const allowed = allowedBy(state)
  const leg = row.legs.find(({ channel }) => channel === panel.opened?.leg) ?? row.legs[0]
  const partner = row.legs.length === 2 ? row.legs.find((other) => other !== leg) : undefined
  return (
    <Panel
      title={`${visible(row.from) || "–"} → ${visible(row.to) || "–"}`}
      subtitle={happens(row.state) + dotted([row.queue])}
    >
      {row.legs.map((one) => (
        <label key={one.channel} class="leg">
          {allowed.size > 0 && (
            <input
              type="radio"
              name="leg"
              checked={one === leg}
              onChange={() => change({ leg: one.channel, step: undefined, said: "" })}
            />
          )} <b>{visible(one.who) || "–"}</b> {happens(one.state === "up" ? "talking" : one.state)}{" "}
          <small>{visible(one.channel)}</small>
        </label>
      ))}
      {leg && (
        <ChannelActions
          channel={leg.channel}
          transferrer={partner?.channel}
          who={visible(leg.who)}
          allowed={allowed}
          off={off}
          {...channelsIn(state)}
        />
      )}
    </Panel>
  )
}

const QueueDialog = ({ id, state }: Props) => {
  const row = state.at<QueueRow>(id)
  if (row === undefined) return <Panel title={words.queues}>{words.notThere}</Panel>
  const callers = state.at<AbandonedRow>(`x:${row.name}`)?.callers ?? []
  return (
    <Panel title={visible(row.name)}>
      <Compact
        caption={words.lastAbandoned}
        heads={[words.since, words.caller, words.waiting]}
        none={words.nobody}
        rows={callers.map((caller, index) => (
          <tr key={`${caller.at} ${index}`}>
            <td class="n dim">{format.clock(caller.at)}</td>
            <th scope="row">{visible(caller.num) || visible(caller.name) || "–"}</th>
            <td class="n">{duration(caller.waited, words.days)}</td>
          </tr>
        ))}
      />
    </Panel>
  )
}

/** The panel of a row, by the kind of its key. */
export const Dialog = (props: Props) =>
  props.id.startsWith("a:")
    ? <AgentDialog {...props} />
    : props.id.startsWith("c:")
    ? <CallDialog {...props} />
    : <QueueDialog {...props} />
