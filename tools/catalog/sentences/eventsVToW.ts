import type { Sentences } from "./Sentences.ts"
import { mailbox } from "./shared.ts"

/** The events from V to W. */
export const eventsVToW: Readonly<Record<string, Sentences>> = {
  VarSet: {
    says: "A variable was set.",
    details: [
      "For a global variable `Channel` and `Uniqueid` are `none` and the other fields of the channel are absent. It "
      + "needs the read privilege `dialplan`."
    ],
    fields: { Value: "Empty if the variable was removed." }
  },
  VoicemailBoxDetail: {
    says: "A message in the list of `VoicemailBoxSummary`.",
    fields: {
      Folder: "The name of the folder, such as `INBOX` for unheard messages.",
      CallerID: "Who left the message, as `\"Alice\" <100>`.",
      Date: "When the message was left, in words, as `Mon Jan 12 10:12:20 AM UTC 2026`.",
      Flag: "`Urgent` for an urgent message; otherwise empty.",
      ID: "What `VoicemailMove`, `VoicemailForward` and `VoicemailRemove` ask for in `ID`."
    }
  },
  VoicemailBoxDetailComplete: { says: "The end of the list of `VoicemailBoxSummary`." },
  VoicemailPasswordChange: {
    says: "The owner of a mailbox changed its password.",
    gotchas: [
      "It has the password in clear text. A session needs both read privileges, `system` and `user`, to see it.",
      "A mailbox that comes from a database sends none."
    ],
    fields: {
      Context: "The context of the mailbox in voicemail.conf.",
      Mailbox: "The mailbox without its context.",
      NewPassword: "In clear text."
    }
  },
  VoicemailUserDetail: {
    says: "The mailbox that `VoicemailUserStatus` asked for.",
    fields: mailbox
  },
  VoicemailUserDetailComplete: {
    says: "The end of the list of `VoicemailUserStatus`."
  },
  VoicemailUserEntry: {
    says: "A mailbox in the list of `VoicemailUsersList`.",
    fields: mailbox
  },
  VoicemailUserEntryComplete: { says: "The end of the list of `VoicemailUsersList`." },
  WaitEventComplete: {
    says: "The end of the events that `WaitEvent` answers with.",
    gotchas: ["Unlike the end of a list it has neither `EventList` nor `ListItems`."]
  },
  Wink: {
    says: "A wink, a short signal of an analog trunk, came in on a channel.",
    gotchas: ["Only IAX2 passes one on; chan_dahdi reports none of its own lines."]
  }
}
