/**
 * `ami trace`.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AmiMessage, AmiRecordingFile } from "effect-ami"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { run, running } from "./run.ts"

type Headers = ReadonlyArray<readonly [string, string]>

const alice: Headers = [["Channel", "PJSIP/alice-1"], ["Uniqueid", "1.1"], ["Linkedid", "1.1"]]

const bob: Headers = [["Channel", "PJSIP/bob-2"], ["Uniqueid", "1.2"], ["Linkedid", "1.1"]]

const other: Headers = [["Channel", "PJSIP/other-3"], ["Uniqueid", "1.3"], ["Linkedid", "1.3"]]

const prefixed = (headers: Headers): Headers => headers.map(([name, value]) => [`Dest${name}`, value])

const event = (name: string, ...headers: ReadonlyArray<Headers>): Headers => [["Event", name], ...headers.flat()]

const call: ReadonlyArray<Headers> = [
  event("Newchannel", alice, [["CallerIDNum", "100"], ["Exten", "200"]]),
  event("Newchannel", other, [["CallerIDNum", "300"], ["Exten", "s"]]),
  event("Newexten", alice, [["Application", "Set"], ["AppData", "X=1"]]),
  event("Newexten", alice, [["Application", "Dial"], ["AppData", "PJSIP/bob"]]),
  event("Newchannel", bob, [["CallerIDNum", "<unknown>"], ["Exten", ""]]),
  event("DialBegin", alice, prefixed(bob)),
  event("Newstate", bob, [["ChannelStateDesc", "Ringing"]]),
  event("DialEnd", alice, prefixed(bob), [["DialStatus", "ANSWER"]]),
  event("BridgeEnter", alice, [["BridgeUniqueid", "b1234567-89"], ["BridgeNumChannels", "1"]]),
  event("Hangup", other, [["Cause", "16"], ["Cause-txt", "Normal Clearing"]]),
  event("HangupRequest", alice),
  event("Hangup", alice, [["Cause", "16"], ["Cause-txt", "Normal \x1b[2J"]]),
  event("Hangup", bob, [["Cause", "16"], ["Cause-txt", "Normal Clearing"]])
]

const ladder = `
┌ PJSIP/alice-1
├ new 100 → 200
├ Dial(PJSIP/bob)
│                         ┌ PJSIP/bob-2
│                         ├ new
├───────── dial ──────────▶
│                         ├ ringing
◀──────── answer ─────────┤
├ enters bridge b1234567 (1)
├ hangs up                │
┴ end: 16 Normal \\u001b[2J
                          ┴ end: 16 Normal Clearing
`

/** The ladder without its times. */
const drawn = (text: string): string => `\n${text.replaceAll(/^.{12} {2}/gm, "")}`

const recording = AmiRecordingFile.print({
  at: 1_790_000_000_000,
  masked: false,
  entries: call.map((headers, t) => ({ _tag: "Message", t, message: AmiMessage.make(headers) }))
})

describe("ami trace", () => {
  it("draws one call of a recording, by its Linkedid, a Uniqueid or the name of a channel", async () => {
    for (const wanted of ["1.1", "PJSIP/alice-1"]) {
      const { code, stderr, stdout } = await run(["trace", wanted, "--from", "-"], { stdin: recording })
      assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
      assert.strictEqual(drawn(stdout), ladder)
    }
    const { stdout } = await run(["trace", "1.1", "--from", "-", "--json"], { stdin: recording })
    const steps = JSON.parse(stdout) as ReadonlyArray<object>
    assert.deepInclude(steps[3], { event: "DialBegin", channel: "PJSIP/alice-1", to: "PJSIP/bob-2", text: "dial" })
    const unknown = await run(["trace", "9.9", "--from", "-"], { stdin: recording })
    assert.deepStrictEqual([unknown.code, unknown.stderr.split("\n")[0]], [1, "ami: There is no call 9.9"])
    assert.match(
      unknown.stderr,
      /→ ami events Newchannel --from - --tsv --fields Linkedid,CallerIDNum,Exten lists them/
    )
  })

  it.live("draws the next call as it happens, and ends with it", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      const env = { AMI_URL: `ami://hello:world@127.0.0.1:${simulator.port}` }
      // Nothing shows when it looks: the call is made again until it was seen from its beginning.
      const calls = Effect.forever(Effect.andThen(
        Effect.sleep("20 millis"),
        Effect.forEach(call, simulator.broadcast, { discard: true })
      ))
      const { code, stdout } = yield* Effect.raceFirst(running(["trace"], { env }), Effect.andThen(calls, Effect.never))
      assert.strictEqual(code, 0)
      assert.include(drawn(stdout), "├───────── dial ──────────▶")
      const missing = yield* running(["trace", "9.9"], { env })
      assert.deepStrictEqual([missing.code, missing.stdout], [1, ""])
    }).pipe(Effect.provide(NodeSimulator.layer())))
})
