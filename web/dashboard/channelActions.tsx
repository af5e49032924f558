/** What a supervisor may do with a channel: hang up, transfer, listen, whisper and barge. */
import { type Act, ask, panel, phone, turn } from "./act.ts"
import { words } from "./settings.ts"

export interface Props {
  readonly channel: string
  /** The channel whose partner a transfer sends away. */
  readonly transferrer: string | undefined
  /** Who is hung up or sent away. */
  readonly who: string
  readonly allowed: ReadonlySet<string>
  readonly off: boolean
  /** Whether a channel is still there, and whether a telephone is called. */
  readonly isUp: (channel: string) => boolean
  readonly rings: (phone: string) => boolean
}

const supervising = { spy: words.listen, whisper: words.whisper, barge: words.barge } as const

type Supervising = keyof typeof supervising

/** Takes the focus that a button which is gone has left nowhere. */
const takeFocus = (element: HTMLElement | null) => {
  if (document.activeElement === document.body) element?.focus()
}

/** The field of a step, and a button that asks for what is in it. */
const Step = (
  { act, button, label, off, pattern, value }: {
    readonly off: boolean
    readonly label?: string
    readonly value?: string
    readonly pattern?: string
    readonly button: string
    readonly act: (value: string) => Act
  }
) => {
  const send = (event: Event & { readonly currentTarget: HTMLElement }) => {
    const field = event.currentTarget.closest(".row")?.querySelector("input")
    if (field?.reportValidity() !== false) ask(act(field?.value.trim() ?? ""))
  }
  return (
    <div class="row">
      {label && (
        <label>
          {label}
          <input
            required
            pattern={pattern}
            defaultValue={value}
            ref={takeFocus}
            onKeyDown={(event) => event.key === "Enter" && send(event)}
          />
        </label>
      )}
      <button class={value === undefined ? "danger" : ""} disabled={off} onClick={send}>{button}</button>
      <button ref={takeFocus} onClick={() => turn()}>{words.cancel}</button>
    </div>
  )
}

export const ChannelActions = ({ allowed, channel, isUp, off, rings, transferrer, who }: Props) => {
  const step = panel.opened?.step
  const supervise = (what: Supervising, name: string): Act => {
    phone.set(name)
    return { request: { do: what, channel, phone: name }, happened: () => rings(name), done: words.phoneRings }
  }
  const ends = (request: Act["request"], channel: string): Act => ({
    request,
    happened: () => !isUp(channel),
    done: words.done
  })
  if (step === "hangup") {
    return (
      <Step
        off={off}
        button={`${words.hangUp} ${who}`}
        act={() => ends({ do: "hangup", channel }, channel)}
      />
    )
  }
  if (step === "transfer" && transferrer) {
    return (
      <Step
        off={off}
        label={words.extension}
        pattern="[0-9*#]{1,32}"
        button={`${words.transfer} ${who}`}
        act={(exten) => ends({ do: "transfer", channel: transferrer, exten }, transferrer)}
      />
    )
  }
  if (step !== undefined && step in supervising) {
    const what = step as Supervising
    return (
      <Step
        off={off}
        label={words.yourPhone}
        value={phone.get()}
        button={supervising[what]}
        act={(name) => supervise(what, name)}
      />
    )
  }
  const button = (what: string, label: string, onClick: () => void) =>
    allowed.has(what) && <button key={what} disabled={off} onClick={onClick}>{label}</button>
  return (
    <div class="row">
      {(Object.keys(supervising) as Array<Supervising>).map((what) =>
        button(what, supervising[what], () => {
          const name = phone.get()
          if (name === "") turn(what)
          else ask(supervise(what, name))
        })
      )}
      {transferrer && button("transfer", `${words.transfer}…`, () => turn("transfer"))}
      {button("hangup", `${words.hangUp}…`, () => turn("hangup"))}
    </div>
  )
}
