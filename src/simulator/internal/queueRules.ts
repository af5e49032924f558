/**
 * Rules for the options of queues and agents.
 *
 * @since 0.2.0
 */
import * as Rules from "../../internal/options.ts"
import type { AgentOptions } from "./pbx/agents/agentModel.ts"
import { emptyConditions, type QueueMemberOptions, type QueueOptions, ruleOf } from "./pbx/queues/options.ts"

/** Whether an option is a text. */
export const isText = (value: unknown): value is string => typeof value === "string"

const seconds = Rules.within(0, 2 ** 31 - 1)
const count = seconds

/** A line of what Asterisk writes. */
const line = Rules.satisfies(
  "must be a text of one line",
  (value) => isText(value) && !/[\r\n]/.test(value)
)

const location = Rules.satisfies(
  "must be a channel to dial, such as `PJSIP/101`",
  (value) => isText(value) && /^[^\r\n,]+$/.test(value)
)

const written = Rules.satisfies(
  "must be a member as in queues.conf, such as `PJSIP/101,0,Alice`",
  (value) => isText(value) && /^[^\r\n,]+(,[^\r\n]*)?$/.test(value)
)

const described = Rules.members<QueueMemberOptions>("must be a text or an object, such as { interface: … }", {
  interface: location,
  membername: line,
  stateinterface: line,
  penalty: count,
  ringinuse: Rules.boolean,
  wrapuptime: seconds,
  paused: Rules.boolean,
  pausedreason: line,
  dynamic: Rules.boolean,
  callstaken: count,
  lastcall: seconds
}, ["interface"])

const member: Rules.Rule = (value) => isText(value) ? written(value) : described(value)

const emptyRule = (refuses: boolean): Rules.Rule =>
  Rules.satisfies(
    "must be true, false, or words as in queues.conf, such as `paused,unavailable`",
    (value) => typeof value === "boolean" || (isText(value) && emptyConditions(value, refuses) !== undefined)
  )

const queue = Rules.members<QueueOptions>("must be an object, such as { members: [\"PJSIP/101\"] }", {
  members: Rules.listOf("must be a list, such as [\"PJSIP/101\"]", member),
  strategy: Rules.oneOf(
    "ringall",
    "leastrecent",
    "fewestcalls",
    "random",
    "rrmemory",
    "rrordered",
    "linear",
    "wrandom"
  ),
  timeout: seconds,
  retry: seconds,
  wrapuptime: seconds,
  maxlen: count,
  servicelevel: seconds,
  weight: Rules.satisfies("must be a whole number", Number.isSafeInteger),
  penaltymemberslimit: count,
  memberdelay: seconds,
  autopausedelay: seconds,
  ringinuse: Rules.boolean,
  autofill: Rules.boolean,
  timeoutrestart: Rules.boolean,
  setinterfacevar: Rules.boolean,
  setqueuevar: Rules.boolean,
  setqueueentryvar: Rules.boolean,
  autopause: Rules.satisfies("must be true, false or `all`", (value) => typeof value === "boolean" || value === "all"),
  autopausebusy: Rules.boolean,
  autopauseunavail: Rules.boolean,
  timeoutpriority: Rules.oneOf("app", "conf"),
  joinempty: emptyRule(false),
  leavewhenempty: emptyRule(true),
  context: line,
  musicclass: line,
  defaultrule: line,
  holdtime: seconds,
  talktime: seconds,
  completed: count,
  completedinlevel: count,
  abandoned: count,
  abandonedinlevel: count
})

const named = (what: string, rule: Rules.Rule): Rules.Rule =>
  Rules.both(
    Rules.recordOf(what, rule),
    Rules.satisfies(
      "must have names of one line, without `general`",
      (value) =>
        Rules.isRecord(value) && Object.keys(value).every((name) => /^[^\r\n]+$/.test(name) && name !== "general"),
      Rules.kindOf
    )
  )

/** Rules for the queues of a PBX. */
export const queues: Rules.Rule = named("must be an object with a queue for each name", queue)

/** Rules for the lists of `queuerules.conf`. */
export const queueRules: Rules.Rule = named(
  "must be an object with a list of rules for each name",
  Rules.listOf(
    "must be a list of rules, such as [\"30,+3\"]",
    Rules.satisfies(
      "must be seconds and the changes of the penalties, such as `30,+3,0`",
      (value) => isText(value) && /^[\d\s,+\-r]+$/.test(value) && ruleOf(value) !== undefined
    )
  )
)

/** Rules for the agents of a PBX. */
export const agents: Rules.Rule = named(
  "must be an object with an agent for each id",
  Rules.members<AgentOptions>("must be an object, such as { fullname: \"Alice\" }", {
    fullname: line,
    ackcall: Rules.boolean,
    acceptdtmf: Rules.satisfies(
      "must be keys of a telephone, such as `#`",
      (value) => isText(value) && /^[0-9*#A-D]+$/.test(value)
    ),
    autologoff: seconds,
    wrapuptime: Rules.within(0, 2 ** 31 - 1),
    musiconhold: line,
    custom_beep: line
  })
)
