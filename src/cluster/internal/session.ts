/**
 * One consumer of an owner: its actions on their way to Asterisk, and its share of what Asterisk says.
 *
 * @since 0.2.0
 */
import { isListStart, isRaised } from "../../internal/listMarks.ts"
import type { Action, Wanted } from "../../internal/ownerWords.ts"
import type * as Relays from "../../internal/relays.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import type { Outbox } from "./outbox.ts"

/** What the sessions of an owner have in common. */
export interface Common {
  readonly relay: Relays.Relay
  /** False if the lock may be lost. */
  readonly isSure: () => boolean
  /** Counts the actions that are not answered. */
  readonly load: { inFlight: number }
}

/** Answered actions of which later messages still find their way, such as the event after a FAXStats. */
const mostOpen = 256

export class Session {
  readonly outbox: Outbox
  /** The number of the last request that was executed. */
  taken = 0
  private readonly common: Common
  private readonly names: ReadonlySet<string> | undefined
  private readonly classes: ReadonlyArray<string> | undefined
  private mask: ReadonlyArray<string> | undefined
  /** By ActionID, in order: how to take no more of the answer. */
  private readonly open = new Map<string, () => void>()
  private readonly waiting = new Set<string>()

  constructor(common: Common, outbox: Outbox, wanted: Wanted) {
    this.common = common
    this.outbox = outbox
    this.names = wanted.names && new Set(wanted.names.map((name) => name.toLowerCase()))
    this.classes = wanted.classes
  }

  /** Whether the consumer gets every event. */
  get wantsAll(): boolean {
    return this.names === undefined && this.classes === undefined && this.mask === undefined
  }

  /** Whether the consumer gets a message that answers no action. */
  wants(message: AmiMessage.AmiMessage): boolean {
    if (message.kind !== "Event") return true
    if (this.names?.has(message.name.toLowerCase()) === false) return false
    return isOf(message, this.classes) && isOf(message, this.mask)
  }

  /** Executes an action, in this step. */
  act(action: Action): void {
    const { actionId, name } = action
    switch (name.toLowerCase()) {
      // What concerns the session and not the connection that all share.
      case "events":
        return this.setMask(action)
      case "logoff":
        this.reply(actionId, "Goodbye", "Message: Thanks for all the fish.\r\n")
        return this.outbox.close({ kind: "Ended", why: "Left", taken: this.taken })
      case "login":
      case "challenge":
        return this.reply(actionId, "Error", "Message: The owner of the connection is logged in\r\n")
      default:
        return this.relay(action)
    }
  }

  /** Answers an action that will not be executed. */
  refuse({ actionId }: Action): void {
    this.outbox.frame({ kind: "Unanswered", why: "NotSent", actionId })
  }

  /** Takes no more answers. What was written runs. */
  leave(): void {
    for (const abandon of this.open.values()) abandon()
    this.open.clear()
    this.common.load.inFlight -= this.waiting.size
    this.waiting.clear()
  }

  private relay({ actionId, blocks, headers, name, timeout }: Action): void {
    const { common } = this
    this.waiting.add(actionId)
    common.load.inFlight += 1
    let isOver = false
    const abandon = common.relay.begin({
      name,
      actionId,
      headers,
      due: { timeout, blocks: blocks ?? false }
    }, {
      mayWrite: common.isSure,
      onMessage: (message, endsList) => {
        // Raised events come with the others, for everybody.
        if (!isRaised(message) || !this.wants(message)) this.answer(message)
        if (endsList || message.kind === "Response" && !isListStart(message)) this.settle(actionId)
        return "more"
      },
      onUnanswered: (notice) => {
        isOver = true
        this.settle(actionId)
        this.open.delete(actionId)
        if (notice._tag === "NotSent") return this.refuse({ actionId, headers, name, timeout })
        const why = notice._tag === "Unanswered" ? notice.cause : notice.why ?? "NotExecuted"
        const detail = notice._tag === "Unanswered" ? notice.detail : notice.message
        this.outbox.frame({
          kind: notice._tag,
          why,
          actionId,
          ...(detail === undefined ? {} : { detail })
        })
      }
    })
    if (isOver) return
    this.open.set(actionId, abandon)
    this.forgetOldest()
  }

  private forgetOldest(): void {
    if (this.open.size - this.waiting.size <= mostOpen) return
    for (const [actionId, abandon] of this.open) {
      if (this.waiting.has(actionId)) continue
      this.open.delete(actionId)
      return abandon()
    }
  }

  private settle(actionId: string): void {
    if (this.waiting.delete(actionId)) this.common.load.inFlight -= 1
  }

  private answer(message: AmiMessage.AmiMessage): void {
    const text = AmiMessage.wire(message)
    // What cannot be written again is missing, as an event would be.
    if (text === undefined) return this.outbox.missed(1)
    if (!this.outbox.answer(text)) this.outbox.close({ kind: "Ended", why: "TooSlow", taken: this.taken })
  }

  private setMask({ actionId, headers }: Action): void {
    const mask = headers.find(([name]) => name.toLowerCase() === "eventmask")?.[1].toLowerCase() ?? "on"
    const classes = mask.split(",").map((one) => one.trim()).filter((one) => one !== "")
    if (["on", "all", "true", "yes"].includes(mask)) this.mask = undefined
    else this.mask = ["off", "none", "false", "no", ""].includes(mask) ? [] : classes
    this.reply(actionId, "Success", `Events: ${this.mask?.length === 0 ? "Off" : "On"}\r\n`)
  }

  private reply(actionId: string, response: string, more: string): void {
    this.outbox.answer(`Response: ${response}\r\nActionID: ${actionId}\r\n${more}\r\n`)
  }
}

/** Whether an event is of one of the classes; each event is of some, and says which. */
const isOf = (message: AmiMessage.AmiMessage, classes: ReadonlyArray<string> | undefined): boolean => {
  if (classes === undefined) return true
  const own = message.get("Privilege")?.split(",")
  return own === undefined || own.some((one) => classes.includes(one.trim().toLowerCase()))
}
