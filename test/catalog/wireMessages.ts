/**
 * Messages that a server may write, and messages that none should: random values under the headers that an event looks for.
 */
import { type AmiEvent, AmiMessage } from "effect-ami"
import * as AllEvents from "effect-ami/catalog/AllEvents"
import * as fc from "fast-check"
import { anyCharacter } from "../characters.ts"
import { recorded } from "./recorded.ts"

/** Names with a meaning for fields from several headers. */
export const oddNames = [
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

export const oddValues = [
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

export const value = fc.oneof(
  fc.constantFrom(...oddValues),
  fc.string({ unit: anyCharacter }),
  fc.integer().map(String)
)

export const headers = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 40 })

/** One recorded message for each event, so that code after a required header is reached too. */
export const samples = [...Map.groupBy(recorded(), ({ message }) => `${message.kind} ${message.name}`).values()]
  .flatMap(
    (
      [first]
    ) => (first?.message.kind === "Event" && AllEvents.byName(first.message.name) !== undefined ? [first.message] : [])
  )

/** A recorded message with some values changed and some headers added. */
export const mutated = fc.constantFrom(...samples).chain((message) =>
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
export const namesOf = (event: AmiEvent.Any): ReadonlyArray<string> => {
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

/** Values of the kinds that the catalogue knows, including edge cases. */
const kinds = [
  "0",
  "-0",
  "+17",
  "999999999999999",
  "-999999999999",
  "999999999999",
  "0.0000",
  "-0.0000",
  "1.5",
  "0.000001",
  "1700000000",
  "99999999999",
  "1700000000.123456",
  "2026-11-23T08:10:58.123+0000",
  "2026-02-31T23:59:59.999999-1100",
  "0000-01-01T00:00:00.000+0000",
  "00:01:05",
  "999999999:59:59",
  "00:-59:-48",
  "yes",
  "Disabled",
  "ANSWER",
  "A=1",
  "__proto__=x",
  "constructor=y,z",
  "call,all",
  "%7B%22a%22%3A1%7D%0A",
  "O\\'Neil \\\"x\\\"",
  "\ud800",
  "\u2028"
]

const plausible = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...kinds) }, value)

/** Messages under the name of an event: each header that it looks for is present, missing, or repeated. */
export const messageOf = (event: AmiEvent.Any): fc.Arbitrary<AmiMessage.AmiMessage> =>
  messageWith(["Event", event.name], namesOf(event))

/** Messages that begin with a header: each of these names is present, missing, or repeated. */
export const messageWith = (
  first: AmiMessage.Header,
  known: ReadonlyArray<string>
): fc.Arbitrary<AmiMessage.AmiMessage> => {
  const own = fc.tuple(
    ...known.map((name) => fc.option(fc.tuple(fc.constant(name), plausible), { nil: undefined, freq: 6 }))
  )
  const more = fc.array(fc.tuple(fc.constantFrom(...known, ...oddNames), plausible), { maxLength: 4 })
  return fc.tuple(own, more).map(([own, more]) =>
    AmiMessage.make([first, ...own.filter((header) => header !== undefined), ...more])
  )
}
