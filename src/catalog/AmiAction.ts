/**
 * What an action is, as a value: its name, its payload, and how its answer is read.
 *
 * An `Action` has one answer and goes to `AmiClient.send`; a `ListAction` has
 * items and goes to `collect` or `stream`. Both are plain values: they can be
 * stored, compared in a test, logged and sent later. `ActionID` is filled in by
 * the client and is never part of a payload.
 *
 * The actions that come with the library are in `Actions`; `define` and
 * `defineList` make others of the same standing, `raw` sends anything untyped.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { EncodeFailure } from "../protocol/AmiCodec.ts"
import type * as AmiMessage from "../protocol/AmiMessage.ts"
import type * as AmiEvent from "./AmiEvent.ts"
import { emptyLists, wrongCounts } from "./internal/emptyLists.ts"
import * as Record from "./internal/record.ts"

// --- Models -----------------------------------------------------------------

interface Base {
  /** The name in the `Action` header. */
  readonly name: string
  /** What the caller gave. */
  readonly payload: object
  /** The headers of the payload, or the field that cannot be written. */
  readonly encode: () => Result.Result<ReadonlyArray<AmiMessage.Header>, EncodeFailure>
  /** Privilege classes of which an account needs one in `write=`; empty where any account may. */
  readonly needs: ReadonlyArray<string>
  /** How long Asterisk may take to answer, where that is long and holds up the whole session. */
  readonly blocksFor: Duration.Input | undefined
}

/**
 * An action that has one answer.
 *
 * @category models
 * @since 0.1.0
 */
export interface Action<out A> extends Base {
  readonly _tag: "Action"
  /** Reads the answer; a failure says which header does not fit. */
  readonly decode: (response: AmiMessage.AmiMessage) => Result.Result<A, string>
}

/**
 * An action that is answered by a list of items.
 *
 * @category models
 * @since 0.1.0
 */
export interface ListAction<out Item> extends Base {
  readonly _tag: "ListAction"
  /** Reads an item; undefined for an event that is no item of this list. */
  readonly decodeItem: (event: AmiMessage.AmiMessage) => Result.Result<Item, string> | undefined
  /** The texts of `Response: Error` that mean an empty list. */
  readonly emptyErrors: ReadonlyArray<string>
  /** Whether `ListItems` of the completing event can be trusted. */
  readonly counted: boolean
}

/**
 * Any action.
 *
 * @category models
 * @since 0.1.0
 */
export type Any = Action<unknown> | ListAction<unknown>

/**
 * The headers that every answer has.
 *
 * **Gotchas**
 *
 * `Success` says that Asterisk took the action, which is not always what the
 * caller hoped for: `Voicemail…` actions report failure in `Message`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Acknowledgement {
  readonly Response: string
  readonly Message?: string
}

/**
 * A constructor of actions, whose payload may be left out where it has no required field.
 *
 * @category models
 * @since 0.1.0
 */
export type Constructor<Payload, Of> = {} extends Payload ? (payload?: Payload) => Of : (payload: Payload) => Of

/**
 * The payload of an action that takes nothing.
 *
 * @category models
 * @since 0.1.0
 */
export interface NoPayload {
  readonly [header: string]: never
}

/**
 * Schemas by the names of headers.
 *
 * @category models
 * @since 0.1.0
 */
export interface Fields extends Record.Fields {}

/**
 * What is known of an action beside its name.
 *
 * @category models
 * @since 0.1.0
 */
export interface Model<Payload> {
  /** Schemas of the payload, in the order in which the headers are written. */
  readonly payload?: Fields | undefined
  /** Privilege classes of which an account needs one. */
  readonly needs?: ReadonlyArray<string> | undefined
  /** How long Asterisk may take to answer, where that depends on the payload. */
  readonly blocksFor?: ((payload: Payload) => Duration.Input | undefined) | undefined
}

// --- Catalogue --------------------------------------------------------------

/**
 * Makes the constructor of an action whose types are written beside it, as the catalogue does.
 *
 * **Example** (Declaring an action with its interfaces)
 *
 * ```ts import.meta.vitest
 * import { AmiAction } from "effect-ami"
 * import { Schema } from "effect"
 *
 * interface GetvarPayload {
 *   readonly Channel?: string
 *   readonly Variable: string
 * }
 * interface GetvarResponse extends AmiAction.Acknowledgement {
 *   readonly Value: string
 * }
 * const Getvar = AmiAction.make<GetvarPayload, GetvarResponse>("Getvar", () => ({
 *   payload: { Channel: Schema.optionalKey(Schema.String), Variable: Schema.String },
 *   response: { Value: Schema.String }
 * }))
 *
 * Getvar({ Variable: "EPOCH" }).name // => "Getvar"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <Payload extends object = NoPayload, A extends Acknowledgement = Acknowledgement>(
  name: string,
  model: () => Model<Payload> & { readonly response?: Fields | undefined } = () => ({})
): Constructor<Payload, Action<A>> => {
  const built = Record.once(model)
  const base = baseOf(name, built)
  const decode = Record.decoder<A>(() => ({ ...acknowledgement, ...built().response }))
  const construct = (payload?: Payload): Action<A> => ({ _tag: "Action", ...base(payload), decode })
  return construct as Constructor<Payload, Action<A>>
}

/**
 * Makes the constructor of a list action whose types are written beside it, as the catalogue does.
 *
 * **Details**
 *
 * An `Error` that means an empty list (`No endpoints found`) is known for the
 * actions of Asterisk that answer so; `empty` adds texts for others.
 *
 * **Example** (Declaring a list action with its items)
 *
 * ```ts import.meta.vitest
 * import { AmiAction, AmiEvent } from "effect-ami"
 * import { Schema } from "effect"
 *
 * const BridgeListItem = AmiEvent.define("BridgeListItem", { BridgeUniqueid: Schema.String })
 * const BridgeList = AmiAction.makeList<{ readonly BridgeType?: string }, typeof BridgeListItem.Type>(
 *   "BridgeList",
 *   () => ({ payload: { BridgeType: Schema.optionalKey(Schema.String) }, items: [BridgeListItem] })
 * )
 *
 * BridgeList()._tag // => "ListAction"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeList = <Payload extends object, Item>(
  name: string,
  model: () => Model<Payload> & {
    readonly items: ReadonlyArray<AmiEvent.AmiEvent<Item>>
    readonly empty?: ReadonlyArray<string> | undefined
  }
): Constructor<Payload, ListAction<Item>> => {
  const built = Record.once(model)
  const base = baseOf(name, built)
  const decodeItem = (event: AmiMessage.AmiMessage) =>
    built().items.find((item) => item.name === event.name)?.decode(event)
  const construct = (payload?: Payload): ListAction<Item> => ({
    _tag: "ListAction",
    ...base(payload),
    decodeItem,
    emptyErrors: [...(emptyLists.get(name) ?? []), ...(built().empty ?? [])],
    counted: !wrongCounts.has(name)
  })
  return construct as Constructor<Payload, ListAction<Item>>
}

const baseOf = <Payload extends object>(name: string, model: () => Model<Payload>) => {
  const encode = Record.encoder<object>(() => model().payload ?? {})
  return (payload: Payload | undefined): Base => {
    const { blocksFor, needs, payload: fields } = model()
    return {
      name,
      payload: payload ?? {},
      encode: () => (payload === undefined && fields === undefined ? Result.succeed([]) : encode(payload ?? {})),
      needs: needs ?? [],
      blocksFor: payload === undefined ? undefined : blocksFor?.(payload)
    }
  }
}

const acknowledgement = { Response: Schema.String, Message: Schema.optionalKey(Schema.String) }

// --- Definitions of users ---------------------------------------------------

/**
 * Defines an action, with the standing of those in the catalogue.
 *
 * **Example** (Defining an action of a module of your own)
 *
 * ```ts import.meta.vitest
 * import { AmiAction, AmiValue } from "effect-ami"
 * import { Schema } from "effect"
 *
 * const DatabaseCount = AmiAction.define("DBCount", {
 *   payload: { Family: Schema.String },
 *   response: { Count: AmiValue.Int }
 * })
 *
 * DatabaseCount({ Family: "cidname" }).payload // => { Family: "cidname" }
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const define = <const P extends Fields = {}, const R extends Fields = {}>(
  name: string,
  options: {
    readonly payload?: P
    readonly response?: R
    readonly needs?: ReadonlyArray<string>
  } = {}
): Constructor<Schema.Struct.Type<P>, Action<Acknowledgement & Schema.Struct.Type<R>>> =>
  make<Schema.Struct.Type<P>, Acknowledgement & Schema.Struct.Type<R>>(name, () => options)

/**
 * Defines a list action, with the standing of those in the catalogue.
 *
 * **Example** (Defining a list of a module of your own)
 *
 * ```ts import.meta.vitest
 * import { AmiAction, AmiEvent } from "effect-ami"
 * import { Schema } from "effect"
 *
 * const Door = AmiEvent.define("Door", { Name: Schema.String })
 * const DoorList = AmiAction.defineList("DoorList", { items: [Door], empty: ["No doors"] })
 *
 * DoorList().emptyErrors // => ["No doors"]
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const defineList = <const Items extends ReadonlyArray<AmiEvent.Any>, const P extends Fields = {}>(
  name: string,
  options: {
    readonly payload?: P
    readonly items: Items
    readonly empty?: ReadonlyArray<string>
    readonly needs?: ReadonlyArray<string>
  }
): Constructor<Schema.Struct.Type<P>, ListAction<Items[number]["Type"]>> =>
  makeList<Schema.Struct.Type<P>, Items[number]["Type"]>(name, () => options)

// --- Anything ---------------------------------------------------------------

/**
 * An action by name with headers as they are, answered by the message itself.
 *
 * **When to use**
 *
 * For what has no type yet. `Ami.request` also gathers list answers.
 *
 * **Example** (Naming any action)
 *
 * ```ts import.meta.vitest
 * import { AmiAction } from "effect-ami"
 *
 * AmiAction.raw("DBDel", [["Family", "cidname"], ["Key", "100"]]).name // => "DBDel"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const raw = (name: string, headers: ReadonlyArray<AmiMessage.Header> = []): Action<AmiMessage.AmiMessage> => ({
  _tag: "Action",
  ...rawBase(name, headers),
  decode: Result.succeed
})

/**
 * A list action by name with headers as they are, whose items are the messages themselves.
 *
 * **Example** (Naming any list action)
 *
 * ```ts import.meta.vitest
 * import { AmiAction } from "effect-ami"
 *
 * AmiAction.rawList("QueueSummary", [["Queue", "sales"]])._tag // => "ListAction"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const rawList = (
  name: string,
  headers: ReadonlyArray<AmiMessage.Header> = []
): ListAction<AmiMessage.AmiMessage> => ({
  _tag: "ListAction",
  ...rawBase(name, headers),
  decodeItem: Result.succeed,
  emptyErrors: emptyLists.get(name) ?? [],
  counted: !wrongCounts.has(name)
})

const rawBase = (name: string, headers: ReadonlyArray<AmiMessage.Header>): Base => ({
  name,
  payload: headers,
  encode: () => Result.succeed(headers),
  needs: [],
  blocksFor: undefined
})
