import { assert, describe, it } from "@effect/vitest"
import { AmiMessage, AmiRecording } from "effect-ami"
import * as fc from "fast-check"
import { captures } from "../captures/captures.ts"
import { decodeWhole } from "../protocol/decoding.ts"
import { check, timeout } from "../protocol/properties.ts"

type Headers = ReadonlyArray<AmiMessage.Header>

const mask = (messages: ReadonlyArray<Headers>): ReadonlyArray<Headers> =>
  AmiRecording.mask({
    at: 0,
    masked: false,
    entries: messages.map((headers) => ({ _tag: "Message", t: 0, message: AmiMessage.make(headers) }))
  }).entries.map((entry) => entry._tag === "Message" ? entry.message.headers : [])

const valuesOf = (messages: ReadonlyArray<Headers>): ReadonlyArray<string> =>
  messages.flatMap((headers) => headers.map(([, value]) => value))

/** A call in all the places in which its number, the caller's name and an address come. */
const call = (
  number: string,
  name: string,
  address: string,
  counter: string,
  uniqueid: string
): ReadonlyArray<Headers> => {
  const channel = `Local/${number}@from-internal-${counter};1`
  return [
    [
      ["Event", "Newchannel"],
      ["Channel", channel],
      ["CallerIDNum", number],
      ["CallerIDName", name],
      ["Exten", `+${number}`],
      ["Uniqueid", uniqueid],
      ["Linkedid", uniqueid]
    ],
    [["Event", "DialBegin"], ["DestChannel", `PJSIP/${number}-${counter}`], ["DialString", `trunk/${number}`]],
    [["Event", "VarSet"], ["Channel", channel], ["Variable", "BRIDGEPEER"], ["Value", `PJSIP/${number}-${counter}`]],
    [["Event", "VarSet"], ["Variable", "FILE"], ["Value", `/var/spool/out-${number}-${uniqueid}.wav`]],
    [["Event", "VarSet"], ["Variable", "NOTE"], ["Value", `Call ${name} back, 00${number}`]],
    [["Event", "Newexten"], ["AppData", `${channel},30,tT(${number})`], [`ChanVariable(${channel})`, `A=${number}`]],
    [["Event", "AsyncAGIStart"], ["Env", encodeURIComponent(`agi_channel: ${channel}\nagi_callerid: ${number}\n`)]],
    [["Event", "Cdr"], ["CallerID", `"${name}" <${number}>`], ["StartTime", "2026-11-29 04:38:25"]],
    [["Event", "SuccessfulAuth"], ["RemoteAddress", `IPV4/TCP/${address}/46178`], [
      "EventTV",
      "2026-11-29T04:38:25.658"
    ]],
    [["Event", "QueueMember"], ["LastCall", "1732859905"], ["MemberName", name], ["Interface", `PJSIP/${number}`]]
  ]
}

const numbers = fc.stringMatching(/^[1-9]\d{5,14}$/).filter((number) => !number.startsWith("99"))
const names = fc.tuple(fc.constantFrom("Zoë", "Jean-Luc", "O'Neil", "李"), fc.stringMatching(/^[A-Z][a-z]{3,8}$/)).map(
  (parts) => parts.join(" ")
)
const calls = fc.array(
  fc.tuple(
    numbers,
    names,
    fc.ipV4().filter((address) => address !== "0.0.0.0"),
    fc.stringMatching(/^0000[0-9a-f]{4}$/)
  ),
  { minLength: 1, maxLength: 6 }
).map((calls) =>
  calls.map(([number, name, address, counter], index) => ({
    number,
    name,
    address,
    counter,
    uniqueid: `1732859905.${index}`
  }))
)

describe("masking a recording", { timeout }, () => {
  it("shows no number, name or address, and replaces the same by the same", () => {
    check(
      2_000,
      fc.property(calls, (calls) => {
        const messages = calls.flatMap((one) => call(one.number, one.name, one.address, one.counter, one.uniqueid))
        const masked = mask([...messages, ...messages])
        const text = JSON.stringify(masked.map((headers) => headers.filter(([name]) => !/id$|LastCall/i.test(name))))
          .replaceAll(/1732859905\.\d+/g, "")

        assert.deepStrictEqual(masked.slice(messages.length), masked.slice(0, messages.length))
        for (const { address, counter, name, number, uniqueid } of calls) {
          for (const secret of [number, name, address]) assert.notInclude(text, secret)
          assert.include(text, `-${counter};1`)
          assert.isTrue(valuesOf(masked).includes(uniqueid))
          const index = calls.findIndex((one) => one.number === number)
          const made = masked[index * 10]?.find(([name]) => name === "CallerIDNum")?.[1] ?? ""
          assert.deepStrictEqual(
            masked.slice(index * 10, index * 10 + 3),
            call(
              made,
              masked[index * 10]?.[3]?.[1] ?? "",
              "",
              calls[index]?.counter ?? "",
              calls[index]?.uniqueid ?? ""
            ).slice(0, 3)
          )
          assert.strictEqual(made.length, number.length)
        }
        // Different numbers stay different.
        const originals = new Set(calls.map(({ number }) => number))
        const replaced = new Set(calls.map((_, index) => masked[index * 10]?.[2]?.[1]))
        assert.strictEqual(replaced.size, originals.size)
      })
    )
  })

  it.each([
    ["Channel", "PJSIP/trunk-12345678-0000012f", "PJSIP/trunk-9900000001-0000012f".replace("9900000001", "99000001")],
    ["Channel", "Local/5550102030@out-0a1b2c3d;2<ZOMBIE>", "Local/9900000001@out-0a1b2c3d;2<ZOMBIE>"],
    ["Value", "PJSIP/trunk-12345678", "PJSIP/trunk-99000001"],
    ["CallerIDNum", "+1 (555) 010-2030", "+9 (900) 000-0001"],
    ["CallerIDName", "5550102030", "9900000001"],
    ["CallerIDName", "<unknown>", "<unknown>"],
    ["CallerIDNum", "100", "100"],
    ["CallerID", "\"\" <>", "\"\" <>"],
    ["CallerID", "<5550102030>", "<9900000001>"],
    ["CallID", "[C-00000002]", "[C-00000002]"],
    ["MemberName", "PJSIP/101", "PJSIP/101"],
    ["Contact", "sip:100@192.0.2.9:5060;line=5550102030", "sip:100@198.18.0.1:5060;line=9900000001"],
    ["RemoteAddress", "IPV6/TLS/fe80::1/5061", "IPV6/TLS/2001:db8::1/5061"],
    ["BridgeUniqueid", "12345678-1234-1234-1234-123456789012", "12345678-1234-1234-1234-123456789012"],
    ["Uniqueid", "pbx1-1732859905.17", "pbx1-1732859905.17"],
    ["RoundtripUsec", "1234567", "1234567"],
    ["Timestamp", "1732859905.123456", "1732859905.123456"],
    ["Secret", "5550102030", "<redacted>"]
  ])("%s: %s becomes %s", (name, value, expected) => {
    assert.deepStrictEqual(mask([[["Event", "Any"], [name, value]]])[0]?.[1], [name, expected])
  })

  it("replaces them in the cause of a lost connection, too", () => {
    const entries: AmiRecording.Recording["entries"] = [
      { _tag: "Message", t: 0, message: AmiMessage.make([["Event", "PeerStatus"], ["RemoteAddress", "192.0.2.9"]]) },
      { _tag: "Disconnected", t: 1, cause: "connect ECONNREFUSED 192.0.2.9:5038" },
      { _tag: "Disconnected", t: 2 }
    ]
    assert.deepStrictEqual(AmiRecording.mask({ at: 0, masked: false, entries }).entries.slice(1), [
      { _tag: "Disconnected", t: 1, cause: "connect ECONNREFUSED 198.18.0.1:5038" },
      { _tag: "Disconnected", t: 2 }
    ])
  })

  it("leaves conversations with real servers as they are, except for what it masks", () => {
    for (const { bytes, name } of captures()) {
      const messages = decodeWhole(bytes).messages.map((message) => message.toJSON())
      const kept = (headers: Headers) => headers.map(([name, value]) => [name, value.replace(/\d{6,}/g, "#")])
      const stays = (header: AmiMessage.Header) =>
        /(unique|linked)id$|channel$|context|exten$|event$|privilege|state|application|time/i.test(header[0])
      const masked = mask(messages)

      assert.deepStrictEqual(
        masked.map((headers) => kept(headers.filter(stays))),
        messages.map((headers) => kept(headers.filter(stays))),
        name
      )
      assert.deepStrictEqual(
        masked.map((headers) => headers.map(([name]) => name)),
        messages.map((headers) => headers.map(([name]) => name))
      )
    }
  })
})
