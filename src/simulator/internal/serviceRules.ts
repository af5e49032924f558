/**
 * Rules for the options of parking lots, conferences, mailboxes and call records.
 *
 * @since 0.2.0
 */
import * as Rules from "../../internal/options.ts"
import {
  type BridgeProfile,
  celEvents,
  type ConferencesOptions,
  type MailboxOptions,
  type ParkingLotOptions,
  type UserProfile
} from "./pbx/services/serviceState.ts"

const isSpace = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value > 0

const isRange = (value: unknown): boolean => {
  const [first, last, ...more]: ReadonlyArray<unknown> = Array.isArray(value) ? value : []
  return isSpace(first) && isSpace(last) && first <= last && more.length === 0
}

const parkingLot = Rules.members<ParkingLotOptions>("must be an object with what a parking lot is like", {
  exten: Rules.text,
  spaces: Rules.satisfies("must be the first and the last space, such as [701, 720]", isRange),
  context: Rules.text,
  timeout: Rules.duration({ zero: true }),
  comesBackToOrigin: Rules.boolean,
  comebackContext: Rules.text,
  comebackDialTime: Rules.duration({ zero: false }),
  findsNext: Rules.boolean
})

const userProfile = Rules.members<UserProfile>("must be an object with how somebody takes part", {
  admin: Rules.boolean,
  marked: Rules.boolean,
  waitMarked: Rules.boolean,
  endMarked: Rules.boolean,
  endMarkedAny: Rules.boolean,
  startMuted: Rules.boolean,
  quiet: Rules.boolean,
  announceOnlyUser: Rules.boolean,
  musicOnHold: Rules.boolean,
  musicClass: Rules.text,
  talkDetection: Rules.boolean,
  dtmfPassthrough: Rules.boolean,
  pin: Rules.text
})

const bridgeProfile = Rules.members<BridgeProfile>("must be an object with what a conference is like", {
  maxMembers: Rules.whole(1),
  record: Rules.boolean
})

const conferences = Rules.members<ConferencesOptions>("must be an object with profiles and menus", {
  userProfiles: Rules.recordOf("must be an object with a profile for each name", userProfile),
  bridgeProfiles: Rules.recordOf("must be an object with a profile for each name", bridgeProfile),
  menus: Rules.listOf("must be a list of the names of menus", Rules.text)
})

const mailbox = Rules.members<MailboxOptions>("must be an object with what a mailbox is like", {
  fullName: Rules.anyText,
  email: Rules.anyText,
  pager: Rules.anyText,
  newMessages: Rules.whole(0),
  oldMessages: Rules.whole(0)
})

const celEvent = Rules.oneOf(...celEvents)

/** The rules. */
export const serviceRules = {
  sounds: Rules.recordOf("must be an object with a duration for each sound", Rules.duration({ zero: true })),
  parkingLots: Rules.recordOf("must be an object with a parking lot for each name", parkingLot),
  conferences,
  mailboxes: Rules.recordOf("must be an object with a mailbox for each name, such as `101@default`", mailbox),
  cdr: Rules.boolean,
  cel: (value: unknown) =>
    typeof value === "boolean"
      ? undefined
      : Rules.listOf("must be true, false or a list of events, such as [\"CHAN_START\", \"HANGUP\"]", celEvent)(value),
  celApplications: Rules.listOf("must be a list of applications, such as [\"Dial\"]", Rules.text)
} as const
