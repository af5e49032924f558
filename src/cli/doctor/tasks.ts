/**
 * The tasks that `ami doctor --for` and `ami permissions` know, and what each of them sends and reads.
 *
 * Plain data: the documentation prints it too.
 *
 * @since 0.2.0
 */

/** What a task needs of an account. */
export interface Task {
  /** What it is, to continue "to …". */
  readonly does: string
  readonly sends: ReadonlyArray<string>
  readonly reads: ReadonlyArray<string>
}

/** Names of tasks, in the order in which help prints them. */
export const names = ["dial", "channels", "transfer", "queues", "agents", "dashboard", "command"] as const

export type Name = typeof names[number]

export const tasks: Readonly<Record<Name, Task>> = {
  dial: {
    does: "call and learn the outcome",
    sends: ["Originate", "Hangup", "Status", "BridgeList", "ExtensionStateList"],
    reads: ["FullyBooted", "Newchannel", "DialBegin", "DialEnd", "OriginateResponse", "Hangup"]
  },
  channels: {
    does: "see calls and channels, and hang up",
    sends: ["CoreShowChannels", "Status", "BridgeList", "ExtensionStateList", "ParkedCalls", "Hangup"],
    reads: ["FullyBooted", "Newchannel", "Newstate", "BridgeEnter", "DialBegin", "Hold", "Hangup"]
  },
  transfer: {
    does: "transfer, redirect and park calls",
    sends: ["BlindTransfer", "Atxfer", "CancelAtxfer", "Redirect", "Park"],
    reads: ["FullyBooted", "BlindTransfer", "AttendedTransfer", "ParkedCall", "Hangup"]
  },
  queues: {
    does: "see queues, their members and who waits",
    sends: ["QueueStatus"],
    reads: ["FullyBooted", "QueueCallerJoin", "QueueMemberStatus", "AgentConnect", "HangupRequest", "Hangup"]
  },
  agents: {
    does: "log agents of queues in and out, and pause them",
    sends: ["QueueStatus", "QueueAdd", "QueueRemove", "QueuePause"],
    reads: ["FullyBooted", "QueueMemberAdded", "QueueMemberRemoved", "QueueMemberPause", "AgentConnect", "Hangup"]
  },
  dashboard: {
    does: "show queues, agents and calls",
    sends: [
      "CoreSettings",
      "ListCommands",
      "QueueStatus",
      "Status",
      "BridgeList",
      "ExtensionStateList",
      "DeviceStateList",
      "PresenceStateList",
      "PJSIPShowRegistrationsOutbound"
    ],
    reads: [
      "FullyBooted",
      "QueueCallerJoin",
      "QueueMemberStatus",
      "AgentConnect",
      "Newchannel",
      "DialBegin",
      "BridgeEnter",
      "AttendedTransfer",
      "HangupRequest",
      "Hangup",
      "DeviceStateChange",
      "Registry"
    ]
  },
  command: { does: "run console commands", sends: ["Command"], reads: ["FullyBooted"] }
}

/** A task by its name, whatever its case. */
export const taskOf = (name: string): readonly [name: Name, task: Task] | undefined => {
  const found = names.find((one) => one === name.toLowerCase())
  return found === undefined ? undefined : [found, tasks[found]]
}

/** The modules whose actions these are: an account may send them only where they are loaded. */
export const moduleOf = (action: string): string | undefined =>
  Object.entries(modules).find(([, actions]) => actions.includes(action))?.[0]

const modules: Readonly<Record<string, ReadonlyArray<string>>> = {
  "app_queue.so": ["QueueStatus", "QueueAdd", "QueueRemove", "QueuePause"],
  "res_parking.so": ["Park", "ParkedCalls"],
  "res_manager_devicestate.so": ["DeviceStateList"],
  "res_manager_presencestate.so": ["PresenceStateList"],
  "res_pjsip_outbound_registration.so": ["PJSIPShowRegistrationsOutbound"]
}
