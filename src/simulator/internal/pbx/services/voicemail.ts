/**
 * `VoiceMail`: a caller leaves a message (app_voicemail.c, vm_exec and leave_voicemail).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import { after } from "../dialplan/application.ts"
import { split } from "../dialplan/argumentText.ts"
import { optionsOf } from "../dialplan/options.ts"
import * as Sounds from "../dialplan/sounds.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import type { Channel } from "../model.ts"
import * as Mailboxes from "./mailboxes.ts"
import type { Mailbox } from "./serviceState.ts"

/** The folder of messages. */
const folder = "/var/spool/asterisk/voicemail"

/** The silence that ends a message (voicemail.conf, `maxsilence`). */
const maxSilence = 10_000

const finish = (draft: Draft, channel: Channel, status: "SUCCESS" | "FAILED" | "USEREXIT"): Channel =>
  Channels.setVariable(draft, draft.current(channel), "VMSTATUS", status)

/** The length of the greeting, with its beep. */
const greeting = (draft: Draft, { name }: Mailbox, options: ReadonlyMap<string, string>): number => {
  const [number = ""] = name.split("@")
  const reason = options.has("b") ? "vm-isonphone" : "vm-isunavail"
  const isGreeted = options.has("u") || options.has("b")
  const personal = isGreeted ? ["vm-theperson", ...Sounds.digitsOf(number), reason] : []
  return Sounds.lengthOfAll(draft, [...personal, ...(options.has("s") ? [] : ["vm-intro"]), "beep"])
}

/** Stores the message and announces it (app_voicemail.c, leave_voicemail). */
const keep = (draft: Draft, channel: Channel, { name }: Mailbox): void => {
  const mailbox = Mailboxes.find(draft, name)
  if (mailbox === undefined) return
  const [number = "", context = ""] = name.split("@")
  const index = String(mailbox.newMessages).padStart(4, "0")
  const file = `${folder}/${context}/${number}/INBOX/msg${index}`
  const updated = Channels.setVariable(draft, draft.current(channel), "VM_MESSAGEFILE", file)
  Mailboxes.change(draft, mailbox, { newMessages: mailbox.newMessages + 1 }, draft.current(updated))
  finish(draft, updated, "SUCCESS")
}

/** `VoiceMail`: the message lasts until the caller hangs up, or is silent. */
export const voiceMail = (draft: Draft, channel: Channel, data: string): void => {
  const [names = "", letters = ""] = split(data)
  const [name = ""] = names.split("&")
  const answered = Frames.answer(draft, channel)
  const mailbox = name === "" ? undefined : Mailboxes.find(draft, name)
  if (mailbox === undefined) return Thread.resume(draft, finish(draft, answered, "FAILED"))
  const attended = Thread.attend(draft, answered)
  draft.leaving.set(channel.name, (later, gone) => {
    finish(later, gone, "FAILED")
  })
  after(draft, attended, greeting(draft, mailbox, optionsOf(letters)), (later, current) => {
    later.leaving.set(current.name, (last, gone) => keep(last, gone, mailbox))
    after(later, current, maxSilence, (last, silent) => {
      last.leaving.delete(silent.name)
      keep(last, silent, mailbox)
      Thread.resume(last, last.current(silent))
    })
  })
}
