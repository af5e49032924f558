/**
 * What a viewer may have done: checked field by field, so that nothing that the page does not show reaches Asterisk.
 *
 * Channels and agents must be in a row, a telephone must be one of the PBX, and the application, its options and the context of
 * a transfer come from the server.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type { AmiError } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import type { About } from "./house.ts"
import type { ActionName } from "./row.ts"

/** What the server was started with. */
export interface Allowed {
  readonly reasons: ReadonlyArray<string>
  /** The context of transfers; without it there are none. */
  readonly transferContext: string | undefined
}

/** What the rows show at this moment. */
export interface Shown {
  readonly agents: ReadonlySet<string>
  /** Channels by what is shown of them; undefined if several look the same. */
  readonly channels: ReadonlyMap<string, string | undefined>
  /** Telephones, such as `PJSIP/101`; none if the account may not know. */
  readonly telephones: ReadonlySet<string>
}

/** Why nothing was sent. */
export interface Refusal {
  readonly status: 403 | 409 | 422
  readonly error: string
  readonly field?: string
}

/** What is sent, and what it is done to. */
export interface Order {
  readonly name: ActionName
  readonly target: string
  readonly detail: string
  readonly send: (ami: AmiClient["Service"]) => Effect.Effect<unknown, AmiError>
}

/** The action of Asterisk that does each. */
const commands: { readonly [A in ActionName]: string } = {
  pause: "QueuePause",
  unpause: "QueuePause",
  hangup: "Hangup",
  transfer: "BlindTransfer",
  spy: "Originate",
  whisper: "Originate",
  barge: "Originate"
}

const isName = (name: unknown): name is ActionName => typeof name === "string" && Object.hasOwn(commands, name)

// A type assertion: `Object.keys` forgets the type of the keys.
const names = Object.keys(commands) as ReadonlyArray<ActionName>

/** What can be done here: what the server allows, and the account may send. */
export const possible = ({ commands: known }: About, allowed: Allowed | undefined): ReadonlyArray<ActionName> =>
  allowed === undefined ?
    [] :
    names.filter((name) =>
      (name !== "transfer" || allowed.transferContext !== undefined) && known?.has(commands[name]) !== false
    )

const wrong = (field: string, error: string): Refusal => ({ status: 422, error, field })

/** The options of ChanSpy: silent (`q`), until the channel ends (`E`), heard by one (`w`) or by both (`B`) (app_chanspy.c). */
const spying = { spy: "qE", whisper: "qEw", barge: "qEB" } as const

/** A text of the request, or what is wrong with it. */
const textOf = (body: Readonly<Record<string, unknown>>, field: string): string | Refusal => {
  const value = body[field]
  if (typeof value !== "string" || value === "") return wrong(field, `${field} must be a text`)
  return value.length > 200 ? wrong(field, `${field} is too long`) : value
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What a request asks for, as far as it can be read, for the log of one that is refused. */
export const asked = (body: unknown): Pick<Order, "name" | "target" | "detail"> | undefined => {
  if (!isRecord(body) || !isName(body.do)) return undefined
  const text = (...fields: ReadonlyArray<string>): string => {
    const given = fields.map((field) => body[field]).find((value) => typeof value === "string")
    return typeof given === "string" ? given.slice(0, 200) : ""
  }
  return { name: body.do, target: text("channel", "iface"), detail: text("reason", "exten", "phone") }
}

/** Reads a request; gives what to send, or why not. */
export const read = (body: unknown, allowed: Allowed, possible: ReadonlyArray<ActionName>, shown: Shown):
  | Order
  | Refusal =>
{
  if (!isRecord(body)) return { status: 422, error: "The request must be a JSON object" }
  const name = body.do
  if (!isName(name)) return wrong("do", `do must be one of ${names.join(", ")}`)
  if (!possible.includes(name)) {
    return { status: 403, error: `The dashboard cannot ${name}: its account of Asterisk may not, or it is not set up` }
  }
  return name === "pause" || name === "unpause"
    ? pausing(name, body, allowed, shown)
    : onChannel(name, body, allowed, shown)
}

const pausing = (
  name: "pause" | "unpause",
  body: Readonly<Record<string, unknown>>,
  { reasons }: Allowed,
  { agents }: Shown
): Order | Refusal => {
  const iface = textOf(body, "iface")
  if (typeof iface !== "string") return iface
  if (!agents.has(iface)) return wrong("iface", "iface is no agent of a queue")
  const reason = name === "unpause" ? "" : body.reason ?? ""
  if (typeof reason !== "string" || (reason !== "" && !reasons.includes(reason))) {
    return wrong("reason", `reason must be one of ${reasons.join(", ")}`)
  }
  const action = Actions.QueuePause({
    Interface: iface,
    Paused: name === "pause",
    ...(reason === "" ? {} : { Reason: reason })
  })
  return { name, target: iface, detail: reason, send: (ami) => ami.send(action) }
}

const onChannel = (
  name: Exclude<ActionName, "pause" | "unpause">,
  body: Readonly<Record<string, unknown>>,
  { transferContext }: Allowed,
  { channels, telephones }: Shown
): Order | Refusal => {
  const said = textOf(body, "channel")
  if (typeof said !== "string") return said
  if (!channels.has(said)) return { status: 409, error: "The call is over", field: "channel" }
  const Channel = channels.get(said)
  if (Channel === undefined) {
    return { status: 409, error: "Several channels look the same with their numbers masked", field: "channel" }
  }
  if (name === "hangup") {
    return { name, target: said, detail: "", send: (ami) => ami.send(Actions.Hangup({ Channel })) }
  }
  if (name === "transfer") {
    const Exten = textOf(body, "exten")
    if (typeof Exten !== "string") return Exten
    if (!/^[0-9*#]{1,32}$/.test(Exten)) return wrong("exten", "exten must be 1 to 32 digits, * or #")
    const action = Actions.BlindTransfer({
      Channel,
      Exten,
      ...(transferContext === undefined ? {} : { Context: transferContext })
    })
    return { name, target: said, detail: Exten, send: (ami) => ami.send(action) }
  }
  const phone = textOf(body, "phone")
  if (typeof phone !== "string") return phone
  // No `@`, `&` or second `/`: those would dial a number, or several telephones.
  const isTelephone = /^(?!local\/)[A-Za-z0-9]+\/[\w.+-]+$/i.test(phone)
    && (telephones.size === 0 || telephones.has(phone))
  if (!isTelephone) return wrong("phone", `${phone} is no telephone of the PBX: write its name, such as PJSIP/100`)
  const action = Actions.Originate({
    Channel: phone,
    Application: "ChanSpy",
    Data: `${Channel},${spying[name]}`,
    CallerID: `"${name}" <${name}>`,
    Timeout: 30_000
  })
  return { name, target: said, detail: phone, send: (ami) => ami.send(action) }
}

/** What Asterisk said, for people. */
export const wordsOf = (error: AmiError): string =>
  error.reason._tag === "ActionFailed" ? error.reason.message : error.message
