/**
 * Every action that the PBX answers.
 *
 * @since 0.1.0
 */
import type { PbxActions } from "./action.ts"
import * as Agents from "./agents.ts"
import * as Agi from "./agi.ts"
import * as Bridges from "./bridges.ts"
import * as ChannelMap from "./channelMap.ts"
import * as Channels from "./channels.ts"
import * as Conferences from "./conferences.ts"
import * as Configuration from "./configuration.ts"
import * as Database from "./database.ts"
import * as Dialplan from "./dialplan.ts"
import * as Mailboxes from "./mailboxes.ts"
import * as Misc from "./misc.ts"
import * as MixMonitor from "./mixMonitor.ts"
import * as Modules from "./modules.ts"
import * as Monitor from "./monitor.ts"
import * as Originate from "./originate.ts"
import * as Parking from "./parking.ts"
import * as Peers from "./peers.ts"
import * as Pjsip from "./pjsip.ts"
import * as PjsipCommands from "./pjsipCommands.ts"
import * as QueueMembers from "./queueMembers.ts"
import * as Queues from "./queues.ts"
import * as Rows from "./rows.ts"
import * as States from "./states.ts"
import * as System from "./system.ts"
import * as Transfers from "./transfers.ts"
import * as Variables from "./variables.ts"

/** Every action that the PBX answers. */
export const actions: PbxActions = {
  ...Agi.actions,
  ...Bridges.actions,
  ...ChannelMap.actions,
  ...Agents.actions,
  ...Channels.actions,
  ...Configuration.actions,
  ...Database.actions,
  ...Modules.actions,
  ...Conferences.actions,
  ...Dialplan.actions,
  ...Mailboxes.actions,
  ...Misc.actions,
  ...MixMonitor.actions,
  ...Monitor.actions,
  ...Originate.actions,
  ...Parking.actions,
  ...Peers.actions,
  ...Pjsip.actions,
  ...PjsipCommands.actions,
  ...Rows.actions,
  ...States.actions,
  ...QueueMembers.actions,
  ...Queues.actions,
  ...System.actions,
  ...Transfers.actions,
  ...Variables.actions
}
