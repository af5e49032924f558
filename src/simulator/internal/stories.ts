/**
 * Runs stories on the PBX of a simulator: `pbx` of the service.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../../AmiError.ts"
import { invalidOption } from "../../internal/failing.ts"
import * as Rules from "../../internal/options.ts"
import type { Endpoint, Queue } from "../SimulatedPbx.ts"
import type { Call, CallStory, Channel, QueueStory, Story, Work } from "../SimulatedStory.ts"
import * as Arranging from "./arranging.ts"
import type { Hub } from "./hub.ts"
import { pbx as pbxRules } from "./options.ts"
import { describe, type Reaction } from "./pbx/calls/telephone.ts"
import * as Channels from "./pbx/channels.ts"
import * as Lines from "./pbx/lines.ts"
import * as wire from "./wire.ts"

const fail = (option: string, rule: string): Effect.Effect<never, AmiError> =>
  Effect.fail(invalidOption("AmiSimulator.pbx", { option, rule }))

/** Fails if a value breaks its rule. */
const expect = (option: string, value: unknown, rule: Rules.Rule): Effect.Effect<void, AmiError> => {
  const broken = rule(value)
  return broken === undefined
    ? Effect.void
    : Effect.fail(invalidOption("AmiSimulator.pbx", Rules.invalid(option, broken)))
}

const duration = Rules.duration({ zero: true })

/** Nothing may break out of its line. */
const word = Rules.satisfies(
  "must be a text without line breaks",
  (value) => typeof value === "string" && /^[^\r\n\0]+$/.test(value)
)

// --- Telephones and extensions ----------------------------------------------

const setTelephone = (hub: Hub, name: string, endpoint: Endpoint): Effect.Effect<void, AmiError> =>
  Effect.andThen(
    Effect.andThen(expect("telephone", name, word), expect("endpoint", { [name]: endpoint }, pbxRules.endpoints)),
    Effect.sync(() => hub.arrange((state) => Arranging.telephone(state, wire.fromText(name), wire.fromTexts(endpoint))))
  )

/** Adds a telephone that a story names, unless it is there. */
const needTelephone = (hub: Hub, name: string, endpoint: Endpoint): Effect.Effect<void, AmiError> =>
  Effect.suspend(() =>
    Object.hasOwn(hub.state.endpoints, wire.fromText(name)) ? Effect.void : setTelephone(hub, name, endpoint)
  )

const setExtension = (
  hub: Hub,
  exten: string,
  applications: ReadonlyArray<string>,
  context: string
): Effect.Effect<void, AmiError> =>
  Effect.andThen(
    expect("extension", { [context]: { [exten]: applications } }, pbxRules.extensions),
    Effect.sync(() => hub.arrange((state) => Arranging.extension(state, context, exten, applications)))
  )

const defaultContext = "from-internal"

// --- Calls ------------------------------------------------------------------

/** What a story says of a call. */
interface Description {
  readonly phone: string
  readonly to: string
  /** What the called telephone does; undefined if the story does not say. */
  readonly reaction?: Reaction | "busy" | "rejects" | "unreachable" | undefined
  readonly talks?: Duration.Input | undefined
  readonly patience?: Duration.Input | undefined
  readonly caller?: { readonly number: string; readonly name?: string | undefined } | undefined
}

/** The called telephone does what the story says, and its extension rings it. */
const prepare = Effect.fnUntraced(function*(hub: Hub, description: Description, context: string) {
  const { reaction, talks, to } = description
  if (reaction !== undefined) {
    const isAnswering = typeof reaction === "object" && reaction.answersAfter !== undefined
    const onCall = isAnswering && talks !== undefined ? { ...reaction, hangsUpAfter: talks } : reaction
    const known = hub.state.endpoints[wire.fromText(to)]
    const callerId = known === undefined ? `<${to}>` : undefined
    yield* setTelephone(hub, to, { ...(known === undefined ? { callerId } : wire.toTexts(describe(known))), onCall })
  }
  const isOurs = reaction !== undefined && hub.hasDefaultDialplan
  if (isOurs || !Arranging.hasExtension(hub.state, wire.fromText(context), wire.fromText(to))) {
    if (reaction === undefined && !Object.hasOwn(hub.state.endpoints, wire.fromText(to))) {
      const rule = "is neither in the dialplan nor a telephone: say what it does, as with `answers()`"
      return yield* fail(`to("${to}")`, rule)
    }
    yield* setExtension(hub, to, [`Dial(PJSIP/${to},60)`, "Hangup()"], context)
  }
})

const check = Effect.fnUntraced(function*({ caller, patience, phone, reaction, talks, to }: Description) {
  yield* expect("call", phone, word)
  yield* expect("to", to, word)
  yield* expect("hangsUp", talks ?? 0, duration)
  yield* expect("givesUp", patience ?? 0, duration)
  if (typeof reaction === "object") yield* expect("answers", reaction.answersAfter ?? 0, duration)
  if (caller !== undefined) {
    yield* expect("as.number", caller.number, word)
    yield* expect("as.name", caller.name ?? "-", word)
  }
})

const begin = Effect.fnUntraced(
  function*(hub: Hub, scope: Scope.Scope, description: Description): Effect.fn.Return<Call, AmiError> {
    yield* check(description)
    const { caller, patience, phone, reaction, talks, to } = description
    yield* needTelephone(hub, phone, "answers")
    const own = hub.state.endpoints[wire.fromText(phone)]
    const context = own === undefined ? undefined : describe(own).context
    yield* prepare(hub, description, wire.toText(context ?? defaultContext))
    // A telephone without a caller id is known by its name, which it sends in From.
    const isNamed = own !== undefined && describe(own).callerId !== undefined
    const callerId = caller ?? (isNamed ? undefined : { number: phone })
    const refusal = hub.perform({ command: "call", phone, number: to, ...(callerId === undefined ? {} : { callerId }) })
    const name = hub.inspect((draft) => Lines.newest(draft.lines.get(wire.fromText(phone)), draft.channels)) ?? ""
    const linkedid = hub.inspect((draft) => draft.channels.get(name)?.linkedid)
    const call = linkedid === undefined ? hub.log.calls.at(-1) : hub.log.of(linkedid)
    if (refusal !== undefined || call === undefined) {
      return yield* fail(`call("${phone}")`, refusal ?? "could not be made")
    }
    const hangUp = Effect.sync(() => hub.perform({ command: "hangUp", phone, channel: call.channel }))
    const wait = (after: Duration.Input) => Effect.sleep(Duration.toMillis(after) * hub.state.timeScale)
    const isWaiting = Effect.sync(() => hub.log.of(call.linkedid)?.answered === undefined)
    if (patience !== undefined) {
      yield* Effect.forkIn(Effect.when(hangUp, Effect.andThen(wait(patience), isWaiting)), scope)
    }
    if (talks !== undefined && reaction === undefined) {
      const answered = Effect.callback<void>((resume) => hub.log.whenAnswered(call.linkedid, () => resume(Effect.void)))
      yield* Effect.forkIn(Effect.andThen(answered, Effect.andThen(wait(talks), hangUp)), scope)
    }
    return call
  }
)

const callStory = (hub: Hub, scope: Scope.Scope, description: Description): CallStory => {
  const next = (more: Partial<Description>) => callStory(hub, scope, { ...description, ...more })
  return Object.assign(Effect.suspend(() => begin(hub, scope, description)), {
    answers: (after: Duration.Input = 0) => next({ reaction: { answersAfter: after } }),
    rings: () => next({ reaction: {} }),
    busy: () => next({ reaction: "busy" }),
    rejects: () => next({ reaction: "rejects" }),
    unreachable: () => next({ reaction: "unreachable" }),
    hangsUp: (talks: Duration.Input) => next({ talks }),
    givesUp: (patience: Duration.Input) => next({ patience }),
    as: (caller: Description["caller"]) => next({ caller })
  })
}

// --- Queues -----------------------------------------------------------------

interface Member extends Work {
  readonly name: string
  readonly at: string
}

interface Extension {
  readonly exten: string
  readonly context: string
}

const work = Effect.fnUntraced(function*(hub: Hub, queue: string, member: Member) {
  const { answers = 0, at, name, penalty = 0, talks } = member
  yield* expect("member.name", name, word)
  yield* expect("member.at", at, word)
  yield* expect("member.penalty", penalty, Rules.whole(0))
  yield* expect("member.answers", answers, duration)
  yield* expect("member.talks", talks ?? 0, duration)
  const [, phone] = /^PJSIP\/([^/@]+)$/.exec(at) ?? []
  if (phone !== undefined) {
    const onCall = { answersAfter: answers, ...(talks === undefined ? {} : { hangsUpAfter: talks }) }
    const isSaid = member.answers !== undefined || talks !== undefined
    const telephone = { onCall, callerId: `"${name.replaceAll("\"", "")}" <${phone}>` }
    yield* isSaid ? setTelephone(hub, phone, telephone) : needTelephone(hub, phone, telephone)
  }
  const added = hub.answer([
    "Action: QueueAdd",
    `Queue: ${wire.fromText(queue)}`,
    `Interface: ${wire.fromText(at)}`,
    `MemberName: ${wire.fromText(name)}`,
    `Penalty: ${penalty}`
  ])
  const [reply = []] = added?.reply ?? []
  if (reply[0] !== "Response: Success") {
    const words = reply.find((line) => line.startsWith("Message: "))?.slice("Message: ".length)
    return yield* fail(`member("${name}")`, `cannot be added to ${queue}: ${words ?? "app_queue is not loaded"}`)
  }
})

const openQueue = Effect.fnUntraced(function*(
  hub: Hub,
  name: string,
  settings: Queue,
  parts: ReadonlyArray<Member | Extension>
) {
  yield* expect("queue", name, word)
  yield* expect("settings", { [name]: settings }, pbxRules.queues)
  if (!Arranging.hasQueue(hub.state, name)) {
    hub.arrange((state) => Arranging.queue(state, name, settings, hub.now))
  }
  for (const part of parts) {
    yield* "exten" in part
      ? setExtension(hub, part.exten, ["Answer()", `Queue(${name})`, "Hangup()"], part.context)
      : work(hub, name, part)
  }
})

const queueStory = (
  hub: Hub,
  name: string,
  settings: Queue,
  parts: ReadonlyArray<Member | Extension>
): QueueStory => {
  const next = (part: Member | Extension) => queueStory(hub, name, settings, [...parts, part])
  return Object.assign(Effect.suspend(() => openQueue(hub, name, settings, parts)), {
    member: (member: string, at: string, how: Work = {}) => next({ ...how, name: member, at }),
    extension: (exten: string, context: string = defaultContext) => next({ exten, context })
  })
}

// --- Results ----------------------------------------------------------------

const channelsOf = (hub: Hub): ReadonlyArray<Channel> =>
  [...HashMap.values(hub.state.channels)].sort((one, other) => one.order - other.order).map((channel): Channel => ({
    channel: wire.toText(channel.name),
    uniqueid: channel.uniqueid,
    linkedid: channel.linkedid,
    state: Channels.stateName(channel.state),
    callerIdNum: wire.toText(channel.caller.number),
    callerIdName: wire.toText(channel.caller.name),
    connectedLineNum: wire.toText(channel.connected.number),
    connectedLineName: wire.toText(channel.connected.name),
    context: wire.toText(channel.context),
    exten: wire.toText(channel.exten),
    priority: channel.priority,
    application: channel.application,
    bridge: channel.bridge
  }))

/** The stories of a simulator; what they leave to be done later is done in the scope. */
export const storiesOf = (hub: Hub, scope: Scope.Scope): Story => ({
  call: (phone) => ({ to: (extension) => callStory(hub, scope, { phone, to: extension }) }),
  queue: (name, settings = {}) => queueStory(hub, name, settings, []),
  telephone: (name, telephone) => setTelephone(hub, name, telephone),
  extension: (exten, applications, context = defaultContext) => setExtension(hub, exten, applications, context),
  calls: Effect.sync(() => hub.log.calls),
  channels: Effect.sync(() => channelsOf(hub)),
  requests: Effect.sync(() => [...hub.received])
})
