/**
 * Channels as rows, with the names that Asterisk gives their fields in CoreShowChannels.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import type * as AmiChannels from "../../live/AmiChannels.ts"
import { elapsed } from "../output.ts"
import { byText, type Fields, type Kind, secondsSince } from "./kinds.ts"

const text = Schema.optionalKey(Schema.String)
const number = Schema.optionalKey(Schema.Finite)

/** A channel. `Duration` is in seconds. */
export const ChannelRow = Schema.Struct({
  Channel: Schema.String,
  Uniqueid: Schema.String,
  Linkedid: text,
  ChannelStateDesc: text,
  CallerIDNum: text,
  CallerIDName: text,
  ConnectedLineNum: text,
  ConnectedLineName: text,
  AccountCode: text,
  Context: text,
  Exten: text,
  Priority: number,
  Application: text,
  ApplicationData: text,
  BridgeId: text,
  Duration: number
})

type Row = Fields<typeof ChannelRow.Type>

const row = (channel: AmiChannels.Channel, at: number): Row => ({
  Channel: channel.Channel,
  Uniqueid: channel.Uniqueid,
  Linkedid: channel.Linkedid,
  ChannelStateDesc: channel.state,
  CallerIDNum: channel.CallerIDNum,
  CallerIDName: channel.CallerIDName,
  ConnectedLineNum: channel.ConnectedLineNum,
  ConnectedLineName: channel.ConnectedLineName,
  AccountCode: channel.AccountCode,
  Context: channel.Context,
  Exten: channel.Exten,
  Priority: channel.Priority,
  Application: channel.Application,
  ApplicationData: channel.AppData,
  BridgeId: channel.bridge,
  Duration: secondsSince(channel.startedAt, at)
})

const applicationOf = ({ Application = "", ApplicationData = "" }: Row): string =>
  ApplicationData === "" ? Application : `${Application}(${ApplicationData})`

/** The table of channels, the oldest first. */
export const channelKind: Kind<AmiChannels.Channel, Row> = {
  row,
  order: (one, other) => (other.Duration ?? 0) - (one.Duration ?? 0) || byText(one.Channel, other.Channel),
  table: {
    columns: [
      { field: "Channel", title: "CHANNEL", value: ({ Channel }) => Channel, least: 16 },
      { field: "ChannelStateDesc", title: "STATE", value: ({ ChannelStateDesc }) => ChannelStateDesc ?? "", least: 5 },
      { field: "CallerIDNum", title: "CALLER", value: ({ CallerIDNum }) => CallerIDNum ?? "" },
      { field: "ConnectedLineNum", title: "CONNECTED", value: ({ ConnectedLineNum }) => ConnectedLineNum ?? "" },
      {
        field: "Exten",
        title: "EXTEN",
        value: ({ Context = "", Exten = "" }) => Exten === "" ? "" : `${Exten}@${Context}`
      },
      { field: "Application", title: "APPLICATION", value: applicationOf },
      {
        field: "Duration",
        title: "AGE",
        value: ({ Duration }) => Duration === undefined ? "" : elapsed(Duration),
        align: "right",
        least: 7
      }
    ],
    json: (channel) => channel,
    empty: "No channel is up."
  }
}
