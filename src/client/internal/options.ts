/**
 * The options of a client: what they are, what they must be, and their defaults.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Schedule from "effect/Schedule"
import type { AmiError } from "../../AmiError.ts"
import * as AmiPermission from "../../catalog/AmiPermission.ts"
import * as Subscribing from "../../internal/buffer.ts"
import { invalidOption } from "../../internal/failing.ts"
import * as Rules from "../../internal/options.ts"
import type { BufferOptions } from "../AmiInbox.ts"
import type * as Connecting from "./connecting.ts"
import type * as Requests from "./requests/requests.ts"
import * as Login from "./session/login.ts"

export interface Options {
  /**
   * The name of this client in its errors, log lines, spans, metrics and marks; defaults to the address of the transport,
   * such as `127.0.0.1:5038`. For programs that watch several servers.
   */
  readonly name?: string | undefined
  /** The account in manager.conf. */
  readonly username: string
  /** The secret of the account. */
  readonly secret: Redacted.Redacted<string>
  /**
   * `challenge` (the default) proves the secret without sending it; `plaintext` sends it, which is for TLS only. There
   * is no fallback from one to the other.
   */
  readonly auth?: "challenge" | "plaintext" | undefined
  /** Which events Asterisk sends: `on` (the default) for all that the account may read, `off`, or the named classes. */
  readonly events?: "on" | "off" | ReadonlyArray<AmiPermission.Class> | undefined
  /** How long an action may take to be answered, and a list to send its next item. Defaults to 30 seconds. */
  readonly actionTimeout?: Duration.Input | undefined
  /** How long Asterisk may take to answer a login. Defaults to 10 seconds. */
  readonly loginTimeout?: Duration.Input | undefined
  /** How long to wait for Asterisk to say that it has booted; 0 does not wait. Defaults to 10 seconds. */
  readonly bootTimeout?: Duration.Input | undefined
  /** How long closing waits for answers that are due, unless it is interrupted. Defaults to 2 seconds. */
  readonly drainTimeout?: Duration.Input | undefined
  /** How much may be under way at once, and how long a list may be. */
  readonly limits?: Limits | undefined
  /** The buffer of each subscription. Defaults to `{ capacity: 16384, overflow: "dropOldest" }`. */
  readonly buffer?: BufferOptions | undefined
  /**
   * What happens to actions that can run a program, change a file or show a secret (their `danger` says which): `allow`
   * (the default) sends them, `refuse` fails with `NotSent` before a byte is written. For programs that build actions
   * from what others type: an account should have no more rights than it needs, and this is the fence in front of it.
   */
  readonly dangerous?: "allow" | "refuse" | undefined
  /**
   * Whether the client connects again when a connection is lost, and how. Defaults to `true`.
   *
   * Subscriptions live through it, `inbox` shows `Disconnected` and `Connected` in their places. With false every stream
   * ends with the connection.
   */
  readonly reconnect?: boolean | Reconnect | undefined
  /**
   * What becomes of an action while there is no connection: `fail` (the default) says `NotSent` at once, `wait` holds it
   * until there is one, for as long as its answer may take. Either way it is written at most once.
   */
  readonly onDisconnected?: "fail" | "wait" | undefined
  /** How long nothing may be heard before Asterisk is asked for a sign of life. Defaults to 15 seconds. */
  readonly pingInterval?: Duration.Input | undefined
  /** How long it may take to answer that before the connection counts as lost. Defaults to 10 seconds. */
  readonly pingTimeout?: Duration.Input | undefined
}

export interface Limits {
  /** How many actions may be written and not answered. Defaults to 256. */
  readonly inFlight?: number | undefined
  /** How many more may wait for their turn. Defaults to 1,024. */
  readonly queued?: number | undefined
  /** How many items a list may have. Defaults to 100,000. */
  readonly listItems?: number | undefined
  /** How many bytes the items of a list may take; all lists together may take twice as many. Defaults to 64 MiB. */
  readonly listBytes?: number | undefined
}

export interface Reconnect {
  /**
   * The delay before each new connection, and when to give up. Defaults to full-jitter backoff from 100 milliseconds to 30
   * seconds, without limit. It starts again after a connection that lasted a minute.
   */
  readonly schedule?: Schedule.Schedule<unknown, AmiError> | undefined
  /** Whether the first connection is tried again too, instead of failing to build the Layer. Defaults to `false`. */
  readonly first?: boolean | undefined
  /**
   * Whether a certificate that is not trusted is tried again, because it may be renewed while the client runs. Defaults to
   * `false`: it is a wrong setting or an attack.
   */
  readonly retryTls?: boolean | undefined
}

const defaults = {
  auth: "challenge",
  events: "on",
  actionTimeout: Duration.seconds(30),
  loginTimeout: Duration.seconds(10),
  bootTimeout: Duration.seconds(10),
  drainTimeout: Duration.seconds(2),
  buffer: { capacity: 16_384, overflow: "dropOldest" },
  dangerous: "allow",
  reconnect: true,
  onDisconnected: "fail",
  pingInterval: Duration.seconds(15),
  pingTimeout: Duration.seconds(10)
} as const

const defaultLimits = { inFlight: 256, queued: 1024, listItems: 100_000, listBytes: 64 << 20 }

// --- Rules ------------------------------------------------------------------

const classes: Rules.Rule = Rules.listOf(
  "must be `on`, `off`, or a list of classes",
  Rules.satisfies(
    `is no class of events: the classes are ${AmiPermission.classes.join(", ")}`,
    (value) => AmiPermission.classes.some((name) => name === value)
  ),
  Rules.print
)

const reconnect: Rules.Rule = Rules.members<Reconnect>(
  "must be true, false, or an object with schedule, first, retryTls",
  { schedule: Rules.schedule, first: Rules.boolean, retryTls: Rules.boolean },
  [],
  Rules.print
)

const positive = Rules.duration({ zero: false })
const notNegative = Rules.duration({ zero: true })

const rules: Rules.Rules<Options> = {
  name: Rules.satisfies(
    "must be a text of 1 to 100 characters, without control characters",
    (value) => typeof value === "string" && /^[^\p{Cc}\u2028\u2029]{1,100}$/u.test(value)
  ),
  username: Rules.text,
  secret: Rules.secret,
  auth: Rules.oneOf("challenge", "plaintext"),
  events: (value) => value === "on" || value === "off" ? undefined : classes(value),
  actionTimeout: positive,
  loginTimeout: positive,
  bootTimeout: notNegative,
  drainTimeout: notNegative,
  limits: Rules.members<Limits>("must be an object with inFlight, queued, listItems, listBytes", {
    inFlight: Rules.whole(1),
    queued: Rules.whole(0),
    listItems: Rules.whole(1),
    listBytes: Rules.whole(1)
  }),
  buffer: Subscribing.buffer,
  dangerous: Rules.oneOf("allow", "refuse"),
  reconnect: (value) => typeof value === "boolean" ? undefined : reconnect(value),
  onDisconnected: Rules.oneOf("fail", "wait"),
  pingInterval: positive,
  pingTimeout: positive
}

// --- Reading ----------------------------------------------------------------

/** The name of a client whose options may be wrong in any way. */
export const nameOf = (options: Partial<Options> | undefined): string | undefined =>
  Result.getOrUndefined(
    Result.try(() => {
      const name = options?.name
      return name !== undefined && rules.name(name) === undefined ? name : undefined
    })
  )

type Defined<A> = { readonly [K in keyof A]: Exclude<A[K], undefined> }

const withoutUndefined = <A extends object>(options: A): Defined<A> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Defined<A>

interface Named {
  readonly name?: string
}

/** The settings of a client, or the option that is wrong. */
export const read = (
  options: Options
): Result.Result<Connecting.Settings & Requests.RequestOptions & Named, AmiError> => {
  const wrong = Rules.firstInvalid(options, rules, ["username", "secret"])
  if (wrong !== undefined) return Result.fail(invalidOption("AmiClient", wrong))
  const all: Required<Defined<Omit<Options, "name" | "limits">>> & Named = { ...defaults, ...withoutUndefined(options) }
  const refusal = Login.refusal(all)
  if (refusal !== undefined) {
    const { field, rule } = refusal
    return Result.fail(invalidOption("AmiClient", { option: field.toLowerCase(), rule }))
  }
  const { reconnect } = all
  const limits = options.limits === undefined
    ? defaultLimits
    : { ...defaultLimits, ...withoutUndefined(options.limits) }
  return Result.succeed({
    ...all,
    maxInFlight: limits.inFlight,
    maxQueued: limits.queued,
    maxListItems: limits.listItems,
    maxListBytes: limits.listBytes,
    actionTimeout: Duration.fromInputUnsafe(all.actionTimeout),
    loginTimeout: Duration.fromInputUnsafe(all.loginTimeout),
    bootTimeout: Duration.fromInputUnsafe(all.bootTimeout),
    drainTimeout: Duration.fromInputUnsafe(all.drainTimeout),
    pingInterval: Duration.fromInputUnsafe(all.pingInterval),
    pingTimeout: Duration.fromInputUnsafe(all.pingTimeout),
    reconnect: typeof reconnect === "boolean"
      ? { isOn: reconnect, first: false, retryTls: false, schedule: undefined }
      : {
        isOn: true,
        first: reconnect.first ?? false,
        retryTls: reconnect.retryTls ?? false,
        schedule: reconnect.schedule
      }
  })
}
