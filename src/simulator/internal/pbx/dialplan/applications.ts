/**
 * Every application that the dialplan knows, under its registered name.
 *
 * @since 0.1.0
 */
import * as AgentCalls from "../agents/agentCalls.ts"
import * as Agents from "../agents/agents.ts"
import type { Exec } from "../agi/agiCommands.ts"
import * as AsyncAgi from "../agi/asyncAgi.ts"
import * as Dials from "../calls/dials.ts"
import * as FollowMe from "../calls/followMe.ts"
import * as Pages from "../calls/pages.ts"
import * as Pickups from "../calls/pickups.ts"
import * as Spying from "../calls/spying.ts"
import * as Queue from "../queues/application.ts"
import * as QueueMembers from "../queues/memberApplications.ts"
import * as Conferences from "../services/conferences.ts"
import * as Parking from "../services/parking.ts"
import * as Recordings from "../services/recordings.ts"
import * as Voicemail from "../services/voicemail.ts"
import type { Run } from "./application.ts"
import * as Builtins from "./builtins.ts"
import * as Control from "./control.ts"
import * as Menus from "./menus.ts"
import * as Playing from "./playing.ts"

/** The applications by the names under which Asterisk registers them; one a line. */
const applications: Readonly<Record<string, Run>> = {
  AddQueueMember: QueueMembers.add,
  AgentLogin: Agents.login,
  AgentRequest: AgentCalls.request,
  AGI: (draft, channel, data) => AsyncAgi.agi(draft, channel, data, exec),
  AMD: Playing.amd,
  Answer: Builtins.answer,
  BackGround: Menus.background,
  Bridge: Builtins.stay,
  Busy: Builtins.busy,
  CELGenUserEvent: Builtins.noOp,
  ChanSpy: Spying.chanSpy,
  ConfBridge: Conferences.confBridge,
  Congestion: Builtins.congestion,
  ContinueWhile: Control.continueWhile,
  Dial: Dials.run,
  DumpChan: Builtins.noOp,
  Echo: Builtins.echo,
  EndWhile: Control.endWhile,
  Exec: (draft, channel, data) => Control.execute(draft, channel, data, exec),
  ExecIf: (draft, channel, data) => Control.execIf(draft, channel, data, exec),
  ExitWhile: Control.exitWhile,
  FollowMe: FollowMe.followMe,
  Gosub: Control.gosub,
  GosubIf: Control.gosubIf,
  Goto: Control.goto,
  GotoIf: Control.gotoIf,
  GotoIfTime: Control.gotoIfTime,
  Hangup: Builtins.hangup,
  Log: Builtins.noOp,
  Milliwatt: Builtins.stay,
  MixMonitor: Recordings.mixMonitor,
  MSet: Builtins.setSeveral,
  MusicOnHold: Playing.musicOnHold,
  NoCDR: Builtins.noOp,
  NoOp: Builtins.noOp,
  Page: Pages.page,
  Park: Parking.park,
  ParkedCall: Parking.parkedCall,
  PauseQueueMember: QueueMembers.pause,
  Pickup: Pickups.pickup,
  PickupChan: Pickups.pickupChan,
  Playback: Playing.playback,
  PlayTones: Builtins.noOp,
  Proceeding: Builtins.proceeding,
  Progress: Builtins.progress,
  Queue: Queue.run,
  QueueLog: QueueMembers.log,
  Read: Menus.read,
  RemoveQueueMember: QueueMembers.remove,
  ResetCDR: Builtins.noOp,
  Return: Control.returnFrom,
  Ringing: Builtins.ringing,
  SayAlpha: Playing.sayAlpha,
  SayDigits: Playing.sayDigits,
  SayNumber: Playing.sayNumber,
  SayPhonetic: Playing.sayPhonetic,
  SayUnixTime: Playing.sayUnixTime,
  SendDTMF: Playing.sendDtmf,
  Set: Builtins.set,
  StackPop: Control.stackPop,
  StartMusicOnHold: Playing.startMusicOnHold,
  StopMixMonitor: Recordings.stopMixMonitor,
  StopMusicOnHold: Playing.stopMusicOnHold,
  StopPlayTones: Builtins.noOp,
  TryExec: (draft, channel, data) => Control.tryExecute(draft, channel, data, exec),
  UnpauseQueueMember: QueueMembers.unpause,
  UserEvent: Builtins.userEvent,
  Verbose: Builtins.noOp,
  VoiceMail: Voicemail.voiceMail,
  Wait: Builtins.wait,
  WaitDigit: Menus.waitDigit,
  WaitExten: Menus.waitExten,
  While: Control.whileLoop
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
 * Runs an application that is not at the channel's place in the dialplan, and then a function. While it runs, it is the
 * channel's application (pbx_app.c, pbx_exec).
 */
const exec: Exec = (draft, channel, name, data, { leave, resume }) => {
  const application = find(name)
  if (application === undefined) return false
  const before = { application: channel.application, data: channel.data }
  draft.leaving.delete(channel.name)
  const outer = draft.services.returning.get(channel.name)
  draft.services.returning.set(channel.name, {
    leave,
    resume: (later, returned, result) => {
      if (outer !== undefined) later.services.returning.set(returned.name, outer)
      resume(later, later.update(returned, before), result)
    }
  })
  application.run(draft, draft.update(channel, { application: application.name, data }), data)
  return true
}
