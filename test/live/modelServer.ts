/**
 * A scripted server for models: it answers lists with what the test says, and raises events as the test does.
 *
 * Time stands still: what is derived from it is exact.
 */
import { Effect, Layer, type Scope, Stream } from "effect"
import { AmiClient, type AmiError, type AmiMessage } from "effect-ami"
import * as AmiLive from "effect-ami/live/AmiLive"
import { TestClock } from "effect/testing"
import { lettingIn } from "../client/inboxWords.ts"
import { atOnce, connected, makePeer, type Peer, turn, withId } from "../client/scriptedTransport.ts"

type Headers = Readonly<Record<string, string | number | undefined>>

/** An event or an item as Asterisk writes it. */
export const event = (name: string, headers: Headers = {}): string =>
  [
    `Event: ${name}`,
    ...Object.entries(headers).flatMap(([key, value]) => value === undefined ? [] : [`${key}: ${value}`])
  ]
    .join("\n")

/** Makes events that have most headers in common. */
export const events = (common: Headers) => (name: string, headers: Headers = {}): string =>
  event(name, { ...common, ...headers })

/** Stands for a line feed without a carriage return in an item. */
export const lineFeed = "\v"

/** What an action is answered: the items of a list, or all lines of the response; nothing if Asterisk does not know it. */
export type Answer = ReadonlyArray<string> | string | ((headers: (name: string) => string | undefined) => Answer)

const complete: Readonly<Record<string, string>> = {
  PJSIPShowEndpoints: "EndpointListComplete",
  PJSIPShowContacts: "ContactListComplete",
  PJSIPShowRegistrationsOutbound: "OutboundRegistrationDetailComplete",
  VoicemailUsersList: "VoicemailUserEntryComplete"
}

const unknown = (name: string) =>
  `Response: Error\nMessage: Invalid/unknown command: ${name}. Use Action: ListCommands to show available commands.`

export interface Server {
  readonly peer: Peer
  readonly ami: AmiClient.AmiClient["Service"]
  /** What each action is answered from now on. */
  readonly lists: Record<string, Answer>
  /** Lists that are not answered until `release`. */
  readonly held: Set<string>
  readonly release: Effect.Effect<void>
  readonly say: (...texts: ReadonlyArray<string>) => Effect.Effect<void>
  readonly gap: Effect.Effect<void>
  /** Loses the connection, during which the lists become others, and connects again. */
  readonly reconnect: (lists: Record<string, Answer>) => Effect.Effect<void>
}

/** A client that is connected to such a server. */
export const serve = Effect.fnUntraced(function*(lists: Record<string, Answer>) {
  const held = new Set<string>()
  const waiting: Array<() => void> = []
  const answerTo = (action: Peer["written"][number], answer: Answer | undefined): ReadonlyArray<string> => {
    if (answer === undefined) return [unknown(action.name)]
    if (typeof answer === "function") {
      return answerTo(action, answer((name) => action.headers.find(([key]) => key === name)?.[1]))
    }
    if (typeof answer === "string") return [answer]
    return [
      "Response: Success\nEventList: start\nMessage: Items will follow",
      ...answer,
      `Event: ${complete[action.name] ?? `${action.name}Complete`}\nEventList: Complete\nListItems: ${answer.length}`
    ]
  }
  const own = ["Challenge", "Login", "Logoff", "Ping"]
  const peer = makePeer((action, peer) => {
    if (own.includes(action.name)) return peer.opened() > 1 ? lettingIn(action, peer) : undefined
    const answer = () => {
      const texts = answerTo(action, lists[action.name]).map((text) => withId(action.actionId, text))
      peer.deliverWire(texts.map((text) => `${text}\n\n`.replaceAll("\n", "\r\n").replaceAll(lineFeed, "\n")).join(""))
    }
    if (held.has(action.name)) waiting.push(answer)
    else answer()
  })
  const { ami } = yield* connected({ reconnect: atOnce }, peer)
  const server: Server = {
    peer,
    ami,
    lists,
    held,
    release: Effect.suspend(() => {
      held.clear()
      for (const answer of waiting.splice(0)) answer()
      return turn
    }),
    say: (...texts) =>
      Effect.suspend(() => {
        peer.deliver(...texts)
        return turn
      }),
    gap: Effect.suspend(() => {
      peer.notify({ _tag: "Missed", why: "PollFailed" })
      return turn
    }),
    reconnect: (next) =>
      Effect.suspend(() => {
        for (const name of Object.keys(lists)) delete lists[name]
        Object.assign(lists, next)
        peer.end()
        return Effect.andThen(TestClock.adjust("250 millis"), turn)
      })
  }
  return server
})

/** Builds the Layer of a model on a client. */
export const build = <A, S>(
  layer: Layer.Layer<S, AmiError.AmiError, AmiClient.AmiClient>,
  server: Server,
  model: Effect.Effect<A, never, S>
): Effect.Effect<A, AmiError.AmiError, Scope.Scope> =>
  Effect.flatMap(
    Layer.build(Layer.provide(layer, Layer.succeed(AmiClient.AmiClient, server.ami))),
    (context) => Effect.provide(model, context)
  )

/** The changes of a model in short form, as they come. */
export const follow = Effect.fnUntraced(function*<V>(model: AmiLive.Model<V>, wordsOf: (value: V) => string) {
  const told: Array<string> = []
  const why = (reason: AmiLive.Reason) =>
    reason._tag === "Event" ? reason.message.name : reason._tag === "Time" ? "Time" : reason.cause
  const words = (change: AmiLive.Change<V>): string => {
    switch (change._tag) {
      case "Present":
        return ["present", ...[...change.values].map(([key, value]) => `${key} ${wordsOf(value)}`)].join(", ")
      case "Upserted":
        return `${change.key} ${wordsOf(change.value)} by ${why(change.reason)}${change.more === true ? " and" : ""}`
      case "Gone": {
        const how = change.finalStateUnknown ? "unknown" : why(change.reason)
        return `gone ${change.key} ${wordsOf(change.last)} by ${how}${change.more === true ? " and" : ""}`
      }
      case "Stale":
        return `stale ${change.cause}`
      case "Synced":
        return `synced ${change.cause} ${change.corrections}`
    }
  }
  yield* Effect.forkScoped(
    Stream.runForEach(model.changes, (change) => Effect.sync(() => told.push(words(change)))),
    { startImmediately: true }
  )
  yield* turn
  /** What has come since the last time. */
  return (): ReadonlyArray<string> => told.splice(0)
})

export type { AmiMessage }
