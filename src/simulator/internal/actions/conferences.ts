/**
 * The actions of conferences (app_confbridge.c).
 *
 * @since 0.2.0
 */
import { acknowledgement, item, type Lines, list, refusal, yesNo } from "../messages.ts"
import * as Bridges from "../pbx/calls/bridges.ts"
import * as Channels from "../pbx/channels.ts"
import type { Draft } from "../pbx/draft.ts"
import * as Conferences from "../pbx/services/conferences.ts"
import type { Conference } from "../pbx/services/serviceState.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

type Answer = (draft: Draft, request: Request) => ReadonlyArray<Lines>

const noName = "No Conference name provided."
const noChannel = "No Channel by that name found in Conference."

/** Finds the conference of a request, which needs other headers too, and answers for it. */
const withConference = (
  answer: (draft: Draft, conference: Conference, request: Request) => ReadonlyArray<Lines>,
  required: ReadonlyArray<readonly [header: string, refused: string]> = []
): Answer =>
(draft, request) => {
  const empty = [["Conference", noName] as const, ...required].find(([header]) => valueOf(request, header) === "")
  if (empty !== undefined) return [refusal(request, empty[1])]
  if (draft.services.conferences.size === 0) return [refusal(request, "No active conferences.")]
  const conference = Conferences.find(draft, valueOf(request, "Conference"))
  return conference === undefined
    ? [refusal(request, "No Conference by that name found.")]
    : answer(draft, conference, request)
}

const namesChannel = [["Channel", "No channel name provided."]] as const

const answerRooms: Answer = (draft, request) => {
  if (draft.services.conferences.size === 0) return [refusal(request, "No active conferences.")]
  const items = Conferences.inOrder(draft).map(({ active, isLocked, leaders, name, waiting }) =>
    item(request, "ConfbridgeListRooms", [
      `Conference: ${name}`,
      `Parties: ${active.length + waiting.length}`,
      `Marked: ${leaders}`,
      `Locked: ${yesNo(isLocked)}`,
      "Muted: No"
    ])
  )
  return list(request, "Confbridge conferences will follow", items, "ConfbridgeListRoomsComplete")
}

const answerList = withConference((draft, conference, request) => {
  const items = Conferences.usersOf(draft, conference).flatMap(({ channel, muted, profile, talks }) => {
    const current = draft.channels.get(channel)
    return current === undefined ? [] : [item(request, "ConfbridgeList", [
      `Conference: ${conference.name}`,
      `Admin: ${yesNo(profile.admin)}`,
      `MarkedUser: ${yesNo(profile.marked)}`,
      `WaitMarked: ${yesNo(profile.waitMarked)}`,
      `EndMarked: ${yesNo(profile.endMarked)}`,
      ...(draft.dialect === 16 ? [] : [`EndMarkedAny: ${yesNo(profile.endMarkedAny)}`]),
      `Waiting: ${yesNo(conference.waiting.includes(channel))}`,
      `Muted: ${yesNo(muted)}`,
      `Talking: ${yesNo(talks)}`,
      `AnsweredTime: ${current.answeredAt === undefined ? 0 : Math.floor(draft.since(current.answeredAt) / 1000)}`,
      ...Channels.snapshot(current)
    ])]
  })
  return list(request, "Confbridge user list will follow", items, "ConfbridgeListComplete")
})

const muting = (mutes: boolean): Answer =>
  withConference(
    (draft, conference, request) => [
      Conferences.mute(draft, conference, valueOf(request, "Channel"), mutes)
        ? acknowledgement(request, mutes ? "User muted" : "User unmuted")
        : refusal(request, noChannel)
    ],
    namesChannel
  )

const locking = (locks: boolean): Answer =>
  withConference((draft, conference, request) => {
    Conferences.lock(draft, conference, locks)
    return [acknowledgement(request, locks ? "Conference locked" : "Conference unlocked")]
  })

const answerKick = withConference((draft, conference, request) => {
  const wanted = valueOf(request, "Channel")
  if (!Conferences.kick(draft, conference, wanted)) return [refusal(request, noChannel)]
  return [acknowledgement(request, wanted === "all" ? "All participants kicked" : "User kicked")]
})

const answerStartRecord = withConference((draft, conference, request) => {
  if (conference.recorder !== undefined) return [refusal(request, "Conference is already being recorded.")]
  Conferences.startRecording(draft, conference)
  return [acknowledgement(request, "Conference Recording Started.")]
})

const answerStopRecord = withConference((draft, conference, request) => {
  if (conference.recorder === undefined) return [refusal(request, "Internal error while stopping recording.")]
  Conferences.stopRecording(draft, conference)
  return [acknowledgement(request, "Conference Recording Stopped.")]
})

const answerVideo = withConference(
  (draft, conference, request) => {
    const wanted = valueOf(request, "Channel")
    const name = conference.active.find((active) => active.startsWith(wanted))
    const channel = name === undefined ? undefined : draft.channels.get(name)
    if (channel === undefined) return [refusal(request, "No channel by that name found in conference.")]
    Bridges.setVideoSource(draft, conference.bridge, channel.uniqueid)
    return [acknowledgement(request, "Conference single video source set.")]
  },
  namesChannel
)

/** The actions of conferences. */
export const actions: PbxActions = {
  ConfbridgeKick: { answer: answerKick },
  ConfbridgeList: { answer: answerList },
  ConfbridgeListRooms: { answer: answerRooms },
  ConfbridgeLock: { answer: locking(true) },
  ConfbridgeMute: { answer: muting(true) },
  ConfbridgeSetSingleVideoSrc: { answer: answerVideo },
  ConfbridgeStartRecord: { answer: answerStartRecord },
  ConfbridgeStopRecord: { answer: answerStopRecord },
  ConfbridgeUnlock: { answer: locking(false) },
  ConfbridgeUnmute: { answer: muting(false) }
}
