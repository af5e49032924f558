/**
 * Agents of a pool: how they log in and off, and how callers who ask for one are connected with it.
 */
import { assert, describe, it } from "@effect/vitest"
import { SimulatedPbx } from "effect-ami/simulator"
import { type Lines, valueIn } from "./recorded.ts"
import { play } from "./scenario.ts"

const extensions: SimulatedPbx.Extensions = {
  "from-internal": {
    "860": ["Answer()", "AgentLogin(1001,s)", "Wait(300)"],
    "861": ["Answer()", "AgentRequest(1001)", "Wait(300)"],
    "862": ["Answer()", "AgentRequest(nosuch)", "Wait(300)"]
  }
}

type Steps = Parameters<typeof play>[0]

const agent = "PJSIP/101-00000000"

const call = (endpoint: string, exten: string) =>
  `Action: Originate\nChannel: PJSIP/${endpoint}\nContext: from-internal\nExten: ${exten}\nPriority: 1\nAsync: true`

const logIn = call("101", "860")
const request = call("102", "861")
const hangUp = (channel: string) => `Action: Hangup\nChannel: ${channel}`
const press = (digit: string) => `Action: PlayDTMF\nChannel: ${agent}\nDigit: ${digit}\nReceive: true`
const logOff = (soft: string) => `Action: AgentLogoff\nAgent: 1001\nSoft: ${soft}`

/** What is said of the agent, and of what becomes of its callers. */
const told = (steps: Steps, options: SimulatedPbx.Agent = {}): ReadonlyArray<string> =>
  play(steps, { extensions, endpoints: { "101": {}, "102": {}, "103": {}, "104": {} }, agents: { "1001": options } })
    .flatMap((lines) => line(lines) ?? [])

const line = (lines: Lines): string | undefined => {
  const value = (header: string) => valueIn(lines, header) ?? ""
  switch (value("Event")) {
    case "AgentLogin":
      return "in"
    case "AgentLogoff":
      return `out after ${value("Logintime")}`
    case "DeviceStateChange":
      return value("Device") === "Agent:1001" ? value("State") : undefined
    case "Agents":
      return value("Status")
    case "BridgeEnter":
      return value("BridgeType") === "basic" ? `${value("Channel").slice(0, 9)} talks` : undefined
    case "VarSet":
      return value("Variable") === "AGENT_STATUS" ? `${value("Channel").slice(0, 9)}: ${value("Value")}` : undefined
  }
  return undefined
}

const other = call("103", "861")
const caller = "PJSIP/102-00000001"
const status = "Action: Agents"

const ready = ["in", "NOT_INUSE"]
const alerted = [...ready, "PJSIP/102 talks", "PJSIP/102: NOT_CONNECTED", "INUSE"]
const connected = [...alerted, "PJSIP/101 talks", "PJSIP/102: "]

describe("an agent", () => {
  it.each<readonly [what: string, options: SimulatedPbx.Agent, steps: Steps, expected: ReadonlyArray<string>]>([
    [
      "is unknown, logged off, or just logged in",
      {},
      [[status, 0], [call("103", "862"), 1], [request, 1], [call("101", "860"), 1], [call("104", "861"), 1], [
        status,
        0
      ]],
      ["AGENT_LOGGEDOFF", "PJSIP/103: INVALID", "PJSIP/102: NOT_LOGGED_IN", "in", "PJSIP/104: BUSY", "AGENT_IDLE"]
    ],
    [
      "serves one caller at a time",
      {},
      [[logIn, 10], [request, 2], [status, 0], [other, 1]],
      [...connected, "AGENT_ONCALL", "PJSIP/103: BUSY"]
    ],
    ["logs in once", {}, [[logIn, 10], [call("103", "860"), 1]], [...ready, "PJSIP/103: ALREADY_LOGGED_IN"]],
    [
      "accepts a caller with its keys",
      { ackcall: true, acceptdtmf: "*" },
      [[logIn, 10], [request, 5], [press("1"), 2], [status, 0], [press("*"), 2], [status, 0]],
      [...alerted, "AGENT_IDLE", "PJSIP/101 talks", "PJSIP/102: ", "AGENT_ONCALL"]
    ],
    [
      "who does not accept a caller is logged off",
      { ackcall: true, autologoff: 4 },
      [[logIn, 10], [request, 10]],
      [...alerted, "out after 15", "UNAVAILABLE"]
    ],
    [
      "rests after a call",
      { wrapuptime: 3000 },
      [[logIn, 10], [request, 5], [hangUp(caller), 1], [other, 4]],
      [...connected, "PJSIP/103: BUSY", "NOT_INUSE"]
    ],
    [
      "is logged off while it waits",
      {},
      [[logIn, 10], [logOff("true"), 5], [status, 0]],
      [...ready, "out after 10", "UNAVAILABLE", "AGENT_LOGGEDOFF"]
    ],
    [
      "is logged off after its call",
      {},
      [[logIn, 10], [request, 5], [logOff("true"), 5], [status, 0], [hangUp(caller), 1]],
      [...connected, "AGENT_ONCALL", "out after 20", "UNAVAILABLE"]
    ],
    [
      "is logged off in its call",
      {},
      [[logIn, 10], [request, 5], [logOff("false"), 5]],
      [...connected, "out after 15", "UNAVAILABLE"]
    ]
  ])("%s", (_, options, steps, expected) => {
    assert.deepStrictEqual(told(steps, options), expected)
  })
})
