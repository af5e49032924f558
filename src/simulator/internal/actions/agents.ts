/**
 * The actions about agents.
 *
 * @since 0.2.0
 */
import { acknowledgement, itemWithIdLast, type Lines, list, refusal } from "../messages.ts"
import type { Agent } from "../pbx/agents/agentModel.ts"
import * as Agents from "../pbx/agents/agents.ts"
import * as Channels from "../pbx/channels.ts"
import type { Draft } from "../pbx/draft.ts"
import { byName } from "../pbx/hashing.ts"
import { isTrue } from "../pbx/numbers.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

const lines = (draft: Draft, agent: Agent): Lines => {
  const known = [`Agent: ${agent.id}`, `Name: ${agent.name}`]
  const channel = Agents.channelOf(draft, agent)
  if (channel === undefined) return [...known, "Status: AGENT_LOGGEDOFF"]
  const peer = channel.variables.get("BRIDGEPEER") ?? ""
  const loggedIn = `LoggedInTime: ${agent.loginTime}`
  return [
    ...known,
    ...(peer === ""
      ? ["Status: AGENT_IDLE", loggedIn]
      // The line about the start of the call has no carriage return (app_agent_pool.c, action_agents).
      : ["Status: AGENT_ONCALL", `TalkingToChan: ${peer}`, `CallStarted: ${agent.callTime}\n${loggedIn}`]),
    ...Channels.snapshot(channel)
  ]
}

const answerAgents = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const all = byName(draft.pool.agents.values(), ({ id }) => id)
  const items = all.map((agent) => itemWithIdLast(request, "Agents", lines(draft, agent)))
  return list(request, "Agents will follow", items, "AgentsComplete")
}

const answerLogoff = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const agent = valueOf(request, "Agent")
  if (agent === "") return [refusal(request, "No agent specified")]
  return Agents.logOff(draft, agent, isTrue(valueOf(request, "Soft")))
    ? [acknowledgement(request, "Agent logged out")]
    : [refusal(request, "No such agent")]
}

/** The actions about agents. */
export const actions: PbxActions = {
  AgentLogoff: { answer: answerLogoff },
  Agents: { answer: answerAgents }
}
