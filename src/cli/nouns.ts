/**
 * The nouns whose table is a list of Asterisk: the action that lists them, the columns, and the key.
 *
 * It is data alone, which the help reads too.
 *
 * @since 0.2.0
 */

/** A column: a header of the items, and its title. */
export interface NounColumn {
  readonly field: string
  readonly title: string
  /** `seconds` is printed as `0:11`, `count` on the right. */
  readonly as?: "seconds" | "count"
}

/** A list of Asterisk as a command. */
export interface Noun {
  /** What the command does, in a sentence. */
  readonly does: string
  readonly action: string
  /** The module of Asterisk that has the action, if it can be left out. */
  readonly module?: string
  /** The name of the items: others of the same list are left out. */
  readonly item: string
  /** The header by which rows are sorted. */
  readonly key: string
  readonly columns: ReadonlyArray<NounColumn>
  /** What is said if there are none. */
  readonly empty: string
  /** Options of the second example, and what it is for. */
  readonly example: readonly [options: string, purpose: string]
}

export type NounName = "endpoints" | "registrations" | "parked" | "bridges" | "mailboxes" | "devices"

export const nouns: Readonly<Record<NounName, Noun>> = {
  endpoints: {
    does: "List the endpoints of PJSIP, with their state and contacts.",
    action: "PJSIPShowEndpoints",
    module: "res_pjsip",
    item: "EndpointList",
    key: "ObjectName",
    columns: [
      { field: "ObjectName", title: "ENDPOINT" },
      { field: "DeviceState", title: "STATE" },
      { field: "ActiveChannels", title: "CHANNELS", as: "count" },
      { field: "Aor", title: "AOR" },
      { field: "Transport", title: "TRANSPORT" },
      { field: "Contacts", title: "CONTACTS" }
    ],
    empty: "PJSIP has no endpoints.",
    example: ["--fields ObjectName,DeviceState", "who can be called"]
  },
  registrations: {
    does: "List where Asterisk registers, as with a provider.",
    action: "PJSIPShowRegistrationsOutbound",
    module: "res_pjsip_outbound_registration",
    item: "OutboundRegistrationDetail",
    key: "ObjectName",
    columns: [
      { field: "ObjectName", title: "REGISTRATION" },
      { field: "Status", title: "STATUS" },
      { field: "ServerUri", title: "SERVER" },
      { field: "ClientUri", title: "CLIENT" },
      { field: "NextReg", title: "NEXT", as: "seconds" }
    ],
    empty: "Asterisk registers nowhere.",
    example: ["--json", "for a monitoring check"]
  },
  parked: {
    does: "List the parked calls.",
    action: "ParkedCalls",
    module: "res_parking",
    item: "ParkedCall",
    key: "ParkingSpace",
    columns: [
      { field: "ParkingSpace", title: "SPACE", as: "count" },
      { field: "Parkinglot", title: "LOT" },
      { field: "ParkeeCallerIDNum", title: "CALLER" },
      { field: "ParkeeCallerIDName", title: "NAME" },
      { field: "ParkerDialString", title: "PARKED BY" },
      { field: "ParkingDuration", title: "FOR", as: "seconds" },
      { field: "ParkingTimeout", title: "LEFT", as: "seconds" },
      { field: "ParkeeChannel", title: "CHANNEL" }
    ],
    empty: "No call is parked.",
    example: ["--fields ParkingSpace,ParkeeChannel --no-header", "where is whom"]
  },
  bridges: {
    does: "List the bridges, in which channels are connected.",
    action: "BridgeList",
    item: "BridgeListItem",
    key: "BridgeUniqueid",
    columns: [
      { field: "BridgeUniqueid", title: "BRIDGE" },
      { field: "BridgeType", title: "TYPE" },
      { field: "BridgeTechnology", title: "TECHNOLOGY" },
      { field: "BridgeNumChannels", title: "CHANNELS", as: "count" },
      { field: "BridgeName", title: "NAME" },
      { field: "BridgeCreator", title: "CREATOR" }
    ],
    empty: "There are no bridges.",
    example: ["--tsv", "for a script"]
  },
  mailboxes: {
    does: "List the mailboxes, with their new and old messages.",
    action: "VoicemailUsersList",
    module: "app_voicemail",
    item: "VoicemailUserEntry",
    key: "VoiceMailbox",
    columns: [
      { field: "VoiceMailbox", title: "MAILBOX" },
      { field: "VMContext", title: "CONTEXT" },
      { field: "Fullname", title: "NAME" },
      { field: "NewMessageCount", title: "NEW", as: "count" },
      { field: "OldMessageCount", title: "OLD", as: "count" },
      { field: "Email", title: "EMAIL" }
    ],
    empty: "There are no mailboxes.",
    example: ["--fields VoiceMailbox,NewMessageCount --csv", "for a spreadsheet"]
  },
  devices: {
    does: "List the devices that Asterisk knows the state of.",
    action: "DeviceStateList",
    module: "res_manager_devicestate",
    item: "DeviceStateChange",
    key: "Device",
    columns: [
      { field: "Device", title: "DEVICE" },
      { field: "State", title: "STATE" }
    ],
    empty: "No device has a state.",
    example: ["--no-header | grep UNAVAILABLE", "what is gone"]
  }
}
