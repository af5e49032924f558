/**
 * What happens on channels: frames, and who reads them.
 *
 * A channel has one reader: the application, the dial or the bridge that it is in. A telephone, or the other half of a
 * Local channel, queues frames for it; what is indicated to a channel goes to its telephone or to its other half.
 *
 * @since 0.2.0
 */
import * as Channels from "./channels.ts"
import type { Draft, Reader } from "./draft.ts"
import type { Channel, Frame, Key } from "./model.ts"
import type { Way } from "./ways.ts"

/** Queues a frame for the reader that the channel has by then. */
export const queue = (draft: Draft, channel: Channel, frame: Frame): void => {
  queueFrom(draft, channel, frame, { origin: {}, halves: [] })
}

/** Queues a frame that came on this way. What it causes elsewhere came on it too. */
const queueFrom = (draft: Draft, channel: Channel, frame: Frame, way: Way): void => {
  const { name, uniqueid } = channel
  draft.soon((later) => {
    const current = later.channels.get(name)
    if (current?.uniqueid !== uniqueid) return
    later.ways.current = way
    deliver(later, current, frame)
  })
}

/** Gives a frame to the reader of a channel. */
export const deliver = (draft: Draft, channel: Channel, frame: Frame): void => {
  if (frame._tag === "KeyDown" || frame._tag === "KeyUp") raiseKey(draft, channel, frame, "Received")
  draft.readers.get(channel.name)?.(draft, draft.current(channel), frame)
}

/** On 22 these show a channel as it was last published, on 16 as it is (stasis_channels.c, ast_channel_publish_blob). */
const raiseBlob: typeof Channels.raise = (draft, ...event) =>
  draft.dialect === 16 ? Channels.raise(draft, ...event) : Channels.raiseCached(draft, ...event)

/** Announces a key (channel.c, send_dtmf_begin_event and send_dtmf_end_event). */
const raiseKey = (
  draft: Draft,
  channel: Channel,
  frame: Key,
  direction: "Received" | "Sent"
): void =>
  raiseBlob(
    draft,
    frame._tag === "KeyDown" ? "DTMFBegin" : "DTMFEnd",
    channel,
    [
      `Digit: ${frame.digit}`,
      ...(frame._tag === "KeyDown" ? [] : [`DurationMs: ${frame.milliseconds}`]),
      `Direction: ${direction}`
    ],
    "dtmf"
  )

/** Makes somebody the reader of a channel. If the channel has to end already, the new reader learns that at once. */
export const read = (draft: Draft, channel: Channel, reader: Reader): void => {
  draft.readers.set(channel.name, reader)
  if (draft.current(channel).softHangup !== 0) queue(draft, channel, { _tag: "Hangup" })
}

/** Plays a key to the far end of a channel, for which no event is raised here (channel.c, ast_senddigit_begin). */
export const play = (draft: Draft, channel: Channel, key: Key): void => toHalf(draft, channel, key)

const toHalf = (draft: Draft, channel: Channel, frame: Frame): void => {
  const half = Channels.halfOf(draft, channel)
  if (half === undefined) return
  // core_unreal.c, unreal_queue_frame: the other half is ringing as soon as that is indicated.
  if (frame._tag === "Ringing") Channels.setState(draft, half, Channels.State.Ringing)
  pass(draft, half, frame)
}

/**
 * How many frames a half of a Local channel takes in one step of those that one frame causes: more than all keys that somebody
 * has pressed for a feature.
 */
const mostOfOne = 32

/**
 * Passes a frame on to a half of a Local channel, unless it came through that already: then Local channels and bridges form
 * a circle. In Asterisk a frame goes round in it without end, and in a bridge of many in more and more copies (core_unreal.c,
 * unreal_queue_frame checks nothing); each round takes time there, and none here.
 */
const pass = (draft: Draft, half: Channel, frame: Frame): void => {
  const { halves, origin }: Way = draft.ways.current ?? { origin: {}, halves: [] }
  if (halves.includes(half.name) || draft.ways.count(origin, half.name) > mostOfOne) return
  queueFrom(draft, half, frame, { origin, halves: [...halves, half.name] })
}

/**
 * Indicates something to a channel: its telephone, or the other half of a Local channel (channel.c, ast_indicate). Returns
 * false if the channel is no longer there.
 */
export const indicate = (draft: Draft, channel: Channel, frame: Frame): boolean => {
  const current = draft.channels.get(channel.name)
  if (current === undefined) return false
  const isLocal = current.half !== undefined
  switch (frame._tag) {
    case "Hold":
      // PJSIP plays the music itself; a Local channel passes it on (core_unreal.c, ast_unreal_indicate).
      if (isLocal) toHalf(draft, current, frame)
      else {
        Channels.setHold(draft, current, true)
        Channels.startMusic(draft, current, frame.music === "" ? "default" : frame.music)
      }
      return true
    case "Unhold":
      if (isLocal) toHalf(draft, current, frame)
      else {
        Channels.setHold(draft, current, false)
        Channels.stopMusic(draft, current)
      }
      return true
    case "ConnectedLine": {
      const updated = Channels.setConnected(draft, current, frame.party)
      const half = Channels.halfOf(draft, updated)
      if (half === undefined) return true
      // core_unreal.c, unreal_colp_redirect_indicate: the caller of the other half is changed, and not announced.
      draft.update(half, { caller: updated.connected })
      pass(draft, half, frame)
      return true
    }
    case "Ringing":
      if (isLocal && current.state === Channels.State.Ring) toHalf(draft, current, frame)
      if (!isLocal) Channels.indicated(draft, current)
      return true
    case "Busy":
    case "Congestion":
      if (isLocal) toHalf(draft, current, frame)
      else if (current.endpoint !== undefined && !Channels.isUp(current)) {
        refused(draft, current, frame._tag)
      }
      return true
    case "KeyDown":
    case "KeyUp":
      raiseKey(draft, current, frame, "Sent")
      if (isLocal) toHalf(draft, current, frame)
      return true
    default:
      if (isLocal) toHalf(draft, current, frame)
      return true
  }
}

/** Asterisk refuses the call of a telephone, whose session ends with that (chan_pjsip.c, chan_pjsip_indicate). */
const refused = (draft: Draft, channel: Channel, how: "Busy" | "Congestion"): void => {
  const [cause, status] = how === "Busy" ? [17, 486] : [34, 503]
  draft.soon((later) => {
    const current = later.channels.get(channel.name)
    if (current === undefined || current.softHangup !== 0) return
    endSession(later, current, cause, status)
  })
}

/**
 * The session of a telephone ends, and with it its channel (chan_pjsip.c, chan_pjsip_session_end). 22 gives the channel
 * its cause first, and shows the one that it has. 16 shows one only if the channel has none yet: that of the session,
 * which the channel takes over when it reads that.
 */
export const endSession = (draft: Draft, channel: Channel, cause: number, status: number): void => {
  const { cause: own, techCause } = draft.current(channel)
  const ended = draft.update(channel, { over: true, techCause: status === 0 ? techCause : status })
  if (draft.dialect !== 16) return queueHangup(draft, cause === 0 ? ended : draft.update(ended, { cause }))
  if (own === 0) return queueHangupWithCause(draft, ended, cause === 0 ? 16 : cause)
  queueHangup(draft, ended)
}

/** Asks a channel to end with its own cause, which 16 does not show (channel.c, ast_queue_hangup). */
const queueHangup = (draft: Draft, channel: Channel): void => {
  const current = draft.update(channel, { softHangup: draft.current(channel).softHangup | 1 })
  const lines = [
    ...(current.cause === 0 || draft.dialect === 16 ? [] : [`Cause: ${current.cause}`]),
    ...techLines(draft, current)
  ]
  raiseBlob(draft, "HangupRequest", current, lines)
  draft.notes.push({ _tag: "HangupRequest", channel: current })
  queue(draft, current, { _tag: "Hangup" })
}

/** The SIP status that led to a cause; 16 does not show it. */
const techLines = (draft: Draft, { techCause }: Channel) =>
  techCause === 0 || draft.dialect === 16 ? [] : [`TechCause: ${techCause}`]

/**
 * Asks a channel to end with a cause, which it takes over when it reads that (channel.c, ast_queue_hangup_with_cause).
 */
export const queueHangupWithCause = (draft: Draft, channel: Channel, cause: number): void => {
  const current = draft.update(channel, { softHangup: draft.current(channel).softHangup | 1 })
  raiseBlob(draft, "HangupRequest", current, [`Cause: ${cause}`, ...techLines(draft, current)])
  draft.notes.push({ _tag: "HangupRequest", channel: current })
  const { name, uniqueid } = current
  draft.soon((later) => {
    const reading = later.channels.get(name)
    if (reading?.uniqueid !== uniqueid) return
    // channel.c, __ast_read: the cause of the frame becomes that of the channel, if it says one.
    deliver(later, cause === 0 ? reading : later.update(reading, { cause }), { _tag: "Hangup" })
  })
}

/** Marks a channel to end, without an event (channel.c, ast_softhangup_nolock). */
export const softHangup = (draft: Draft, channel: Channel, flag: number): void => {
  const current = draft.update(channel, { softHangup: draft.current(channel).softHangup | flag })
  queue(draft, current, { _tag: "Hangup" })
}

/** Marks a channel to end, and raises `SoftHangupRequest` (channel.c, ast_softhangup). The event shows the flag as its cause. */
export const requestSoftHangup = (draft: Draft, channel: Channel, flag: number): Channel => {
  const current = draft.update(channel, { softHangup: draft.current(channel).softHangup | flag })
  raiseBlob(draft, "SoftHangupRequest", current, [`Cause: ${flag}`, ...techLines(draft, current)])
  draft.notes.push({ _tag: "HangupRequest", channel: current })
  return draft.current(current)
}

/** Answers a channel, without waiting for its sound (channel.c, ast_raw_answer). */
export const answer = (draft: Draft, channel: Channel): Channel => {
  const current = draft.current(channel)
  if (Channels.isUp(current) || current.softHangup !== 0) return current
  const up = Channels.setState(draft, current, Channels.State.Up)
  if (up.half !== undefined) indicate(draft, up, { _tag: "Answer" })
  return draft.current(up)
}
