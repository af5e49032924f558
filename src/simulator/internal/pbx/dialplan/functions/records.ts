/**
 * The functions of call records, conferences and mailboxes (func_cdr.c, app_confbridge.c, app_voicemail.c).
 *
 * @since 0.2.0
 */
import type { Channel } from "../../model.ts"
import { callerIdOf } from "../../parties.ts"
import * as Conferences from "../../services/conferences.ts"
import * as Mailboxes from "../../services/mailboxes.ts"
import * as Script from "../script.ts"
import { argumentsOf, type DialplanFunctions, type Scope } from "./function.ts"

const seconds = (milliseconds: number): string => String(Math.floor(milliseconds / 1000))

/** The items of a record in progress. */
const items: Readonly<Record<string, (channel: Channel, scope: Scope) => string>> = {
  accountcode: ({ accountCode }) => accountCode,
  amaflags: () => "DOCUMENTATION",
  channel: ({ name }) => name,
  clid: ({ caller }) => callerIdOf(caller),
  dcontext: ({ context }) => context,
  disposition: ({ answeredAt }, { draft }) =>
    answeredAt !== undefined && answeredAt > draft.now ? "ANSWERED" : "NO ANSWER",
  dst: ({ exten }) => exten,
  dstchannel: ({ variables }) => variables.get("DIALEDPEERNAME") ?? "",
  duration: ({ createdAt }, { draft }) => seconds(draft.now - createdAt),
  lastapp: ({ application }) => application,
  lastdata: ({ data }) => data,
  linkedid: ({ linkedid }) => linkedid,
  peeraccount: ({ peerAccount }) => peerAccount,
  src: ({ caller }) => caller.number,
  uniqueid: ({ uniqueid }) => uniqueid
}

/** Items that cannot be set. */
const fixed = new Set(Object.keys(items))

const readRecord = (scope: Scope, data: string): string | undefined => {
  const item = (argumentsOf(data)[0] ?? "").toLowerCase()
  if (scope.channel === undefined || item === "") return undefined
  return items[item]?.(scope.channel, scope) ?? Script.setting(scope.channel, `CDR ${item}`) ?? ""
}

const writeRecord = ({ channel, draft }: Scope, data: string, value: string): boolean => {
  const item = (argumentsOf(data)[0] ?? "").toLowerCase()
  if (channel === undefined || item === "") return false
  if (!fixed.has(item)) Script.set(draft, channel, `CDR ${item}`, value)
  return true
}

const readConference = ({ draft }: Scope, data: string): string | undefined => {
  const [item = "", name = ""] = argumentsOf(data, 2)
  const conference = Conferences.find(draft, name)
  if (conference === undefined) return "0"
  const users = Conferences.usersOf(draft, conference)
  switch (item.toLowerCase()) {
    case "parties":
      return String(users.length)
    case "marked":
      return String(conference.leaders)
    case "locked":
      return conference.isLocked ? "1" : "0"
    default:
      return undefined
  }
}

const readMailbox = ({ draft }: Scope, data: string): string | undefined => {
  const [name = "", item = "", folder = "INBOX"] = argumentsOf(data, 3)
  const mailbox = Mailboxes.find(draft, name)
  if (item === "exists") return mailbox === undefined ? "0" : "1"
  if (mailbox === undefined) return undefined
  switch (item.toLowerCase()) {
    case "count":
      return String(folder === "Old" ? mailbox.oldMessages : mailbox.newMessages)
    case "email":
      return mailbox.email
    case "fullname":
      return mailbox.fullName
    case "pager":
      return mailbox.pager
    default:
      return undefined
  }
}

/** The functions. */
export const functions: DialplanFunctions = {
  CDR: { read: readRecord, write: writeRecord },
  CDR_PROP: { write: ({ channel }) => channel !== undefined },
  CONFBRIDGE_INFO: { read: readConference },
  VMCOUNT: {
    read: ({ draft }, data) => {
      const [name = "", folder = "INBOX"] = argumentsOf(data, 2)
      const mailbox = Mailboxes.find(draft, name)
      return String((folder === "Old" ? mailbox?.oldMessages : mailbox?.newMessages) ?? 0)
    }
  },
  VM_INFO: { read: readMailbox }
}
