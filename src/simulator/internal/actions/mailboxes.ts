/**
 * The actions of mailboxes: how many messages wait, and what app_voicemail and res_mwi_external say of them.
 *
 * @since 0.2.0
 */
import * as Result from "effect/Result"
import { acknowledgement, item, itemWithIdLast, type Lines, list, refusal, success } from "../messages.ts"
import * as Modules from "../pbx/config/modules.ts"
import type { Draft } from "../pbx/draft.ts"
import { byName } from "../pbx/hashing.ts"
import { scanned } from "../pbx/numbers.ts"
import * as Mailboxes from "../pbx/services/mailboxes.ts"
import type { Mailbox } from "../pbx/services/serviceState.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

type Answer = PbxActions[string]["answer"]

/** Some module has to look after mailboxes; without one, every mailbox is empty (app.c, ast_app_inboxcount2). */
const isServed = (draft: Draft): boolean =>
  Modules.isLoaded(draft, "app_voicemail") || Modules.isLoaded(draft, "res_mwi_external")

const countsOf = (draft: Draft, names: string): { readonly unread: number; readonly read: number } => {
  const boxes = isServed(draft) ? names.split(",").flatMap((name) => Mailboxes.find(draft, name.trim()) ?? []) : []
  return {
    unread: boxes.reduce((sum, { newMessages }) => sum + newMessages, 0),
    read: boxes.reduce((sum, { oldMessages }) => sum + oldMessages, 0)
  }
}

const mailboxGiven =
  (answer: (draft: Draft, request: Request, mailbox: string) => Lines): Answer => (draft, request) => {
    const mailbox = valueOf(request, "Mailbox")
    return [mailbox === "" ? refusal(request, "Mailbox not specified") : answer(draft, request, mailbox)]
  }

const status = mailboxGiven((draft, request, mailbox) =>
  success(
    request,
    "Message: Mailbox Status",
    `Mailbox: ${mailbox}`,
    `Waiting: ${countsOf(draft, mailbox).unread > 0 ? 1 : 0}`
  )
)

const count = mailboxGiven((draft, request, mailbox) => {
  const { read, unread } = countsOf(draft, mailbox)
  return success(
    request,
    "Message: Mailbox Message Count",
    `Mailbox: ${mailbox}`,
    "UrgMessages: 0",
    `NewMessages: ${unread}`,
    `OldMessages: ${read}`
  )
})

const partsOf = (name: string): readonly [box: string, context: string] => {
  const at = name.indexOf("@")
  return [name.slice(0, at), name.slice(at + 1)]
}

/** What app_voicemail knows of the owner of a mailbox; texts that are not given are empty, but the address is none. */
const userLines = ({ email, fullName, name, newMessages, oldMessages, pager }: Mailbox): Lines => {
  const [box, context] = partsOf(name)
  return [
    `VMContext: ${context}`,
    `VoiceMailbox: ${box}`,
    `Fullname: ${fullName}`,
    `Email: ${email === "" ? "(null)" : email}`,
    `Pager: ${pager}`,
    "ServerEmail: asterisk",
    "FromString: ",
    "MailCommand: /usr/sbin/sendmail -t",
    "Language: ",
    "TimeZone: ",
    "Callback: ",
    "Dialout: ",
    "UniqueID: ",
    "ExitContext: ",
    "SayDurationMinimum: 2",
    "SayEnvelope: Yes",
    "SayCID: No",
    "AttachMessage: Yes",
    "AttachmentFormat: ",
    "DeleteMessage: No",
    "VolumeGain: 0.00",
    "CanReview: No",
    "CanMarkUrgent: Yes",
    "CallOperator: No",
    "MaxMessageCount: 100",
    "MaxMessageLength: 0",
    `NewMessageCount: ${newMessages}`,
    `OldMessageCount: ${oldMessages}`
  ]
}

const sorted = (draft: Draft): ReadonlyArray<Mailbox> => byName(draft.services.mailboxes.values(), ({ name }) => name)

const listUsers: Answer = (draft, request) => {
  const users = sorted(draft)
  if (users.length === 0) return [acknowledgement(request, "There are no voicemail users currently defined.")]
  const items = users.map((user) => item(request, "VoicemailUserEntry", userLines(user)))
  return list(request, "Voicemail user list will follow", items, "VoicemailUserEntryComplete")
}

/** Finds the mailbox that `Context` and `Mailbox` name; without one the answer is no error. */
const ofUser =
  (none: string, answer: (request: Request, mailbox: Mailbox) => ReadonlyArray<Lines>): Answer => (draft, request) => {
    const context = valueOf(request, "Context")
    const box = valueOf(request, "Mailbox")
    if (context === "" || box === "") return [refusal(request, "Need 'Context' and 'Mailbox' parameters.")]
    const mailbox = draft.services.mailboxes.get(`${box}@${context}`)
    return mailbox === undefined ? [acknowledgement(request, none)] : answer(request, mailbox)
  }

const showUser = ofUser("There is no voicemail user of the given info.", (request, mailbox) => {
  const items = [item(request, "VoicemailUserDetail", userLines(mailbox))]
  return list(request, "Voicemail user detail will follow", items, "VoicemailUserDetailComplete")
})

/** How many messages there are is known, but not from whom. */
const messageLines = (folder: string, at: number): Lines => [
  `Folder: ${folder}`,
  "CallerID: ",
  "Date: ",
  "Duration: 0",
  "Flag: ",
  `ID: ${folder}-${String(at).padStart(8, "0")}`
]

const showBox = ofUser("There is no voicemail user matching the given user.", (request, mailbox) => {
  const folders = [["INBOX", mailbox.newMessages], ["Old", mailbox.oldMessages]] as const
  const items = folders.flatMap(([folder, messages]) =>
    Array.from({ length: messages }, (_, at) => item(request, "VoicemailBoxDetail", messageLines(folder, at)))
  )
  return list(request, "Voicemail box detail will follow", items, "VoicemailBoxDetailComplete")
})

/** All that a request has to name, and that no message was found, which is no error. */
const onMessage = (verb: string, headers: ReadonlyArray<string>): Answer => (_, request) => {
  const missing = headers.find((header) => valueOf(request, header) === "")
  return missing === undefined
    ? [acknowledgement(request, `Message ${verb} failed\n`)]
    : [refusal(request, `${missing} not specified, required`)]
}

const message = ["Mailbox", "Context", "Folder", "ID"]

// --- Mailboxes of others (res_mwi_external_ami.c) -----------------------------------

const missingMailbox = "Missing mailbox parameter in request"

/** `/pattern/` stands for every mailbox that it matches. */
const chosen = (draft: Draft, wanted: string): ReadonlyArray<Mailbox> | undefined => {
  if (!wanted.startsWith("/")) return [draft.services.mailboxes.get(wanted) ?? []].flat()
  const pattern = Result.getOrUndefined(Result.try(() => new RegExp(wanted.slice(1).replace(/\/$/, ""))))
  return pattern === undefined ? undefined : sorted(draft).filter(({ name }) => pattern.test(name))
}

const getWaiting: Answer = (draft, request) => {
  const wanted = valueOf(request, "Mailbox")
  if (wanted === "") return [refusal(request, missingMailbox)]
  const mailboxes = chosen(draft, wanted)
  if (mailboxes === undefined) return [refusal(request, `Mailbox regex format invalid in: ${wanted}`)]
  const items = mailboxes.map(({ name, newMessages, oldMessages }) =>
    itemWithIdLast(request, "MWIGet", [
      `Mailbox: ${name}`,
      `OldMessages: ${oldMessages}`,
      `NewMessages: ${newMessages}`
    ])
  )
  return list(request, "Mailboxes will follow", items, "MWIGetComplete")
}

const deleteWaiting: Answer = (draft, request) => {
  const wanted = valueOf(request, "Mailbox")
  if (wanted === "") return [refusal(request, missingMailbox)]
  const mailboxes = chosen(draft, wanted)
  if (mailboxes === undefined) return [refusal(request, `Mailbox regex format invalid in: ${wanted}`)]
  for (const mailbox of mailboxes) {
    Mailboxes.change(draft, mailbox, { newMessages: 0, oldMessages: 0 })
    draft.services.mailboxes.delete(mailbox.name)
  }
  return [success(request)]
}

const updateWaiting: Answer = (draft, request) => {
  const name = valueOf(request, "Mailbox")
  if (name === "") return [refusal(request, missingMailbox)]
  const given = { OldMessages: valueOf(request, "OldMessages"), NewMessages: valueOf(request, "NewMessages") }
  const wrong = Object.entries(given).find(([, value]) => value !== "" && (scanned(value) ?? -1) < 0)
  if (wrong !== undefined) return [refusal(request, `Invalid ${wrong[0]}: ${wrong[1]}`)]
  const known = draft.services.mailboxes.get(name) ??
    { name, fullName: "", email: "", pager: "", newMessages: 0, oldMessages: 0 }
  Mailboxes.change(draft, known, {
    oldMessages: scanned(given.OldMessages) ?? 0,
    newMessages: scanned(given.NewMessages) ?? 0
  })
  return [success(request)]
}

/** The actions of mailboxes. */
export const actions: PbxActions = {
  MailboxCount: { answer: count },
  MailboxStatus: { answer: status },
  MWIDelete: { answer: deleteWaiting },
  MWIGet: { answer: getWaiting },
  MWIUpdate: { answer: updateWaiting },
  VoicemailBoxSummary: { answer: showBox },
  VoicemailForward: { answer: onMessage("forward", [...message, "ToMailbox", "ToContext", "ToFolder"]) },
  VoicemailMove: { answer: onMessage("move", [...message, "ToFolder"]) },
  VoicemailRefresh: { answer: (_, request) => [acknowledgement(request, "Refresh sent")] },
  VoicemailRemove: { answer: onMessage("remove", message) },
  VoicemailUsersList: { answer: listUsers },
  VoicemailUserStatus: { answer: showUser }
}
