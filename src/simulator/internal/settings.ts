/**
 * The settings of a simulator, and its accounts.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type { Version } from "./actionList.ts"
import * as Filters from "./filters.ts"
import * as privileges from "./privileges.ts"
import * as wire from "./wire.ts"

/** An account as its owner writes it. */
export interface User {
  readonly secret: string
  readonly read?: string | ReadonlyArray<string> | undefined
  readonly write?: string | ReadonlyArray<string> | undefined
  readonly eventFilter?:
    | ReadonlyArray<string | { readonly criteria: string; readonly pattern?: string | undefined }>
    | undefined
  readonly allowMultipleLogin?: boolean | undefined
  readonly writeTimeout?: Duration.Input | undefined
}

/** An account. */
export interface Account {
  /** As its owner spells it. */
  readonly name: string
  readonly secret: string
  readonly read: number
  readonly write: number
  readonly filters: ReadonlyArray<Filters.Filter>
  readonly allowsMultipleLogin: boolean
  /** How long a peer may go without reading; undefined if that of all sessions applies. */
  readonly writeTimeout: Duration.Input | undefined
}

/** What applies to every session. */
export interface Settings {
  readonly version: Version
  /** Empty if it has none. */
  readonly systemName: string
  /** Whether events carry their time. */
  readonly timestampEvents: boolean
  /** Whether they carry their place in Asterisk's source. */
  readonly debugEvents: boolean
  /** How long it takes to boot, in milliseconds. */
  readonly bootTime: number
  readonly banner: string
  /** By lower-case name. */
  readonly accounts: ReadonlyMap<string, Account>
  readonly loginDelay: Duration.Input
  readonly authTimeout: Duration.Input
  readonly authLimit: number
  readonly writeTimeout: Duration.Input
  readonly maxQueuedBytes: number
  readonly fragment: boolean
  readonly servesHttp: boolean
  /** The prefix of the HTTP paths: empty, or a slash and a name. */
  readonly httpPrefix: "" | `/${string}`
  /** How long a session over HTTP lives after its last request, in milliseconds. */
  readonly httpTimeout: number
}

/** Reads filters as an account has them; those that Asterisk would not take are left out. */
const filtersOf = (version: Version, filters: NonNullable<User["eventFilter"]>): ReadonlyArray<Filters.Filter> =>
  filters.flatMap((one) => {
    const { criteria, pattern = "" } = typeof one === "string" ? { criteria: "", pattern: one } : one
    const filter = Filters.make(version, wire.fromText(criteria), wire.fromText(pattern))
    return typeof filter === "string" ? [] : [filter]
  })

/** The realm of HTTP digests (http.c, ast_http_auth). */
export const realmOf = ({ systemName }: Settings): string => systemName === "" ? "asterisk" : systemName

/** Reads accounts. Their names are not case-sensitive. */
export const accountsOf = (version: Version, users: Readonly<Record<string, User>>): Settings["accounts"] =>
  new Map(
    Object.entries(users).map(([name, { read = "all", secret, write = "all", ...more }]) => [
      wire.fromText(name).toLowerCase(),
      {
        name: wire.fromText(name),
        secret: wire.fromText(secret),
        read: privileges.parse(read),
        write: privileges.parse(write),
        filters: filtersOf(version, more.eventFilter ?? []),
        allowsMultipleLogin: more.allowMultipleLogin ?? true,
        writeTimeout: more.writeTimeout
      }
    ])
  )
