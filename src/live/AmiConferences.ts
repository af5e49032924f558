/**
 * The conferences of ConfBridge and who is in them: muted or talking, admin or waiting, and since when.
 *
 * **Details**
 *
 * Whether a conference is recorded is in no list: it is known of conferences that began while events were received, and of
 * those whose recording was started or stopped since. The same holds for when a conference began and when somebody joined.
 *
 * The first in a conference hears first that nobody else is there, and joins after that: until then only lists have it.
 *
 * Locking raises no event, nor does the arrival of a marked user for those who wait: `isLocked` and `Waiting` are those of the
 * last list, which is taken every minute; `relistEvery` of `AmiLive.Settings` changes that.
 *
 * The account needs these lines in manager.conf (`AmiConferences.account`):
 *
 * ```ini
 * read = call
 * write = reporting
 * ```
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../AmiError.ts"
import * as Actions from "../catalog/Actions.ts"
import * as AmiPermission from "../catalog/AmiPermission.ts"
import * as Events from "../catalog/Events.ts"
import type { AmiClient } from "../client/AmiClient.ts"
import { built } from "../internal/readers.ts"
import type { AmiMessage } from "../protocol/AmiMessage.ts"
import * as AmiLive from "./AmiLive.ts"
import { collect } from "./internal/lists.ts"
import type { Source } from "./internal/part.ts"
import * as TablePart from "./internal/tablePart.ts"

const { textOf, yesNoOf } = TablePart

// --- Values -----------------------------------------------------------------

/**
 * Somebody in a conference. The key is the `Uniqueid` of the channel.
 *
 * @category models
 * @since 0.2.0
 */
export interface ConferenceMember {
  readonly Conference: string
  readonly Channel: string
  readonly Uniqueid: string
  readonly Linkedid?: string
  readonly CallerIDNum?: string
  readonly CallerIDName?: string
  readonly Admin?: boolean
  readonly Muted?: boolean
  /** Absent until it is known: Asterisk detects talking only with `talk_detection_events` in the profile of the user. */
  readonly Talking?: boolean
  /** Known from lists alone, as the three that follow. */
  readonly MarkedUser?: boolean
  readonly WaitMarked?: boolean
  readonly EndMarked?: boolean
  /** Whether it waits for a marked user, as the last list said. */
  readonly Waiting?: boolean
  /** When it joined, in milliseconds since 1970; absent if nobody saw it. */
  readonly joinedAt?: number
}

const optionalBoolean = /*#__PURE__*/ built(() => Schema.optionalKey(Schema.Boolean))
const optionalText = /*#__PURE__*/ built(() => Schema.optionalKey(Schema.String))
const optionalNumber = /*#__PURE__*/ built(() => Schema.optionalKey(Schema.Finite))

/**
 * Schema for somebody in a conference. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const ConferenceMember: Schema.Codec<ConferenceMember> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Conference: Schema.String,
    Channel: Schema.String,
    Uniqueid: Schema.String,
    Linkedid: optionalText,
    CallerIDNum: optionalText,
    CallerIDName: optionalText,
    Admin: optionalBoolean,
    Muted: optionalBoolean,
    Talking: optionalBoolean,
    MarkedUser: optionalBoolean,
    WaitMarked: optionalBoolean,
    EndMarked: optionalBoolean,
    Waiting: optionalBoolean,
    joinedAt: optionalNumber
  })
)

/**
 * A conference. Its key is its name.
 *
 * @category models
 * @since 0.2.0
 */
export interface Conference {
  readonly Conference: string
  readonly BridgeUniqueid?: string
  /** As the last list said. */
  readonly isLocked?: boolean
  /** Whether it is recorded; absent if nobody saw it begin. */
  readonly isRecording?: boolean
  /** When it began, in milliseconds since 1970; absent if nobody saw it. */
  readonly startedAt?: number
  /** Who is in it, in the order in which they became known. */
  readonly members: ReadonlyArray<ConferenceMember>
}

/**
 * Schema for a conference. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Conference: Schema.Codec<Conference> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Conference: Schema.String,
    BridgeUniqueid: optionalText,
    isLocked: optionalBoolean,
    isRecording: optionalBoolean,
    startedAt: optionalNumber,
    members: Schema.Array(ConferenceMember)
  })
)

// --- Part -------------------------------------------------------------------

type Room = Omit<Conference, "members">

/** The conferences, and then who is in each: a conference that has ended meanwhile has nobody (app_confbridge.c). */
const rooms: Source = {
  id: "ConfbridgeListRooms",
  cost: 20,
  ask: (ami) =>
    TablePart.ifKnown(Effect.gen(function*() {
      const items = yield* collect(ami, Actions.ConfbridgeListRooms())
      const members = yield* Effect.forEach(items, (item) =>
        collect(ami, Actions.ConfbridgeList({ Conference: item.get("Conference") ?? "" })))
      return [...items, ...members.flat()]
    }))
}

const makePart = (capacity: number | undefined) => {
  const conferences = new TablePart.Published<Room, Conference>(
    (room, name) => ({ ...room, members: membersOf(name) }),
    { capacity }
  )
  const touchRoom = (name: string) => {
    if (conferences.rows.has(name)) conferences.store.touch(name)
  }
  const members = new TablePart.Published<ConferenceMember>((member) => member, {
    capacity,
    listener: {
      changed: (_, member, previous) => {
        touchRoom(member.Conference)
        if (previous !== undefined && previous.Conference !== member.Conference) touchRoom(previous.Conference)
      },
      ended: (_, member) => touchRoom(member.Conference)
    }
  })
  const membersOf = (name: string) => [...members.rows.values()].filter(({ Conference }) => Conference === name)

  /** A conference that is not known yet: it began before, unless this is its `ConfbridgeStart`. */
  const open = (message: AmiMessage, facts: Pick<Room, "isLocked" | "isRecording" | "startedAt"> = {}) => {
    const Conference = textOf(message, "Conference") ?? ""
    conferences.table.open(Conference, {
      Conference,
      BridgeUniqueid: textOf(message, "BridgeUniqueid"),
      isLocked: facts.isLocked,
      isRecording: facts.isRecording,
      startedAt: facts.startedAt
    })
  }
  const memberIn = (message: AmiMessage) => ({
    Conference: textOf(message, "Conference") ?? "",
    Channel: textOf(message, "Channel") ?? "",
    Uniqueid: textOf(message, "Uniqueid") ?? "",
    Linkedid: textOf(message, "Linkedid"),
    CallerIDNum: textOf(message, "CallerIDNum"),
    CallerIDName: textOf(message, "CallerIDName"),
    Admin: yesNoOf(message, "Admin")
  })
  /** Somebody is in a conference who may be known already. */
  const enter = (message: AmiMessage, Muted: boolean | undefined, at?: number) => {
    const member = memberIn(message)
    const before = members.rows.get(member.Uniqueid)
    if (before?.Conference === member.Conference) {
      members.table.change(member.Uniqueid, at === undefined ? { Muted } : { ...member, Muted, joinedAt: at })
    } else {
      members.table.open(member.Uniqueid, {
        ...member,
        Muted,
        Talking: undefined,
        MarkedUser: undefined,
        WaitMarked: undefined,
        EndMarked: undefined,
        Waiting: undefined,
        joinedAt: at
      })
    }
  }
  const changeRoom = (facts: Partial<Room>) => (message: AmiMessage) =>
    conferences.table.change(message.get("Conference") ?? "", facts)
  const leave = (message: AmiMessage) => members.table.close(message.get("Uniqueid") ?? "")

  const part = TablePart.make({
    name: "conferences",
    outputs: [conferences.publisher, members.publisher],
    lists: [{
      source: rooms,
      tables: [conferences.table, members.table],
      take: (items) => {
        conferences.list(items, (item) => {
          const Conference = textOf(item, "Conference")
          if (Conference === undefined || item.name !== "ConfbridgeListRooms") return undefined
          const before = conferences.table.unbroken(Conference)
          return [Conference, {
            Conference,
            BridgeUniqueid: before?.BridgeUniqueid,
            isLocked: yesNoOf(item, "Locked"),
            isRecording: before?.isRecording,
            startedAt: before?.startedAt
          }]
        })
        members.list(items, (item) => {
          const Uniqueid = textOf(item, "Uniqueid")
          if (Uniqueid === undefined || item.name !== "ConfbridgeList") return undefined
          const before = members.rows.get(Uniqueid)
          const member = memberIn(item)
          return [Uniqueid, {
            ...member,
            Muted: yesNoOf(item, "Muted"),
            Talking: yesNoOf(item, "Talking"),
            MarkedUser: yesNoOf(item, "MarkedUser"),
            WaitMarked: yesNoOf(item, "WaitMarked"),
            EndMarked: yesNoOf(item, "EndMarked"),
            Waiting: yesNoOf(item, "Waiting"),
            joinedAt: before?.Conference === member.Conference ? before.joinedAt : undefined
          }]
        })
      }
    }],
    on: {
      ConfbridgeStart: (message, at) => open(message, { isLocked: false, isRecording: false, startedAt: at }),
      ConfbridgeEnd: (message) => {
        const name = message.get("Conference") ?? ""
        for (const { Uniqueid } of membersOf(name)) members.table.close(Uniqueid)
        conferences.table.close(name)
      },
      ConfbridgeJoin: (message, at) => {
        if (!conferences.rows.has(message.get("Conference") ?? "")) open(message)
        enter(message, yesNoOf(message, "Muted"), at)
      },
      ConfbridgeLeave: leave,
      Hangup: leave,
      // Who still hears that nobody else is there can be muted, and joins after that.
      ConfbridgeMute: (message) => enter(message, true),
      ConfbridgeUnmute: (message) => enter(message, false),
      ConfbridgeTalking: (message) =>
        members.table.change(message.get("Uniqueid") ?? "", { Talking: message.get("TalkingStatus") === "on" }),
      ConfbridgeRecord: changeRoom({ isRecording: true }),
      ConfbridgeStopRecord: changeRoom({ isRecording: false }),
      Rename: (message) => members.table.change(message.get("Uniqueid") ?? "", { Channel: textOf(message, "Newname") })
    }
  })
  return { part, conferences, members }
}

// --- Service ----------------------------------------------------------------

/**
 * What an account needs for this model: `read = call` and `write = reporting` in manager.conf.
 *
 * @category constants
 * @since 0.2.0
 */
export const account: AmiPermission.Account = /*#__PURE__*/ AmiPermission.account({
  sends: [Actions.ConfbridgeListRooms, Actions.ConfbridgeList],
  reads: [
    Events.ConfbridgeStart,
    Events.ConfbridgeEnd,
    Events.ConfbridgeJoin,
    Events.ConfbridgeLeave,
    Events.ConfbridgeMute,
    Events.ConfbridgeUnmute,
    Events.ConfbridgeTalking,
    Events.ConfbridgeRecord,
    Events.ConfbridgeStopRecord,
    Events.Rename,
    Events.Hangup
  ]
})

/**
 * The conferences by name, and who is in them by `Uniqueid`.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiConferences extends Context.Service<
  AmiConferences,
  AmiLive.Model<Conference> & {
    /** Everybody who is in a conference, by `Uniqueid`. */
    readonly members: AmiLive.Model<ConferenceMember>
    /** False if Asterisk has no `app_confbridge`; both models are empty then. True without any conference. */
    readonly isAvailable: AmiLive.Watch<boolean>
  }
>()("effect-ami/live/AmiConferences") {}

/**
 * Follows conferences until the scope closes, with lists every minute. Fails if the first lists do.
 *
 * @category constructors
 * @since 0.2.0
 */
export const make: Effect.Effect<AmiConferences["Service"], AmiError, AmiLive.AmiLive | Scope.Scope> = Effect.gen(
  function*() {
    const live = yield* AmiLive.AmiLive
    const { capacity, relistEvery = "1 minute" } = yield* AmiLive.Settings
    const { conferences, members, part } = makePart(capacity)
    yield* live.install(part, { relistEvery })
    return AmiConferences.of({ ...conferences.model, members: members.model })
  }
)

/**
 * Layer of the conferences of a client.
 *
 * **Example** (Showing who talks)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { AmiClient, AmiConferences, AmiTransportMock, Events } from "effect-ami"
 *
 * const program = Effect.gen(function*() {
 *   const conferences = yield* AmiConferences.AmiConferences
 *   const { value } = yield* conferences.lookup("sales")
 *   return value?.members.filter(({ Talking }) => Talking).map(({ CallerIDNum }) => CallerIDNum)
 * })
 *
 * const room = AmiTransportMock.event(Events.ConfbridgeListRooms, { Conference: "sales" })
 * const member = (Uniqueid: string, CallerIDNum: string, Talking: boolean) =>
 *   AmiTransportMock.event(Events.ConfbridgeList, { Conference: "sales", Uniqueid, CallerIDNum, Talking })
 * const AmiTest = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({
 *     ConfbridgeListRooms: AmiTransportMock.list("ConfbridgeListRoomsComplete", [room]),
 *     ConfbridgeList: AmiTransportMock.list("ConfbridgeListComplete", [member("1.1", "101", true), member("1.2", "102", false)])
 *   }))
 * )
 * await Effect.runPromise(program.pipe(Effect.provide(AmiConferences.layer.pipe(Layer.provide(AmiTest)))))
 * // => ["101"]
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<AmiConferences, AmiError, AmiClient> = Layer.effect(AmiConferences, make).pipe(
  Layer.provide(AmiLive.layer)
)
