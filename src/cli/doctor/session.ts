/**
 * The last steps of `ami doctor`: the login, and what the account may do.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Ref from "effect/Ref"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../../AmiError.ts"
import type * as AmiPermission from "../../catalog/AmiPermission.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import { monotonicMillis } from "../../internal/monotonic.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import * as Ami from "../../tasks/Ami.ts"
import { elapsed } from "../style.ts"
import * as Account from "./account.ts"
import * as Configuration from "./configuration.ts"
import type { Finding } from "./finding.ts"
import type { Limits } from "./limits.ts"
import { rounded } from "./network.ts"
import { offeredBy, type Rights, shownUser, writeOf } from "./rights.ts"
import type { Subject } from "./subject.ts"
import type * as Tasks from "./tasks.ts"

type Class = AmiPermission.Class

/** Takes a finding as soon as there is one. */
export type Tell = (finding: Finding) => Effect.Effect<void>

/** What was asked for. */
export interface Options {
  readonly tasks: ReadonlyArray<Tasks.Name>
  /** Whether a call that rings nobody may be made. */
  readonly probe: boolean
}

/** The oldest release of Asterisk that the library is tested with. */
const oldest = 16

const checkVersion: Effect.Effect<Finding, never, AmiClient> = Effect.map(
  Effect.option(Ami.request({ Action: "CoreSettings" })),
  (answer): Finding => {
    if (Option.isNone(answer)) {
      return {
        id: "version",
        status: "skip",
        title: "Version unknown: the account may not send CoreSettings (write = reporting)"
      }
    }
    const { response } = answer.value
    const version = AmiMessage.printable(response.get("AsteriskVersion") ?? "", 40).split(/[~+]/, 1)[0] ?? ""
    const ami = AmiMessage.printable(response.get("AMIversion") ?? "", 40)
    const major = Number(/^(?:certified\/|GIT-|SVN-branch-)?(\d+)/i.exec(version)?.[1] ?? Number.NaN)
    if (Number.isNaN(major)) {
      return { id: "version", status: "skip", title: `Version unknown: CoreSettings says "${version}"` }
    }
    const base = { id: "version", title: `Asterisk ${version}, AMI ${ami}`, data: { asterisk: version, ami } }
    return major < oldest
      ? { ...base, status: "warn", cause: `Older than ${oldest}, the first release that this program is tested with.` }
      : { ...base, status: "ok" }
  }
)

const pings = 20
const slow = 200
/** Seconds between the clocks that matter. */
const skewed = 2

const timeOf = (seconds: number): string => (seconds < 60 ? `${seconds.toFixed(1)} s` : elapsed(seconds))

const checkRoundTrip: Effect.Effect<ReadonlyArray<Finding>, AmiError, AmiClient> = Effect.gen(function*() {
  const clock = yield* Clock.Clock
  const now = monotonicMillis(clock)
  const times: Array<number> = []
  let skew = 0
  for (let count = 0; count < pings; count++) {
    const begun = now()
    const { Timestamp } = yield* Ami.ping
    times.push(now() - begun)
    if (Timestamp !== undefined) skew = (DateTime.toEpochMillis(Timestamp) - clock.currentTimeMillisUnsafe()) / 1000
  }
  times.sort((one, other) => one - other)
  const median = rounded(times[pings / 2] ?? 0)
  const worst = rounded(times.at(-1) ?? 0)
  const latency: Finding = {
    id: "latency",
    status: median > slow ? "warn" : "ok",
    title: `Round trip: median ${median.toFixed(2)} ms, worst of ${pings} ${worst.toFixed(2)} ms`,
    ...(median > slow ? { cause: "A slow network, or a PBX that is very busy." } : {}),
    data: { median, worst }
  }
  if (Math.abs(skew) <= skewed) return [latency]
  return [latency, {
    id: "clock",
    status: "warn",
    title: `The clock of the PBX is ${timeOf(Math.abs(skew))} ${skew > 0 ? "ahead" : "behind"}`,
    cause: "Times of queues and call records will not fit those of this machine.",
    fix: { run: "timedatectl", note: "On both machines." },
    data: { seconds: rounded(skew) }
  }]
})

// --- What the account may do ------------------------------------------------

/** Whether an event comes that is caused now. */
const comes = Effect.fnUntraced(function*<E, R>(
  event: string,
  isIt: (message: AmiMessage.AmiMessage) => boolean,
  cause: Effect.Effect<boolean, E, R>,
  limits: Limits
): Effect.fn.Return<boolean | undefined, E | AmiError, R | AmiClient | Scope.Scope> {
  const seen = yield* Deferred.make<void>()
  yield* Ami.onEvent(
    event,
    (message) => isIt(message) ? Effect.asVoid(Deferred.succeed(seen, undefined)) : Effect.void
  )
  if (!(yield* cause)) return undefined
  return Option.isSome(yield* Effect.timeoutOption(Deferred.await(seen), limits.event))
})

const isDone = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<boolean, never, R> =>
  Effect.match(effect, { onFailure: () => false, onSuccess: () => true })

/** Raises a UserEvent, which only accounts with `user` get. */
const readsUser = Effect.fnUntraced(function*(limits: Limits) {
  const token = `doctor-${yield* Random.nextIntBetween(0, 2 ** 48)}`
  return yield* comes(
    "UserEvent",
    (message) => message.get("Token") === token,
    isDone(Ami.request({ Action: "UserEvent", UserEvent: "EffectAmiDoctor", Token: token })),
    limits
  )
})

/** Makes a call to an extension that does not exist: it rings nobody, and accounts with `call` get the event of its end. */
const readsCall = Effect.fnUntraced(function*(limits: Limits) {
  const id = `doctor-${yield* Random.nextIntBetween(0, 2 ** 48)}`
  return yield* comes(
    "OriginateResponse",
    (message) => message.get("Uniqueid") === id || message.get("Channel")?.includes(nowhere) === true,
    isDone(Ami.request({
      Action: "Originate",
      Channel: `Local/s@${nowhere}`,
      Application: "NoOp",
      ChannelId: id,
      Async: "true",
      Timeout: 1000
    })),
    limits
  )
})

const nowhere = "effect-ami-doctor"

/** A name as a word of the console. */
const word = (name: string): string => (/\s/.test(name) ? `"${name}"` : name)

const rightsOf = Effect.fnUntraced(function*(
  subject: Subject,
  isBooted: boolean,
  { probe }: Options,
  limits: Limits
): Effect.fn.Return<Rights, AmiError, AmiClient | Scope.Scope> {
  const { response } = yield* Ami.request({ Action: "ListCommands" })
  const actions = offeredBy(response)
  const offered = new Set(actions.keys())
  const shown = offered.has("command")
    ? shownUser(yield* Effect.orElseSucceed(Ami.command(`manager show user ${word(subject.username)}`), () => []))
    : undefined
  if (shown !== undefined) {
    return { offered, write: shown.write, isWriteExact: true, read: shown.read, unread: [], isReadExact: true }
  }
  const proofs: ReadonlyArray<readonly [Class, boolean | undefined]> = [
    ["system", isBooted ? true : undefined],
    ["user", offered.has("userevent") ? yield* readsUser(limits) : undefined],
    ["call", probe && offered.has("originate") ? yield* readsCall(limits) : undefined]
  ]
  return {
    offered,
    write: writeOf(actions),
    isWriteExact: false,
    read: proofs.flatMap(([name, proof]) => (proof === true ? [name] : [])),
    unread: proofs.flatMap(([name, proof]) => (proof === false ? [name] : [])),
    isReadExact: false
  }
})

/** FreePBX has this context, and Asterisk without it does not. */
const findFreePbx = (offered: ReadonlySet<string>): Effect.Effect<boolean | undefined, never, AmiClient> =>
  offered.has("showdialplan")
    ? Effect.match(Ami.request({ Action: "ShowDialPlan", Context: "from-internal-additional" }), {
      onFailure: () => false,
      onSuccess: ({ items }) => items.length > 0
    })
    : Effect.succeed(undefined)

// --- This process -----------------------------------------------------------

const tick = Duration.millis(10)
/** A delay that makes Asterisk end a connection is 100 ms (manager.c, writetimeout). */
const stalled = 50

/** Keeps the largest delay of this process. */
const watchStalls: Effect.Effect<Ref.Ref<number>, never, Scope.Scope> = Effect.gen(function*() {
  const now = monotonicMillis(yield* Clock.Clock)
  const largest = yield* Ref.make(0)
  yield* Effect.suspend(() => {
    const begun = now()
    return Effect.andThen(
      Effect.sleep(tick),
      Effect.suspend(() => Ref.update(largest, (before) => Math.max(before, now() - begun - Duration.toMillis(tick))))
    )
  }).pipe(Effect.forever, Effect.forkScoped)
  return largest
})

const stallOf = (subject: Subject, where: Configuration.AccountFile, ms: number): Finding => {
  const title = `This process was held up for ${Math.round(ms)} ms at most`
  const data = { ms: rounded(ms) }
  return ms <= stalled ? { id: "stall", status: "ok", title, data } : {
    id: "stall",
    status: "warn",
    title,
    cause: "Asterisk disconnects a client that does not read for writetimeout, 100 ms unless set.",
    fix: Configuration.account(subject, where, ["writetimeout = 5000"]),
    data
  }
}

/** All that is looked at after the login, each finding as soon as there is one. Returns whether a task lacks something. */
export const examine = Effect.fnUntraced(function*(
  subject: Subject,
  options: Options,
  isCustomConfHere: boolean,
  limits: Limits,
  tell: Tell
): Effect.fn.Return<boolean, AmiError, AmiClient | Scope.Scope> {
  const ami = yield* AmiClient
  const state = yield* ami.status.get
  const isBooted = state._tag === "Ready" && state.bootState === "booted"
  yield* tell({ id: "login", status: "ok", title: `Logged in as ${AmiMessage.printable(subject.username, 80)}` })
  yield* tell(yield* checkVersion)
  yield* Effect.forEach(yield* checkRoundTrip, tell, { discard: true })
  const stall = yield* watchStalls
  const rights = yield* rightsOf(subject, isBooted, options, limits)
  const isFreePbx = (yield* findFreePbx(rights.offered)) ?? (isCustomConfHere ? true : undefined)
  const where = Configuration.accountFile(isFreePbx)
  yield* tell(Account.sending(rights))
  yield* tell(Account.reading(rights))
  yield* Effect.forEach(Account.booting(subject, where, rights), tell, { discard: true })
  yield* Effect.forEach(Account.power(rights), tell, { discard: true })
  const judged = options.tasks.map((name) => Account.judgeTask(subject, where, rights, name))
  yield* Effect.forEach(judged, tell, { discard: true })
  yield* tell(stallOf(subject, where, yield* Ref.get(stall)))
  if (isFreePbx === true) {
    yield* tell({
      id: "freepbx",
      status: "info",
      title: `This is FreePBX, or one of its kin: accounts belong into ${Configuration.managerCustomConf}, `
        + "and extensions are dialled as Local/101@from-internal"
    })
  }
  return judged.some(({ status }) => status === "fail")
})
