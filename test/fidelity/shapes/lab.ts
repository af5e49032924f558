/**
 * The telephones of the call shapes, over the commands that the simulator knows: the only file that knows them.
 *
 * What a telephone hears is read from the events of AMI: a new channel that is down is a call that comes in, one that
 * rings is a call that it makes.
 */
import { Effect, Option } from "effect"
import type { SimulatedPbx } from "../../../src/simulator/index.ts"
import type { Lines } from "../conversations.ts"
import type { Call, From, Lab, Telephone, Unattended } from "./telephone.ts"

/** What the user of a telephone does, as the simulator knows it. */
type Command = SimulatedPbx.Command

export type Perform = (command: Command) => Effect.Effect<void>

/** How long a telephone and the server need for a request and its answer, in milliseconds. */
const roundTrip = 2

/** How long a script waits for what should happen, in milliseconds. */
const eventTimeout = 30_000

/** When a call without a channel counts as refused, in milliseconds. */
const refusedAfter = 100

/** How long a key is pressed, and the pause before the next one, in milliseconds. */
const keys = { milliseconds: 160, pause: 120 } as const

interface Seen {
  readonly name: string
  isUp: boolean
  isOver: boolean
  hearsRinging: boolean
}

const nowhere: Seen = { name: "", isUp: false, isOver: true, hearsRinging: false }

const valueIn = (lines: Lines, name: string): string =>
  lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? ""

/** What AMI says of the channels, and who waits for it. */
export class Observer {
  readonly calls = new Map<string, Seen>()
  /** Channels of each telephone that nobody has taken yet. */
  readonly incoming = new Map<string, Array<Seen>>()
  readonly outgoing = new Map<string, Array<Seen>>()
  readonly unattended = new Map<string, Unattended>()
  readonly events = new Map<string, number>()
  answers = 0
  /** Called for each call that a telephone takes by itself. */
  takes: (phone: string, call: Seen, how: Unattended) => void = () => {}
  private readonly byId = new Map<string, Seen>()
  private readonly waiting = new Set<() => void>()

  hear(lines: Lines): void {
    const event = lines[0]?.startsWith("Event: ") === true ? lines[0].slice("Event: ".length) : ""
    if (event === "") this.answers++
    else if (valueIn(lines, "Privilege") !== "") this.events.set(event, (this.events.get(event) ?? 0) + 1)
    const name = valueIn(lines, "Channel")
    const id = valueIn(lines, "Uniqueid")
    if (event === "Newchannel") this.appeared(name, id, valueIn(lines, "ChannelState"))
    const call = this.byId.get(id)
    if (call !== undefined && event === "Newstate") call.isUp = valueIn(lines, "ChannelState") === "6"
    if (call !== undefined && event === "Hangup") call.isOver = true
    if (event === "Newstate" && valueIn(lines, "ChannelStateDesc") === "Ringing") {
      const caller = this.byId.get(valueIn(lines, "Linkedid"))
      if (caller !== undefined) caller.hearsRinging = true
    }
    for (const look of this.waiting) look()
  }

  private appeared(name: string, id: string, state: string): void {
    const phone = /^PJSIP\/(.+)-[0-9a-f]{8}$/.exec(name)?.[1]
    if (phone === undefined) return
    const call: Seen = { name, isUp: false, isOver: false, hearsRinging: false }
    this.calls.set(name, call)
    this.byId.set(id, call)
    const how = this.unattended.get(phone)
    if (state === "0" && how !== undefined) this.takes(phone, call, how)
    if (state === "0" && typeof how === "number") return
    const lists = state === "0" ? this.incoming : this.outgoing
    lists.set(phone, [...lists.get(phone) ?? [], call])
  }

  /** Waits until something is found; dies if it takes too long. */
  until<A>(what: string, find: () => A | undefined): Effect.Effect<A> {
    return Effect.callback<A>((resume) => {
      const look = () => {
        const found = find()
        if (found === undefined) return
        this.waiting.delete(look)
        resume(Effect.succeed(found))
      }
      this.waiting.add(look)
      look()
      return Effect.sync(() => this.waiting.delete(look))
    }).pipe(Effect.timeoutOrElse({ duration: eventTimeout, orElse: () => Effect.die(new Error(`not seen: ${what}`)) }))
  }
}

const callOf = (phone: string, seen: Seen, observer: Observer, perform: Perform): Call => {
  const channel = seen.name
  const performed = (command: Command) => Effect.andThen(perform(command), Effect.sleep(roundTrip))
  const simple = (command: "ring" | "progress" | "answer" | "hold" | "unhold" | "talk") =>
    performed({ command, phone, channel })
  const yes = (found: boolean) => found ? true : undefined
  return {
    channel,
    isOver: () => seen.isOver,
    isUp: () => seen.isUp,
    ring: simple("ring"),
    progress: simple("progress"),
    answer: simple("answer"),
    hold: simple("hold"),
    unhold: simple("unhold"),
    talk: perform({ command: "talk", phone, channel }),
    reject: (status) => performed({ command: "reject", phone, channel, status }),
    forward: (number) => performed({ command: "forward", phone, channel, number }),
    refer: (number) => performed({ command: "transfer", phone, channel, number }),
    referTo: (other) => performed({ command: "attendedTransfer", phone, channel, other: other.channel }),
    press: (digits) =>
      Effect.forEach(
        digits,
        (digit) =>
          perform({ command: "press", phone, channel, digits: digit, milliseconds: keys.milliseconds }).pipe(
            Effect.andThen(Effect.sleep(keys.milliseconds + keys.pause))
          ),
        { discard: true }
      ),
    bye: Effect.suspend(() => seen.isOver ? Effect.void : performed({ command: "hangUp", phone, channel })),
    alerting: Effect.asVoid(
      observer.until(`ringing heard by ${channel}`, () => yes(seen.hearsRinging || seen.isUp || seen.isOver))
    ),
    answered: Effect.asVoid(observer.until(`an answer to ${channel}`, () => yes(seen.isUp || seen.isOver))),
    over: Effect.asVoid(observer.until(`the end of ${channel}`, () => yes(seen.isOver)))
  }
}

const telephoneOf = (phone: string, observer: Observer, perform: Perform): Telephone => {
  const next = (what: string, lists: ReadonlyMap<string, Array<Seen>>) =>
    observer.until(`a call ${what} ${phone}`, () => {
      const calls = lists.get(phone) ?? []
      // A call that the other side gave up before anybody took it is gone.
      while (calls[0]?.isOver === true) calls.shift()
      return calls.shift()
    }).pipe(Effect.map((seen) => callOf(phone, seen, observer, perform)))
  // A call to nowhere is refused, and makes no channel.
  const calling = (command: Command) =>
    Effect.andThen(perform(command), next("from", observer.outgoing)).pipe(
      Effect.timeoutOption(refusedAfter),
      Effect.map(Option.getOrElse(() => callOf(phone, nowhere, observer, perform)))
    )
  return {
    call: (number: string, from?: From) => calling({ command: "call", phone, number, callerId: from }),
    replace: ({ channel }) => calling({ command: "replace", phone, channel }),
    ringing: Effect.tap(next("to", observer.incoming), () => Effect.sleep(roundTrip)),
    unattended: (how) =>
      Effect.sync(() => {
        observer.unattended.set(phone, how)
        observer.incoming.delete(phone)
      }),
    register: perform({ command: "register", phone }),
    unregister: perform({ command: "unregister", phone })
  }
}

/** The telephones and the provider of the recorded shapes. */
export const labOf = (observer: Observer, perform: Perform, send: Effect.Effect<void>): Lab => {
  const telephone = (phone: string) => telephoneOf(phone, observer, perform)
  const awaited = new Map<string, number>()
  return {
    alice: telephone("101"),
    bob: telephone("102"),
    carol: telephone("103"),
    dave: telephone("104"),
    erin: telephone("105"),
    provider: telephone("provider"),
    request: Effect.suspend(() => {
      const before = observer.answers
      return Effect.andThen(
        send,
        Effect.asVoid(observer.until("an answer", () => observer.answers > before ? true : undefined))
      )
    }),
    event: (name) =>
      Effect.suspend(() => {
        const count = (awaited.get(name) ?? 0) + 1
        awaited.set(name, count)
        return Effect.asVoid(
          observer.until(`event ${name}`, () => (observer.events.get(name) ?? 0) >= count ? true : undefined)
        )
      })
  }
}
