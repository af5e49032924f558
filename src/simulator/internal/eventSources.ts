/**
 * The places in Asterisk's source that raise events, which events carry with `debug` in `manager.conf`.
 *
 * @since 0.2.0
 */
import type { Version } from "./actionList.ts"
import type { Lines } from "./messages.ts"

type Lines16And22 = readonly [on16: number, on22: number]

/** The file, the function, its lines in 16.28 and 22.10, and the events that it raises. */
const table: ReadonlyArray<readonly [file: string, func: string, lines: Lines16And22, events: string]> = [
  ["cdr_manager.c", "manager_log", [309, 312], "Cdr"],
  ["cel_manager.c", "manager_log", [255, 278], "CEL"],
  ["manager.c", "fast_originate", [5549, 4465], "OriginateResponse"],
  ["manager.c", "manager_state_cb", [7312, 7760], "ExtensionStatus PresenceStatus"],
  ["manager_bridges.c", "bridge_merge_cb", [396, 428], "BridgeMerge"],
  ["manager_bridges.c", "bridge_snapshot_update", [363, 390], "BridgeCreate BridgeDestroy BridgeVideoSourceUpdate"],
  ["manager_bridges.c", "channel_enter_cb", [420, 452], "BridgeEnter"],
  ["manager_bridges.c", "channel_leave_cb", [444, 476], "BridgeLeave"],
  ["manager_channels.c", "channel_chanspy_start_cb", [888, 946], "ChanSpyStart"],
  ["manager_channels.c", "channel_chanspy_stop_cb", [853, 911], "ChanSpyStop"],
  ["manager_channels.c", "channel_dial_cb", [1283, 1345], "DialBegin DialState"],
  ["manager_channels.c", "channel_dial_cb", [1293, 1355], "DialEnd"],
  ["manager_channels.c", "channel_dtmf_begin_cb", [932, 995], "DTMFBegin"],
  ["manager_channels.c", "channel_dtmf_end_cb", [983, 1051], "DTMFEnd"],
  ["manager_channels.c", "channel_flash_cb", [1013, 1086], "Flash"],
  [
    "manager_channels.c",
    "channel_hangup_handler_cb",
    [1072, 1150],
    "HangupHandlerRun HangupHandlerPush HangupHandlerPop"
  ],
  ["manager_channels.c", "channel_hangup_request_cb", [815, 873], "HangupRequest SoftHangupRequest"],
  ["manager_channels.c", "channel_hold_cb", [1333, 1395], "Hold"],
  ["manager_channels.c", "channel_mixmonitor_mute_cb", [1235, 1297], "MixMonitorMute"],
  ["manager_channels.c", "channel_moh_start_cb", [1164, 1242], "MusicOnHoldStart"],
  [
    "manager_channels.c",
    "channel_snapshot_update",
    [756, 806],
    "Newchannel Newstate Newexten NewCallerid NewConnectedLine NewAccountCode Hangup"
  ],
  ["manager_channels.c", "channel_unhold_cb", [1354, 1416], "Unhold"],
  [
    "manager_channels.c",
    "publish_basic_channel_event",
    [771, 821],
    "MusicOnHoldStop MonitorStart MonitorStop MixMonitorStart MixMonitorStop"
  ],
  [
    "confbridge_manager.c",
    "confbridge_publish_manager_event",
    [553, 592],
    "ConfbridgeStart ConfbridgeEnd ConfbridgeJoin ConfbridgeLeave ConfbridgeRecord ConfbridgeStopRecord ConfbridgeMute " +
    "ConfbridgeUnmute ConfbridgeTalking"
  ],
  ["manager_mwi.c", "mwi_update_cb", [136, 141], "MessageWaiting"],
  [
    "parking_manager.c",
    "parked_call_message_response",
    [671, 705],
    "ParkedCall ParkedCallTimeOut ParkedCallGiveUp UnParkedCall ParkedCallSwap"
  ]
]

const sources = new Map(
  table.flatMap(([file, func, lines, events]) =>
    events.split(" ").map((event) => [event, { file, func, lines }] as const)
  )
)

/** All others are messages that know how they look in AMI. */
const others = { file: "manager.c", func: "manager_default_msg_cb", lines: [1875, 593] } as const

/** The headers for the place in the source that raises an event. */
export const sourceOf = (version: Version, event: string): Lines => {
  const { file, func, lines } = sources.get(event) ?? others
  return [`File: ${file}`, `Line: ${lines[version === "16" ? 0 : 1]}`, `Func: ${func}`]
}
