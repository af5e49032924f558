/**
 * Every action of Asterisk 16.28 and 22.10: its module, the classes of which an account needs one, and its synopsis.
 *
 * One line an action, as `ListCommands` of a real server prints them; the few of modules that no recorded server had
 * loaded are as the sources register them. A line that starts with a version is of that version alone.
 *
 * @since 0.2.0
 */
import * as privileges from "./privileges.ts"

/** The versions of Asterisk that the simulator speaks. */
export type Version = "16" | "22"

/** An action of one version. */
export interface ListedAction {
  /** As Asterisk spells it. */
  readonly name: string
  /** The module that brings it; `builtin` for Asterisk itself. */
  readonly module: string
  /** The classes of which an account needs one, as bits; 0 for any account. */
  readonly needs: number
  readonly synopsis: string
}

const table = `
AbsoluteTimeout builtin system,call Set absolute timeout.
AgentLogoff app_agent_pool agent Sets an agent as no longer logged in.
Agents app_agent_pool agent Lists agents and their status.
AGI res_agi agi Add an AGI command to execute by Async AGI.
AOCMessage builtin aoc Generate an Advice of Charge message on a channel.
Atxfer builtin call Attended transfer.
BlindTransfer builtin call Blind transfer channel(s) to the given destination
Bridge builtin call Bridge two channels already in the PBX.
BridgeDestroy builtin none Destroy a bridge.
BridgeInfo builtin none Get information about a bridge.
BridgeKick builtin none Kick a channel from a bridge.
BridgeList builtin none Get a list of bridges in the system.
BridgeTechnologyList builtin none List available bridging technologies and their statuses.
BridgeTechnologySuspend builtin none Suspend a bridging technology.
BridgeTechnologyUnsuspend builtin none Unsuspend a bridging technology.
CancelAtxfer builtin call Cancel an attended transfer.
Challenge builtin none Generate Challenge for MD5 Auth.
16 ChangeMonitor res_monitor call Change monitoring filename of a channel.
Command builtin command Execute Asterisk CLI Command.
ConfbridgeKick app_confbridge call Kick a Confbridge user.
ConfbridgeList app_confbridge reporting List participants in a conference.
ConfbridgeListRooms app_confbridge reporting List active conferences.
ConfbridgeLock app_confbridge call Lock a Confbridge conference.
ConfbridgeMute app_confbridge call Mute a Confbridge user.
ConfbridgeSetSingleVideoSrc app_confbridge call Set a conference user as the single video source distributed to all other participants.
ConfbridgeStartRecord app_confbridge system Start recording a Confbridge conference.
ConfbridgeStopRecord app_confbridge system Stop recording a Confbridge conference.
ConfbridgeUnlock app_confbridge call Unlock a Confbridge conference.
ConfbridgeUnmute app_confbridge call Unmute a Confbridge user.
ControlPlayback app_controlplayback call Control the playback of a file being played to a channel.
CoreSettings builtin system,reporting Show PBX core settings (version etc).
22 CoreShowChannelMap builtin system,reporting List all channels connected to the specified channel.
CoreShowChannels builtin system,reporting List currently active channels.
CoreStatus builtin system,reporting Show PBX core status variables.
CreateConfig builtin config Creates an empty file in the configuration directory.
DAHDIDialOffhook chan_dahdi none Dial over DAHDI channel while offhook.
DAHDIDNDoff chan_dahdi none Toggle DAHDI channel Do Not Disturb status OFF.
DAHDIDNDon chan_dahdi none Toggle DAHDI channel Do Not Disturb status ON.
DAHDIHangup chan_dahdi none Hangup DAHDI Channel.
DAHDIRestart chan_dahdi none Fully Restart DAHDI channels (terminates calls).
DAHDIShowChannels chan_dahdi none Show status of DAHDI channels.
22 DAHDIShowStatus chan_dahdi none Show status of DAHDI spans.
DAHDITransfer chan_dahdi none Transfer DAHDI Channel.
DBDel builtin system Delete DB entry.
DBDelTree builtin system Delete DB Tree.
DBGet builtin system,reporting Get DB Entry.
DBGetTree builtin system,reporting Get DB entries, optionally at a particular family/key
DBPut builtin system Put DB entry.
DeviceStateList res_manager_devicestate call,reporting List the current known device states.
DialplanExtensionAdd pbx_config system Add an extension to the dialplan
DialplanExtensionRemove pbx_config system Remove an extension from the dialplan
Events builtin none Control Event Flow.
ExtensionState builtin call,reporting Check Extension Status.
ExtensionStateList builtin call,reporting List the current known extension states.
FAXSession res_fax call Responds with a detailed description of a single FAX session
FAXSessions res_fax call Lists active FAX sessions
FAXStats res_fax reporting Responds with fax statistics
Filter builtin system Dynamically add filters for the current manager session.
GetConfig builtin system,config Retrieve configuration.
GetConfigJSON builtin system,config Retrieve configuration (JSON format).
Getvar builtin call,reporting Gets a channel variable or function value.
Hangup builtin system,call Hangup channel.
IAXnetstats chan_iax2 system,reporting Show IAX Netstats.
IAXpeerlist chan_iax2 system,reporting List IAX Peers.
IAXpeers chan_iax2 system,reporting List IAX peers.
IAXregistry chan_iax2 system,reporting Show IAX registrations.
JabberSend res_xmpp system Sends a message to a Jabber Client.
ListCategories builtin config List categories in configuration file.
ListCommands builtin none List available manager commands.
LocalOptimizeAway builtin system,call Optimize away a local channel when possible.
LoggerRotate builtin system,reporting Reload and rotate the Asterisk logger.
Login builtin none Login Manager.
Logoff builtin none Logoff Manager.
MailboxCount builtin call,reporting Check Mailbox Message Count.
MailboxStatus builtin call,reporting Check mailbox.
MeetmeList app_meetme reporting List participants in a conference.
MeetmeListRooms app_meetme reporting List active conferences.
MeetmeMute app_meetme call Mute a Meetme user.
MeetmeUnmute app_meetme call Unmute a Meetme user.
MessageSend builtin message Send an out of call message to an endpoint.
MixMonitor app_mixmonitor system Record a call and mix the audio during the recording.  Use of StopMixMonitor is required to guarantee the audio file is available for processing during dialplan execution.
MixMonitorMute app_mixmonitor system,call Mute / unMute a Mixmonitor recording.
ModuleCheck builtin system Check if module is loaded.
ModuleLoad builtin system Module management.
16 Monitor res_monitor call Monitor a channel.
MuteAudio res_mutestream system Mute an audio stream.
MWIDelete res_mwi_external_ami call Delete selected mailboxes.
MWIGet res_mwi_external_ami call,reporting Get selected mailboxes with message counts.
MWIUpdate res_mwi_external_ami call Update the mailbox message counts.
Originate builtin originate Originate a call.
Park res_parking call Park a channel.
ParkedCalls res_parking call List parked calls.
Parkinglots res_parking call Get a list of parking lots
16 PauseMonitor res_monitor call Pause monitoring of a channel.
Ping builtin none Keepalive command.
22 PJSIPHangup chan_pjsip system,call Hangup an incoming PJSIP channel with a SIP response code
PJSIPNotify res_pjsip_notify system Send a NOTIFY to either an endpoint, an arbitrary URI, or inside a SIP dialog.
PJSIPQualify res_pjsip system,reporting Qualify a chan_pjsip endpoint.
PJSIPRegister res_pjsip_outbound_registration system,reporting Register an outbound registration.
22 PJSIPSetMaintenance res_pjsip_maintenance system Enable or disable maintenance mode for a PJSIP endpoint.
PJSIPShowAors res_pjsip system Lists PJSIP AORs.
PJSIPShowAuths res_pjsip system Lists PJSIP Auths.
PJSIPShowContacts res_pjsip system Lists PJSIP Contacts.
PJSIPShowEndpoint res_pjsip system Detail listing of an endpoint and its objects.
PJSIPShowEndpoints res_pjsip system Lists PJSIP endpoints.
22 PJSIPShowMaintenance res_pjsip_maintenance system,reporting Show maintenance mode status for PJSIP endpoints.
PJSIPShowRegistrationInboundContactStatuses res_pjsip_registrar system Lists ContactStatuses for PJSIP inbound registrations.
PJSIPShowRegistrationsInbound res_pjsip_registrar system Lists PJSIP inbound registrations.
PJSIPShowRegistrationsOutbound res_pjsip_outbound_registration system,reporting Lists PJSIP outbound registrations.
PJSIPShowResourceLists res_pjsip_pubsub system Displays settings for configured resource lists.
16 PJSIPShowSubscriptionsInbound res_pjsip_pubsub system Lists subscriptions.
22 PJSIPShowSubscriptionsInbound res_pjsip_pubsub system Lists inbound subscriptions.
16 PJSIPShowSubscriptionsOutbound res_pjsip_pubsub system Lists subscriptions.
22 PJSIPShowSubscriptionsOutbound res_pjsip_pubsub system Lists outbound subscriptions.
PJSIPUnregister res_pjsip_outbound_registration system,reporting Unregister an outbound registration.
PlayDTMF app_senddtmf call Play DTMF signal on a specific channel.
PlayMF app_mf call Play MF digit on a specific channel.
PresenceState builtin call,reporting Check Presence State
PresenceStateList res_manager_presencestate call,reporting List the current known presence states.
PRIDebugFileSet chan_dahdi system Set the file used for PRI debug message output
PRIDebugFileUnset chan_dahdi none Disables file output for PRI debug messages
PRIDebugSet chan_dahdi none Set PRI debug levels for a span
PRIShowSpans chan_dahdi none Show status of PRI spans.
QueueAdd app_queue agent Add interface to queue.
QueueChangePriorityCaller app_queue none Change priority of a caller on queue.
QueueLog app_queue agent Adds custom entry in queue_log.
QueueMemberRingInUse app_queue agent Set the ringinuse value for a queue member.
QueuePause app_queue agent Makes a queue member temporarily unavailable.
QueuePenalty app_queue agent Set the penalty for a queue member.
QueueReload app_queue none Reload a queue, queues, or any sub-section of a queue or queues.
QueueRemove app_queue agent Remove interface from queue.
QueueReset app_queue none Reset queue statistics.
QueueRule app_queue none Queue Rules.
QueueStatus app_queue none Show queue status.
QueueSummary app_queue none Show queue summary.
QueueWithdrawCaller app_queue none Request to withdraw a caller from the queue back to the dialplan.
Redirect builtin call Redirect (transfer) a call.
Reload builtin system,config Send a reload event.
22 SendFlash app_senddtmf call Send a hook flash on a specific channel.
SendText builtin call Sends a text message to channel. A content type	can be optionally specified. If not set it is set to an empty string allowing a custom handler to default it as it sees fit.
Setvar builtin call Sets a channel variable or function value.
ShowDialPlan builtin config,reporting Show dialplan contexts and extensions
16 SIPnotify chan_sip system Send a SIP notify.
16 SIPpeers chan_sip system,reporting List SIP peers (text format).
16 SIPpeerstatus chan_sip system Show the status of one or all of the sip peers.
16 SIPqualifypeer chan_sip system,reporting Qualify SIP peers.
16 SIPshowpeer chan_sip system,reporting show SIP peer (text format).
16 SIPshowregistry chan_sip system,reporting Show SIP registrations (text format).
16 SKINNYdevices chan_skinny system,reporting List SKINNY devices (text format).
16 SKINNYlines chan_skinny system,reporting List SKINNY lines (text format).
16 SKINNYshowdevice chan_skinny system,reporting Show SKINNY device (text format).
16 SKINNYshowline chan_skinny system,reporting Show SKINNY line (text format).
SorceryMemoryCacheExpire res_sorcery_memory_cache system Expire (remove) ALL objects from a sorcery memory cache.
SorceryMemoryCacheExpireObject res_sorcery_memory_cache system Expire (remove) an object from a sorcery memory cache.
SorceryMemoryCachePopulate res_sorcery_memory_cache system Expire all objects from a memory cache and populate it with all objects from the backend.
SorceryMemoryCacheStale res_sorcery_memory_cache system Marks ALL objects in a sorcery memory cache as stale.
SorceryMemoryCacheStaleObject res_sorcery_memory_cache system Mark an object in a sorcery memory cache as stale.
Status builtin system,call,reporting List channel status.
StopMixMonitor app_mixmonitor system,call Stop recording a call through MixMonitor, and free the recording's file handle.
16 StopMonitor res_monitor call Stop monitoring a channel.
16 UnpauseMonitor res_monitor call Unpause monitoring of a channel.
UpdateConfig builtin config Update basic configuration.
UserEvent builtin user Send an arbitrary event.
22 VoicemailBoxSummary app_voicemail call,reporting Show the mailbox contents of given voicemail user.
22 VoicemailForward app_voicemail user Forward Voicemail from one mailbox folder to another between given users.
22 VoicemailMove app_voicemail user Move Voicemail between mailbox folders of given user.
VoicemailRefresh app_voicemail user Tell Asterisk to poll mailboxes for a change
22 VoicemailRemove app_voicemail user Remove Voicemail from mailbox folder.
VoicemailUsersList app_voicemail call,reporting List All Voicemail User Information.
VoicemailUserStatus app_voicemail call,reporting Show the status of given voicemail user's info.
WaitEvent builtin none Wait for an event to occur.
`

const listedIn = (version: Version): ReadonlyMap<string, ListedAction> =>
  new Map(
    table.trim().split("\n").flatMap((line) => {
      const [, only, name = "", module = "", needs = "", synopsis = ""] =
        /^(?:(16|22) )?(\S+) (\S+) (\S+) (.*)$/.exec(line) ?? []
      if (only !== undefined && only !== version) return []
      return [[name.toLowerCase(), { name, module, needs: privileges.parse(needs), synopsis }]]
    })
  )

const read = new Map<Version, ReadonlyMap<string, ListedAction>>()

/** The actions of a version by their lower-case names, in the order of `ListCommands`. */
export const actionsOf = (version: Version): ReadonlyMap<string, ListedAction> => {
  const known = read.get(version)
  if (known !== undefined) return known
  const listed = listedIn(version)
  read.set(version, listed)
  return listed
}

/** The modules with actions that the recorded servers had not loaded. */
const notLoaded: Readonly<Record<Version, ReadonlyArray<string>>> = {
  "16": ["app_meetme", "app_voicemail", "chan_dahdi", "chan_skinny", "res_mwi_external_ami", "res_xmpp"],
  "22": ["app_meetme", "chan_dahdi", "res_mwi_external_ami", "res_xmpp"]
}

/** The modules that bring actions. */
export const modulesWithActions = (version: Version): ReadonlySet<string> =>
  new Set([...actionsOf(version).values()].map(({ module }) => module).filter((module) => module !== "builtin"))

/** The modules with actions that are loaded unless an option says otherwise. */
export const defaultModules = (version: Version): ReadonlySet<string> =>
  new Set([...modulesWithActions(version)].filter((module) => !notLoaded[version].includes(module)))
