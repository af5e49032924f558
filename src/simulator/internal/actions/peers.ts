/**
 * The actions of the older channel drivers: IAX, and SIP in Asterisk 16. Their peers are those in `iax.conf` and `sip.conf`.
 *
 * @since 0.2.0
 */
import { acknowledgement, item, itemWithIdLast, type Lines, list, refusal, success } from "../messages.ts"
import * as ConfigFiles from "../pbx/config/configFiles.ts"
import type { Section } from "../pbx/config/configText.ts"
import type { Draft } from "../pbx/draft.ts"
import { isTrue } from "../pbx/numbers.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

type Answer = PbxActions[string]["answer"]

const peersOf = (draft: Draft, file: string): ReadonlyArray<Section> =>
  ConfigFiles.sectionsOf(draft, file).filter((section) =>
    !section.isTemplate && /^(?:peer|friend)$/i.test(ConfigFiles.valueIn(section, "type") ?? "")
  )

const isDynamic = (peer: Section): boolean => /^dynamic$/i.test(ConfigFiles.valueIn(peer, "host") ?? "")

const addressOf = (peer: Section): string => isDynamic(peer) ? "(null)" : ConfigFiles.valueIn(peer, "host") ?? "(null)"

const portOf = (peer: Section, usual: string): string =>
  ConfigFiles.valueIn(peer, "port") ?? (isDynamic(peer) ? "0" : usual)

const yes = (isSo: boolean): string => isSo ? "yes" : "no"

const isSet = (peer: Section, name: string): boolean => isTrue(ConfigFiles.valueIn(peer, name) ?? "")

const iaxEntry = (peer: Section): Lines => [
  "Channeltype: IAX",
  `ObjectName: ${peer.name}`,
  "ChanObjectType: peer",
  `IPaddress: ${addressOf(peer)}`,
  "Mask: 255.255.255.255",
  `Port: ${portOf(peer, "4569")}`,
  `Dynamic: ${yes(isDynamic(peer))}`,
  `Trunk: ${yes(isSet(peer, "trunk"))}`,
  `Encryption: ${yes(isSet(peer, "encryption"))}`,
  "Status: Unmonitored"
]

const iaxPeerList: Answer = (draft, request) => {
  const items = peersOf(draft, "iax.conf").map((peer) => item(request, "PeerEntry", iaxEntry(peer)))
  return list(request, "IAX Peer status list will follow", items, "PeerlistComplete")
}

/** The items have no ActionID (chan_iax2.c, manager_iax2_show_peers). */
const iaxPeers: Answer = (draft, request) => {
  const items = peersOf(draft, "iax.conf").map((peer): Lines => [
    "Event: PeerEntry",
    "Channeltype: IAX2",
    ...iaxEntry(peer).slice(1).filter((line) => !line.startsWith("Mask:")).map((line) =>
      line.replace(/^Port:/, "IPport:")
    )
  ])
  return list(request, "Peer status list will follow", items, "PeerlistComplete")
}

const sipEntry = (peer: Section): Lines => [
  "Channeltype: SIP",
  `ObjectName: ${peer.name}`,
  "ChanObjectType: peer",
  `IPaddress: ${isDynamic(peer) ? "-none-" : addressOf(peer)}`,
  `IPport: ${portOf(peer, "5060")}`,
  `Dynamic: ${yes(isDynamic(peer))}`,
  "AutoForcerport: yes",
  "Forcerport: no",
  "AutoComedia: no",
  "Comedia: no",
  `VideoSupport: ${yes(isSet(peer, "videosupport"))}`,
  `TextSupport: ${yes(isSet(peer, "textsupport"))}`,
  "ACL: no",
  "Status: Unmonitored",
  "RealtimeDevice: no",
  `Description: ${ConfigFiles.valueIn(peer, "description") ?? ""}`,
  `Accountcode: ${ConfigFiles.valueIn(peer, "accountcode") ?? ""}`
]

const sipPeers: Answer = (draft, request) => {
  const items = peersOf(draft, "sip.conf").map((peer) => item(request, "PeerEntry", sipEntry(peer)))
  return list(request, "Peer status list will follow", items, "PeerlistComplete")
}

const findSip = (draft: Draft, name: string): Section | undefined =>
  peersOf(draft, "sip.conf").find((peer) => peer.name.toLowerCase() === name.toLowerCase())

/** The status of a peer comes with the class of an event (chan_sip.c, manager_sip_peer_status). */
const sipPeerStatus: Answer = (draft, request) => {
  const name = valueOf(request, "Peer")
  const peers = name === "" ? peersOf(draft, "sip.conf") : [findSip(draft, name) ?? []].flat()
  if (name !== "" && peers.length === 0) return [refusal(request, "No such peer")]
  const items = peers.map((peer) =>
    itemWithIdLast(request, "PeerStatus", [
      "Privilege: System",
      "ChannelType: SIP",
      `Peer: SIP/${peer.name}`,
      "PeerStatus: Unmonitored"
    ])
  )
  return list(request, "Peer status will follow", items, "SIPpeerstatusComplete")
}

const given = (request: Request, header: string): string => valueOf(request, header)

const sipQualifyPeer: Answer = (draft, request) => {
  const name = given(request, "Peer")
  if (name === "") return [refusal(request, "Peer: <name> missing.")]
  const peer = findSip(draft, name)
  if (peer === undefined) return [refusal(request, "Peer not found")]
  const id = given(request, "ActionID")
  draft.soon((later) =>
    later.raise("SIPQualifyPeerDone", "call", [`Peer: ${peer.name}`, ...(id === "" ? [] : [`ActionID: ${id}`])])
  )
  return [acknowledgement(request, "SIP peer found - will qualify")]
}

const sipNotify: Answer = (_, request) =>
  given(request, "Channel") === ""
    ? [refusal(request, "SIPNotify requires a channel name")]
    : [acknowledgement(request, "Notify Sent")]

/** The settings of a peer. */
const sipDetails = (peer: Section): Lines => {
  const value = (name: string) => ConfigFiles.valueIn(peer, name) ?? ""
  const flag = (name: string) => isSet(peer, name) ? "Y" : "N"
  const host = isDynamic(peer) ? "" : addressOf(peer)
  return [
    "Channeltype: SIP",
    `ObjectName: ${peer.name}`,
    "ChanObjectType: peer",
    `SecretExist: ${value("secret") === "" ? "N" : "Y"}`,
    "RemoteSecretExist: N",
    `MD5SecretExist: ${value("md5secret") === "" ? "N" : "Y"}`,
    `Context: ${value("context") || "default"}`,
    `Language: ${value("language")}`,
    "ToneZone: <Not set>",
    "AMAflags: Unknown",
    "CID-CallingPres: Presentation Allowed, Not Screened",
    `Callgroup: ${value("callgroup")}`,
    `Pickupgroup: ${value("pickupgroup")}`,
    `Named Callgroup: ${value("namedcallgroup")}`,
    `Named Pickupgroup: ${value("namedpickupgroup")}`,
    "MOHSuggest: ",
    `VoiceMailbox: ${value("mailbox")}`,
    "TransferMode: open",
    "LastMsgsSent: 0",
    "Maxforwards: 0",
    `Call-limit: ${value("call-limit") || 0}`,
    `Busy-level: ${value("busylevel") || 0}`,
    "MaxCallBR: 384 kbps",
    `Dynamic: ${isDynamic(peer) ? "Y" : "N"}`,
    `Callerid: ${value("callerid") || "\"\" <>"}`,
    "RegExpire: -1 seconds",
    `SIP-AuthInsecure: ${value("insecure") || "no"}`,
    "SIP-Forcerport: a",
    "SIP-Comedia: N",
    "ACL: N",
    "SIP-CanReinvite: Y",
    "SIP-DirectMedia: Y",
    `SIP-PromiscRedir: ${flag("promiscredir")}`,
    "SIP-UserPhone: N",
    `SIP-VideoSupport: ${flag("videosupport")}`,
    `SIP-TextSupport: ${flag("textsupport")}`,
    "SIP-T.38Support: N",
    "SIP-T.38EC: Unknown",
    "SIP-T.38MaxDtgrm: 4294967295",
    "SIP-Sess-Timers: Accept",
    "SIP-Sess-Refresh: uas",
    "SIP-Sess-Expires: 1800",
    "SIP-Sess-Min: 90",
    "SIP-RTP-Engine: asterisk",
    `SIP-Encryption: ${flag("encryption")}`,
    "SIP-RTCP-Mux: N",
    `SIP-DTMFmode: ${value("dtmfmode") || "rfc2833"}`,
    `ToHost: ${host}`,
    `Address-IP: ${host === "" ? "(null)" : host}`,
    `Address-Port: ${portOf(peer, "5060")}`,
    "Default-addr-IP: (null)",
    "Default-addr-port: 0",
    `Default-Username: ${value("defaultuser")}`,
    "Codecs: (ulaw|alaw|gsm|h263)",
    "Status: Unmonitored",
    "SIP-Useragent: ",
    "Reg-Contact: ",
    "QualifyFreq: 60000 ms",
    "Parkinglot: ",
    "SIP-Use-Reason-Header: N",
    `Description: ${value("description")}`
  ]
}

const sipShowPeer: Answer = (draft, request) => {
  const name = given(request, "Peer")
  if (name === "") return [refusal(request, "Peer: <name> missing.")]
  const peer = findSip(draft, name)
  if (peer === undefined) return [refusal(request, `Peer ${name} not found.`)]
  return [success(request, ...sipDetails(peer))]
}

/** The actions of the older channel drivers. */
export const actions: PbxActions = {
  // Without calls it says nothing, and has no answer either (chan_iax2.c, manager_iax2_show_netstats).
  IAXnetstats: { answer: () => [] },
  IAXpeerlist: { answer: iaxPeerList },
  IAXpeers: { answer: iaxPeers },
  SIPnotify: { answer: sipNotify },
  SIPpeers: { answer: sipPeers },
  SIPpeerstatus: { answer: sipPeerStatus },
  SIPqualifypeer: { answer: sipQualifyPeer },
  SIPshowpeer: { answer: sipShowPeer }
}
