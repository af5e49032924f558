/**
 * `CHANNEL` and the other functions about channels (func_channel.c, func_timeout.c).
 *
 * @since 0.2.0
 */
import { inOrder } from "../../channelOrder.ts"
import * as Channels from "../../channels.ts"
import { hexOf } from "../../ids.ts"
import type { Channel } from "../../model.ts"
import { atoi, groupsOf, isTrue, scanned } from "../../numbers.ts"
import * as Timeouts from "../../timeouts.ts"
import * as PosixRegex from "../posixRegex.ts"
import * as Script from "../script.ts"
import { argumentsOf, type DialplanFunction, type DialplanFunctions, type Scope } from "./function.ts"

/** The readable values of a channel; without a channel, those of a new one. */
type View = Pick<
  Channel,
  | "name"
  | "uniqueid"
  | "linkedid"
  | "state"
  | "context"
  | "exten"
  | "accountCode"
  | "language"
  | "peerAccount"
  | "holds"
  | "application"
  | "data"
  | "script"
>

const blank: View = {
  name: "",
  uniqueid: "",
  linkedid: "",
  state: 0,
  context: "",
  exten: "",
  accountCode: "",
  language: "",
  peerAccount: "",
  holds: false,
  application: "",
  data: "",
  script: undefined
}

const setting = (item: string): string => `CHANNEL ${item}`

/** The items that read as they were set, or as nothing. */
const plain = new Set(
  [
    "musicclass",
    "parkinglot",
    "userfield",
    "hangupsource",
    "tonezone",
    "dtmf_features",
    "after_bridge_goto",
    "tenantid"
  ]
)

/** The items that can be set but not read. */
const writeOnly = new Set(["txgain", "rxgain", "relaxdtmf", "tdd", "digitdetect", "faxdetect", "adsicpe"])

const amaFlags = ["none", "omit", "billing", "documentation"]

const capabilities = ["SPEECH", "DIGITAL", "RESTRICTED_DIGITAL", "3K1AUDIO", "DIGITAL_W_TONES", "VIDEO"]

/** The countries of indications.conf. */
const countries = new Set(
  ("at au be bg br ch cl cn cz de dk ee es fi fr gr hu il in it jp lt mo mx my nl no nz ph pl pt ru se sg th tw uk us " +
    "us-old ve za").split(" ")
)

/** Numbers and ranges of groups, one after the other (channel.c, ast_print_group). */
const printed = (value: string): string => [...groupsOf(value)].sort((one, other) => one - other).join(", ")

const trimmed = (value: string): string => value.split(",").map((name) => name.trim()).join(", ")

const formatOf = (channel: View): string => Channels.technologyOf(channel) === "PJSIP" ? "ulaw" : "slin"

/** The items that every channel has without setting them, by their names in lower case. */
const known: Readonly<Record<string, (channel: View, scope: Scope) => string>> = {
  accountcode: ({ accountCode }) => accountCode,
  amaflags: (channel) => Script.setting(channel, setting("amaflags")) ?? (channel.name === "" ? "0" : "3"),
  appdata: ({ data }) => data,
  appname: ({ application }) => application,
  audionativeformat: (channel) => channel.name === "" ? "(nothing)" : `(${formatOf(channel)})`,
  audioreadformat: (channel) => channel.name === "" ? "" : formatOf(channel),
  audiowriteformat: (channel) => channel.name === "" ? "" : formatOf(channel),
  callgroup: (channel) => Script.setting(channel, setting("callgroup")) ?? "",
  callid: ({ name, uniqueid }) => name === "" ? "" : `C-${hexOf(Number(uniqueid.split(".")[1] ?? 0) >>> 0)}`,
  channame: ({ name }) => name,
  channeltype: Channels.technologyOf,
  checkhangup: () => "0",
  context: ({ context }) => context,
  exten: ({ exten }) => exten,
  language: ({ language }) => language,
  linkedid: ({ linkedid }) => linkedid,
  max_forwards: (channel) => Script.setting(channel, setting("max_forwards")) ?? "20",
  name: ({ name }) => name,
  namedcallgroup: (channel) => Script.setting(channel, setting("namedcallgroup")) ?? "",
  namedpickupgroup: (channel) => Script.setting(channel, setting("namedpickupgroup")) ?? "",
  onhold: ({ holds }) => holds ? "1" : "0",
  peer: ({ name }, { channel }) => name === "" ? "" : channel?.variables.get("BRIDGEPEER") ?? "",
  peeraccount: ({ peerAccount }) => peerAccount,
  pickupgroup: (channel) => Script.setting(channel, setting("pickupgroup")) ?? "",
  secure_bridge_media: (channel) => Script.setting(channel, setting("secure_bridge_media")) ?? "",
  secure_bridge_signaling: (channel) => Script.setting(channel, setting("secure_bridge_signaling")) ?? "",
  state: ({ state }) => Channels.stateName(state),
  transfercapability: (channel) => Script.setting(channel, setting("transfercapability")) ?? "SPEECH",
  uniqueid: ({ uniqueid }) => uniqueid,
  videonativeformat: () => "(nothing)"
}

const read = (scope: Scope, data: string): string | undefined => {
  const item = data.toLowerCase()
  const channel = scope.channel ?? blank
  if (plain.has(item)) return Script.setting(channel, setting(item)) ?? ""
  return known[item]?.(channel, scope)
}

/** The new value of an item that is set; undefined if the value is invalid. */
const values: Readonly<Record<string, (value: string) => string | undefined>> = {
  amaflags: (value) =>
    /^\d/.test(value) ? String(atoi(value)) : String(Math.max(0, amaFlags.indexOf(value.toLowerCase()))),
  callgroup: printed,
  max_forwards: (value) => scanned(value)?.toString(),
  namedcallgroup: trimmed,
  namedpickupgroup: trimmed,
  pickupgroup: printed,
  secure_bridge_media: (value) => isTrue(value) ? "1" : "",
  secure_bridge_signaling: (value) => isTrue(value) ? "1" : "",
  tonezone: (value) => countries.has(value.toLowerCase()) ? value : undefined,
  transfercapability: (value) => capabilities.find((name) => name === value.toUpperCase())
}

const handler = (scope: Scope, channel: Channel, item: string, value: string): void => {
  const { draft } = scope
  const raise = (name: string, of: string) =>
    Channels.raise(draft, name, draft.current(channel), [`Handler: ${of}`], "dialplan")
  const pop = (): boolean => {
    const { handlers } = Script.of(draft.current(channel))
    const last = handlers.at(-1)
    if (last === undefined) return false
    Script.update(draft, channel, { handlers: handlers.slice(0, -1) })
    raise("HangupHandlerPop", last)
    return true
  }
  if (item === "hangup_handler_pop") pop()
  if (item === "hangup_handler_wipe") { while (pop()); }
  if (value === "") return
  Script.update(draft, channel, { handlers: [...Script.of(draft.current(channel)).handlers, value] })
  raise("HangupHandlerPush", value)
}

const crossed: Readonly<Record<string, string>> = { accountcode: "peeraccount", peeraccount: "accountcode" }

/** Both halves of a Local channel have the same, but the account of one is the peer's of the other (core_unreal.c). */
const write = (scope: Scope, data: string, value: string): boolean => {
  const { channel, draft } = scope
  if (channel === undefined) return false
  const item = data.toLowerCase()
  if (item.startsWith("hangup_handler_")) {
    handler(scope, channel, item, value)
    return true
  }
  const half = Channels.halfOf(draft, channel)
  if (half !== undefined) writeItem(scope.of(half), half, crossed[item] ?? item, value)
  return writeItem(scope, channel, item, value)
}

const writeItem = ({ draft }: Scope, channel: Channel, item: string, value: string): boolean => {
  if (item === "accountcode") {
    if (channel.accountCode !== value) Channels.setAccount(draft, channel, value)
    return true
  }
  if (item === "peeraccount") {
    draft.update(channel, { peerAccount: value })
    return true
  }
  if (item === "language") {
    Channels.change(draft, channel, { language: value })
    return true
  }
  if (writeOnly.has(item)) return true
  const convert = values[item] ?? (plain.has(item) ? (text: string) => text : undefined)
  if (convert === undefined) return false
  const converted = convert(value)
  // An unknown value keeps the old one, and only some items refuse it.
  if (converted !== undefined) Script.set(draft, channel, setting(item), converted)
  return converted !== undefined || item === "transfercapability"
}

const names = ({ draft }: Scope, data: string): string | undefined => {
  const pattern = data === "" ? /(?:)/ : PosixRegex.compile(data)
  if (pattern === undefined) return undefined
  return inOrder(draft).map(({ name }) => name).filter((name) => pattern.test(name)).join(" ")
}

const seconds = (milliseconds: string | undefined, otherwise: number): string =>
  ((milliseconds === undefined ? otherwise : Number(milliseconds)) / 1000).toFixed(3)

const timeout: DialplanFunction = {
  read: ({ channel, draft }, data) => {
    switch (data.charAt(0).toLowerCase()) {
      case "a": {
        const left = channel === undefined ? undefined : Timeouts.millisecondsLeft(draft, channel)
        return left === undefined ? "0" : (left / 1000).toFixed(3)
      }
      case "r":
        return channel === undefined ? "" : seconds(Script.setting(channel, "TIMEOUT response"), 10_000)
      case "d":
        return channel === undefined ? "" : seconds(Script.setting(channel, "TIMEOUT digit"), 5000)
      default:
        return undefined
    }
  },
  write: ({ channel, draft }, data, value) => {
    if (channel === undefined) return false
    const number = /^\s*[+-]?\d+(?:\.\d+)?/.exec(value)
    const milliseconds = Math.max(0, Math.round(Number(number?.[0] ?? 0) * 1000))
    const kind = data.charAt(0).toLowerCase()
    if (kind === "a") Timeouts.hangUpAfter(draft, channel, milliseconds)
    if (kind === "r") Script.set(draft, channel, "TIMEOUT response", String(milliseconds))
    if (kind === "d") Script.set(draft, channel, "TIMEOUT digit", String(milliseconds))
    return true
  }
}

/** The functions of channels. */
export const functions: DialplanFunctions = {
  CHANNEL: { read, write },
  CHANNELS: { read: names },
  CHANNEL_EXISTS: {
    read: ({ draft }, data) =>
      data === "" ? undefined : Channels.find(draft, argumentsOf(data)[0] ?? "") === undefined ? "0" : "1"
  },
  TIMEOUT: timeout
}
