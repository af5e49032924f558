/**
 * From a request to its answer, following manager.c, process_message.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as AmiAction from "../../catalog/AmiAction.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import type { Described } from "./actions/action.ts"
import * as CommandAction from "./actions/command.ts"
import * as EventActions from "./actions/events.ts"
import * as LoginActions from "./actions/login.ts"
import * as OriginateActions from "./actions/originate.ts"
import * as Pbx from "./actions/pbx.ts"
import type { SessionActions, SessionAnswer } from "./actions/session.ts"
import * as VersionActions from "./actions/version.ts"
import * as WaitEventAction from "./actions/waiting.ts"
import { HttpSession } from "./http/httpSession.ts"
import type { Hub, Received } from "./hub.ts"
import { type Lines, refusal, success } from "./messages.ts"
import * as privileges from "./privileges.ts"
import { actionOf, headersOf, type Input, type Request, valueOf } from "./requests.ts"
import type { Session } from "./sessions.ts"
import * as wire from "./wire.ts"

const command: SessionActions[string] = {
  synopsis: "Execute Asterisk CLI Command.",
  answer: (hub, _, request) => {
    const connected = hub.sessions().flatMap(({ read, since, user, write }) =>
      user === undefined ? [] : [{ user, since, read, write }]
    )
    return { messages: hub.inspect((draft) => CommandAction.answer({ draft, connected }, request)) }
  }
}

/** Lists what the account may do, with a header for each action. */
const listCommands: SessionActions[string] = {
  synopsis: "List available manager commands.",
  answer: (_, session, request) => {
    const lines = Object.entries(described).flatMap(([name, action]) => {
      const needs = needsOf(name)
      const line = `${name}: ${action.synopsis}  (Priv: ${privileges.print(needs)})`
      return isOffered(session, name) && mayWrite(session, needs) ? [line] : []
    })
    return { messages: [success(request, ...lines)] }
  }
}

const sessionActions: SessionActions = {
  ...EventActions.actions,
  ...LoginActions.actions,
  ...VersionActions.actions,
  ...WaitEventAction.actions,
  Command: command,
  ListCommands: listCommands
}

const byName = (left: readonly [string, unknown], right: readonly [string, unknown]) =>
  left[0].toLowerCase() < right[0].toLowerCase() ? -1 : 1

const described: Readonly<Record<string, Described>> = Object.fromEntries(
  Object.entries<Described>({ ...Pbx.actions, ...sessionActions }).sort(byName)
)

/** The classes of which an account needs one for an action, as bits. */
const needsOf = (action: string): number => privileges.parse(AmiAction.raw(action).needs)

/** Sessions over a socket receive events as they happen and do not need `WaitEvent`. */
const isOffered = (session: Session, action: string): boolean =>
  action.toLowerCase() !== "waitevent" || session instanceof HttpSession

const mayWrite = (session: Session, needs: number): boolean => needs === 0 || (session.write & needs) !== 0

const lowerCased = <A>(actions: Readonly<Record<string, A>>): ReadonlyMap<string, A> =>
  new Map(Object.entries(actions).map(([name, action]) => [name.toLowerCase(), action]))

const descriptions = lowerCased(described)
const bySession = lowerCased(sessionActions)

const beforeLogin = new Set(["login", "logoff", "challenge"])

const one = (message: Lines): Effect.Effect<SessionAnswer> => Effect.succeed({ messages: [message] })

const receivedFrom = (session: Session, action: string, request: Request): Received => {
  const actionId = valueOf(request, "ActionID")
  const headers = headersOf(request).map(([name, value]) => [wire.toText(name), wire.toText(value)] as const)
  return {
    session: session.id,
    action: wire.toText(action),
    actionId: actionId === "" ? undefined : wire.toText(actionId),
    message: AmiMessage.make(headers)
  }
}

const askPbx = (hub: Hub, request: Request): Effect.Effect<SessionAnswer> => {
  const step = hub.answer(request.lines)
  const messages = step?.reply ?? []
  const ticket = step?.awaits
  if (ticket === undefined) return Effect.succeed({ messages })
  const settled = step?.settled.find((settlement) => settlement.ticket === ticket)
  const outcome = settled === undefined ? hub.outcome(ticket) : Effect.succeed(settled.answered)
  return Effect.map(outcome, (answered) => ({ messages: [OriginateActions.originated(request, answered)] }))
}

/** Answers what was read. An `Originate` without `Async` is answered when its call is. */
export const answer = (hub: Hub, session: Session, input: Input): Effect.Effect<SessionAnswer> => {
  const { refusal: malformed, request } = input
  if (malformed !== undefined) return one(refusal(request, malformed))
  const name = actionOf(request)
  if (name === "") return one(refusal(request, "Missing action in request"))
  const action = name.toLowerCase()
  const received = receivedFrom(session, name, request)
  hub.record(received)
  const scripted = hub.scripts.get(action)?.(received)
  if (scripted !== undefined) {
    const line = ([header, value]: AmiMessage.Header) => wire.fromText(`${header}: ${value}`)
    return Effect.succeed({ messages: scripted.map((headers) => headers.map(line)) })
  }
  if (session.user === undefined && !beforeLogin.has(action)) return one(refusal(request, "Permission denied"))
  const description = descriptions.get(action)
  if (description === undefined || !isOffered(session, action)) {
    const advice = "Use Action: ListCommands to show available commands."
    return one(refusal(request, `Invalid/unknown command: ${name}. ${advice}`))
  }
  if (!mayWrite(session, needsOf(action))) return one(refusal(request, "Permission denied"))
  const sessionAction = bySession.get(action)
  if (sessionAction === undefined) return askPbx(hub, request)
  const answered = sessionAction.answer(hub, session, request)
  return Effect.isEffect(answered) ? answered : Effect.succeed(answered)
}
