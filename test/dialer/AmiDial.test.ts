import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Logger, Redacted, Schema, Scope } from "effect"
import { Ami, AmiCalls, AmiClient, AmiDial, type AmiError, AmiTransportMock, Events } from "effect-ami"
import { AmiFault, AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { during, house, tagOf } from "./house.ts"

const reasonOf = <A, R>(task: Effect.Effect<A, AmiError.AmiError, R>) =>
  Effect.map(Effect.flip(task), ({ reason }) => reason)

const sent = (name: string) =>
  Effect.flatMap(
    AmiSimulator.AmiSimulator,
    ({ requests }) => Effect.map(requests, (all) => all.filter(({ action }) => action === name).length)
  )

const rings = { first: "102", then: { Exten: "101" }, ringFor: "1 minute" } as const

/** Lets a fiber run until it has ended. */
const ended = <A, E>(fiber: Fiber.Fiber<A, E>) =>
  Effect.gen(function*() {
    for (let tries = 0; tries < 200 && fiber.pollUnsafe() === undefined; tries++) yield* TestClock.adjust("500 millis")
    return yield* Fiber.join(fiber)
  })

describe("the options of AmiDial", () => {
  const wrong: ReadonlyArray<readonly [option: string, given: object]> = [
    ["first", { first: "" }],
    ["then", { then: undefined }],
    ["then.Exten", { then: { Context: "x" } }],
    ["then.Priority", { then: { Exten: "1", Priority: 0 } }],
    ["then.Data", { then: { Application: "Echo", Data: 1 } }],
    ["ringFor", { ringFor: 0 }],
    ["id", { id: "" }],
    ["id", { id: "x".repeat(65) }],
    ["id", { id: "/x" }],
    ["id", { id: "a b" }],
    ["codecs[0]", { codecs: [1] }],
    ["variables.A", { variables: { A: 1 } }],
    ["earlyMedia", { earlyMedia: "yes" }],
    ["blackBox", { blackBox: 1 }],
    ["onInterrupt", { onInterrupt: "stop" }],
    ["callerID", { callerID: "x" }]
  ]
  it.effect.each(wrong)("that are wrong are named: %s of %o", ([option, given]) =>
    Effect.gen(function*() {
      const options = { first: "100", then: { Exten: "101" }, ...given } as AmiDial.DialOptions
      assert.deepInclude(yield* reasonOf(AmiDial.dial(options)), { _tag: "InvalidOption", option })
      assert.deepInclude(yield* reasonOf(AmiDial.follow(options)), { _tag: "InvalidOption", option })
      assert.strictEqual(yield* sent("Originate"), 0)
    }).pipe(Effect.provide(house())))

  it.effect("say who is called: a text that is written into the action, without a line break", () =>
    Effect.gen(function*() {
      const reason = yield* reasonOf(AmiDial.dial({ first: "100\r\nAction: Logoff", then: { Exten: "101" } }))
      assert.strictEqual(reason._tag, "NotSent")
      assert.strictEqual(yield* sent("Originate"), 0)
    }).pipe(Effect.provide(house())))

  it.effect("may not have the id of another call of this process, unless nobody was called", () =>
    Effect.gen(function*() {
      const options = { id: "unique-1", first: "100", then: { Exten: "500" } }
      assert.strictEqual((yield* during(AmiDial.dial(options)))._tag, "Answered")
      assert.deepInclude(yield* reasonOf(AmiDial.dial(options)), { _tag: "InvalidOption", option: "id" })

      const nowhere = { id: "unique-2", first: "100", then: { Exten: "999" } }
      assert.strictEqual((yield* reasonOf(AmiDial.dial(nowhere)))._tag, "ActionFailed")
      assert.strictEqual((yield* during(AmiDial.dial({ ...nowhere, then: { Exten: "500" } })))._tag, "Answered")
      assert.strictEqual(yield* sent("Originate"), 3)
    }).pipe(Effect.provide(house())))

  it.effect("go into the action", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      yield* during(AmiDial.dial({
        first: "100@from-internal",
        then: { Exten: "101", Context: "from-internal", Priority: 1 },
        ringFor: "7 seconds",
        callerId: "Sales <1>",
        variables: { A: "1,2" },
        codecs: ["alaw", "ulaw"],
        account: "sales",
        earlyMedia: true,
        blackBox: true
      }))
      const [request] = (yield* simulator.requests).filter(({ action }) => action === "Originate")
      const headers = Object.fromEntries(request?.message.toJSON() ?? [])
      assert.deepInclude(headers, {
        Channel: "Local/100@from-internal/n",
        Timeout: "7000",
        CallerID: "Sales <1>",
        Codecs: "alaw,ulaw",
        Account: "sales",
        EarlyMedia: "true"
      })
      const variables = request?.message.getAll("Variable").join("|")
      assert.include(variables, "A=")
      assert.include(variables, "CHANNEL(hangup_handler_push)=")
    }).pipe(Effect.provide(house())))
})

describe("AmiDial, interrupted", () => {
  it.effect("hangs up what rings, and only that", () =>
    Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(AmiDial.dial(rings), { startImmediately: true })
      yield* TestClock.adjust("2 seconds")
      yield* ended(yield* Effect.forkChild(Fiber.interrupt(fiber), { startImmediately: true }))
      assert.strictEqual(yield* sent("Hangup"), 1)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* during(Ami.channels), [])

      const scope = yield* Scope.make()
      const dialing = yield* during(
        Scope.provide(AmiDial.start({ first: "100", then: { Exten: "500" } }), scope)
      )
      assert.strictEqual((yield* during(dialing.first))._tag, "Answered")
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(yield* sent("Hangup"), 1)
    }).pipe(Effect.provide(house())))

  it.effect("hangs up both parties of `call`, until the second is decided", () =>
    Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(AmiDial.call({ from: "100", to: "102" }), { startImmediately: true })
      yield* TestClock.adjust("5 seconds")
      assert.isAbove((yield* during(Ami.channels)).length, 3)
      yield* ended(yield* Effect.forkChild(Fiber.interrupt(fiber), { startImmediately: true }))
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* during(Ami.channels), [])
    }).pipe(Effect.provide(house())))

  it.effect("lets it ring with `onInterrupt: leave`", () =>
    Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(AmiDial.dial({ ...rings, onInterrupt: "leave" }), {
        startImmediately: true
      })
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(yield* sent("Hangup"), 0)
    }).pipe(Effect.provide(house())))

  it.effect("without a connection, hangs up when there is one again", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      const fiber = yield* Effect.forkChild(AmiDial.dial(rings), { startImmediately: true })
      yield* TestClock.adjust("2 seconds")
      const closed = yield* simulator.fault(AmiFault.shuttingDown)
      yield* simulator.kick
      yield* TestClock.adjust("1 second")
      yield* ended(yield* Effect.forkChild(Fiber.interrupt(fiber), { startImmediately: true }))
      assert.strictEqual(yield* sent("Hangup"), 0)
      yield* closed.remove
      for (let tries = 0; tries < 60 && (yield* sent("Hangup")) === 0; tries++) yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* sent("Hangup"), 1)
    }).pipe(Effect.provide(house())))

  it.effect("says that a telephone may ring if there will be no other connection", () => {
    const warnings: Array<string> = []
    const logger = Logger.make(({ logLevel, message }) => {
      if (logLevel === "Warn") warnings.push(String(message))
    })
    return Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      const fiber = yield* Effect.forkChild(AmiDial.dial(rings), { startImmediately: true })
      yield* TestClock.adjust("2 seconds")
      yield* simulator.fault(AmiFault.shuttingDown)
      yield* simulator.kick
      yield* TestClock.adjust("1 second")
      yield* ended(yield* Effect.forkChild(Fiber.interrupt(fiber), { startImmediately: true }))
    }).pipe(
      Effect.provide(house()),
      Effect.andThen(Effect.yieldNow),
      Effect.andThen(Effect.sync(() => assert.match(warnings.join("\n"), /may still ring, though nobody waits/))),
      Effect.provide(Logger.layer([logger]))
    )
  })

  it.effect("a client that closes meanwhile hangs up, and the outcome is not known", () =>
    Effect.gen(function*() {
      const client = yield* Scope.make()
      const context = yield* Layer.buildWithScope(
        AmiCalls.layer.pipe(
          Layer.provideMerge(AmiClient.layer({ username: "hello", secret: Redacted.make("world") }))
        ),
        client
      )
      const fiber = yield* Effect.forkChild(Effect.provide(AmiDial.dial(rings), context), { startImmediately: true })
      yield* TestClock.adjust("2 seconds")
      yield* ended(yield* Effect.forkChild(Scope.close(client, Exit.void), { startImmediately: true }))
      assert.include(["Unknown", "Cancelled"], (yield* ended(fiber))._tag)
      assert.strictEqual(yield* sent("Hangup"), 1)
    }).pipe(Effect.provide(AmiSimulator.layerTransport({
      extensions: { "from-internal": { "101": ["Wait(5)"], "102": ["Dial(PJSIP/102,60)"] } },
      endpoints: { "102": "rings" }
    }))))
})

describe("AmiDial, what the second party is", () => {
  it.effect("a conference that is joined is answered, and a menu is not seen", () =>
    Effect.gen(function*() {
      assert.strictEqual(tagOf((yield* during(AmiDial.call({ from: "100", to: "600" }))).to), "Answered")
      const { to } = yield* during(AmiDial.call({ from: "100", to: "900" }))
      assert.deepInclude(to, { _tag: "Unknown", why: "NotSeen" })
    }).pipe(Effect.provide(house())))

  it.effect("in a queue it is the agent, after others have refused", () =>
    Effect.gen(function*() {
      const { to } = yield* during(AmiDial.call({ from: "100", to: "700" }))
      assert.match(to?._tag === "Answered" ? to.channel : "", /^PJSIP\/101-/)
    }).pipe(Effect.provide(house({
      queues: {
        sales: {
          strategy: "linear",
          timeout: 5,
          retry: 1,
          members: ["PJSIP/2486", "PJSIP/101"]
        }
      }
    }))))
})

describe("AmiDial.lookUp", () => {
  it.effect("finds a call that is there, and `adopt` goes on with it", () =>
    Effect.gen(function*() {
      const { channelId } = yield* during(Ami.originate({ originator: "100", extension: "500" }))
      yield* TestClock.adjust("300 millis")
      assert.deepInclude(yield* during(AmiDial.lookUp(channelId)), { _tag: "Live", isAnswered: false })
      const dialing = yield* AmiDial.adopt(channelId)
      assert.strictEqual((yield* during(dialing.first))._tag, "Answered")
      const { record } = yield* during(dialing.ended)
      assert.strictEqual(record?.id, channelId)
      assert.strictEqual(yield* sent("Originate"), 1)
    }).pipe(Effect.scoped, Effect.provide(house())))

  it.effect("reads the black box of a call that has ended", () =>
    Effect.gen(function*() {
      yield* during(AmiDial.installBlackBox)
      const ends = [["100", "Answered"], ["2486", "Busy"], ["2603", "Rejected"], ["2404", "Unreachable"], [
        "102",
        "NoAnswer"
      ]] as const
      for (const [number, outcome] of ends) {
        for (const first of [number, `PJSIP/${number}`]) {
          const id = `box-${first}`
          yield* during(AmiDial.dial({ id, first, then: { Exten: "500" }, ringFor: "5 seconds", blackBox: true }))
          yield* TestClock.adjust("10 seconds")
          assert.strictEqual((yield* during(AmiDial.lookUp(id)))._tag, outcome, first)
        }
      }
      assert.deepInclude(yield* during(AmiDial.lookUp("nothing")), {
        _tag: "Unknown",
        lookedAt: ["Channels", "BlackBox"]
      })
    }).pipe(Effect.provide(house())))
})

describe("an outcome", () => {
  it("is the same as JSON", () => {
    const outcomes: ReadonlyArray<AmiDial.Outcome> = [
      { _tag: "Answered", channel: "PJSIP/100-1", Uniqueid: "1.1", ringMs: 1000 },
      { _tag: "Busy", cause: 17, causeText: "User busy", dialStatus: "BUSY", TechCause: "486" },
      { _tag: "NoAnswer" },
      { _tag: "Failed", text: "Bearer capability not available", cause: 58 },
      { _tag: "Unknown", why: "LinkLost", lookedAt: ["Channels"] }
    ]
    for (const outcome of outcomes) {
      const json = JSON.parse(JSON.stringify(Schema.encodeSync(AmiDial.Outcome)(outcome)))
      assert.deepStrictEqual(Schema.decodeUnknownSync(AmiDial.Outcome)(json), outcome)
    }
  })

  const mock = (script: AmiTransportMock.Script) =>
    AmiCalls.layer.pipe(
      Layer.provideMerge(AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })),
      Layer.provideMerge(AmiTransportMock.layer({
        BridgeList: AmiTransportMock.list("BridgeListComplete", []),
        ParkedCalls: AmiTransportMock.list("ParkedCallsComplete", []),
        QueueStatus: AmiTransportMock.list("QueueStatusComplete", []),
        ExtensionStateList: AmiTransportMock.list("ExtensionStateListComplete", []),
        Status: AmiTransportMock.list("StatusComplete", []),
        ...script
      }))
    )
  const queued = "Response: Success\nMessage: Originate successfully queued"
  const own = { Channel: "PJSIP/100-1", Uniqueid: "mock", Linkedid: "mock" }
  const dest = { DestChannel: "PJSIP/100-1", DestUniqueid: "mock", DestLinkedid: "mock" }
  const made = AmiTransportMock.event(Events.Newchannel, own)

  const stories: ReadonlyArray<readonly [what: string, messages: ReadonlyArray<string>, outcome: string]> = [
    ["the end of its channel decides without an OriginateResponse", [
      made,
      AmiTransportMock.event(Events.DialEnd, { ...dest, DialStatus: "BUSY" }),
      AmiTransportMock.event(Events.Hangup, { ...own, Cause: 17 })
    ], "Busy"],
    ["the answer decides without an OriginateResponse", [
      made,
      AmiTransportMock.event(Events.DialEnd, { ...dest, DialStatus: "ANSWER" })
    ], "Answered"],
    ["an OriginateResponse that overtakes the end of the channel waits for it", [
      AmiTransportMock.event(Events.OriginateResponse, { Response: "Failure", Uniqueid: "mock", Reason: 0 }),
      made,
      AmiTransportMock.event(Events.Hangup, { ...own, Cause: 21 })
    ], "Rejected"],
    ["an OriginateResponse alone, with a reason, decides after a second", [
      AmiTransportMock.event(Events.OriginateResponse, { Response: "Failure", Uniqueid: "mock", Reason: 5 })
    ], "Busy"],
    ["an OriginateResponse without a reason says nothing of a channel whose end is not seen", [
      made,
      AmiTransportMock.event(Events.OriginateResponse, { Response: "Failure", Uniqueid: "mock", Reason: 0 })
    ], "Unknown"],
    ["no event at all is not seen", [], "Unknown"]
  ]
  it.effect.each(stories)("%s", ([, messages, outcome]) =>
    Effect.gen(function*() {
      const transport = yield* AmiTransportMock.AmiTransportMock
      const id = `mock-${crypto.randomUUID()}`
      const options = { id, first: "PJSIP/100", then: { Exten: "200" } }
      const fiber = yield* Effect.forkChild(AmiDial.dial(options), { startImmediately: true })
      yield* TestClock.adjust("1 second")
      for (const message of messages) yield* transport.push(message.replaceAll("mock", id))
      assert.strictEqual((yield* ended(fiber))._tag, outcome)
    }).pipe(Effect.provide(mock({ Originate: queued }))))
})
