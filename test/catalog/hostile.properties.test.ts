/**
 * Whatever stands in a message, reading it gives a value or a reason: it runs where the bytes arrive, and must not throw.
 */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { AmiEvent, AmiMessage } from "effect-ami"
import * as AllActions from "effect-ami/catalog/AllActions"
import * as AllEvents from "effect-ami/catalog/AllEvents"
import * as fc from "fast-check"
import { check, timeout } from "../protocol/properties.ts"
import { sample } from "../size.ts"
import { recorded } from "./recorded.ts"

/** Names that mean something to the reading of several headers. */
const oddNames = [
  "ChanVariable",
  "ChanVariable(PJSIP/alice-1)",
  "Variable",
  "Report0IAJitter",
  "Report1DLSR",
  "Charge/Units(0)/NumberOf",
  "(null)(0)/Chargeable",
  "Category-000000",
  "Line-000000-000000",
  "Templates-000000",
  "RuleList",
  "Rule",
  "__proto__",
  "constructor"
]

const names: ReadonlyArray<string> = [
  ...new Set(recorded().flatMap(({ message }) => message.headers.map(([name]) => name))),
  ...oddNames
]

const oddValues = [
  "",
  "=",
  "=1",
  "A",
  "A=",
  "\\",
  "\\n",
  "%",
  "%F",
  "%FF%",
  "-1",
  "1e9",
  "NaN",
  "<unknown>",
  "(Priv: )",
  "x (Priv: "
]

const value = fc.oneof(fc.constantFrom(...oddValues), fc.string({ unit: "binary" }), fc.integer().map(String))

const headers = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 40 })

/** One recorded message for each event, so that what is read behind a required header is reached too. */
const samples = [...Map.groupBy(recorded(), ({ message }) => `${message.kind} ${message.name}`).values()].flatMap(
  (
    [first]
  ) => (first?.message.kind === "Event" && AllEvents.byName(first.message.name) !== undefined ? [first.message] : [])
)

/** A recorded message of which some values are others, and that has more headers. */
const mutated = fc.constantFrom(...samples).chain((message) =>
  fc.tuple(fc.array(fc.tuple(fc.nat({ max: message.headers.length - 1 }), value), { maxLength: 3 }), headers).map(
    ([changes, more]) => {
      const odd = new Map(changes)
      const own = message.headers.map((
        [name, text],
        at
      ): AmiMessage.Header => [name, at === 0 ? text : odd.get(at) ?? text])
      return AmiMessage.make([...own, ...more])
    }
  )
)

/** The headers that an event looks for. */
const namesOf = (event: AmiEvent.Any): ReadonlyArray<string> => {
  const names = new Set<string>()
  const message = AmiMessage.make([["Event", event.name]])
  event.decode(
    new Proxy(message, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key)
        return typeof value !== "function" ? value : (name: string) => {
          names.add(name)
          return Reflect.apply(value, target, [name])
        }
      }
    })
  )
  return [...names]
}

describe("a message of any content", { timeout }, () => {
  it("P7: is read by its event with any odd header, or refused with a reason", () => {
    for (const message of sample(samples, 5)) {
      const event = AllEvents.byName(message.name)
      for (const name of oddNames) {
        for (const odd of oddValues) {
          const others = message.headers.filter(([own]) => own !== name)
          const read = event?.decode(AmiMessage.make([...others, [name, odd]]))

          assert.isTrue(read !== undefined && (Result.isSuccess(read) || typeof read.failure === "string"))
        }
      }
    }
  })

  it("P7: is read by its event, or refused with a reason", () => {
    check(
      10_000,
      fc.property(mutated, (message) => {
        const read = AllEvents.byName(message.name)?.decode(message)

        assert.isTrue(read !== undefined && (Result.isSuccess(read) || typeof read.failure === "string"))
      })
    )
  })

  it("P7: is read by each event of the catalogue by the headers that it knows, and keeps those that it does not", () => {
    for (const event of sample(AllEvents.all, 5)) {
      const known = namesOf(event)
      const name = fc.oneof(fc.constantFrom(...known), fc.constantFrom(...oddNames))
      check(
        200,
        fc.property(fc.array(fc.tuple(name, value), { maxLength: 12 }), (others) => {
          const message = AmiMessage.make([["Event", event.name], ...others])

          const read: Result.Result<unknown, string> = event.decode(message)

          if (Result.isFailure(read)) return assert.isAbove(read.failure.length, 0)
          const decoded = read.success as object
          assert.strictEqual(AmiEvent.messageOf(decoded), message)
          assert.notIncludeMembers(Object.keys(decoded), ["__proto__", "constructor"])
          assert.strictEqual(Object.getPrototypeOf(decoded), Object.prototype)
          assert.isFalse(Object.values(decoded).includes(undefined))
        })
      )
    }
  })

  it("P7: is read by every action as its answer, or refused with a reason", () => {
    check(
      5_000,
      fc.property(headers, fc.constantFrom(...AllActions.all), (rest, make) => {
        const action = make({} as never)
        const message = AmiMessage.make([["Response", "Success"], ...rest])
        const read = action._tag === "Action" ? action.decode(message) : action.decodeItem(message)

        assert.isTrue(read === undefined || Result.isSuccess(read) || typeof read.failure === "string")
      })
    )
  })
})
