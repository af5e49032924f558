/**
 * Rules for the options of a simulator.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { AmiError } from "../../AmiError.ts"
import { invalidOption } from "../../internal/failing.ts"
import * as Rules from "../../internal/options.ts"
import type { Fault, Lasting } from "../AmiFault.ts"
import * as Filters from "./filters.ts"
import type { FeatureSettings } from "./pbx/calls/featureSettings.ts"
import type { Reaction, Telephone } from "./pbx/calls/telephone.ts"
import * as Dialplan from "./pbx/dialplan/dialplan.ts"
import { agents, isText, queueRules, queues } from "./queueRules.ts"
import { serviceRules } from "./serviceRules.ts"
import type { User } from "./settings.ts"

type EventFilter = Exclude<NonNullable<User["eventFilter"]>[number], string>

const privileges = Rules.satisfies(
  "must be classes as in manager.conf, such as \"system,call\" or [\"system\", \"call\"]",
  (value) => isText(value) || (Array.isArray(value) && value.every(isText))
)

/** Whether Asterisk 22 accepts a filter; 16 ignores criteria. */
const compiles: Rules.Rule = Rules.satisfies(
  "must be a filter that Asterisk accepts: a POSIX regular expression, or known criteria with a pattern that fits",
  (filter) => {
    const { criteria, pattern = "" } = isText(filter) ? { criteria: "", pattern: filter } : filter as EventFilter
    return typeof Filters.make("22", criteria, pattern) !== "string"
  },
  (filter) => isText(filter) ? Rules.print(filter) : Rules.kindOf(filter)
)

const eventFilter: Rules.Rule = (filter) =>
  isText(filter)
    ? compiles(filter)
    : Rules.both(
      Rules.members<EventFilter>(
        "must be a text, or an object with criteria and a pattern",
        { criteria: Rules.text, pattern: Rules.anyText },
        ["criteria"]
      ),
      compiles
    )(filter)

/** Account names are free; secrets are not shown. */
const users: Rules.Rule = Rules.recordOf(
  "must be an object with an account for each name",
  (account) =>
    Rules.members<User>("must be an object with a secret", {
      secret: Rules.satisfies("must be a text", isText, Rules.kindOf),
      read: privileges,
      write: privileges,
      eventFilter: Rules.listOf("must be a list of filters, such as [\"!Event: Newexten\"]", eventFilter),
      allowMultipleLogin: Rules.boolean,
      writeTimeout: Rules.duration({ zero: false })
    }, ["secret"])(account)
)

const text = (rule: string): Rules.Rule => Rules.satisfies(rule, isText, Rules.kindOf)

const applications = Rules.listOf(
  "must be a list of applications, such as [\"Answer()\", \"Echo()\"]",
  Rules.satisfies("must be an application, such as \"Answer()\"", isText)
)

const extensions: Rules.Rule = Rules.both(
  Rules.recordOf(
    "must be an object with extensions for each context",
    Rules.recordOf("must be an object with applications for each extension", applications)
  ),
  Rules.satisfies(
    "has a pattern that cannot be read, such as `_[9-0]`",
    (value) => Dialplan.unreadable(value as Dialplan.Extensions) === undefined,
    Rules.kindOf
  )
)

const texts = (what: string) => Rules.listOf(what, Rules.text)

const behaviour = Rules.oneOf(
  "answers",
  "rings",
  "busy",
  "rejects",
  "congested",
  "unreachable",
  "unregistered",
  "manual"
)

const reaction = Rules.members<Reaction>("must be a kind of endpoint, or an object with what it does", {
  ringsAfter: (value) => value === false ? undefined : Rules.duration({ zero: true })(value),
  answersAfter: Rules.duration({ zero: true }),
  hangsUpAfter: Rules.duration({ zero: true }),
  status: Rules.satisfies(
    "must be a SIP status from 300 to 699",
    (value) => typeof value === "number" && Number.isInteger(value) && value >= 300 && value < 700
  ),
  forwardsTo: Rules.text,
  refusesAfter: Rules.duration({ zero: true })
})

const telephone = Rules.members<Telephone>("must be a kind of endpoint, or an object with what is known of it", {
  onCall: (value) => isText(value) ? behaviour(value) : reaction(value),
  context: Rules.text,
  callerId: Rules.text,
  accountCode: Rules.text,
  language: Rules.text,
  variables: Rules.recordOf("must be an object with a text for each name", Rules.text),
  contacts: Rules.listOf("must be a list of addresses", Rules.text),
  callGroup: Rules.text,
  pickupGroup: Rules.text,
  busyAt: Rules.whole(0),
  talks: Rules.boolean
})

const code = Rules.satisfies(
  "must be a feature code, such as \"#1\"",
  (value) => isText(value) && /^[0-9A-D*#]*$/.test(value)
)
const amount = Rules.satisfies(
  "must be a number of 0 or more",
  (value) => typeof value === "number" && value >= 0 && value < Infinity
)

const features = Rules.members<FeatureSettings>("must be an object with feature codes and times", {
  blindxfer: code,
  atxfer: code,
  disconnect: code,
  parkcall: code,
  automixmon: code,
  atxferabort: code,
  atxfercomplete: code,
  atxferthreeway: code,
  atxferswap: code,
  pickupexten: code,
  transferdigittimeout: amount,
  atxfernoanswertimeout: amount,
  atxferdropcall: Rules.boolean,
  atxferloopdelay: amount,
  atxfercallbackretries: amount
})

/** A word, or all that is known. */
const endpoint: Rules.Rule = (value) => isText(value) ? behaviour(value) : telephone(value)

/** Rules for the options of a PBX. */
export const pbx = {
  extensions,
  includes: Rules.recordOf(
    "must be an object with contexts for each context",
    texts("must be a list of contexts, such as [\"parkedcalls\"]")
  ),
  globals: Rules.recordOf("must be an object with a value for each variable", text("must be a text")),
  endpoints: Rules.recordOf("must be an object with an endpoint for each name", endpoint),
  features,
  hints: Rules.recordOf(
    "must be an object with hints for each context",
    Rules.recordOf("must be an object with a hint for each extension", text("must be a hint, such as \"PJSIP/100\""))
  ),
  database: Rules.both(
    Rules.recordOf("must be an object with a value for each family and key", text("must be a text")),
    Rules.satisfies(
      "must have keys such as `family/key`",
      (value) => Object.keys(value as object).every((key) => /^\/?[^/]+\/[^]+$/.test(key)),
      Rules.kindOf
    )
  ),
  queues,
  queueRules,
  agents,
  musicClasses: texts("must be a list of classes, such as [\"default\"]"),
  modules: texts("must be a list of modules, such as [\"app_queue\", \"res_parking\"]"),
  files: Rules.recordOf("must be an object with a text for each file", text("must be a text")),
  version: Rules.oneOf("16", "22"),
  systemName: Rules.text,
  channelVars: Rules.listOf("must be a list of variables, such as [\"COLOR\", \"CHANNEL(state)\"]", Rules.text),
  ...serviceRules,
  seed: Rules.satisfies("must be a whole number", Number.isSafeInteger),
  timeScale: amount
} as const

/** Rules for the options of a PBX and of the simulator's sessions. */
export const simulator = {
  ...pbx,
  users,
  banner: Rules.text,
  timestampEvents: Rules.boolean,
  debugEvents: Rules.boolean,
  bootTime: Rules.duration({ zero: true }),
  loginDelay: Rules.duration({ zero: true }),
  authTimeout: Rules.duration({ zero: false }),
  authLimit: Rules.whole(0),
  writeTimeout: Rules.duration({ zero: false }),
  maxQueuedBytes: Rules.whole(0),
  fragment: Rules.boolean,
  httpEnabled: Rules.boolean,
  httpPrefix: Rules.satisfies("must be a path, such as the `prefix` of http.conf", isText),
  httpTimeout: Rules.duration({ zero: false })
} as const

/** Rules for the listening address. */
export const listening = { host: Rules.text, port: Rules.port(0) } as const

/** Returns the options, or fails with the first invalid one. */
export const check = <Options>(
  of: string,
  options: Options,
  rules: Rules.Rules<Options>
): Effect.Effect<Options, AmiError> => Effect.fromResult(checked(of, options, rules))

/** The synchronous variant. */
export const checked = <Options>(
  of: string,
  options: Options,
  rules: Rules.Rules<Options>
): Result.Result<Options, AmiError> => {
  const wrong = Rules.firstInvalid(options, rules)
  return wrong === undefined
    ? Result.succeed(options)
    : Result.fail(invalidOption(of, wrong))
}

const headers = Rules.listOf(
  "must be a list of headers, such as [[\"Event\", \"Gadget\"]]",
  Rules.satisfies(
    "must be a name and a value",
    (header) => Array.isArray(header) && header.length === 2 && header.every(isText)
  )
)

type Fields = Readonly<Record<string, Rules.Rule>>

const action: Fields = { action: Rules.text }

/** What each kind of fault consists of. */
const faults: Readonly<Record<Fault["_tag"], Fields>> = {
  Fragments: { bytes: Rules.whole(1) },
  Latency: { ...action, duration: Rules.duration({ zero: true }) },
  Silence: {},
  Drop: action,
  HalfOpen: {},
  Reset: action,
  Duplicate: action,
  Reorder: action,
  LoginRefused: { message: Rules.text },
  ShuttingDown: {},
  AuthLimit: {},
  SlowReader: {},
  EndlessList: action,
  BrokenList: { ...action, message: Rules.text, after: Rules.whole(0), completes: Rules.boolean },
  UnknownEvents: { ...action, headers },
  UnknownHeaders: { headers },
  MissingHeaders: { headers: Rules.listOf("must be a list of names of headers", Rules.text), of: Rules.text }
}

const isKind = (tag: unknown): tag is Fault["_tag"] => isText(tag) && Object.hasOwn(faults, tag)

const faultRule: Rules.Rule = (fault) => {
  const tag = Rules.isRecord(fault) ? fault["_tag"] : undefined
  const kind = Rules.satisfies("must be a fault, such as AmiFault.silence", () => isKind(tag), Rules.kindOf)
  if (!isKind(tag)) return kind(fault)
  const fields: Fields = { _tag: Rules.text, ...faults[tag] }
  return Rules.members<Fields>("must be a fault, such as AmiFault.silence", fields)(fault)
}

/** Fails if a fault, or how long it lasts, is invalid. */
export const checkFault = (fault: Fault, lasting: Lasting): Effect.Effect<unknown, AmiError> =>
  check("AmiSimulator.fault", { fault, ...lasting }, {
    fault: faultRule,
    times: Rules.whole(1),
    session: Rules.whole(1)
  })
