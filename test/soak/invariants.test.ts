import { assert, describe, it } from "@effect/vitest"
import { AmiError, type AmiInbox, AmiMessage } from "effect-ami"
import { disagreements, makeAccount } from "./account.ts"
import { makeRequests } from "./requests.ts"
import { slopeOf } from "./slope.ts"

const cause = new AmiError.AmiError({ reason: new AmiError.ConnectionLost({ why: "Ended" }) })
const connected = (epoch: number): AmiInbox.Item => ({
  _tag: "Connected",
  epoch,
  banner: undefined,
  bootState: "booted"
})
const disconnected = (epoch: number): AmiInbox.Item => ({
  _tag: "Disconnected",
  epoch,
  cause,
  lastMessageAt: undefined
})
const received = (epoch: number, seq: number, raised = seq): AmiInbox.Item => ({
  _tag: "Received",
  epoch,
  seq,
  receivedAt: 0,
  message: AmiMessage.make([["Event", "UserEvent"], ["Number", String(raised)]])
})
const gap = (epoch: number, firstSeq: number, lastSeq: number, dropped = lastSeq - firstSeq + 1): AmiInbox.Item => ({
  _tag: "Gap",
  epoch,
  reason: "SlowConsumer",
  firstSeq,
  lastSeq,
  dropped
})

const accountOf = (...items: ReadonlyArray<AmiInbox.Item>) => {
  const account = makeAccount("one")
  items.forEach(account.take)
  return account
}

describe("the checks of a soak", () => {
  it("find nothing wrong if every number is delivered or in a gap, and add them up", () => {
    const account = accountOf(
      connected(1),
      received(1, 3),
      gap(1, 4, 9),
      received(1, 10),
      disconnected(1),
      connected(3),
      disconnected(3)
    )

    assert.deepStrictEqual(account.wrong, [])
    assert.deepStrictEqual([account.delivered(), account.dropped(), account.gaps(), account.epochs()], [2, 6, 1, 2])
    assert.deepStrictEqual([...account.ranges], [[1, "3-10"], [3, "nothing"]])
  })

  const faults: Readonly<Record<string, ReadonlyArray<AmiInbox.Item>>> = {
    "a missing number": [connected(1), received(1, 1), received(1, 3)],
    "a duplicate number": [connected(1), received(1, 1), received(1, 1, 2)],
    "a gap that counts wrong": [connected(1), gap(1, 1, 3, 2)],
    "an event after the end of its epoch": [connected(1), disconnected(1), received(1, 1)],
    "an event of the epoch before": [connected(1), disconnected(1), connected(2), received(1, 1)],
    "a repeated end": [connected(1), disconnected(1), disconnected(1)],
    "a repeated epoch": [connected(2), disconnected(2), connected(2)],
    "events in another order": [connected(1), received(1, 1, 5), received(1, 2, 4)]
  }
  for (const [name, items] of Object.entries(faults)) {
    it(`finds ${name}`, () => assert.isNotEmpty(accountOf(...items).wrong))
  }

  it("find subscribers that got different messages", () => {
    const one = accountOf(connected(1), received(1, 1), received(1, 2), disconnected(1))

    const other = accountOf(connected(1), received(1, 1), disconnected(1))

    assert.deepStrictEqual(disagreements(one, one), [])
    assert.deepStrictEqual(disagreements(one, other), ["epoch 1 brought 1-2 and 1-1"])
  })
})

describe("the requests of a soak", () => {
  const cases: ReadonlyArray<readonly [reason: string, ran: number, isLie: boolean]> = [
    ["Success", 1, false],
    ["Success", 0, true],
    ["Success", 2, true],
    ["NotSent", 0, false],
    ["NotSent", 1, true],
    ["NotExecuted", 1, true],
    ["OutcomeUnknown", 0, false],
    ["OutcomeUnknown", 1, false],
    ["OutcomeUnknown", 2, true],
    ["DecodeFailed", 1, true]
  ]
  for (const [reason, ran, isLie] of cases) {
    it(`${isLie ? "lie" : "tell the truth"} if one ended as ${reason} and ran ${ran} times`, () => {
      const requests = makeRequests(1)
      requests.begin()

      requests.settle(0, reason, 0)
      for (let times = 0; times < ran; times++) requests.ran(0)

      assert.strictEqual(requests.lies().length, isLie ? 1 : 0)
    })
  }

  it("are not judged by events that a killed server took with it", () => {
    const requests = makeRequests(2)
    requests.begin()
    requests.begin()

    requests.settle(0, "Success", 1000)
    requests.settle(1, "Success", 9000)
    requests.killed(10_000)

    assert.strictEqual(requests.unproven(), 1)
    assert.deepStrictEqual(requests.lies(), ["request 0 ended as Success and ran 0 times"])
  })
})

it("the slope of a heap is reported with its uncertainty", () => {
  const line = slopeOf([[0, 10], [1, 12], [2, 14], [3, 16]])
  const noisy = slopeOf([[0, 10], [1, 14], [2, 12], [3, 16]])

  assert.deepStrictEqual(line, { perMinute: 2, uncertainty: 0 })
  assert.isAbove(noisy?.uncertainty ?? 0, 0.5)
  assert.isUndefined(slopeOf([[0, 1], [1, 2]]))
})
