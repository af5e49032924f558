/**
 * The fast path of decoding agrees with the schema interpreter: same values, same faults, same messages.
 */
import { afterAll, assert, describe, it, vi } from "@effect/vitest"
import { Result, Schema } from "effect"
import { AmiAction, AmiEvent, AmiMessage, AmiValue } from "effect-ami"
import * as AllActions from "effect-ami/catalog/AllActions"
import * as AllEvents from "effect-ami/catalog/AllEvents"
import * as fc from "fast-check"
import type * as Direct from "../../src/catalog/internal/direct.ts"
import { anyCharacter } from "../characters.ts"
import { check, timeout } from "../protocol/properties.ts"
import { sample } from "../size.ts"
import { recorded, recordedOverHttp } from "./recorded.ts"

// A second copy of the library, without the fast path.
vi.resetModules()
vi.doMock("../../src/catalog/internal/direct.ts", async (original) => ({
  ...await original<typeof Direct>(),
  direct: (...[, , bySchemas]: Parameters<typeof Direct.direct>) => bySchemas
}))
const slow = {
  AllActions: await import("effect-ami/catalog/AllActions"),
  AllEvents: await import("effect-ami/catalog/AllEvents"),
  AmiEvent: await import("effect-ami/catalog/AmiEvent")
}
afterAll(() => {
  vi.doUnmock("../../src/catalog/internal/direct.ts")
  vi.resetModules()
})

type Read = Result.Result<unknown, string> | undefined

/** The visible parts of a decoded record: its values, the order of its keys, its faults and its message. */
const seen = (read: Read, { faultsOf, messageOf }: Pick<typeof AmiEvent, "faultsOf" | "messageOf">): unknown => {
  if (read === undefined || Result.isFailure(read)) return read
  const value = read.success as object
  return {
    value,
    keys: JSON.stringify(value),
    properties: Object.getOwnPropertyDescriptors(value),
    prototype: Object.getPrototypeOf(value),
    faults: faultsOf(value),
    message: messageOf(value)
  }
}

const isSame = (quick: Read, plain: Read): void =>
  assert.deepStrictEqual(seen(quick, AmiEvent), seen(plain, slow.AmiEvent))

/** Decodes a message with its event. */
const isReadTheSame = (message: AmiMessage.AmiMessage): void => {
  if (message.kind === "Event") {
    isSame(AllEvents.byName(message.name)?.decode(message), slow.AllEvents.byName(message.name)?.decode(message))
  }
}

const actions = AllActions.all.map((make, index) => {
  const other = slow.AllActions.all[index]
  assert.isDefined(other)
  return { quick: make({} as never), plain: other({} as never) }
})

/** Decodes a message as the answer of each action, and as an item of each list. */
const isReadTheSameByActions = (message: AmiMessage.AmiMessage): void => {
  for (const { plain, quick } of actions) {
    if (quick._tag === "Action" && plain._tag === "Action" && message.kind === "Response") {
      isSame(quick.decode(message), plain.decode(message))
    }
    if (quick._tag === "ListAction" && plain._tag === "ListAction" && message.kind === "Event") {
      isSame(quick.decodeItem(message), plain.decodeItem(message))
    }
  }
}

const all = [...recorded(), ...recordedOverHttp()].map(({ message }) => message)

/** Texts that some schema accepts, rejects, or treats as absent. */
const odd: ReadonlyArray<string> = [
  "",
  " ",
  "0",
  "-1",
  "-0",
  " 7 ",
  "+5",
  "1.5",
  "1e3",
  "0x10",
  "9".repeat(16),
  "9".repeat(400),
  "007",
  "٣",
  "yes",
  "No",
  "TRUE",
  "off",
  "t",
  "Enabled",
  "2",
  "<unknown>",
  "unknown",
  "(null)",
  "N/A",
  "<no name>",
  "None",
  "1700000000",
  "1700000000.25",
  "99999999999",
  "1700000000.",
  "2026-11-23T08:10:58.123+0000",
  "00:01:05",
  "2026-02-30T08:10:58+00:00",
  "2026-13-41T25:61:61.000+9999",
  "2026-11-23T08:10:60.000+0000",
  "99:99:99",
  "A=1",
  "=1",
  "A",
  "A=1=2",
  "__proto__=1",
  "a\\nb\\",
  "O\\'Neil",
  "%C3%A4%FF",
  "a,b,,c",
  " a , b "
]

const values = fc.oneof(
  fc.constantFrom(...odd),
  fc.string({ unit: anyCharacter, maxLength: 12 }),
  fc.integer().map(String)
)

/** Messages with changed values, with missing, differently cased or repeated headers. */
const mutated = (messages: ReadonlyArray<AmiMessage.AmiMessage>): fc.Arbitrary<AmiMessage.AmiMessage> =>
  fc.constantFrom(...messages).chain((message) =>
    fc.array(
      fc.tuple(fc.nat({ max: message.headers.length - 1 }), fc.constantFrom("value", "out", "case", "twice"), values),
      { maxLength: 4 }
    ).map((changes) => {
      const headers = message.headers.map((header) => [header])
      for (const [at, change, value] of changes) {
        const [name, text] = message.headers[at] ?? ["", ""]
        if (at === 0) continue
        if (change === "value") headers[at] = [[name, value]]
        if (change === "out") headers[at] = []
        if (change === "case") headers[at] = [[name.toUpperCase(), text]]
        if (change === "twice") headers[at] = [[name, text], [name, value]]
      }
      return AmiMessage.make(headers.flat())
    })
  )

/** The first message of each kind, name and set of headers. */
const samples = [
  ...Map.groupBy(all, ({ headers, kind, name }) => `${kind} ${name} ${headers.map(([header]) => header).join()}`)
    .values()
].flatMap(([first]) => (first === undefined ? [] : [first]))

/** The headers that an event looks for. */
const namesOf = (event: AmiEvent.Any): ReadonlyArray<string> => {
  const names = new Set<string>()
  const message = AmiMessage.make([["Event", event.name]])
  event.decode({
    ...message,
    kind: message.kind,
    name: message.name,
    headers: message.headers,
    get: (name) => {
      names.add(name)
      return name === "Event" ? event.name : "1"
    },
    getAll: () => ["1"]
  })
  return [...names]
}

describe("the fast path of decoding", { timeout }, () => {
  it("is used by the library, but not by its other copy", () => {
    const [hangup] = all.filter(({ name }) => name === "Hangup")
    assert.isDefined(hangup)
    isReadTheSame(hangup)

    // Records from the interpreter have no prototype.
    const created = vi.spyOn(Object, "create")
    AllEvents.byName("Hangup")?.decode(hangup)
    const quick = created.mock.calls.length
    slow.AllEvents.byName("Hangup")?.decode(hangup)
    const plain = created.mock.calls.length - quick
    created.mockRestore()

    assert.strictEqual(quick, 0)
    assert.isAbove(plain, 0)
  })

  it("agrees with the schemas on every recorded event", () => {
    assert.isAbove(all.length, 6_000)
    for (const message of sample(all, 10)) isReadTheSame(message)
  })

  it("agrees with the schemas of answers and items on recorded messages", () => {
    for (const message of sample(samples, 10)) isReadTheSameByActions(message)
  })

  it("agrees with the schemas on recorded events with changed values", () => {
    const events = samples.filter(({ kind, name }) => kind === "Event" && AllEvents.byName(name) !== undefined)
    check(8_000, fc.property(mutated(events), isReadTheSame))
  })

  it("agrees with the schemas on recorded answers with changed values", () => {
    const answers = samples.filter(({ kind }) => kind !== "Unknown")
    check(100, fc.property(mutated(answers), isReadTheSameByActions))
  })

  it("agrees with the schemas on each event of the catalogue, with any of its headers", () => {
    for (const event of sample(AllEvents.all, 5)) {
      const names = namesOf(event).filter((name) => name !== "Event")
      check(
        50,
        fc.property(fc.array(values, { minLength: names.length, maxLength: names.length }), fc.nat(), (texts, out) => {
          const headers = names.map((name, index): AmiMessage.Header => [name, texts[index] ?? ""])
          isReadTheSame(AmiMessage.make([["Event", event.name], ...headers]))
          isReadTheSame(AmiMessage.make([["Event", event.name], ...headers.toSpliced(out % (names.length + 1), 1)]))
        })
      )
    }
  })
})

describe("a schema that is derived from one of the catalogue", () => {
  const decodes = (field: AmiEvent.Fields[string], value: string) => {
    const event = AmiEvent.define("Odd", { Before: Schema.String, Field: field, After: AmiValue.Int })
    const read = event.decode(AmiMessage.make([["Event", "Odd"], ["Before", "b"], ["Field", value], ["After", "1"]]))
    return Result.map(read, (record): ReadonlyArray<unknown> => Object.values(record).slice(2, -1))
  }
  const isOdd = Schema.makeFilter((value: number) => (value % 2 === 1 ? undefined : "Expected an odd number"))
  const isRefused = (field: AmiEvent.Fields[string], value: string) =>
    assert.deepStrictEqual(decodes(field, value), Result.fail("Field: Expected an odd number"))

  it("keeps its checks", () => {
    assert.deepStrictEqual(decodes(AmiValue.Int.check(isOdd), "3"), Result.succeed([3]))
    isRefused(AmiValue.Int.check(isOdd), "4")
    assert.deepStrictEqual(decodes(Schema.String.check(Schema.isMaxLength(1)), "a"), Result.succeed(["a"]))
    assert.isTrue(Result.isFailure(decodes(Schema.String.check(Schema.isMaxLength(1)), "ab")))
    assert.isTrue(Result.isFailure(decodes(AmiValue.CEscaped.check(Schema.isMaxLength(1)), "ab")))
  })

  it("keeps its checks if it is optional", () => {
    const optional = Schema.optionalKey(AmiValue.Int.check(isOdd))
    assert.deepStrictEqual(decodes(optional, "3"), Result.succeed([3]))
    assert.deepStrictEqual(decodes(optional, "4"), Result.succeed([]))

    const absent = AmiValue.absentAt(AmiValue.Int.check(isOdd), ["none"])
    assert.deepStrictEqual(decodes(absent, "3"), Result.succeed([3]))
    assert.deepStrictEqual(decodes(absent, "4"), Result.succeed([]))
    assert.deepStrictEqual(decodes(absent, "none"), Result.succeed([]))
  })

  it("keeps its checks beneath annotations and after transformations", () => {
    const annotated = AmiValue.Int.annotate({ title: "A number" })
    assert.deepStrictEqual(decodes(annotated, "4"), Result.succeed([4]))
    isRefused(annotated.check(isOdd), "4")
    isRefused(annotated.check(isOdd).annotate({ title: "An odd number" }), "4")
    isRefused(AmiValue.Int.pipe(Schema.decodeTo(Schema.toType(AmiValue.Int.check(isOdd)))), "4")
  })

  it("is decoded in its place among others", () => {
    const event = AmiEvent.define("Odd", {
      A: AmiValue.Int,
      B: AmiValue.Int.check(isOdd),
      C: Schema.optionalKey(Schema.Literals(["x", "y"])),
      constructor: Schema.optionalKey(Schema.String.check(Schema.isMinLength(1))),
      D: Schema.Array(Schema.String)
    })
    const headers: ReadonlyArray<AmiMessage.Header> = [["D", "1"], ["C", "y"], ["B", "3"], ["D", "2"], ["A", "1"]]
    const read = event.decode(AmiMessage.make([["Event", "Odd"], ...headers]))

    assert.strictEqual(
      JSON.stringify(Result.getOrThrow(read)),
      `{"Event":"Odd","A":1,"B":3,"C":"y","D":["1","2"]}`
    )
  })

  it("may be of an action's answer", () => {
    const action = AmiAction.define("Odd", { response: { Field: AmiValue.Int.check(isOdd) } })
    const response = AmiMessage.make([["Response", "Success"], ["Field", "4"]])

    assert.deepStrictEqual(action().decode(response), Result.fail("Field: Expected an odd number"))
  })
})
