/**
 * The catalogue against everything that Asterisk 16 and 22 sent while they were recorded.
 */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { AmiEvent, type AmiMessage } from "effect-ami"
import * as AllEvents from "effect-ami/catalog/AllEvents"
import { recorded, recordedOverHttp, withoutField } from "./recorded.ts"

/** Events of no release, with the reason. */
const unknown: Readonly<Record<string, string>> = {
  Fake: "forged: a line break in the header of a UserEvent, which Asterisk does not escape"
}

/** Headers of an event that its schema does not name, with the reason. */
const unnamed: ReadonlyArray<{ readonly of: RegExp; readonly header: RegExp; readonly because: string }> = [
  {
    of: /./,
    header: /^(Privilege|ActionID|Timestamp|SequenceNumber|File|Line|Func|SystemName)$/,
    because: "manager.c puts them around every event; `envelopeOf` reads them"
  },
  {
    of: /^(UserEvent|TestEvent|Cdr)$/,
    header: /./,
    because: "named by the sender of the event, or by its configuration"
  },
  { of: /^ResourceListDetail$/, header: /^Event$/, because: "it has a second header of the name of the first" },
  { of: /^OriginateResponse$/, header: /^ChanVariable\(/, because: "gathered in `ChanVariable`" }
]

const all = [...recorded(), ...recordedOverHttp()].filter(({ message }) => message.kind === "Event").map((
  { capture, message }
) => ({
  capture,
  message,
  event: AllEvents.byName(message.name)
}))

const read = (): ReadonlyArray<{
  readonly capture: string
  readonly event: AmiEvent.Any
  readonly message: AmiMessage.AmiMessage
  readonly decoded: object
}> =>
  all.flatMap(({ capture, event, message }) =>
    event === undefined ? [] : [{ capture, message, event, decoded: Result.getOrThrow(event.decode(message)) }]
  )

const distinct = (findings: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(findings)].sort()

describe("every recorded event", () => {
  it("is in the catalogue, for the release that sent it", () => {
    const missing = all.flatMap(({ capture, event, message }) => {
      const release = /ast(\d+)/.exec(capture)?.[1] ?? "?"
      if (event === undefined) return unknown[message.name] === undefined ? [message.name] : []
      return event.versions.includes(release) ? [] : [`${message.name} of ${release}`]
    })

    assert.isAbove(all.length, 6_000)
    assert.deepStrictEqual(distinct(missing), [])
  })

  it("decodes without faults", () => {
    const faults = all.flatMap(({ capture, event, message }) =>
      event === undefined ? [] : Result.match(event.decode(message), {
        onFailure: (issue) => [`${message.name} ${issue} (${capture})`],
        onSuccess: (decoded) =>
          AmiEvent.faultsOf(decoded).map((fault) =>
            `${message.name} ${fault}: ${message.get(fault.split(":")[0] ?? "")}`
          )
      })
    )

    assert.deepStrictEqual(distinct(faults), [])
  })

  it("has a field for each of its headers, or a reason for having none", () => {
    const missing = read().flatMap(({ decoded, event }) =>
      withoutField(decoded).filter(([name]) =>
        !unnamed.some(({ header, of }) => of.test(event.name) && header.test(name))
      ).map(([name, value]) => `${event.name} ${name}: ${value}`)
    )

    assert.deepStrictEqual(distinct(missing), [])
  })

  it("has no text that means absent, and nothing undefined", () => {
    const left = read().flatMap(({ decoded, event }) =>
      Object.entries(decoded).filter(([, value]) => value === "<unknown>" || value === undefined)
        .map(([name]) => `${event.name} ${name}`)
    )

    assert.deepStrictEqual(distinct(left), [])
  })

  it("needs the privilege that it came with", () => {
    const wrong = read().flatMap(({ event, message }) => {
      const came = message.get("Privilege")?.toLowerCase().split(",").filter((name) => name !== "all")
      // An item of a list is an answer, whatever its `Privilege` says.
      return came === undefined || message.get("ActionID") !== undefined && event.privilege.length === 0
          || came.join() === event.privilege.join()
        ? []
        : [`${event.name} came with ${came.join()} and needs ${event.privilege.join()}`]
    })

    assert.deepStrictEqual(distinct(wrong), [])
  })

  it("uses every exception", () => {
    const unneeded = unnamed.filter(({ header, of }) =>
      !all.some(({ message }) => of.test(message.name) && message.headers.some(([name]) => header.test(name)))
    )

    assert.deepStrictEqual(unneeded.map(({ because }) => because), [])
  })
})

describe("the catalogue", () => {
  it("has each event under its own name", () => {
    assert.strictEqual(new Set(AllEvents.all.map(({ name }) => name)).size, AllEvents.all.length)
    assert.isAbove(AllEvents.all.length, 250)
  })
})
