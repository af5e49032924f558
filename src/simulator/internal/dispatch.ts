/**
 * From a request to its answer, following manager.c, process_message.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import { actionsOf } from "./actionList.ts"
import * as CommandAction from "./actions/command.ts"
import * as EventActions from "./actions/events.ts"
import * as LoginActions from "./actions/login.ts"
import * as OriginateActions from "./actions/originate.ts"
import type { SessionActions, SessionAnswer } from "./actions/session.ts"
import * as VersionActions from "./actions/version.ts"
import * as WaitEventAction from "./actions/waiting.ts"
import type { Hub, Received } from "./hub.ts"
import { type Lines, refusal, success } from "./messages.ts"
import * as privileges from "./privileges.ts"
import { actionOf, headersOf, type Input, type Request, valueOf } from "./requests.ts"
import type { Session } from "./sessions.ts"
import * as wire from "./wire.ts"

const command: SessionActions[string] = {
  answer: (hub, _, request) => {
    const connected = hub.sessions().flatMap(({ read, since, user, write }) =>
      user === undefined ? [] : [{ user, since, read, write }]
    )
    return {
      messages: hub.inspect((draft) =>
        CommandAction.answer({ draft, connected, version: hub.settings.version }, request)
      )
    }
  }
}

/** Lists what the account may do, with a header for each action. */
const listCommands: SessionActions[string] = {
  answer: (hub, session, request) => {
    const lines = [...actionsOf(hub.settings.version).values()].flatMap(({ module, name, needs, synopsis }) =>
      hub.hasLoaded(module) && mayWrite(session, needs)
        ? [`${name}: ${synopsis}  (Priv: ${privileges.print(needs)})`]
        : []
    )
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

const mayWrite = (session: Session, needs: number): boolean => needs === 0 || (session.write & needs) !== 0

const lowerCased = <A>(actions: Readonly<Record<string, A>>): ReadonlyMap<string, A> =>
  new Map(Object.entries(actions).map(([name, action]) => [name.toLowerCase(), action]))

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

const unknown = (request: Request, name: string): Lines => {
  const advice = "Use Action: ListCommands to show available commands."
  return refusal(request, `Invalid/unknown command: ${name}. ${advice}`)
}

const askPbx = (hub: Hub, request: Request, name: string): Effect.Effect<SessionAnswer> => {
  const step = hub.answer(request.lines)
  if (step === undefined) return one(unknown(request, name))
  const { awaits: ticket, reply: messages } = step
  if (ticket === undefined) return Effect.succeed({ messages })
  const settled = step.settled.find((settlement) => settlement.ticket === ticket)
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
  const listed = actionsOf(hub.settings.version).get(action)
  if (listed === undefined || !hub.hasLoaded(listed.module)) return one(unknown(request, name))
  if (!mayWrite(session, listed.needs)) return one(refusal(request, "Permission denied"))
  const sessionAction = bySession.get(action)
  if (sessionAction === undefined) return askPbx(hub, request, name)
  const answered = sessionAction.answer(hub, session, request)
  return Effect.isEffect(answered) ? answered : Effect.succeed(answered)
}
