/**
 * The voice mailboxes and how many messages wait in each.
 *
 * **Details**
 *
 * The mailboxes of `app_voicemail` are listed by `VoicemailUsersList`. Where Asterisk does not know that action, or for
 * mailboxes that others keep (`res_mwi_external`), the option `mailboxes` of `layerWith` names those to ask for. A mailbox of
 * which an event comes is followed from then on.
 *
 * Asterisk counts a mailbox that does not exist as empty, so a name that is wrong is an empty mailbox.
 *
 * The account needs these lines in manager.conf (`AmiMailboxes.account`):
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
import { AmiClient } from "../client/AmiClient.ts"
import { invalidOption } from "../internal/failing.ts"
import * as Identity from "../internal/identity.ts"
import * as Rules from "../internal/options.ts"
import { built } from "../internal/readers.ts"
import * as AmiMessage from "../protocol/AmiMessage.ts"
import * as AmiLive from "./AmiLive.ts"
import { collect } from "./internal/lists.ts"
import { rowOf } from "./internal/table.ts"
import * as TablePart from "./internal/tablePart.ts"

const { intOf, textOf } = TablePart

// --- Values -----------------------------------------------------------------

/**
 * A mailbox. Its key is its name with the context, such as `101@default`.
 *
 * @category models
 * @since 0.2.0
 */
export interface Mailbox {
  readonly Mailbox: string
  /** How many new messages there are, urgent ones too. */
  readonly New: number
  /** How many messages there are that were heard. */
  readonly Old: number
  /** Whose mailbox it is, as `VoicemailUsersList` has it. */
  readonly Fullname?: string
  /** When a message came in last and from whom, if an event said so. */
  readonly lastMessage?: { readonly at: number; readonly CallerIDNum?: string; readonly CallerIDName?: string }
}

/**
 * Schema for a mailbox. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Mailbox: Schema.Codec<Mailbox> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Mailbox: Schema.String,
    New: Schema.Finite,
    Old: Schema.Finite,
    Fullname: Schema.optionalKey(Schema.String),
    lastMessage: Schema.optionalKey(Schema.Struct({
      at: Schema.Finite,
      CallerIDNum: Schema.optionalKey(Schema.String),
      CallerIDName: Schema.optionalKey(Schema.String)
    }))
  })
)

// --- Part -------------------------------------------------------------------

/** The full name of a mailbox: without a context it is in `default`. */
const fullName = (name: string): string => name.includes("@") ? name : `${name}@default`

/** A mailbox that no list has, as an item of one. */
const count = (ami: AmiClient["Service"], Mailbox: string): Effect.Effect<AmiMessage.AmiMessage, AmiError> =>
  Effect.map(
    ami.send(Actions.MailboxCount({ Mailbox })),
    ({ NewMessages, OldMessages, UrgMessages }) =>
      AmiMessage.make([
        ["Event", "MailboxCount"],
        ["Mailbox", Mailbox],
        ["New", String(NewMessages + UrgMessages)],
        ["Old", String(OldMessages)]
      ])
  )

const keyOf = (item: AmiMessage.AmiMessage): string | undefined => {
  if (item.name !== "VoicemailUserEntry") return textOf(item, "Mailbox")
  const box = textOf(item, "VoiceMailbox")
  return box === undefined ? undefined : `${box}@${textOf(item, "VMContext") ?? "default"}`
}

/** How many parts there were: each has a source of its own. */
let parts = 0

const makePart = (named: ReadonlyArray<string>, capacity: number | undefined) => {
  const mailboxes = new TablePart.Published<Mailbox>((mailbox) => mailbox, { capacity })
  /** Those that no list has: named by the caller, or by an event. */
  const unlisted = new Set(named)

  const part = TablePart.make({
    name: "mailboxes",
    outputs: [mailboxes.publisher],
    lists: [{
      source: {
        // Not shared: which mailboxes no list has is its own.
        id: `VoicemailUsersList ${parts += 1}`,
        cost: 25,
        ask: (ami) =>
          Effect.gen(function*() {
            const items = yield* TablePart.ifKnown(collect(ami, Actions.VoicemailUsersList()))
            for (const item of items) unlisted.delete(keyOf(item) ?? "")
            if (unlisted.size === 0) return items
            return [...items, ...yield* Effect.forEach([...unlisted], (name) => count(ami, name))]
          })
      },
      tables: [mailboxes.table],
      take: (items) =>
        mailboxes.list(items, (item) => {
          const key = keyOf(item)
          if (key === undefined) return undefined
          const before = mailboxes.rows.get(key)
          const isListed = item.name === "VoicemailUserEntry"
          return [key, {
            Mailbox: key,
            New: intOf(item, isListed ? "NewMessageCount" : "New") ?? 0,
            Old: intOf(item, isListed ? "OldMessageCount" : "Old") ?? 0,
            Fullname: textOf(item, "Fullname"),
            lastMessage: before?.lastMessage
          }]
        })
    }],
    on: {
      MessageWaiting: (message, at) => {
        const key = fullName(textOf(message, "Mailbox") ?? "")
        const before = mailboxes.rows.get(key)
        if (before === undefined) unlisted.add(key)
        const New = intOf(message, "New") ?? 0
        // The channel is that of who left the message, or of who listened to some.
        const isNew = message.get("Channel") !== undefined && before !== undefined && New > before.New
        const caller = { CallerIDNum: textOf(message, "CallerIDNum"), CallerIDName: textOf(message, "CallerIDName") }
        mailboxes.table.open(key, {
          Mailbox: key,
          New,
          Old: intOf(message, "Old") ?? 0,
          Fullname: before?.Fullname,
          lastMessage: isNew ? { at, ...rowOf<Caller>(caller) } : before?.lastMessage
        })
      }
    }
  })
  return { part, mailboxes }
}

type Caller = Omit<NonNullable<Mailbox["lastMessage"]>, "at">

// --- Service ----------------------------------------------------------------

/**
 * What an account needs for this model: `read = call` and `write = reporting` in manager.conf.
 *
 * @category constants
 * @since 0.2.0
 */
export const account: AmiPermission.Account = /*#__PURE__*/ AmiPermission.account({
  sends: [Actions.VoicemailUsersList, Actions.MailboxCount],
  reads: [Events.MessageWaiting]
})

/**
 * The mailboxes, by name and context, such as `101@default`.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiMailboxes extends Context.Service<
  AmiMailboxes,
  AmiLive.Model<Mailbox> & {
    /**
     * False if Asterisk has no `app_voicemail` and no mailbox is named; the model is empty then, until an event comes. True if
     * there is no mailbox.
     */
    readonly isAvailable: AmiLive.Watch<boolean>
  }
>()("effect-ami/live/AmiMailboxes") {}

/**
 * Which mailboxes to follow.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options {
  /** Mailboxes to ask for beside those that Asterisk lists: `101@default`, or `101`, which is the same. */
  readonly mailboxes?: ReadonlyArray<string> | undefined
}

const rules: Rules.Rules<Options> = {
  mailboxes: Rules.listOf(
    "must be a list of mailboxes, such as [\"101@default\"]",
    Rules.satisfies(
      "must be the name of a mailbox, such as 101@default",
      (value) => typeof value === "string" && /^[^\r\n\0@,]+(@[^\r\n\0@,]+)?$/.test(value)
    )
  )
}

const makeWith = Effect.fnUntraced(function*(
  options: Options
): Effect.fn.Return<AmiMailboxes["Service"], AmiError, AmiClient | AmiLive.AmiLive | Scope.Scope> {
  const identity = Identity.of(yield* AmiClient)
  const wrong = Rules.firstInvalid(options, rules)
  if (wrong !== undefined) return yield* identity.named(invalidOption("AmiMailboxes", wrong))
  const live = yield* AmiLive.AmiLive
  const { capacity } = yield* AmiLive.Settings
  const { mailboxes, part } = makePart((options.mailboxes ?? []).map(fullName), capacity)
  yield* live.install(part)
  return AmiMailboxes.of(mailboxes.model)
})

/**
 * Follows mailboxes until the scope closes. Fails if the first list does.
 *
 * @category constructors
 * @since 0.2.0
 */
export const make: Effect.Effect<AmiMailboxes["Service"], AmiError, AmiClient | AmiLive.AmiLive | Scope.Scope> = Effect
  .suspend(() => makeWith({}))

/**
 * Layer of the mailboxes of a client that Asterisk lists, and of those that are named. Fails with `InvalidOption` if an option
 * is wrong.
 *
 * **Example** (Following a mailbox of a server without `app_voicemail`)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { AmiClient, AmiMailboxes, AmiTransportMock } from "effect-ami"
 *
 * const program = Effect.gen(function*() {
 *   const mailboxes = yield* AmiMailboxes.AmiMailboxes
 *   return (yield* mailboxes.lookup("101@default")).value
 * })
 *
 * const Mailboxes = AmiMailboxes.layerWith({ mailboxes: ["101@default"] }).pipe(
 *   Layer.provide(AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })),
 *   Layer.provide(AmiTransportMock.layer({
 *     MailboxCount: "Response: Success\nMailbox: 101@default\nUrgMessages: 0\nNewMessages: 2\nOldMessages: 5"
 *   }))
 * )
 * await Effect.runPromise(program.pipe(Effect.provide(Mailboxes))) // => { Mailbox: "101@default", New: 2, Old: 5 }
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerWith = (options: Options): Layer.Layer<AmiMailboxes, AmiError, AmiClient> =>
  Layer.effect(AmiMailboxes, makeWith(options)).pipe(Layer.provide(AmiLive.layer))

/**
 * Layer of the mailboxes of a client that Asterisk lists.
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<AmiMailboxes, AmiError, AmiClient> = Layer.effect(AmiMailboxes, make).pipe(
  Layer.provide(AmiLive.layer)
)
