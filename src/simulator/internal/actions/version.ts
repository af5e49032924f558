/**
 * `CoreSettings` and `Ping`, and the versions that the simulator claims to be.
 *
 * @since 0.1.0
 */
import type { Version } from "../actionList.ts"
import { success, withShortId, yesNo } from "../messages.ts"
import type { SessionActions } from "./session.ts"

/** The version of Asterisk, as the builds of Debian report it. */
export const asteriskVersion: Readonly<Record<Version, string>> = {
  "16": "16.28.0~dfsg-0+deb11u4",
  "22": "22.10.1+dfsg+~cs6.17.60671434-1"
}

/** The version of AMI, which is in the banner. */
export const amiVersion: Readonly<Record<Version, string>> = { "16": "5.0.4", "22": "11.0.0" }

/** What this server is; the AMI version is the one in its banner. */
const coreSettings: SessionActions[string]["answer"] = (hub, _, request) => {
  const { banner, servesHttp, systemName, version } = hub.settings
  const lines = [
    `AMIversion: ${banner.slice(banner.indexOf("/") + 1)}`,
    `AsteriskVersion: ${asteriskVersion[version]}`,
    `SystemName: ${systemName}`,
    "CoreMaxCalls: 0",
    "CoreMaxLoadAvg: 0.000000",
    "CoreRunUser: ",
    "CoreRunGroup: ",
    "CoreMaxFilehandles: 0",
    "CoreRealTimeEnabled: No",
    "CoreCDRenabled: Yes",
    `CoreHTTPenabled: ${yesNo(servesHttp)}`,
    ...(version === "16" ? [] : ["SoundsSearchCustomDir: No"])
  ]
  return { messages: [["Response: Success", ...withShortId(request, 150, lines)]] }
}

const ping: SessionActions[string]["answer"] = (hub, _, request) => ({
  messages: [success(request, "Ping: Pong", `Timestamp: ${hub.timestamp()}`)]
})

/** `CoreSettings`, which reads the banner, and `Ping`, which reads the clock. */
export const actions: SessionActions = {
  CoreSettings: { answer: coreSettings },
  Ping: { answer: ping }
}
