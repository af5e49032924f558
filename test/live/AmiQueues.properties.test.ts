/**
 * Queues whose lists overtake events and are overtaken by them, with losses in between: the model ends as Asterisk is.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { AmiMessage } from "effect-ami"
import * as fc from "fast-check"
import { QueuesPart } from "../../src/live/internal/queues/queues.ts"
import { memberStates } from "../../src/live/internal/queues/queueValues.ts"
import { check, timeout } from "../protocol/properties.ts"
import { hangup } from "./queueWords.ts"
import { messageOf, QueueWorld } from "./queueWorld.ts"

const source = { id: "QueueStatus", cost: 1, ask: () => Effect.succeed([]) }

const nat = fc.nat(7)
const ops = {
  join: { weight: 8, of: fc.tuple(nat, fc.nat(2)) },
  hangUp: { weight: 2, of: fc.tuple(nat, nat) },
  timeOut: { weight: 1, of: fc.tuple(nat, nat) },
  pressKey: { weight: 1, of: fc.tuple(nat, nat) },
  answer: { weight: 5, of: fc.tuple(nat, nat, fc.nat(2)) },
  ring: { weight: 2, of: fc.tuple(nat, nat) },
  complete: { weight: 4, of: fc.tuple(nat, fc.boolean()) },
  pause: { weight: 3, of: fc.tuple(nat, fc.option(nat, { nil: undefined }), fc.boolean()) },
  penalize: { weight: 1, of: fc.tuple(nat, nat, nat) },
  toggleMember: { weight: 2, of: fc.tuple(nat, nat) },
  setDevice: { weight: 1, of: fc.tuple(nat, fc.nat(8)) }
} as const

const silent = {
  prioritize: { weight: 1, of: fc.tuple(nat, nat, fc.nat(5)) },
  reset: { weight: 1, of: fc.tuple(nat) }
} as const

type Op = { readonly kind: string; readonly args: ReadonlyArray<unknown> }

const opsOf = (
  table: Readonly<Record<string, { readonly weight: number; readonly of: fc.Arbitrary<ReadonlyArray<unknown>> }>>
) =>
  Object.entries(table).map(([kind, { of, weight }]) => ({
    weight,
    arbitrary: fc.record({ kind: fc.constant(kind), args: of }) as fc.Arbitrary<Op>
  }))

/** What the network does: delivers events, asks for lists, makes and answers them, loses events. */
const network = opsOf({
  deliver: { weight: 10, of: fc.tuple(fc.nat(6)) },
  begin: { weight: 2, of: fc.tuple() },
  make: { weight: 2, of: fc.tuple() },
  answer: { weight: 2, of: fc.tuple() },
  refresh: { weight: 3, of: fc.tuple() }
}).map(({ arbitrary, weight }) => ({
  weight,
  arbitrary: arbitrary.map((op): Op => ({ ...op, kind: `net ${op.kind}` }))
}))

const loss = opsOf({ lose: { weight: 1, of: fc.tuple(fc.nat(20)) } })
  .map(({ arbitrary, weight }) => ({ weight, arbitrary: arbitrary.map((op): Op => ({ ...op, kind: "net lose" })) }))

class Run {
  private readonly canSee: boolean
  readonly world = new QueueWorld(["sales", "support"], ["PJSIP/101", "PJSIP/102", "PJSIP/103"])
  readonly part = new QueuesPart({
    only: undefined,
    sources: [[source, undefined]],
    countersAfter: 1000,
    capacity: undefined
  })
  hasLost = false

  /** `canSee` if events of class call come. */
  constructor(canSee = true) {
    this.canSee = canSee
  }

  private asked = false
  private made: { readonly items: ReadonlyArray<AmiMessage.AmiMessage>; readonly raised: number } | undefined
  private settleAt: number | undefined

  private deliver(count: number): void {
    for (const message of this.world.pending.splice(0, count)) {
      if (!this.canSee && /^(?:Hangup|DialEnd)/.test(message.name)) continue
      this.part.apply(message, this.world.now)
      this.flush()
    }
    const delivered = this.world.raised - this.world.pending.length
    // The hub settles when events that were under way have had time to come.
    if (this.settleAt !== undefined && delivered >= this.settleAt) {
      this.settleAt = undefined
      this.part.settle(this.world.now)
      this.flush()
    }
  }

  private flush(): void {
    for (const output of this.part.outputs) output.flush({ _tag: "Time" })
  }

  private begin(): void {
    if (this.settleAt !== undefined) return
    this.asked = true
    this.made = undefined
    this.part.begin(source)
  }

  private make(): void {
    if (this.asked && this.made === undefined) this.made = { items: this.world.list(), raised: this.world.raised }
  }

  private answer(): void {
    if (this.made === undefined) return
    assert.isTrue(this.part.list(source, this.made.items, this.world.now))
    this.settleAt = this.made.raised
    this.asked = false
    this.made = undefined
    this.deliver(0)
  }

  private refresh(isAnyTime: boolean): boolean {
    const due = this.part.refreshes.take(isAnyTime ? Infinity : this.world.now)
    for (const { isFull, name } of due) {
      this.part.beginList("refresh")
      const items = this.world.list(name, isFull)
      this.part.refresh("refresh", name, isFull, items, this.world.now)
      this.flush()
    }
    return due.length > 0
  }

  private lose(count: number): void {
    this.hasLost = true
    this.world.pending.splice(0, count)
    this.part.lose({ epoch: 1, cause: "Gap", since: this.world.now })
    this.settleAt = undefined
    this.begin()
  }

  step({ args, kind }: Op): void {
    this.world.now += 97
    this.part.tick(this.world.now)
    const [first] = args
    if (kind === "net deliver") this.deliver(Number(first))
    else if (kind === "net begin") this.begin()
    else if (kind === "net make") this.make()
    else if (kind === "net answer") this.answer()
    else if (kind === "net refresh") this.refresh(false)
    else if (kind === "net lose") this.lose(Number(first))
    else Reflect.apply(Reflect.get(this.world, kind), this.world, args)
  }

  /** A whole cycle without anything in between. */
  cycle(): void {
    this.asked = false
    this.settleAt = undefined
    this.begin()
    this.make()
    this.answer()
    this.deliver(Infinity)
  }

  /** All events come, and what the model asks for. */
  quiet(): void {
    if (this.asked) {
      this.make()
      this.answer()
    }
    this.deliver(Infinity)
    for (let rounds = 0; rounds < 5 && this.refresh(true); rounds++) this.deliver(Infinity)
    assert.isFalse(this.refresh(true), "the model asks for ever")
  }

  get known() {
    const { index } = this.part
    return Object.fromEntries([...index.byName.values()].map(({ value }) => [value.Queue, {
      callers: value.callers.map(({ Uniqueid }) => Uniqueid),
      counters: [value.counters.Completed, value.counters.Abandoned],
      members: Object.fromEntries(
        [...value.members.values()].map((
          { CallsTaken, InCall, Interface, Paused, PausedReason, Penalty, call, state }
        ) =>
          [Interface, {
            state: memberStates.indexOf(state),
            Penalty,
            CallsTaken,
            Paused,
            PausedReason,
            InCall,
            call: call?.Uniqueid
          }] as const
        ).sort()
      )
    }]))
  }
}

/** All but some facts. */
const without = (...names: ReadonlyArray<string>) => (known: Run["known"]) =>
  JSON.stringify(known, (name, value) => names.includes(name) ? undefined : value)

/** A call that began in a loss is not known; that there is one, is. */
const withoutCalls = without("call")

/** That a member is in a call is marked silently: an event on its way may say the opposite. */
const withoutMarks = without("call", "InCall")

const begun = () => {
  const run = new Run()
  // The account may read class call.
  run.part.apply(messageOf(hangup("0.0")), 0)
  run.cycle()
  return run
}

const inOrder = (run: Run) => {
  for (const { value } of run.part.index.byName.values()) {
    assert.deepStrictEqual(value.callers.map(({ position }) => position), value.callers.map((_, index) => index + 1))
    for (const caller of value.callers) {
      assert.strictEqual(run.part.index.caller(`${value.Queue} ${caller.Uniqueid}`)?.position, caller.position)
    }
    for (const member of value.members.values()) {
      assert.deepStrictEqual(run.part.index.member(`${value.Queue} ${member.Interface}`), member)
      assert.isUndefined(member.ringingFor)
      assert.strictEqual(member.status === "InCall", !member.Paused && (member.InCall || member.call !== undefined))
    }
  }
}

describe("the model of queues", () => {
  it("is as Asterisk is, in whatever order lists and events come, and has counted each call once", () => {
    check(
      20_000,
      fc.property(fc.array(fc.oneof(...opsOf(ops), ...network), { minLength: 5, maxLength: 80 }), (steps) => {
        const run = begun()
        for (const step of steps) run.step(step)
        run.quiet()
        assert.deepStrictEqual(run.known, run.world.truth)
        inOrder(run)
        for (const { name, totals } of run.part.index.byName.values()) {
          const { abandoned, completed, connected, joined, left, timedOut } = totals.value
          assert.deepStrictEqual({ joined, connected, completed, abandoned, timedOut, left }, run.world.totals[name])
        }
      })
    )
  }, timeout)

  it("keeps the counters of the list that was asked for last, whichever comes last", () => {
    const run = begun()
    const step = (kind: string, ...args: ReadonlyArray<unknown>) => run.step({ kind, args })
    step("join", 0, 0)
    step("net begin")
    step("net make")
    step("hangUp", 0, 0)
    // Until the counters are asked for.
    for (let steps = 0; steps < 12; steps++) step("net deliver", 6)
    step("net refresh")
    step("net answer")
    run.quiet()
    assert.deepStrictEqual(run.known, run.world.truth)
  })

  it("is as Asterisk is with events of class agent alone", () => {
    check(
      5_000,
      fc.property(fc.array(fc.oneof(...opsOf(ops), ...network), { minLength: 5, maxLength: 80 }), (steps) => {
        const run = new Run(false)
        run.cycle()
        for (const step of steps) run.step(step)
        run.quiet()
        assert.deepStrictEqual(run.known, run.world.truth)
        for (const { name, totals } of run.part.index.byName.values()) {
          const { abandoned, completed, connected, joined, left, timedOut } = totals.value
          const truth = run.world.totals[name]
          if (truth === undefined) return assert.fail(name)
          assert.deepStrictEqual([joined, connected, completed, left, timedOut], [
            truth.joined,
            truth.connected,
            truth.completed,
            truth.left,
            0
          ])
          assert.strictEqual(abandoned, truth.abandoned + truth.timedOut)
        }
      })
    )
  }, timeout)

  it("is as Asterisk is after losses, as soon as the list that they ask for has come", () => {
    check(
      20_000,
      fc.property(
        fc.array(fc.oneof(...opsOf(ops), ...network, ...loss), { minLength: 5, maxLength: 80 }),
        (steps) => {
          const run = begun()
          for (const step of steps) run.step(step)
          run.quiet()
          assert.strictEqual(withoutMarks(run.known), withoutMarks(run.world.truth))
        }
      )
    )
  }, timeout)

  it("is as Asterisk is after losses and silent changes, as soon as a list has come", () => {
    check(
      20_000,
      fc.property(
        fc.array(fc.oneof(...opsOf(ops), ...opsOf(silent), ...network, ...loss), { minLength: 5, maxLength: 80 }),
        (steps) => {
          const run = begun()
          for (const step of steps) run.step(step)
          run.quiet()
          run.cycle()
          run.quiet()
          assert.strictEqual(withoutCalls(run.known), withoutCalls(run.world.truth))
          inOrder(run)
          for (const [name, { members }] of Object.entries(run.known)) {
            for (const [iface, { call }] of Object.entries(members)) {
              const truth = run.world.truth[name]?.members[iface]?.call
              if (call !== undefined) assert.strictEqual(call, truth, "a call that is known is the right one")
            }
          }
        }
      )
    )
  }, timeout)
})
