/**
 * Actions as values: a name, a payload, and how the answer is decoded.
 *
 * An `Action` has one answer and is passed to `AmiClient.send`; a `ListAction` has items and is passed to `collect` or
 * `stream`. Both are plain values: they can be stored, compared in a test, logged and sent later. `ActionID` is filled
 * in by the client and is never part of a payload.
 *
 * The actions that come with the library are in `Actions`. `define` and `defineList` make others that work the same
 * way; `raw` sends anything untyped.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { EncodeFailure } from "../protocol/AmiCodec.ts"
import type * as AmiMessage from "../protocol/AmiMessage.ts"
import type * as AmiEvent from "./AmiEvent.ts"
import type * as AmiPermission from "./AmiPermission.ts"
import * as Facts from "./internal/about.ts"
import { wrongDefinition, wrongListDefinition } from "./internal/definitions.ts"
import { known } from "./internal/known.ts"
import * as Record from "./internal/record.ts"

// --- Models -----------------------------------------------------------------

interface Base {
  /** The name in the `Action` header. */
  readonly name: string
  /** The payload that the caller passed. */
  readonly payload: object
  /** The headers of the payload, or the field that cannot be encoded. */
  readonly encode: () => Result.Result<ReadonlyArray<AmiMessage.Header>, EncodeFailure>
  /** Privilege classes of which an account needs one in `write=`; empty if any account may send it. */
  readonly needs: ReadonlyArray<AmiPermission.Class>
  /** How long Asterisk may take to answer, if the action can block the whole session. */
  readonly blocksFor: Duration.Input | undefined
  /** How this action could be misused, such as to run a program; undefined if no risk is known. */
  readonly danger: string | undefined
}

/** The members of the other kind, so that compiler errors mention `sentWith` instead of missing members. */
type Lacks<Names extends string> = { readonly [Name in Names]?: undefined }

/**
 * An action that has one answer.
 *
 * @category models
 * @since 0.1.0
 */
export interface Action<out A> extends Base, Lacks<"items" | "complete" | "decodeItem" | "emptyErrors" | "counted"> {
  /** For compiler errors: shown if a list action is passed to `send`. */
  readonly sentWith?: "send: it has one answer" | undefined
  readonly _tag: "Action"
  /** Decodes the answer; a failure says which header does not fit. */
  readonly decode: (response: AmiMessage.AmiMessage) => Result.Result<A, string>
}

/**
 * An action that is answered by a list of items.
 *
 * @category models
 * @since 0.1.0
 */
export interface ListAction<out Item> extends Base, Lacks<"decode"> {
  /** For compiler errors: shown if another action is passed to `collect` or `stream`. */
  readonly sentWith?: "collect or stream: it is answered by a list" | undefined
  readonly _tag: "ListAction"
  /** The events that are items of this list. */
  readonly items: ReadonlyArray<AmiEvent.Any>
  /** The event that completes it, if known; the client relies on `EventList: Complete`, whichever event has it. */
  readonly complete: AmiEvent.Any | undefined
  /** Decodes an item; undefined for an event that is not an item of this list. */
  readonly decodeItem: (event: AmiMessage.AmiMessage) => Result.Result<Item, string> | undefined
  /** The texts of `Response: Error` that mean an empty list. */
  readonly emptyErrors: ReadonlyArray<string>
  /** Whether `ListItems` of the completing event is reliable; `roughly` if it only tells whether there are items. */
  readonly counted: boolean | "roughly"
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
 * `Success` means that Asterisk accepted the action, not always that it worked: `Voicemail…` actions report failure in
 * `Message`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Acknowledgement {
  readonly Response: string
  readonly Message?: string
}

/**
 * What is known of an action before it has a payload.
 *
 * @category models
 * @since 0.1.0
 */
export interface Info extends Facts.Facts, Facts.Described {
  /** The name in the `Action` header. */
  readonly name: string
}

/**
 * A constructor of actions. The payload may be omitted if it has no required field.
 *
 * @category models
 * @since 0.1.0
 */
export type Constructor<Payload, Of> =
  & Info
  & ({} extends Payload ? (payload?: Payload) => Of : (payload: Payload) => Of)

/**
 * The payload of an action without fields.
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
 * Facts about an action besides its name and headers.
 *
 * @category models
 * @since 0.1.0
 */
export interface About extends Facts.About {}

// --- Catalogue --------------------------------------------------------------

/**
 * Makes the constructor of an action with explicitly written types, as the catalogue does. Its privileges and dangers
 * come from `about` only: unlike `define`, it does not look them up by name.
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
  model: () => Model<Payload> & { readonly response?: Fields | undefined } = () => ({}),
  about: About = {}
): Constructor<Payload, Action<A>> => construct(name, "lenient", model, Facts.declared(about))

const construct = <Payload extends object, A extends Acknowledgement>(
  name: string,
  strictness: Record.Strictness,
  model: () => Model<Payload> & { readonly response?: Fields | undefined },
  facts: Facts.Facts,
  wrong?: EncodeFailure
): Constructor<Payload, Action<A>> => {
  const built = Record.once(model)
  const base = baseOf(name, built, facts, wrong)
  const answer = () => ({ ...acknowledgement, ...built().response })
  const decode = Record.decoder<A>(answer, strictness)
  const known = Facts.described(facts, built, answer, strictness === "lenient")
  return constructor(name, known, (payload?: Payload): Action<A> => ({ _tag: "Action", ...base(payload), decode }))
}

/**
 * Makes the constructor of a list action with explicitly written types, as the catalogue does.
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
  model: () => Model<Payload> & ListModel<Item>,
  about: About = {}
): Constructor<Payload, ListAction<Item>> => constructList(name, model, Facts.declared(about))

const constructList = <Payload extends object, Item>(
  name: string,
  model: () => Model<Payload> & ListModel<Item>,
  facts: Facts.Facts,
  wrong?: EncodeFailure
): Constructor<Payload, ListAction<Item>> => {
  const built = Record.once(model)
  const base = baseOf(name, built, facts, wrong)
  const decodeItem = (event: AmiMessage.AmiMessage) => built().items.find((item) => item.matches(event))?.decode(event)
  const known = Facts.described(facts, built, () => built().items, false)
  return constructor(name, known, (payload?: Payload): ListAction<Item> => ({
    _tag: "ListAction",
    ...base(payload),
    items: built().items,
    complete: built().complete,
    decodeItem,
    emptyErrors: built().empty ?? [],
    counted: built().counted ?? true
  }))
}

/**
 * The headers of an action, and what its payload implies.
 *
 * @category models
 * @since 0.1.0
 */
export interface Model<Payload> {
  /** Schemas of the payload, in the order in which the headers are written. */
  readonly payload?: Fields | undefined
  /** Whether the payload may contain headers that have no schema. */
  readonly open?: boolean | undefined
  /** How long Asterisk may take to answer, if that is long. */
  readonly blocksFor?: ((payload: Payload) => Duration.Input | undefined) | undefined
  /** Whether a payload is dangerous. Defaults to true for any payload. */
  readonly isDangerous?: ((payload: Payload) => boolean) | undefined
}

/**
 * The items of a list, and how it ends.
 *
 * @category models
 * @since 0.1.0
 */
export interface ListModel<Item> {
  readonly items: ReadonlyArray<AmiEvent.AmiEvent<Item>>
  /** The event that completes the list. */
  readonly complete?: AmiEvent.Any | undefined
  /** The texts of `Response: Error` that mean an empty list. */
  readonly empty?: ReadonlyArray<string> | undefined
  /** Whether `ListItems` of the completing event is reliable. Defaults to `true`. */
  readonly counted?: boolean | undefined
}

const baseOf = <Payload extends object>(
  name: string,
  model: () => Model<Payload>,
  facts: Facts.Facts,
  wrong: EncodeFailure | undefined
) => {
  const encode = Record.once(() => Record.encoder<object>(() => model().payload ?? {}, model().open ?? false))
  return (given?: Payload): Base => {
    // A payload may only be omitted if all of its fields may; untyped callers may pass null.
    const payload = given ?? ({} as Payload)
    return {
      name,
      payload,
      encode: () => wrong === undefined ? encode()(payload) : Result.fail(wrong),
      needs: facts.needs,
      blocksFor: model().blocksFor?.(payload),
      danger: model().isDangerous?.(payload) === false ? undefined : facts.danger
    }
  }
}

const constructor = <Payload, Of>(
  name: string,
  known: Facts.Facts & Facts.Described,
  construct: (payload?: Payload) => Of
): Constructor<Payload, Of> => {
  // A function has a read-only `name`, which only `defineProperty` can replace.
  const informed = Object.defineProperty(Object.assign(Record.onceEmpty(construct), known), "name", { value: name })
  // A type assertion: the type of the payload decides between the two forms of a constructor.
  return informed as Constructor<Payload, Of>
}

const acknowledgement = { Response: Schema.String, Message: Schema.optionalKey(Schema.String) }

// --- Definitions of users ---------------------------------------------------

/**
 * Defines an action that works like those in the catalogue.
 *
 * **Details**
 *
 * If the catalogue has an action of the same name, ignoring case, its privileges and dangers apply to this one too,
 * unless `needs` or `danger` override them. An action with invalid options fails with `NotSent`.
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
  options: About & Calling<NoInfer<P>> & { readonly payload?: P; readonly response?: R } = {}
): Constructor<Schema.Struct.Type<P>, Action<Acknowledgement & Schema.Struct.Type<R>>> => {
  const wrong = wrongDefinition(options)
  const given = wrong === undefined ? options : {}
  return construct<Schema.Struct.Type<P>, Acknowledgement & Schema.Struct.Type<R>>(
    name,
    "strict",
    () => given,
    Facts.inherited(name, given),
    wrong
  )
}

/** The options whose payload type is inferred from its schemas. */
type Calling<P extends Fields> = Pick<Model<Schema.Struct.Type<P>>, "blocksFor" | "isDangerous">

/**
 * Defines a list action that works like those in the catalogue.
 *
 * **Details**
 *
 * An `Error` that means an empty list (`No endpoints found`) is recognized for the actions of Asterisk; `empty` adds
 * texts for others.
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
  options: About & Calling<NoInfer<P>> & {
    readonly payload?: P
    readonly items: Items
    readonly complete?: AmiEvent.Any
    readonly empty?: ReadonlyArray<string>
    readonly counted?: boolean
  }
): Constructor<Schema.Struct.Type<P>, ListAction<Items[number]["Type"]>> => {
  const wrong = wrongListDefinition(options)
  const facts = Facts.inherited(name, wrong === undefined ? options : {})
  if (wrong !== undefined) return constructList(name, () => ({ items: [] }), facts, wrong)
  const { counted, empty = [] } = known(name)
  return constructList<Schema.Struct.Type<P>, Items[number]["Type"]>(
    name,
    () => ({ ...options, empty: [...empty, ...options.empty ?? []], counted: options.counted ?? counted }),
    facts
  )
}

// --- Anything ---------------------------------------------------------------

/**
 * An action by name with headers as they are, answered by the message itself: for actions without a type. `Ami.request`
 * also collects list answers.
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
  items: [],
  complete: undefined,
  decodeItem: Result.succeed,
  emptyErrors: known(name).empty ?? [],
  counted: known(name).counted ?? "roughly"
})

/**
 * Returns the response that an answer was decoded from, with all its headers.
 *
 * **Example** (Reading a header that the schema does not name)
 *
 * ```ts import.meta.vitest
 * import { Actions, AmiAction, AmiMessage } from "effect-ami"
 * import { Result } from "effect"
 *
 * const response = AmiMessage.make([["Response", "Success"], ["Ping", "Pong"], ["Node", "b"]])
 * const pong = Result.getOrThrow(Actions.Ping().decode(response))
 *
 * AmiAction.messageOf(pong)?.get("Node") // => "b"
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const messageOf = (answer: object): AmiMessage.AmiMessage | undefined => Record.messageOf(answer)

/**
 * Names the fields of an answer that are missing or have the wrong type, as `AmiEvent.faultsOf` does.
 *
 * **Example** (Noticing a header that is absent)
 *
 * ```ts import.meta.vitest
 * import { Actions, AmiAction, AmiMessage } from "effect-ami"
 * import { Result } from "effect"
 *
 * const response = AmiMessage.make([["Response", "Success"], ["Variable", "A"], ["Value", "1"]])
 * AmiAction.faultsOf(Result.getOrThrow(Actions.Getvar({ Variable: "A" }).decode(response))) // => []
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const faultsOf = (answer: object): ReadonlyArray<string> => Record.faultsOf(answer)

const rawBase = (name: string, headers: ReadonlyArray<AmiMessage.Header>): Base => ({
  name,
  payload: headers,
  encode: () => Result.succeed(headers),
  needs: known(name).needs ?? [],
  blocksFor: undefined,
  danger: known(name).danger
})
