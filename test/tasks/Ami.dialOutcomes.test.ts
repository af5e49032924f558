import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Ami, AmiClient, AmiError } from "effect-ami"
import { TestClock } from "effect/testing"
import { failure, reasonOf, secretStaysHidden, test } from "../client/clientOutput.ts"
import { connected, start } from "../client/scriptedTransport.ts"
import {
  type Channel,
  channelId,
  dialled,
  dialling,
  far,
  hangup,
  leg,
  near,
  other,
  outcome,
  pjsip,
  queued,
  raised
} from "./dialEvents.ts"

interface Shape {
  readonly title: string
  readonly originator: string
  /** `Reason` of the OriginateResponse. */
  readonly reason: number
  readonly events: ReadonlyArray<string>
  readonly expected: Partial<AmiError.NotAnswered>
}

/** A telephone that was dialled by name, and refuses. */
const refusedBy = (
  title: string,
  cause: number,
  text: string,
  status: string,
  result: AmiError.NotAnswered["outcome"]
) => ({
  title,
  originator: "PJSIP/100",
  reason: 0,
  events: [
    raised("Newchannel", pjsip),
    dialled("DialBegin", undefined, pjsip, "DialString: 100"),
    raised("HangupRequest", pjsip, `Cause: ${cause}`),
    dialled("DialEnd", undefined, pjsip, `DialStatus: ${status}`),
    hangup(pjsip, cause, text)
  ],
  expected: { outcome: result, cause, causeText: text, dialStatus: status }
})

const throughLocal = (
  legs: ReadonlyArray<readonly [leg: Channel, cause: number, text: string, status: string]>,
  [cause, text, status]: readonly [number, string, string]
) => [
  raised("Newchannel", near),
  raised("Newchannel", far),
  dialled("DialBegin", undefined, near, "DialString: 100@from-internal"),
  ...legs.flatMap(([leg, cause, text, status]) => [
    raised("Newchannel", leg),
    dialled("DialBegin", far, leg, "DialString: 100"),
    raised("HangupRequest", leg, `Cause: ${cause}`),
    dialled("DialEnd", far, leg, `DialStatus: ${status}`),
    hangup(leg, cause, text)
  ]),
  raised("HangupRequest", near, `Cause: ${cause}`),
  hangup(far, cause, text),
  dialled("DialEnd", undefined, near, `DialStatus: ${status}`),
  hangup(near, cause, text)
]

// As recorded on Asterisk 22.10.1 and 16.28.0.
const shapes: ReadonlyArray<Shape> = [
  refusedBy("486 is busy", 17, "User busy", "BUSY", "Busy"),
  refusedBy("603 and 403 reject", 21, "Call Rejected", "NOANSWER", "Rejected"),
  refusedBy("404 is a number that does not exist", 1, "Unallocated (unassigned) number", "NOANSWER", "Unreachable"),
  refusedBy("480 did not answer", 19, "User alerting, no answer", "NOANSWER", "NoAnswer"),
  refusedBy("408 did not answer", 18, "No user responding", "NOANSWER", "NoAnswer"),
  refusedBy("503 is congestion", 34, "Circuit/channel congestion", "CONGESTION", "Congestion"),
  refusedBy("500 is congestion", 38, "Network out of order", "NOANSWER", "Congestion"),
  refusedBy("488 failed", 58, "Bearer capability not available", "NOANSWER", "Failed"),
  refusedBy("487 was cancelled", 127, "Interworking, unspecified", "NOANSWER", "Cancelled"),
  {
    title: "a SIP status without a cause of its own failed",
    originator: "PJSIP/100",
    reason: 0,
    events: [
      raised("Newchannel", pjsip),
      raised("HangupRequest", pjsip, "Cause: 127"),
      hangup(pjsip, 127, "Interworking, unspecified", 420)
    ],
    expected: { outcome: "Failed", cause: 127 }
  },
  {
    title: "a telephone that rings until the timeout, on 22, did not answer",
    originator: "PJSIP/100",
    reason: 3,
    events: [
      raised("Newchannel", pjsip),
      dialled("DialBegin", undefined, pjsip, "DialString: 100"),
      hangup(pjsip, 19, "User alerting, no answer")
    ],
    expected: { outcome: "NoAnswer", cause: 19 }
  },
  {
    title: "a telephone that rings until the timeout, on 16, did not answer",
    originator: "PJSIP/100",
    reason: 3,
    events: [
      raised("Newchannel", pjsip),
      dialled("DialBegin", undefined, pjsip, "DialString: 100"),
      hangup(pjsip, 0, "Unknown")
    ],
    expected: { outcome: "NoAnswer", cause: 0 }
  },
  {
    title: "a ringing telephone whose channel is hung up was cancelled",
    originator: "PJSIP/100",
    reason: 0,
    events: [
      raised("Newchannel", pjsip),
      dialled("DialBegin", undefined, pjsip, "DialString: 100"),
      dialled("DialEnd", undefined, pjsip, "DialStatus: NOANSWER"),
      hangup(pjsip, 0, "Unknown")
    ],
    expected: { outcome: "Cancelled", cause: 0, dialStatus: "NOANSWER" }
  },
  {
    title: "a busy telephone behind an extension is busy",
    originator: "100",
    reason: 0,
    events: throughLocal([[leg, 17, "User busy", "BUSY"]], [17, "User busy", "BUSY"]),
    expected: { outcome: "Busy", cause: 17, dialStatus: "BUSY" }
  },
  {
    title: "a telephone behind an extension that declines rejects",
    originator: "100",
    reason: 0,
    events: throughLocal([[leg, 21, "Call Rejected", "NOANSWER"]], [21, "Call Rejected", "NOANSWER"]),
    expected: { outcome: "Rejected", cause: 21 }
  },
  {
    title: "of two telephones behind an extension the busy one counts, not the last one",
    originator: "100",
    reason: 0,
    events: throughLocal(
      [[leg, 17, "User busy", "BUSY"], [other, 21, "Call Rejected", "NOANSWER"]],
      [21, "Call Rejected", "NOANSWER"]
    ),
    expected: { outcome: "Busy", cause: 17, dialStatus: "BUSY" }
  },
  {
    title: "a telephone behind an extension that rings until the timeout of Dial did not answer",
    originator: "100",
    reason: 0,
    events: throughLocal([], [0, "Unknown", "NOANSWER"]).toSpliced(
      3,
      0,
      raised("Newchannel", leg),
      dialled("DialBegin", far, leg, "DialString: 100"),
      dialled("DialEnd", far, leg, "DialStatus: NOANSWER"),
      hangup(leg, 0, "Unknown")
    ),
    expected: { outcome: "NoAnswer", cause: 0, dialStatus: "NOANSWER" }
  },
  {
    title: "a telephone behind an extension is cancelled if the call is hung up, with any cause",
    originator: "100",
    reason: 0,
    events: [
      raised("Newchannel", near),
      raised("Newchannel", far),
      dialled("DialBegin", undefined, near, "DialString: 100@from-internal"),
      raised("Newchannel", leg),
      dialled("DialEnd", undefined, near, "DialStatus: BUSY"),
      raised("HangupRequest", far, "Cause: 17"),
      dialled("DialEnd", far, leg, "DialStatus: CANCEL"),
      hangup(near, 17, "User busy"),
      hangup(leg, 17, "User busy")
    ],
    expected: { outcome: "Cancelled", dialStatus: "CANCEL" }
  },
  {
    title: "a telephone that forwards leaves the outcome to the target",
    originator: "100",
    reason: 0,
    events: [
      ...throughLocal([[other, 17, "User busy", "BUSY"]], [17, "User busy", "BUSY"]),
      raised("Newchannel", leg),
      dialled("DialEnd", far, leg, "DialStatus: CANCEL\nForward: 101"),
      hangup(leg, 23, "Redirected to new destination")
    ],
    expected: { outcome: "Busy", cause: 17 }
  },
  {
    title: "the application Busy of an extension is busy",
    originator: "100",
    reason: 5,
    events: [
      raised("Newchannel", near),
      raised("Newchannel", far),
      dialled("DialBegin", undefined, near, "DialString: 100@from-internal"),
      dialled("DialEnd", undefined, near, "DialStatus: BUSY"),
      raised("HangupRequest", far, "Cause: 0"),
      hangup(near, 0, "Unknown"),
      hangup(far, 17, "User busy")
    ],
    expected: { outcome: "Busy", dialStatus: "BUSY" }
  },
  {
    title: "the application Congestion of an extension is congestion",
    originator: "100",
    reason: 8,
    events: [
      raised("Newchannel", near),
      dialled("DialBegin", undefined, near, "DialString: 100@from-internal"),
      dialled("DialEnd", undefined, near, "DialStatus: CONGESTION"),
      hangup(near, 0, "Unknown"),
      hangup(far, 34, "Circuit/channel congestion")
    ],
    expected: { outcome: "Congestion", dialStatus: "CONGESTION" }
  },
  {
    title: "an extension whose telephone is not registered is unreachable",
    originator: "100",
    reason: 0,
    events: throughLocal([], [3, "No route to destination", "CHANUNAVAIL"]),
    expected: { outcome: "Unreachable", cause: 3, dialStatus: "CHANUNAVAIL" }
  },
  {
    title: "an extension that does not exist is unreachable",
    originator: "100",
    reason: 0,
    events: [
      raised("Newchannel", near),
      raised("Newchannel", far),
      hangup(far, 0, "Unknown"),
      hangup(near, 0, "Unknown")
    ],
    expected: { outcome: "Unreachable", cause: 0 }
  }
]

describe("Ami.dial, the outcome of a call", () => {
  for (const { events, expected, originator, reason, title } of shapes) {
    test(title, () =>
      Effect.gen(function*() {
        // The OriginateResponse may come before, between and after the events that led to it.
        for (let at = 0; at <= events.length; at++) {
          const { action, fiber, peer } = yield* dialling({ originator })

          peer.answer(action, queued)
          peer.deliver(...events.slice(0, at))
          peer.answer(action, outcome("Failure", reason, channelId))
          peer.deliver(...events.slice(at))
          const found = yield* reasonOf(Fiber.join(fiber))

          assert.deepInclude(found, { _tag: "NotAnswered", channelId, ...expected }, `response at ${at}`)
          assert.isFalse(found.isRetryable)
        }
      }))
  }

  for (
    const [reason, result] of [
      [0, "Unreachable"],
      [1, "Cancelled"],
      [3, "NoAnswer"],
      [5, "Busy"],
      [8, "Congestion"],
      [7, "Failed"]
    ] as const
  ) {
    test(`Reason ${reason} and no event of the call is ${result}, after a second`, () =>
      Effect.gen(function*() {
        const { action, fiber, peer } = yield* dialling()

        peer.answer(action, queued, outcome("Failure", reason))
        yield* TestClock.adjust("900 millis")
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust("100 millis")
        const found = yield* reasonOf(Fiber.join(fiber))

        assert.deepInclude(found, { _tag: "NotAnswered", outcome: result })
        assert.isTrue(found._tag === "NotAnswered" && found.response?.name === "OriginateResponse")
      }))
  }

  test("says who is busy, with the cause", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling({ originator: "PJSIP/100" })

      peer.answer(action, queued, outcome("Failure", 0, channelId))
      peer.deliver(raised("Newchannel", pjsip), hangup(pjsip, 17, "User busy"))

      assert.strictEqual((yield* failure(Fiber.join(fiber))).message, "PJSIP/100 is busy (cause 17, User busy)")
    }))

  test("the end of the call decides after one second if no OriginateResponse comes", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling({ originator: "PJSIP/100" })

      peer.answer(action, queued)
      peer.deliver(raised("Newchannel", pjsip), hangup(pjsip, 21, "Call Rejected"))
      yield* TestClock.adjust("900 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("100 millis")
      const found = yield* reasonOf(Fiber.join(fiber))

      assert.deepInclude(found, { _tag: "NotAnswered", outcome: "Rejected", cause: 21 })
      assert.isFalse("response" in found)
    }))

  test("an answered call that has ended is not reported as unanswered if no OriginateResponse comes", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling({ originator: "PJSIP/100" })

      peer.answer(action, queued)
      peer.deliver(
        raised("Newchannel", pjsip),
        dialled("DialEnd", undefined, pjsip, "DialStatus: ANSWER"),
        hangup(pjsip, 16, "Normal Clearing")
      )
      yield* TestClock.adjust("26 seconds")

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), { _tag: "OutcomeUnknown", cause: "Timeout" })
    }))

  test("ignores the end of another call", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling({ originator: "PJSIP/100" })
      const stranger = { name: "PJSIP/100-00000009", uniqueid: "1795935966.99", linkedid: "1795935966.99" }

      peer.answer(action, queued)
      peer.deliver(raised("Newchannel", stranger), hangup(stranger, 17, "User busy"))
      yield* TestClock.adjust("2 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      peer.answer(action, outcome("Failure", 0, channelId))
      peer.deliver(raised("Newchannel", pjsip), hangup(pjsip, 21, "Call Rejected"))

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), { outcome: "Rejected", cause: 21 })
    }))

  test("concurrent dials share one subscription, each sees only its own call, and the last one ends it", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      let begun = 0
      let ended = 0
      const counting = AmiClient.AmiClient.of({
        ...ami,
        events: (...events) => {
          begun += 1
          return Stream.ensuring(ami.events(...events), Effect.sync(() => ended += 1))
        }
      })
      const dial = (id: string) =>
        start(
          Effect.provideService(
            Ami.dial({ originator: "PJSIP/100", extension: "200", channelId: id }),
            AmiClient.AmiClient,
            counting
          )
        )
      const fail = (id: string, cause: number) => {
        const channel = { name: `PJSIP/100-${id}`, uniqueid: id, linkedid: id }
        peer.answer(peer.last("Originate"), queued, outcome("Failure", 0, id))
        peer.deliver(raised("Newchannel", channel), hangup(channel, cause, "told"))
      }

      const first = yield* dial("a")
      const originated = peer.last("Originate")
      const second = yield* dial("b")
      fail("b", 17)
      assert.deepInclude(yield* reasonOf(Fiber.join(second)), { outcome: "Busy" })
      peer.answer(originated, queued, outcome("Success", 4, "a"))
      yield* Fiber.join(first)
      assert.deepStrictEqual([begun, ended], [1, 1])

      const third = yield* dial("c")
      fail("c", 21)
      assert.deepInclude(yield* reasonOf(Fiber.join(third)), { outcome: "Rejected" })
      assert.deepStrictEqual([begun, ended], [2, 2])
    }))

  secretStaysHidden()
})
