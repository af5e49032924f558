/**
 * The PBX that a dashboard shows: its live models, the connection, and what the account may do.
 *
 * An account or a server without one of the models is no reason to stop: the log says what is missing, and the page does
 * without.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import * as Identity from "../../internal/identity.ts"
import * as AmiCalls from "../../live/AmiCalls.ts"
import * as AmiChannels from "../../live/AmiChannels.ts"
import * as AmiEndpoints from "../../live/AmiEndpoints.ts"
import type * as AmiLive from "../../live/AmiLive.ts"
import * as AmiQueues from "../../live/AmiQueues.ts"
import * as AmiRegistrations from "../../live/AmiRegistrations.ts"
import * as AmiStates from "../../live/AmiStates.ts"
import * as Ami from "../../tasks/Ami.ts"
import type { Floor } from "./floor.ts"
import type { Link } from "./row.ts"

/** What Asterisk says of itself and of the account. */
export interface About {
  readonly version: string | undefined
  /** The names of the actions that the account may send; undefined if Asterisk did not say. */
  readonly commands: ReadonlySet<string> | undefined
}

export interface House {
  readonly name: string | undefined
  readonly floor: Effect.Effect<Floor>
  readonly link: Effect.Effect<Link>
  readonly about: () => About
  /** How many messages have come. */
  readonly received: () => number
  /** The endpoints with their contacts; none if the account may not know, or they are not certain. */
  readonly endpoints: Effect.Effect<ReadonlyMap<string, AmiEndpoints.Endpoint>>
  readonly queues: AmiQueues.AmiQueues["Service"] | undefined
  readonly calls: AmiCalls.AmiCalls["Service"] | undefined
}

// --- Models -----------------------------------------------------------------

/** Builds a model, or says in the log why there is none. Fails if the connection does. */
const find = <I, A>(
  tag: Context.Key<I, A>,
  layer: Layer.Layer<I, AmiError, AmiClient>,
  without: string
): Effect.Effect<A | undefined, AmiError, AmiClient | Scope.Scope> =>
  Layer.build(Layer.fresh(layer)).pipe(
    Effect.flatMap((context) => Effect.provideContext(Effect.service(tag), context)),
    Effect.catchIf(
      ({ reason }) =>
        reason._tag === "PermissionDenied" || reason._tag === "NotExecuted" || reason._tag === "ActionFailed"
        || (reason._tag === "NotSent" && reason.why === "Invalid"),
      (error) => Effect.as(Effect.logWarning(`The dashboard shows no ${without}: ${error.message}`), undefined)
    )
  )

/** When a model was certain last; undefined if it is now. */
const doubtOf = (live: AmiLive.Live<unknown>): number | undefined => live._tag === "Stale" ? live.since : undefined

// --- About the server -------------------------------------------------------

/** The pauses after which it is asked once more what the account may do. */
const starting = ["5 seconds", "15 seconds", "40 seconds"] as const

/** `22.10.1` of `22.10.1~dfsg+~cs6.15.60671435-2`. */
const shortVersion = (text: string | undefined): string | undefined => /^[^~+\s]+/.exec(text ?? "")?.[0]

const ask: Effect.Effect<About, never, AmiClient> = Effect.gen(function*() {
  const settings = yield* Effect.option(Ami.request({ Action: "CoreSettings" }))
  const list = yield* Effect.option(Ami.request({ Action: "ListCommands" }))
  return {
    version: settings._tag === "Some" ? shortVersion(settings.value.response.get("AsteriskVersion")) : undefined,
    commands: list._tag === "Some"
      ? new Set(list.value.response.headers.map(([name]) => name))
      : undefined
  }
})

// --- Contacts ---------------------------------------------------------------

/** The actions that list contacts: they need `write = system`, which most accounts should not have. */
const listing = ["PJSIPShowEndpoints", "PJSIPShowContacts"]

const none = Effect.succeed<ReadonlyMap<string, AmiEndpoints.Endpoint>>(new Map())

/** The endpoints as soon as they are listed, if the account may list them. Nothing waits for them, and nothing fails. */
const contactsOf = ({ commands }: About): Effect.Effect<
  () => typeof none,
  never,
  AmiClient | Scope.Scope
> =>
  Effect.gen(function*() {
    let endpoints = none
    if (!listing.every((name) => commands?.has(name))) return () => none
    yield* find(AmiEndpoints.AmiEndpoints, AmiEndpoints.layer, "round trips of contacts").pipe(
      Effect.map((model) => {
        if (model === undefined) return
        endpoints = Effect.flatMap(model.get, (live) => live._tag === "Fresh" ? Effect.succeed(live.value) : none)
      }),
      Effect.catch((error) => Effect.logWarning(`The metrics have no round trips of contacts: ${error.message}`)),
      Effect.forkScoped
    )
    return () => endpoints
  })

// --- The connection ---------------------------------------------------------

/** Why there is none, without the name of the account, which viewers need not know. */
const whyOf = (cause: AmiError | undefined): string | undefined =>
  cause?.reason._tag === "LoginRejected" ? "Asterisk refused the login" : cause?.message

// --- All of it --------------------------------------------------------------

/** Opens the models; ready when their first lists are in. */
export const open = Effect.fnUntraced(function*(
  options: { readonly trunks?: ReadonlyArray<string> | undefined }
): Effect.fn.Return<House, AmiError, AmiClient | Scope.Scope> {
  const ami = yield* AmiClient
  const identity = Identity.of(ami)
  const clock = yield* Clock.Clock
  const now = () => clock.currentTimeMillisUnsafe()
  const { trunks } = options
  const queues = yield* identity.own(find(AmiQueues.AmiQueues, AmiQueues.layer, "queues"))
  const calls = yield* identity.own(
    find(AmiCalls.AmiCalls, trunks === undefined ? AmiCalls.layer : AmiCalls.layerWith({ trunks }), "calls")
  )
  const channels = yield* identity.own(find(AmiChannels.AmiChannels, AmiChannels.layer, "ages of channels"))
  const states = yield* identity.own(find(AmiStates.AmiStates, AmiStates.layer, "telephones"))
  const registrations = yield* identity.own(
    find(AmiRegistrations.AmiRegistrations, AmiRegistrations.layer, "lines to the outside")
  )

  let about = yield* ask
  const contacts = yield* identity.own(contactsOf(about))
  let received = 0
  /** When the last message of a lost connection came, as soon as that is known. */
  let heardAt: number | undefined
  let connectedUntil = now()
  let liveSince: number | undefined
  const connected = (bootState: "booted" | "unknown", epoch: number) =>
    Effect.gen(function*() {
      if (epoch > 1) about = yield* ask
      if (bootState === "booted") return
      if (epoch === 1) {
        yield* identity.own(Effect.logInfo(
          "The account may not read the class `system`: the dashboard hears of lines that go down by a list every 5 minutes"
        ))
      }
      // A server that does not say when it has started may still have been starting.
      for (const pause of starting) {
        yield* Effect.sleep(pause)
        about = yield* ask
      }
    })
  yield* ami.inbox.pipe(
    Stream.runForEachArray((items) =>
      Effect.forEach(items, (item) => {
        if (item._tag === "Received") received++
        if (item._tag === "Disconnected") heardAt = item.lastMessageAt
        if (item._tag === "Connected") heardAt = undefined
        return item._tag === "Connected"
          ? Effect.provideService(Effect.forkScoped(connected(item.bootState, item.epoch)), AmiClient, ami)
          : Effect.void
      }, { discard: true })
    ),
    Effect.retry({ while: ({ reason }) => reason._tag === "SlowConsumer" }),
    Effect.ignore,
    Effect.forkScoped
  )

  const models = [queues, calls, states?.devices, registrations].filter((model) => model !== undefined)
  const link: Effect.Effect<Link> = Effect.gen(function*() {
    const state = yield* ami.status.get
    if (state._tag !== "Ready") {
      liveSince = undefined
      const why = state._tag === "Connecting" || state._tag === "Disconnected" ? whyOf(state.cause) : undefined
      return { state: "lost", since: heardAt ?? connectedUntil, ...(why === undefined ? {} : { why }) }
    }
    connectedUntil = now()
    const doubts: Array<number> = []
    for (const model of models) {
      const doubt = doubtOf(yield* model.lookup(""))
      if (doubt !== undefined) doubts.push(doubt)
    }
    if (doubts.length > 0) {
      liveSince = undefined
      return { state: "reading", since: Math.min(...doubts) }
    }
    liveSince ??= now()
    return { state: "live", since: liveSince }
  })

  const valuesOf = <V>(model: AmiLive.Model<V> | undefined) =>
    model === undefined
      ? Effect.succeed<ReadonlyMap<string, V>>(new Map())
      : Effect.map(model.get, ({ value }) => value)
  const floor: Effect.Effect<Floor> = Effect.gen(function*() {
    return {
      at: now(),
      queues: yield* valuesOf(queues),
      calls: yield* valuesOf(calls),
      channels: yield* valuesOf(channels),
      devices: yield* valuesOf(states?.devices),
      registrations: yield* valuesOf(registrations)
    }
  })
  return {
    name: identity.name,
    floor,
    link,
    about: () => about,
    received: () => received,
    endpoints: Effect.suspend(contacts),
    queues,
    calls
  }
})
