/**
 * `CoreSettings`: the version that the simulator claims to be.
 *
 * @since 0.1.0
 */
import { success } from "../messages.ts"
import type { SessionActions } from "./session.ts"

/** The version that the simulator claims to be. */
export const asteriskVersion = "22.10.1"

/** What this server is; the AMI version is the one in its banner. */
const coreSettings: SessionActions[string]["answer"] = (hub, _, request) => ({
  messages: [
    success(
      request,
      `AMIversion: ${hub.settings.banner.slice(hub.settings.banner.indexOf("/") + 1)}`,
      `AsteriskVersion: ${asteriskVersion}`,
      "SystemName: ",
      "CoreMaxCalls: 0",
      "CoreMaxLoadAvg: 0.000000",
      "CoreRunUser: ",
      "CoreRunGroup: ",
      "CoreMaxFilehandles: 0",
      "CoreRealTimeEnabled: No",
      "CoreCDRenabled: Yes",
      `CoreHTTPenabled: ${hub.settings.servesHttp ? "Yes" : "No"}`,
      "SoundsSearchCustomDir: No"
    )
  ]
})

/** `CoreSettings`, which reads the banner. */
export const actions: SessionActions = {
  CoreSettings: {
    synopsis: "Show PBX core settings (version etc).",
    answer: coreSettings
  }
}
