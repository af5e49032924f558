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
import * as permissions from "./permissions.ts"
import * as privileges from "./privileges.ts"
import { actionOf, headersOf, type Input, type Request, valueOf } from "./requests.ts"
import * as security from "./security.ts"
import type { Session } from "./sessions.ts"
import * as wire from "./wire.ts"

const shutdownCommand = /^core (stop|restart) (now|gracefully|when convenient)$/

/** What the console does for a command that ends the server; it never returns. */
const shutDown = (hub: Hub, session: Session, command: string): Effect.Effect<never> | undefined => {
  const [, what, when] = shutdownCommand.exec(command.toLowerCase().trim().replaceAll(/\s+/g, " ")) ?? []
  if (what === undefined) return undefined
  if (when === "now") hub.shutDown(what === "restart", session)
  else hub.stop(what === "restart", session)
  return Effect.never
}

const command: SessionActions[string] = {
  answer: (hub, session, request) => {
    const ending = shutDown(hub, session, valueOf(request, "Command"))
    if (ending !== undefined) return ending
    const connected = hub.sessions().flatMap(({ read, since, user, write }) =>
      user === undefined ? [] : [{ user, since, read, write }]
    )
    const { accounts, version } = hub.settings
    const context = { connected, accounts: [...accounts.values()], version }
    return { messages: hub.run((draft) => CommandAction.answer({ ...context, draft }, request)) }
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

const denied = (hub: Hub, session: Session, request: Request, name: string): Lines => {
  security.notAllowed(hub, session, name)
  return refusal(request, "Permission denied")
}

const unknown = (hub: Hub, session: Session, request: Request, name: string): Lines => {
  security.badFormat(hub, session, name)
  const advice = "Use Action: ListCommands to show available commands."
  return refusal(request, `Invalid/unknown command: ${name}. ${advice}`)
}

const askPbx = (hub: Hub, session: Session, request: Request, name: string): Effect.Effect<SessionAnswer> => {
  const step = hub.answer(request.lines)
  if (step === undefined) return one(unknown(hub, session, request, name))
  const { awaits: ticket, reply: messages } = step
  if (ticket === undefined) return Effect.succeed({ messages })
  const settled = step.settled.find((settlement) => settlement.ticket === ticket)
  const outcome = settled === undefined ? hub.outcome(ticket) : Effect.succeed(settled.answered)
  return Effect.map(outcome, (answered) => ({ messages: [OriginateActions.originated(request, answered)] }))
}

/** Answers what was read. An `Originate` without `Async` is answered when its call is. */
const answered = (hub: Hub, session: Session, input: Input): Effect.Effect<SessionAnswer> => {
  const { refusal: malformed, request } = input
  if (malformed !== undefined) return one(refusal(request, malformed))
  const name = actionOf(request)
  if (name === "") {
    security.badFormat(hub, session, "NONE")
    return one(refusal(request, "Missing action in request"))
  }
  const action = name.toLowerCase()
  const received = receivedFrom(session, name, request)
  hub.record(received)
  const scripted = hub.scripts.get(action)?.(received)
  if (scripted !== undefined) {
    return Effect.succeed({ messages: scripted.map((headers) => headers.map(wire.lineOf)) })
  }
  const place = { session: session.id, action: name }
  if (hub.isShuttingDown || hub.faults.hit("ShuttingDown", place) !== undefined) {
    return one(refusal(request, "Asterisk is shutting down"))
  }
  if (session.user === undefined) {
    if (!beforeLogin.has(action)) return one(denied(hub, session, request, name))
    const fault = action === "login" ? hub.faults.hit("LoginRefused", place) : undefined
    if (fault !== undefined) {
      return Effect.succeed({ messages: [refusal(request, wire.fromText(fault.message))], end: "refused" })
    }
    if (action !== "logoff" && LoginActions.alreadyInUse(hub, session, request)) {
      return Effect.succeed({ messages: [refusal(request, "Login Already In Use")], end: "refused" })
    }
  }
  const listed = actionsOf(hub.settings.version).get(action)
  if (listed === undefined || !hub.hasLoaded(listed.module)) return one(unknown(hub, session, request, name))
  if (!mayWrite(session, listed.needs)) return one(denied(hub, session, request, name))
  const forbidden = permissions.refused(hub.settings.version, session.write, action, request)
  if (forbidden !== undefined) return one(forbidden)
  const sessionAction = bySession.get(action)
  if (sessionAction === undefined) return askPbx(hub, session, request, name)
  const answered = sessionAction.answer(hub, session, request)
  return Effect.isEffect(answered) ? answered : Effect.succeed(answered)
}

/** What faults make of an answer. */
const withFaults = (
  hub: Hub,
  session: Session,
  { request }: Input,
  answer: SessionAnswer
): Effect.Effect<SessionAnswer> => {
  const { faults } = hub
  const place = { session: session.id, action: actionOf(request) }
  const unknownEvent = faults.unknownEvent(request, session.id)
  if (unknownEvent !== undefined) hub.announce(unknownEvent)
  const messages = faults.ofAnswer(answer.messages, request, session.id)
  const delivery = faults.hit("Drop", place) !== undefined
    ? "lost"
    : faults.hit("Reset", place) !== undefined
    ? "reset"
    : faults.hit("Reorder", place) !== undefined
    ? "later"
    : undefined
  const slowness = faults.slowness(place)
  const altered: SessionAnswer = { ...answer, messages, delivery }
  return slowness > 0 ? Effect.as(Effect.sleep(slowness), altered) : Effect.succeed(altered)
}

/** Answers what was read, with the faults that are active. */
export const answer = (hub: Hub, session: Session, input: Input): Effect.Effect<SessionAnswer> => {
  const answering = answered(hub, session, input)
  return hub.faults.isEmpty
    ? answering
    : Effect.flatMap(answering, (answer) => withFaults(hub, session, input, answer))
}
