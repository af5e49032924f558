/**
 * What a grant allows, in a form that is quick to ask: it is asked for each event and each stream.
 *
 * @since 0.2.0
 */
import { dangerOf } from "../../internal/dangers.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import type { Grant, Model } from "./grant.ts"
import * as Hiding from "./hiding.ts"
import { valuesOf } from "./repeated.ts"

type Headers = ReadonlyArray<AmiMessage.Header>

/** Actions that belong to the connection of the gateway itself. */
const ofConnection: ReadonlySet<string> = new Set(["challenge", "events", "login", "logoff", "waitevent"])

/** Headers that the gateway writes itself. */
const ofGateway: ReadonlySet<string> = new Set(["action", "actionid"])

/** Headers of which Asterisk takes a list for several values. */
const lists: ReadonlySet<string> = new Set(["variable"])

const matcher = (pattern: string): (value: string) => boolean => {
  if (!pattern.endsWith("*")) return (value) => value === pattern
  const prefix = pattern.slice(0, -1)
  return (value) => value.startsWith(prefix)
}

type Matches = ReturnType<typeof matcher>

interface Rule {
  /** By names in lower case. */
  readonly headers: ReadonlyMap<string, { readonly pattern: string; readonly matches: Matches }>
  /** Those that must be given, as they are written in the grant. */
  readonly required: ReadonlyArray<string>
}

const ruleOf = (headers: Readonly<Record<string, string>>): Rule => ({
  headers: new Map(
    Object.entries(headers).map(([name, pattern]) => [name.toLowerCase(), { pattern, matches: matcher(pattern) }])
  ),
  required: Object.keys(headers).filter((name) => headers[name] !== "*")
})

/** What a rule has against an action with these headers, if anything. */
const against = (rule: Rule, headers: Headers): string | undefined => {
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    const allowed = rule.headers.get(key)
    if (allowed === undefined) return `does not name ${AmiMessage.printable(name, 80)}`
    const values = lists.has(key) ? value.split(",") : [value]
    if (!values.every(allowed.matches)) return `allows ${name} to be ${allowed.pattern}`
  }
  const missing = rule.required.find((name) => !headers.some(([given]) => given.toLowerCase() === name.toLowerCase()))
  return missing === undefined ? undefined : `needs ${missing}`
}

/** A condition of events: headers of which one value each must match. */
type Where = ReadonlyArray<readonly [name: string, matches: Matches]>

interface Events {
  readonly matches: Matches
  readonly where: Where
}

export class Rights {
  readonly grant: Grant
  private readonly servers = new Map<string, boolean>()
  private readonly serverPatterns: ReadonlyArray<Matches>
  private readonly actions: ReadonlyMap<string, ReadonlyArray<Rule>>
  private readonly events: ReadonlyArray<Events>
  private readonly eventsByName = new Map<string, ReadonlyArray<Where>>()
  private readonly hides: ReadonlySet<string>
  /** The same for grants that hide the same. */
  readonly hiding: string
  readonly expiresAt: number

  constructor(grant: Grant) {
    this.grant = grant
    this.serverPatterns = grant.servers.map(matcher)
    this.actions = new Map(
      Object.entries(grant.actions ?? {}).map(([name, rules]) => [name.toLowerCase(), rules.map(ruleOf)])
    )
    this.events = (grant.events ?? []).map(({ name, where = {} }) => ({
      matches: matcher(name),
      where: Object.entries(where).map(([name, pattern]) => [name, matcher(pattern)])
    }))
    const hides = (grant.hide ?? []).map((name) => name.toLowerCase()).sort()
    this.hides = new Set(hides)
    this.hiding = hides.join()
    this.expiresAt = grant.expires === undefined ? Infinity : new Date(grant.expires).getTime()
  }

  /** Whether it may know of a server. */
  knows(server: string): boolean {
    const known = this.servers.get(server)
    if (known !== undefined) return known
    const found = this.serverPatterns.some((matches) => matches(server))
    // Names that were made up are not kept.
    if (found) this.servers.set(server, found)
    return found
  }

  /** Why an action is refused, if it is. */
  refusal(server: string, action: string, headers: Headers): string | undefined {
    const name = AmiMessage.printable(action, 80)
    if (!this.knows(server)) return `The grant allows no server ${AmiMessage.printable(server, 80)}`
    if (ofConnection.has(action.toLowerCase())) return `${name} belongs to the connection of the gateway`
    const own = headers.find(([name]) => ofGateway.has(name.toLowerCase()))
    if (own !== undefined) return `The gateway writes ${own[0]} itself`
    const rules = this.actions.get(action.toLowerCase())
    if (rules === undefined) return `The grant allows no action ${name}`
    const objections = rules.map((rule) => against(rule, headers))
    if (objections.includes(undefined)) return this.danger(action, headers)
    const words = objections.map((one, index) => `rule ${index + 1} ${one}`).join("; ")
    return `The grant does not allow ${name} like this: ${words === "" ? "it has no rule" : words}`
  }

  /** Why an action that a rule allows is refused because of what it could do, if it is. */
  private danger(action: string, headers: Headers): string | undefined {
    if (this.grant.dangerous === true) return undefined
    const danger = dangerOf(action, valuesOf(headers.map(([name, value]) => [name.toLowerCase(), value])))
    return danger === undefined ? undefined : `${action} ${danger}: the grant must say "dangerous": true`
  }

  /** Whether it may see a message of a server. */
  sees(server: string, message: AmiMessage.AmiMessage): boolean {
    if (message.kind !== "Event" || !this.knows(server)) return false
    const { name } = message
    let conditions = this.eventsByName.get(name)
    if (conditions === undefined) {
      conditions = this.events.flatMap(({ matches, where }) => matches(name) ? [where] : [])
      // Asterisk has some 180 names, and dialplans may make up others.
      if (this.eventsByName.size < 1000) this.eventsByName.set(name, conditions)
    }
    for (const where of conditions) {
      if (where.every(([header, matches]) => message.getAll(header).some(matches))) return true
    }
    return false
  }

  /** What it may read of a live model: says of a value, by its names, whether it is part of that. Undefined for nothing. */
  reads(model: Model): ((names: ReadonlyArray<string>) => boolean) | undefined {
    const patterns = (this.grant.models?.[model] ?? []).map(matcher)
    return patterns.length === 0
      ? undefined
      : (names) => names.some((name) => patterns.some((matches) => matches(name)))
  }

  /** A value of a live model, as it may be shown. */
  shownValue(value: object): unknown {
    return this.hides.size === 0 ? value : Hiding.shown(value, this.hides)
  }

  /** The headers of a message, as they may be shown. */
  shown(message: AmiMessage.AmiMessage): Headers {
    return message.headers.map(([name, value]) =>
      this.hides.has(name.toLowerCase()) || AmiMessage.isSecretHeader(name) ? [name, Hiding.hidden] : [name, value]
    )
  }
}

const known = new WeakMap<Grant, Rights>()

/** The rights of a grant, which are made once. */
export const rightsOf = (grant: Grant): Rights => {
  const found = known.get(grant)
  if (found !== undefined) return found
  const rights = new Rights(grant)
  known.set(grant, rights)
  return rights
}
