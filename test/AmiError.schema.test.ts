/**
 * Errors as JSON: another program gets the same error, message and reason, and no secret.
 */
import { assert, describe, it } from "@effect/vitest"
import { Equal, Schema } from "effect"
import { Actions, AmiError, AmiMessage, Events } from "effect-ami"
import * as AllActions from "effect-ami/catalog/AllActions"
import * as fc from "fast-check"
import { eventOf, messageFrom } from "./catalog/recorded.ts"
import { headers, mutated } from "./catalog/wireMessages.ts"
import { anyCharacter } from "./characters.ts"
import { overText } from "./json.ts"
import { check, timeout } from "./protocol/properties.ts"

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: anyCharacter }),
  fc.constantFrom("", "secret = x", "\n", "__proto__")
)
const action = fc.oneof(fc.constantFrom(...AllActions.all.map(({ name }) => name)), text)
const whole = fc.integer()
const message = fc.oneof(headers.map(AmiMessage.make), mutated)
const messages = fc.array(message, { maxLength: 4 })
const maybe = <A extends object>(fields: { readonly [K in keyof A]: fc.Arbitrary<A[K]> }) =>
  fc.record<A>(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<A>>

const of = <A extends object, B extends object, R>(
  make: (fields: A & B) => R,
  required: { readonly [K in keyof A]: fc.Arbitrary<A[K]> },
  optional?: { readonly [K in keyof B]: fc.Arbitrary<B[K]> }
): fc.Arbitrary<R> =>
  fc.tuple(fc.record<A>(required), optional === undefined ? fc.constant({}) : maybe<B>(optional)).map(([own, more]) =>
    make({ ...own, ...more } as A & B)
  )

const oneOf = <const Words extends ReadonlyArray<string>>(...words: Words) => fc.constantFrom<Words[number]>(...words)

/** Every reason: a new one does not compile until it is listed here. */
const reasons: { readonly [Tag in AmiError.Reason["_tag"]]: fc.Arbitrary<AmiError.Reason> } = {
  NotSent: of((fields) => new AmiError.NotSent(fields), {
    action,
    why: oneOf("NotConnected", "QueueFull", "QueuedTimeout", "Closed", "Invalid")
  }, { field: text, rule: text }),
  NotExecuted: of((fields) => new AmiError.NotExecuted(fields), { action, response: message }, {
    why: fc.constant("SessionExpired" as const)
  }),
  PermissionDenied: of((fields) => new AmiError.PermissionDenied(fields), {
    action,
    needs: fc.array(text),
    response: message
  }),
  OutcomeUnknown: of((fields) => new AmiError.OutcomeUnknown(fields), {
    action,
    actionId: text,
    epoch: whole,
    cause: oneOf("Disconnected", "Timeout", "Closed", "ProtocolError")
  }, { detail: text }),
  ActionFailed: of((fields) => new AmiError.ActionFailed(fields), { action, message: text, response: message }, {
    hint: text
  }),
  NotAnswered: of((fields) => new AmiError.NotAnswered(fields), {
    action,
    channel: text,
    channelId: text,
    outcome: oneOf("Busy", "NoAnswer", "Congestion", "Rejected", "Unreachable", "Cancelled", "Failed")
  }, { cause: whole, causeText: text, dialStatus: text, response: message }),
  ListIncomplete: of((fields) => new AmiError.ListIncomplete(fields), {
    action,
    items: messages,
    cause: oneOf("Disconnected", "Timeout", "Cancelled", "TooManyItems", "TooLarge", "CountMismatch", "Failed")
  }, { response: message }),
  DecodeFailed: of((fields) => new AmiError.DecodeFailed(fields), { action, issue: text, response: message }, {
    items: messages
  }),
  InvalidOption: of((fields) => new AmiError.InvalidOption(fields), { of: text, option: text, rule: text }, {
    given: text
  }),
  ConnectFailed: of((fields) => new AmiError.ConnectFailed(fields), { address: text, code: text }, {
    detail: text,
    hint: text
  }),
  NotAmi: of((fields) => new AmiError.NotAmi(fields), { address: text, sample: text }, { hint: text }),
  TlsRejected: of((fields) => new AmiError.TlsRejected(fields), { address: text, code: text }, {
    detail: text,
    hint: text
  }),
  LoginRejected: of((fields) => new AmiError.LoginRejected(fields), {
    username: text,
    message: fc.oneof(text, oneOf("Authentication failed", "Asterisk is shutting down"))
  }),
  ChallengeUnavailable: of((fields) => new AmiError.ChallengeUnavailable(fields), { detail: text }),
  LoginTimeout: of((fields) => new AmiError.LoginTimeout(fields), { username: text }),
  ConnectionLost: of((fields) => new AmiError.ConnectionLost(fields), {
    why: oneOf("Ended", "Reset", "TooLarge", "WriteFailed", "ClientClosed", "SessionExpired", "Unreachable", "Defect")
  }, { detail: text }),
  SlowConsumer: of((fields) => new AmiError.SlowConsumer(fields), { capacity: whole }),
  InvalidRecording: of((fields) => new AmiError.InvalidRecording(fields), { line: whole, problem: text }, {
    file: text
  })
}

/** Errors of any reason. */
const errors = fc.tuple(fc.oneof(...Object.values(reasons)), fc.option(text, { nil: undefined })).map((
  [reason, client]
) => new AmiError.AmiError({ reason, ...(client === undefined ? {} : { client }) }))

const hidden = (value: unknown): unknown =>
  AmiMessage.isAmiMessage(value)
    ? AmiMessage.make(value.toJSON())
    : Array.isArray(value)
    ? value.map(hidden)
    : value

/** The fields of a reason by name: an error does not show some of them itself, such as `message`. */
const fieldsOf = (reason: AmiError.Reason): Readonly<Record<string, unknown>> => {
  const { fields } = reason.constructor as object as { readonly fields: object }
  const own = Object.keys(fields).map((name): [string, unknown] => [name, Reflect.get(reason, name)])
  return Object.fromEntries(own.filter(([, value]) => value !== undefined))
}

/** The error with secrets replaced in its messages. */
const redacted = ({ client, reason }: AmiError.AmiError): AmiError.AmiError => {
  const fields = Object.entries(fieldsOf(reason)).map(([name, value]) => [name, hidden(value)])
  const Reason = reason.constructor as new(fields: object) => AmiError.Reason
  const again = new Reason(Object.fromEntries(fields))
  return new AmiError.AmiError({ reason: again, ...(client === undefined ? {} : { client }) })
}

describe("the JSON of an error", { timeout }, () => {
  it("decodes to the same error, of any reason, with secrets replaced in its messages", () => {
    check(
      10_000,
      fc.property(errors, (error) => {
        const again = overText(AmiError.AmiError, error)
        const expected = redacted(error)

        assert.isTrue(AmiError.isAmiError(again))
        assert.strictEqual(again.reason.constructor, error.reason.constructor)
        assert.isTrue(Equal.equals(again, expected))
        assert.deepStrictEqual(fieldsOf(again.reason), fieldsOf(expected.reason))
        assert.deepStrictEqual(
          [again.message, again.isRetryable, again.client],
          [expected.message, error.isRetryable, error.client]
        )
      })
    )
  })

  it("has each reason", () => {
    for (const reason of Object.values(reasons)) {
      check(
        100,
        fc.property(reason, (reason) => {
          assert.isTrue(
            Equal.equals(overText(AmiError.Reason, reason), redacted(new AmiError.AmiError({ reason })).reason)
          )
        })
      )
    }
  })

  it("has the items of a typed list as messages, which its action decodes", () => {
    const member = messageFrom("Event: QueueMember\nQueue: sales\nName: Bob\nLastCall: 1700000000\nWrapuptime: 10")
    const reason = new AmiError.ListIncomplete({ action: "QueueStatus", items: [member], cause: "Timeout" })

    const again = overText(AmiError.AmiError, new AmiError.AmiError({ reason })).reason

    assert.isTrue(again._tag === "ListIncomplete" && Equal.equals(again.items, [member]))
    const items = again._tag === "ListIncomplete" ? again.items : []
    assert.deepStrictEqual(
      items.map((item) => Actions.QueueStatus().decodeItem(item)?._tag === "Success" && item.get("Name")),
      ["Bob"]
    )
    assert.deepInclude(eventOf(Events.QueueMember, items.map(String).join("")), { Queue: "sales", Name: "Bob" })
  })

  it("fails to decode if a field does not match, with its name", () => {
    const decode = Schema.decodeUnknownResult(Schema.toCodecJson(AmiError.AmiError))

    for (
      const reason of [{ _tag: "Unknown" }, { _tag: "NotSent", action: "Ping", why: "Tired" }, { _tag: "NotSent" }]
    ) {
      const result = decode({ _tag: "AmiError", reason })
      assert.isTrue(result._tag === "Failure" && /reason/.test(String(result.failure)))
    }
  })
})
