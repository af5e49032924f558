/**
 * A transport without a network: it answers from a script.
 *
 * A script maps actions to replies: text as Asterisk writes it, a function of the action, a list, silence, or a lost
 * connection. Login and Logoff are answered by default. The test reads what was `sent`, raises events with `push`, and
 * checks with `assertDone` that no reply in the script was left unused.
 *
 * It does not simulate a PBX: for that see `effect-ami/simulator`. It replays what one said once, with the option
 * `recording`.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as AmiEvent from "../catalog/AmiEvent.ts"
import { invalidOption, lost } from "../internal/failing.ts"
import * as Rules from "../internal/options.ts"
import * as Playing from "../internal/playing.ts"
import { Witness } from "../internal/witness.ts"
import * as AmiMessage from "../protocol/AmiMessage.ts"
import type { Recording } from "../protocol/AmiRecordingFile.ts"
import { AmiTransport, type Connection, type Inbound, inbound as makeInbound } from "./AmiTransport.ts"
import { withActionId } from "./internal/actionIds.ts"
import { textOf } from "./internal/eventText.ts"
import { answerTo, Replay } from "./internal/replaying.ts"
import * as Scripts from "./internal/script.ts"

// --- Script -----------------------------------------------------------------

/**
 * An action that the client sent.
 *
 * @category models
 * @since 0.1.0
 */
export interface Sent {
  /** The value of `Action`. */
  readonly name: string
  readonly actionId: string
  /** Every header in the order of the wire, `Action` and `ActionID` included. */
  readonly headers: ReadonlyArray<AmiMessage.Header>
  /** The value of the first header with this name, ignoring case. */
  readonly get: (name: string) => string | undefined
}

/**
 * The reply to an action.
 *
 * **Details**
 *
 * Text is one or several messages separated by empty lines, as Asterisk writes them, with LF or CR LF. A response
 * without an `ActionID` gets that of the action, and so do events without `Privilege`, which are the items of lists. A
 * function that throws, or that returns no reply, fails its action with `NotExecuted` and the error text; `assertDone`
 * dies with what it threw.
 *
 * @category models
 * @since 0.1.0
 */
export type Reply =
  | string
  | ReadonlyArray<string>
  | { readonly _tag: "Silence" }
  | { readonly _tag: "Drop" }
  | ((action: Sent) => Reply)

/**
 * Replies by the name of the action.
 *
 * **Details**
 *
 * Several replies answer one action after another, and the last of them all that follow. Other actions are answered
 * `Invalid/unknown command`, as by Asterisk.
 *
 * @category models
 * @since 0.1.0
 */
export type Script = Readonly<Record<string, Reply | { readonly inTurn: ReadonlyArray<Reply> }>>

/**
 * The reply of an Asterisk that does not answer.
 *
 * @category constants
 * @since 0.1.0
 */
export const silence: Reply = { _tag: "Silence" }

/**
 * The reply of an Asterisk that is gone: the connection ends instead of an answer.
 *
 * @category constants
 * @since 0.1.0
 */
export const drop: Reply = { _tag: "Drop" }

/**
 * Makes the reply of a list action from its items.
 *
 * **Example** (Answering a list)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { Actions, AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const script = {
 *   QueueSummary: AmiTransportMock.list("QueueSummaryComplete", [
 *     "Event: QueueSummary\nQueue: sales\nLoggedIn: 2\nAvailable: 1\nCallers: 0\nHoldTime: 0\nTalkTime: 0\nLongestHoldTime: 0"
 *   ])
 * }
 * const AmiMock = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer(script))
 * )
 * const program = Effect.gen(function*() {
 *   const ami = yield* AmiClient.AmiClient
 *   return (yield* ami.collect(Actions.QueueSummary())).map((queue) => queue.Queue)
 * })
 *
 * await Effect.runPromise(Effect.provide(program, AmiMock)) // => ["sales"]
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const list = (complete: string, items: ReadonlyArray<string>): Reply => [
  "Response: Success\nEventList: start\nMessage: Items will follow",
  ...items,
  `Event: ${complete}\nEventList: Complete\nListItems: ${items.length}`
]

/**
 * Makes a reply that reports a failure with Asterisk's text.
 *
 * **Example** (Refusing a transfer)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { AmiClient, Ami, AmiTransportMock } from "effect-ami"
 *
 * const AmiMock = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({ Hangup: AmiTransportMock.error("No such channel") }))
 * )
 * const program = Effect.flip(Ami.hangup({ channel: "PJSIP/100-1" }))
 *
 * ;(await Effect.runPromise(Effect.provide(program, AmiMock))).message // => "Hangup failed: No such channel"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const error = (message: string): Reply => `Response: Error\nMessage: ${message}`

/**
 * Writes an event as Asterisk does, from the values that a test specifies.
 *
 * **Details**
 *
 * Required headers that are not given get the value that Asterisk writes for nothing: texts are empty, numbers and
 * times are 0, and enumerations have their first word. Use the text with `push`, with `list` and in replies. Throws an
 * `AmiError` with the reason `InvalidOption` if a value cannot be written.
 *
 * **Example** (Raising an event with two headers)
 *
 * ```ts import.meta.vitest
 * import { AmiTransportMock, Events } from "effect-ami"
 *
 * const text = AmiTransportMock.event(Events.DialEnd, { DialStatus: "BUSY", DestUniqueid: "1.2" })
 *
 * text.split("\n").slice(0, 2) // => ["Event: DialEnd", "Privilege: call,all"]
 * text.includes("DestUniqueid: 1.2") // => true
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const event = <const Event extends AmiEvent.Any>(
  event: Event,
  fields: Partial<Omit<Event["Type"], "Event">> = {}
): string => {
  const text = AmiEvent.isAmiEvent(event)
    ? textOf(event, fields)
    : Result.fail({ option: "event", rule: "must be an event, such as Events.Hangup" })
  // A pure function can only refuse by throwing the `AmiError`.
  return Result.getOrThrow(Result.mapError(text, (wrong) => invalidOption("AmiTransportMock.event", wrong)))
}

// --- Options ----------------------------------------------------------------

/**
 * What a mock plays beside its script.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options {
  /**
   * A recording, whose messages come at their recorded intervals as soon as somebody subscribes, and whose connections
   * are lost when they were. Actions that the script does not name are answered as by a recording: lists are empty, and
   * all others are refused. Defaults to none.
   */
  readonly recording?: Pick<Recording, "entries"> | undefined
  /**
   * How many times as fast the recording is played. Defaults to 1. With `Infinity` it comes at once, but never faster
   * than subscribers handle it.
   */
  readonly speed?: number | undefined
  /** Whether the recording waits for `play`. Defaults to `false`. */
  readonly paused?: boolean | undefined
}

const rules: Rules.Rules<Options> = {
  recording: Playing.recording,
  speed: Playing.speed,
  paused: Rules.boolean
}

// --- Service ----------------------------------------------------------------

/**
 * What a test can observe and do.
 *
 * @category services
 * @since 0.1.0
 */
export class AmiTransportMock extends Context.Service<AmiTransportMock, {
  /** Every action that was sent, in order. */
  readonly sent: Effect.Effect<ReadonlyArray<Sent>>
  /** Sends messages to the client, as text like Asterisk writes it; a large number of them arrives in several reads. */
  readonly push: (text: string) => Effect.Effect<void>
  /** Ends the connection, as if Asterisk had gone away. */
  readonly drop: Effect.Effect<void>
  /** Begins the option `recording` if it has not begun, and waits until all of it was delivered. */
  readonly play: Effect.Effect<void>
  /** The number of open connections. */
  readonly connections: Effect.Effect<number>
  /**
   * Dies if replies in the script were never used (and names them), if the script threw or returned no reply, or if an
   * event was subscribed to that no subscriber could decode.
   */
  readonly assertDone: Effect.Effect<void>
}>()("effect-ami/transport/AmiTransportMock") {}

/**
 * Layer of a transport that answers from a script, and of the service to observe it.
 *
 * **Example** (Looking at what was sent)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const AmiTest = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provideMerge(AmiTransportMock.layer({ Hangup: "Response: Success\nMessage: Channel Hungup" }))
 * )
 * const program = Effect.gen(function*() {
 *   yield* Ami.hangup({ channel: "PJSIP/100-1" })
 *   const mock = yield* AmiTransportMock.AmiTransportMock
 *   yield* mock.assertDone
 *   return (yield* mock.sent).map((action) => action.name)
 * })
 *
 * await Effect.runPromise(Effect.provide(program, AmiTest)) // => ["Challenge", "Login", "Hangup"]
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (script: Script, options: Options = {}): Layer.Layer<AmiTransport | AmiTransportMock> =>
  Layer.effectContext(Effect.suspend(() => {
    const broken = Scripts.script(script)
    const wrong = broken === undefined ? Rules.firstInvalid(options, rules) : Rules.invalid("script", broken)
    if (wrong !== undefined) {
      const connect = Effect.fail(invalidOption("AmiTransportMock.layer", wrong))
      return Effect.succeed(Context.add(make({}, undefined), AmiTransport, { connect }))
    }
    const { paused = false, recording, speed = 1 } = options
    if (recording === undefined) return Effect.succeed(make(script, undefined))
    const replay = new Replay({ recording, speed, paused })
    return Effect.as(replay.run, make(script, replay))
  }))

const make = (script: Script, replay: Replay | undefined): Context.Context<AmiTransport | AmiTransportMock> => {
  const sent: Array<Sent> = []
  const open = new Set<Inbound>()
  const turns = new Map<string, number>()
  /** Errors of the script itself. */
  const faults: Array<Error> = []
  const witness = new Witness()
  const lowerCase = new Map(Object.entries(script).map(([name, reply]) => [name.toLowerCase(), reply]))

  const followed = (messages: ReadonlyArray<AmiMessage.AmiMessage>) => {
    for (const message of messages) if (message.kind === "Event") witness.follow(message)
    return messages
  }

  const replyTo = (action: Sent): Reply => {
    const name = action.name.toLowerCase()
    const scripted = lowerCase.get(name)
    const turn = turns.get(name) ?? 0
    turns.set(name, turn + 1)
    if (scripted === undefined) {
      return standard.get(name) ?? (replay === undefined ? unknownAction(action.name) : answerTo(action.name))
    }
    if (typeof scripted === "object" && "inTurn" in scripted) {
      return scripted.inTurn[turn] ?? scripted.inTurn.at(-1) ?? silence
    }
    return scripted
  }

  const answer = (inbound: Inbound, action: Sent): void => {
    const { actionId, name } = action
    const outcome = Scripts.outcomeOf(replyTo(action), action)
    switch (outcome._tag) {
      case "Messages":
        return inbound.deliver(followed(outcome.messages.map((message) => withActionId(message, actionId))))
      case "Drop":
        return inbound.end(lost("Ended"))
      case "Silence":
        return
      case "Faulty": {
        const message = `the script of AmiTransportMock ${outcome.words}`
        faults.push(new Error(`${name}: ${message}`, { cause: outcome.cause }))
        inbound.notify({ _tag: "NotExecuted", actionId, message })
      }
    }
  }

  const opened: Effect.Effect<Connection, never, Scope.Scope> = Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => {
        const inbound = makeInbound()
        open.add(inbound)
        return inbound
      }),
      (inbound) =>
        Effect.sync(() => {
          open.delete(inbound)
          replay?.leave(inbound)
          inbound.end(lost("ClientClosed"))
        })
    ),
    (inbound): Connection => ({
      banner: "Asterisk Call Manager/11.0.0",
      noticesSilence: true,
      receive: (onMessages, onNotice, subscribers) =>
        Effect.suspend(() => {
          replay?.join(inbound, subscribers)
          return inbound.receive(onMessages, onNotice, subscribers)
        }),
      write: ({ actionId, headers, name }) => {
        if (inbound.ended() !== undefined) return false
        const message = AmiMessage.make(headers)
        const action: Sent = { name, actionId, headers, get: (header) => message.get(header) }
        sent.push(action)
        // Answers after the write, as over a network.
        queueMicrotask(() => answer(inbound, action))
        return true
      }
    })
  )

  const connect = replay === undefined ? opened : Effect.andThen(replay.mayConnect, opened)

  const unused = () =>
    [...lowerCase].flatMap(([name, reply]) => {
      const replies = typeof reply === "object" && "inTurn" in reply ? reply.inTurn.length : 1
      const used = turns.get(name) ?? 0
      return used < replies ? [`${name} (${replies - used} of ${replies})`] : []
    })

  const onOpen = (run: (inbound: Inbound) => void) => Effect.sync(() => open.forEach(run))
  return Context.make(AmiTransport, { connect }).pipe(
    Context.add(AmiTransportMock, {
      sent: Effect.sync(() => [...sent]),
      push: (text) =>
        Effect.suspend(() =>
          Effect.forEach([...open], (inbound) => deliver(inbound, followed(Scripts.messagesOf(text))), {
            discard: true
          })
        ),
      play: replay?.play ?? Effect.void,
      drop: onOpen((inbound) => inbound.end(lost("Ended"))),
      connections: Effect.sync(() => open.size),
      // Subscribers decode asynchronously, so the last message may still be pending.
      assertDone: Effect.andThen(
        Effect.yieldNow,
        Effect.suspend(() => {
          const left = unused()
          const [fault] = faults
          if (fault !== undefined) return Effect.die(fault)
          if (left.length > 0) return Effect.die(new Error(`Replies that were never used: ${left.join(", ")}`))
          return witness.undecoded.length === 0
            ? Effect.void
            : Effect.die(new Error(`Events that nobody could decode: ${witness.undecoded.join(", ")}`))
        })
      )
    })
  )
}

// --- Answers ----------------------------------------------------------------

/** A map, because an action may be named like a member of `Object.prototype`. */
const standard: ReadonlyMap<string, Reply> = /*#__PURE__*/ new Map<string, Reply>([
  ["challenge", "Response: Success\nChallenge: 161805996"],
  ["login", [
    "Response: Success\nMessage: Authentication accepted",
    "Event: FullyBooted\nPrivilege: system,all\nUptime: 54\nLastReload: 54\nStatus: Fully Booted"
  ]],
  ["logoff", "Response: Goodbye\nMessage: Thanks for all the fish."]
])

const unknownAction = (name: string): Reply =>
  error(`Invalid/unknown command: ${name}. Use Action: ListCommands to show available commands.`)

/** The number of messages in one read, after which subscribers get their turn, as over a socket. */
const readSize = 256

const deliver = (inbound: Inbound, messages: ReadonlyArray<AmiMessage.AmiMessage>): Effect.Effect<void> =>
  messages.length <= readSize
    ? Effect.sync(() => inbound.deliver(messages))
    : Effect.forEach(
      Arr.chunksOf(messages, readSize),
      (some) => Effect.andThen(Effect.sync(() => inbound.deliver(some)), Effect.yieldNow),
      { discard: true }
    )
