/**
 * Actions that tokens ask for: checked, counted, sent once, and written down.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { type AmiError, isAmiError } from "../../AmiError.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import type { FleetError } from "../../fleet/FleetError.ts"
import * as Callbacks from "../../internal/callbacks.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import * as Ami from "../../tasks/Ami.ts"
import { Forbidden, NoSuchServer, NotSent, OutcomeUnknown, Refused, TooLarge, type TooMany } from "../AmiGatewayApi.ts"
import { Outcomes } from "./outcomes.ts"
import type { Count } from "./rates.ts"
import { valuesOf } from "./repeated.ts"
import type { Rights } from "./rights.ts"
import type { Source } from "./source.ts"

export interface Acted {
  /** When it was asked for, in milliseconds since 1970. */
  readonly at: number
  /** The name of the grant. */
  readonly token: string
  readonly server: string
  readonly action: string
  /** The names of its headers, never their values. */
  readonly headers: ReadonlyArray<string>
  /** `done`, or the `_tag` of the error. */
  readonly outcome: string
  /** Why it was refused, if the grant does not allow it. */
  readonly why?: string
  /** How long it took, in milliseconds. */
  readonly ms: number
}

export type Failure = Forbidden | NoSuchServer | TooLarge | Refused | TooMany | NotSent | OutcomeUnknown

export interface Request {
  readonly server: string
  readonly action: string
  readonly headers: ReadonlyArray<AmiMessage.Header>
  readonly key: string | undefined
}

// --- Errors -------------------------------------------------------------------

/** What an error means for the one who asked. */
const failureOf = (error: AmiError): Failure => {
  const { message, reason } = error
  switch (reason._tag) {
    case "OutcomeUnknown":
    case "ListIncomplete":
      return new OutcomeUnknown({ message })
    case "NotSent":
      return reason.why === "Invalid" ? new Refused({ message, reason: "Invalid" }) : new NotSent({ message })
    case "InvalidOption":
      return new Refused({ message, reason: "Invalid" })
    case "NotExecuted":
      return reason.isRetryable ? new NotSent({ message }) : new Refused({ message, reason: reason._tag })
    default:
      return new Refused({ message, reason: reason._tag })
  }
}

/** Without a client nothing was sent, whatever the reason. */
const unsent = (error: FleetError | AmiError): Failure =>
  new NotSent({ message: isAmiError(error) ? "There is no connection to this server" : error.message })

/** Whether something may have been sent. */
const isSent = (failure: Failure): boolean =>
  failure._tag === "OutcomeUnknown" || failure._tag === "Refused" && failure.reason !== "Invalid"

// --- All of it ------------------------------------------------------------------

/** A line of the log, without values. */
export const log = ({ action, headers, ms, outcome, server, token, why }: Acted): Effect.Effect<void> =>
  Effect.logInfo(
    `${token} asked the gateway for ${action} on ${server} (${headers.join(", ") || "no headers"}): ${
      outcome + (why === undefined ? "" : `, ${why}`)
    } (${ms} ms)`
  )

export type Act = (rights: Rights, request: Request) => Effect.Effect<Ami.Answer, Failure>

export const make = Effect.fnUntraced(function*(options: {
  readonly source: Source
  readonly count: Count
  readonly onAction: ((acted: Acted) => Effect.Effect<void>) | undefined
}): Effect.fn.Return<Act, never, Scope.Scope> {
  const { count, onAction = log, source } = options
  const scope = yield* Effect.scope
  const outcomes = new Outcomes<Ami.Answer, Failure>(isSent)

  const send = ({ action, headers, server }: Request): Effect.Effect<Ami.Answer, Failure> =>
    Effect.gen(function*() {
      const ami = yield* Effect.mapError(source.client(server), unsent)
      if (ami === undefined) return yield* Effect.fail(new NoSuchServer({ message: `There is no server ${server}` }))
      return yield* Ami.request({ ...valuesOf(headers), Action: action }).pipe(
        Effect.provideService(AmiClient, ami),
        Effect.mapError(failureOf)
      )
    })

  const checked = (rights: Rights, request: Request, now: number): Effect.Effect<Ami.Answer, Failure> =>
    Effect.gen(function*() {
      yield* count(rights, "actions")
      const { action, headers, key, server } = request
      const why = rights.refusal(server, action, headers)
      if (why !== undefined) return yield* Effect.fail(new Forbidden({ message: why }))
      if (key === undefined) return yield* send(request)
      const same = JSON.stringify([server, action, headers])
      return yield* outcomes.once(
        { rights, key, request: same, now },
        send(request),
        Effect.fail(new Refused({ message: "This Idempotency-Key was used for another request", reason: "Invalid" }))
      )
    })

  return (rights, request) =>
    Effect.gen(function*() {
      const at = yield* Clock.currentTimeMillis
      const written = (exit: Exit.Exit<Ami.Answer, Failure>) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const failure = Exit.isFailure(exit)
            ? exit.cause.reasons.find((one) => one._tag === "Fail")?.error
            : undefined
          const acted: Acted = {
            at,
            token: rights.grant.name,
            server: AmiMessage.printable(request.server, 80),
            action: AmiMessage.printable(request.action, 80),
            headers: request.headers.map(([name]) => AmiMessage.printable(name, 80)),
            outcome: Exit.isSuccess(exit) ? "done" : failure?._tag ?? "Failed",
            ...(failure?._tag === "Forbidden" ? { why: failure.message } : {}),
            ms: now - at
          }
          return Callbacks.run("`onAction` of the gateway", () => onAction(acted), undefined)
        })
      // What was sent is sent: a client that goes away meanwhile does not stop it half way, and the outcome is written down.
      const fiber = yield* Effect.forkIn(Effect.onExit(checked(rights, request, at), written), scope)
      return yield* Fiber.join(fiber)
    })
})
