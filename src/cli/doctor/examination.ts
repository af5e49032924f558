/**
 * `ami doctor`: one step after the other, from the name to the rights of the account, until one makes the rest impossible.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { existsSync } from "node:fs"
import type { AmiError } from "../../AmiError.ts"
import { codeOf, codes } from "../failure.ts"
import { checkTls } from "./certificate.ts"
import * as Configuration from "./configuration.ts"
import { type Finding, type Report, reportOf, type Step } from "./finding.ts"
import { defaults, type Limits } from "./limits.ts"
import * as Login from "./login.ts"
import { checkClear, checkName, checkPort } from "./network.ts"
import { checkBanner, checkMount } from "./protocol.ts"
import * as Session from "./session.ts"
import { isHttp, isLoopback, isTls, type Place, type Subject, targetOf } from "./subject.ts"
import type * as Tasks from "./tasks.ts"

export interface Options {
  readonly tasks: ReadonlyArray<Tasks.Name>
  /** Whether a call that rings nobody may be made, which proves `read = call`. */
  readonly probe: boolean
  /** Whether a warning is a failure. */
  readonly strict: boolean
  /** Whether no address but those of the target may be shown, as in what programs store. */
  readonly hidesAddresses: boolean
  readonly limits?: Limits
}

/** Whether the address of this machine may be shown. */
const isShown = ({ place }: Subject, { hidesAddresses }: Options, from: string | undefined): boolean =>
  from !== undefined && (!hidesAddresses || isLoopback(from) || from === place?.host)

/** What the steps through the network end with. */
interface Reached {
  readonly exit: number | undefined
  /** The address of this machine, as Asterisk sees it if nothing translates addresses. */
  readonly from: string | undefined
}

/** The steps that need no account. */
const reach = Effect.fnUntraced(function*(
  subject: Subject,
  place: Place,
  limits: Limits,
  tell: Session.Tell
): Effect.fn.Return<Reached> {
  return yield* Effect.scoped(Effect.gen(function*() {
    const take = <S extends Step>(step: S): Effect.Effect<S> =>
      Effect.as(Effect.forEach(step.findings, tell, { discard: true }), step)
    const named = yield* take(yield* checkName(place, limits))
    if (named.exit !== undefined) return { exit: named.exit, from: undefined }
    const port = yield* take(yield* checkPort(subject, place, limits))
    if (port.socket === undefined) return { exit: port.exit ?? codes.unreachable, from: undefined }
    const from = port.socket.localAddress?.replace(/^::ffff:/, "")
    let socket = port.socket
    if (isTls(place)) {
      const now = yield* Clock.currentTimeMillis
      const tls = yield* take(yield* checkTls(subject, place, named.addresses, socket, limits, now))
      if (tls.socket === undefined) return { exit: tls.exit ?? codes.unreachable, from }
      socket = tls.socket
    } else {
      yield* take(checkClear(place))
    }
    const spoken = yield* take(
      isHttp(place)
        ? yield* checkMount(subject, place, limits)
        : yield* checkBanner(subject, place, socket, limits)
    )
    return { exit: spoken.exit, from }
  }))
})

/** Examines a target, and reports each finding as soon as there is one. */
export const examine = Effect.fnUntraced(function*(
  subject: Subject,
  options: Options,
  tell: Session.Tell
): Effect.fn.Return<Report> {
  const limits = options.limits ?? defaults
  const findings: Array<Finding> = []
  const note: Session.Tell = (found) => {
    const { cause, title } = found
    const finding: Finding = {
      ...found,
      title: subject.hideSecret(title),
      ...(cause === undefined ? {} : { cause: subject.hideSecret(cause) })
    }
    findings.push(finding)
    return tell(finding)
  }
  const ended = (exit: number): Report => reportOf(targetOf(subject), findings, exit, options.strict)
  if (Object.keys(subject.settings).length > 0) yield* note(settings(subject))
  const { place } = subject
  const reached = place === undefined
    ? { exit: undefined, from: undefined }
    : yield* reach(subject, place, limits, note)
  if (reached.exit !== undefined) return ended(reached.exit)
  const isCustomConfHere = existsSync(Configuration.managerCustomConf)
  const client = subject.client({
    reconnect: false,
    actionTimeout: limits.action,
    loginTimeout: limits.login,
    bootTimeout: limits.boot
  })
  return yield* Session.examine(subject, options, isCustomConfHere, limits, note).pipe(
    Effect.provide(client),
    Effect.scoped,
    Effect.matchEffect({
      onSuccess: (lacks) => Effect.succeed(ended(lacks ? codes.permission : codes.done)),
      onFailure: (error) => {
        const where = Configuration.accountFile(isCustomConfHere ? true : undefined)
        const isLoggedIn = findings.some(({ id }) => id === "login")
        const from = isShown(subject, options, reached.from) ? reached.from : undefined
        return Effect.as(note(Login.explain(subject, where, error, from, isLoggedIn)), ended(exitOf(error)))
      }
    })
  )
})

/** All that is sent are questions: what is lost with the connection has done nothing. */
const exitOf = (error: AmiError): number => {
  const code = codeOf(error)
  return code === codes.unknown ? codes.unreachable : code
}

/** Where each setting came from. */
const settings = ({ settings }: Subject): Finding => {
  const shown = Object.entries(settings).map(([name, { from }]) =>
    `${name} ${from === "default" ? "by default" : `from ${from}`}`
  )
  return {
    id: "config",
    status: "ok",
    title: `Settings: ${shown.join(", ")}`,
    // Pairs: a field that is called `secret` would be taken for one.
    data: { settings: Object.entries(settings).map(([setting, { from }]) => ({ setting, from })) }
  }
}
