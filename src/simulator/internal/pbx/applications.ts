/**
 * Every application that the dialplan knows, under its registered name.
 *
 * @since 0.1.0
 */
import type { Exec } from "./agiCommands.ts"
import type { Run } from "./application.ts"
import * as AsyncAgi from "./asyncAgi.ts"
import * as Builtins from "./builtins.ts"
import * as Conferences from "./conferences.ts"
import * as Dials from "./dials.ts"
import * as Parking from "./parking.ts"
import * as Pickups from "./pickups.ts"
import * as Recordings from "./recordings.ts"
import * as Voicemail from "./voicemail.ts"

/** The applications by the names under which Asterisk registers them; one a line. */
const applications: Readonly<Record<string, Run>> = {
  AgentLogin: Builtins.stay,
  AgentRequest: Builtins.stay,
  AGI: (draft, channel, data) => AsyncAgi.agi(draft, channel, data, exec),
  AMD: Builtins.stay,
  Answer: Builtins.answer,
  BackGround: Builtins.stay,
  Bridge: Builtins.stay,
  Busy: Builtins.busy,
  ChanSpy: Builtins.stay,
  ConfBridge: Conferences.confBridge,
  Congestion: Builtins.congestion,
  Dial: Dials.run,
  Echo: Builtins.stay,
  FollowMe: Builtins.stay,
  Hangup: Builtins.hangup,
  Milliwatt: Builtins.stay,
  MixMonitor: Recordings.mixMonitor,
  MusicOnHold: Builtins.stay,
  NoOp: Builtins.noOp,
  Page: Builtins.stay,
  Park: Parking.park,
  ParkedCall: Parking.parkedCall,
  Pickup: Pickups.pickup,
  PickupChan: Pickups.pickupChan,
  Playback: Builtins.stay,
  Progress: Builtins.progress,
  Queue: Builtins.stay,
  Read: Builtins.stay,
  Ringing: Builtins.ringing,
  Set: Builtins.set,
  StopMixMonitor: Recordings.stopMixMonitor,
  UserEvent: Builtins.userEvent,
  VoiceMail: Voicemail.voiceMail,
  Wait: Builtins.wait,
  WaitExten: Builtins.stay
}

/** An application with its registered name. */
export interface Known {
  readonly name: string
  readonly run: Run
}

const known: ReadonlyMap<string, Known> = /*#__PURE__*/ new Map(
  /*#__PURE__*/ Object.entries(applications).map(([name, run]) => [name.toLowerCase(), { name, run }])
)

/** Finds an application, ignoring case (pbx_app.c, pbx_findapp_nolock). */
export const find = (name: string): Known | undefined => known.get(name.toLowerCase())

/**
 * Runs an application that the dialplan does not name at the channel's place, and then what is given. While it runs, it
 * is the channel's application (pbx_app.c, pbx_exec).
 */
export const exec: Exec = (draft, channel, name, data, { leave, resume }) => {
  const application = find(name)
  if (application === undefined) return false
  const before = { application: channel.application, data: channel.data }
  draft.leaving.delete(channel.name)
  draft.rooms.returning.set(channel.name, {
    leave,
    resume: (later, returned, result) => resume(later, later.update(returned, before), result)
  })
  application.run(draft, draft.update(channel, { application: application.name, data }), data)
  return true
}
