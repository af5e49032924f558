/**
 * Whatever a release, a vendor or a proxy omits from a message or writes differently affects only that field.
 */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Result } from "effect"
import { AmiEvent, AmiMessage, Events } from "effect-ami"
import * as AllActions from "effect-ami/catalog/AllActions"
import * as AllEvents from "effect-ami/catalog/AllEvents"
import * as fc from "fast-check"
import { check, timeout } from "../protocol/properties.ts"
import { eventOf } from "./recorded.ts"

// --- Everything that is decoded ---------------------------------------------

interface Kind {
  readonly name: string
  readonly begins: AmiMessage.Header
  readonly decode: (message: AmiMessage.AmiMessage) => Result.Result<unknown, string>
}

const answers = AllActions.all.flatMap((make): ReadonlyArray<Kind> => {
  const action = make({} as never)
  return action._tag === "Action"
    ? [{ name: `${make.name} (answer)`, begins: ["Response", "Success"], decode: action.decode }]
    : []
})

const kinds: ReadonlyArray<Kind> = [
  ...AllEvents.all.map(({ decode, name }): Kind => ({ name, begins: ["Event", name], decode })),
  ...answers
]

const decoded = ({ begins, decode, name }: Kind, headers: ReadonlyArray<AmiMessage.Header>) => {
  const value = Result.getOrThrowWith(
    decode(AmiMessage.make([begins, ...headers])),
    (issue) => new Error(`${name} was not delivered: ${issue}`)
  ) as Readonly<Record<string, unknown>>
  return { value, faults: AmiEvent.faultsOf(value) }
}

/** The headers that a kind looks for. */
const namesOf = ({ begins, decode }: Kind): ReadonlyArray<string> => {
  const names = new Set<string>()
  decode(
    new Proxy(AmiMessage.make([begins]), {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key)
        return typeof value !== "function" ? value : (name: string) => {
          names.add(name)
          return Reflect.apply(value, target, [name])
        }
      }
    })
  )
  return [...names].filter((name) => name !== begins[0])
}

/** Values that include one of the kind of any header. */
const values = ["7", "1.5", "yes", "2026-11-23T08:10:58.123+0000", "00:01:05", "1700000000", "text"]

/** A message with every header, each with a valid value. */
const healthy = (kind: Kind): ReadonlyArray<AmiMessage.Header> =>
  namesOf(kind).map((name): AmiMessage.Header => {
    const value = values.find((one) => {
      const { faults, value } = decoded(kind, [[name, one]])
      return name in value && !faults.some((fault) => fault.startsWith(`${name}: `))
    })
    return [name, value ?? assert.fail(`no value fits ${kind.name} ${name}`)]
  })

const odd = [
  "",
  " ",
  "-1",
  "-3588",
  "many",
  "nan",
  "-inf",
  "1e-7",
  "N/A",
  "<unknown>",
  "(null)",
  "00:-59:-48",
  "4007233764",
  "9".repeat(30),
  "2026-02-30T08:10:58+00:00",
  "2026-13-41T25:61:61",
  "\u0000",
  "\ud800",
  "__proto__=1"
]

const faultsAbout = (name: string, faults: ReadonlyArray<string>): ReadonlyArray<string> =>
  faults.filter((fault) => fault.startsWith(`${name}: `))

describe("an absent header or an odd value", { timeout }, () => {
  it("affects only that field, in every event, item and answer of the catalogue", () => {
    assert.isAbove(kinds.length, 300)
    for (const kind of kinds) {
      const headers = healthy(kind)
      const whole = decoded(kind, headers)
      const bare = decoded(kind, [])
      assert.deepStrictEqual(whole.faults, [], kind.name)
      const changes = fc.array(
        fc.tuple(fc.nat({ max: Math.max(0, headers.length - 1) }), fc.constantFrom(undefined, ...odd)),
        { maxLength: 12 }
      )
      check(
        30,
        fc.property(changes, (changes) => {
          const changed = new Map(changes.flatMap(([at, value]) => {
            const [name] = headers[at] ?? []
            return name === undefined ? [] : [[name, value] as const]
          }))
          const sent = headers.flatMap(([name, value]): ReadonlyArray<AmiMessage.Header> => {
            const now = changed.has(name) ? changed.get(name) : value
            return now === undefined ? [] : [[name, now]]
          })
          const read = decoded(kind, sent)
          for (const [name] of headers) {
            const about = faultsAbout(name, read.faults)
            if (!changed.has(name)) {
              assert.deepStrictEqual([read.value[name], about], [whole.value[name], []], `${kind.name} ${name}`)
            } else if (changed.get(name) === undefined) {
              assert.isFalse(name in read.value && name in bare.value === false, `${kind.name} ${name}`)
              assert.deepStrictEqual(about, faultsAbout(name, bare.faults), `${kind.name} ${name}`)
            } else if (about.length > 0) {
              assert.isTrue(!(name in read.value) || Number.isNaN(read.value[name]), `${kind.name} ${name}`)
            }
          }
          assert.isTrue(read.faults.every((fault) => changed.has(fault.split(": ")[0] ?? "")), kind.name)
        })
      )
    }
  })

  it("leaves only the name of a bare event, and names each mandatory field", () => {
    for (const kind of kinds) {
      const { faults, value } = decoded(kind, [])

      assert.strictEqual(value[kind.begins[0]], kind.begins[1])
      assert.isTrue(faults.every((fault) => fault.endsWith(": Missing key")), kind.name)
    }
    assert.include(decoded(kindOf("Hangup"), []).faults, "Cause: Missing key")
  })

  it("is NaN in place of a mandatory number, so that its type holds", () => {
    const reload = eventOf(Events.Reload, "Event: Reload\nModule: cdr\nStatus: done")
    const received = eventOf(Events.Hangup, "Event: Hangup\nCause: \nPriority: nan")

    assert.isNaN(reload.Status)
    assert.deepStrictEqual(AmiEvent.faultsOf(reload), ["Status: Expected an integer"])
    assert.isNaN(received.Cause)
    assert.isNaN(received.Priority)
  })

  it("is a negative duration if a clock was set back", () => {
    const entry = eventOf(Events.QueueEntry, "Event: QueueEntry\nWait: -3588")
    const channel = eventOf(Events.CoreShowChannel, "Event: CoreShowChannel\nDuration: 00:-59:-48")
    const later = eventOf(Events.CoreShowChannel, "Event: CoreShowChannel\nDuration: -02:00:-01")

    assert.strictEqual(Duration.toSeconds(entry.Wait), -3588)
    assert.strictEqual(channel.Duration && Duration.toSeconds(channel.Duration), -3588)
    assert.strictEqual(later.Duration && Duration.toSeconds(later.Duration), -7201)
    assert.notInclude(AmiEvent.faultsOf(entry).join(), "Wait")
  })

  it("names the header inside a family of headers", () => {
    const event = eventOf(Events.RTCPReceived, "Event: RTCPReceived\nReport0IAJitter: 5\nReport1IAJitter: many")

    assert.deepEqual(event.Report, [{ IAJitter: 5 }, {}])
    assert.include(AmiEvent.faultsOf(event), "Report1IAJitter: Expected an integer")
  })

  it("never turns one event into another", () => {
    assert.isTrue(Result.isFailure(Events.Hangup.decode(AmiMessage.make([["Event", "Hold"]]))))
    assert.isTrue(Result.isFailure(Events.Hangup.decode(AmiMessage.make([]))))
  })
})

const kindOf = (name: string): Kind => kinds.find((kind) => kind.name === name) ?? assert.fail(name)
