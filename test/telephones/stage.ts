/**
 * The telephones of the shapes of calls (`fidelity/shapes`), as SIP telephones on a real server.
 *
 * Whatever a user does is done when AMI says so: a telephone rings when its channel does, and a call is over when its
 * channel is hung up. So the pauses of a shape are those that people make, and wait for nothing.
 */
import { Effect } from "effect"
import { latin1, type Lines, type Recording } from "../fidelity/conversations.ts"
import { learn, translated } from "../fidelity/ids.ts"
import type { Call, Lab, Telephone } from "../fidelity/shapes/telephone.ts"
import type { Dialog } from "./dialog.ts"
import type { House } from "./house.ts"
import { type Observer, type SeenChannel, valueIn } from "./observer.ts"
import type { SipTelephone } from "./sipTelephone.ts"

/** The calls of a stage with their dialogs. */
type Dialogs = WeakMap<Call, Dialog>

const callOf = (phone: SipTelephone, dialog: Dialog, observer: Observer, dialogs: Dialogs): Call => {
  const endpoint = `PJSIP/${phone.user}`
  // Each call of a telephone is one channel, and both come in the same order.
  const index = phone.calls.indexOf(dialog)
  const seen = (): SeenChannel | undefined => observer.channelsOf(endpoint)[index]
  const told = (what: string, holds: (channel: SeenChannel) => boolean) =>
    observer.until(`${what} of call ${index + 1} of ${phone.user} in AMI`, () => {
      const channel = seen()
      return channel !== undefined && holds(channel)
    })
  /** Either what is expected, or the end. */
  const toldOr = (what: string, holds: (channel: SeenChannel) => boolean) =>
    told(what, (channel) => dialog.state === "over" || channel.isOver || holds(channel))
  /** A call that was just answered is not in a bridge yet, and Asterisk refuses to transfer it. */
  const referred = (refer: Effect.Effect<number>) =>
    toldOr("a bridge", ({ isBridged }) => isBridged).pipe(
      Effect.andThen(refer),
      Effect.flatMap((status) =>
        status < 300 ? Effect.void : Effect.die(new Error(`REFER of ${phone.user} was answered with ${status}`))
      )
    )
  const dialogOf = (call: Call) => Effect.fromNullishOr(dialogs.get(call)).pipe(Effect.orDie)

  const call: Call = {
    get channel() {
      return seen()?.name ?? ""
    },
    isOver: () => dialog.state === "over",
    isUp: () => dialog.state === "up",
    ring: Effect.andThen(dialog.ring, toldOr("ringing", ({ isRinging }) => isRinging)),
    progress: dialog.progress,
    answer: Effect.andThen(dialog.answer, toldOr("the answer", ({ isUp }) => isUp)),
    reject: (status) => Effect.andThen(dialog.reject(status), told("the refusal", ({ isOver }) => isOver)),
    forward: (number) => dialog.forward(number),
    hold: Effect.andThen(dialog.hold, toldOr("hold", ({ isHeld }) => isHeld)),
    unhold: Effect.andThen(dialog.unhold, toldOr("the end of hold", ({ isHeld }) => !isHeld)),
    talk: dialog.talk,
    refer: (number) => referred(dialog.refer(number)),
    referTo: (other) => Effect.flatMap(dialogOf(other), (second) => referred(dialog.referTo(second))),
    press: (digits) =>
      Effect.suspend(() => {
        const before = seen()?.digits ?? 0
        return Effect.andThen(
          dialog.press(digits),
          toldOr(`the digits ${digits}`, (channel) => channel.digits >= before + digits.length)
        )
      }),
    bye: Effect.suspend(() =>
      dialog.state === "over" ? Effect.void : Effect.andThen(
        dialog.hangUp,
        told("the end", ({ hasAsked, isOver }) => hasAsked || isOver)
      )
    ),
    alerting: dialog.until("ringing", () => dialog.status >= 180 || dialog.state === "over"),
    answered: dialog.until("an answer", () => dialog.state === "up" || dialog.state === "over"),
    over: dialog.until("the end", () => dialog.state === "over")
  }
  dialogs.set(call, dialog)
  return call
}

/** For how many seconds a telephone registers. */
const expires = 60

const telephoneOf = (phone: SipTelephone, observer: Observer, dialogs: Dialogs): Telephone => {
  const made = (dialog: Dialog) => callOf(phone, dialog, observer, dialogs)
  return {
    call: (number, from) =>
      Effect.map(phone.call({ number, ...(from && { from: from.number, name: from.name }) }), made),
    replace: (other) =>
      Effect.fromNullishOr(dialogs.get(other)).pipe(
        Effect.orDie,
        Effect.flatMap((replaces) => phone.call({ number: "101", replaces })),
        Effect.map(made)
      ),
    ringing: Effect.map(phone.ringing, made),
    unattended: (how) => Effect.sync(() => phone.attend(how)),
    register: Effect.asVoid(phone.register(expires)),
    unregister: Effect.asVoid(phone.register(0))
  }
}

/** The people of a house, for one shape. What a client sent when the shape was recorded is sent again. */
export const stage = (house: House, observer: Observer, recording: Recording | undefined): Lab => {
  const dialogs: Dialogs = new WeakMap()
  const telephone = (phone: SipTelephone) => telephoneOf(phone, observer, dialogs)
  const { alice, bob, carol, dave, erin, provider } = house.telephones
  const recorded = learn(recording?.messages ?? [])
  const [, ...requests] = recording?.sent ?? []
  const awaited = new Map<string, number>()
  return {
    alice: telephone(alice),
    bob: telephone(bob),
    carol: telephone(carol),
    dave: telephone(dave),
    erin: telephone(erin),
    provider: telephone(provider),
    request: Effect.suspend(() => {
      const next = requests.shift()
      if (next === undefined) return Effect.die(new Error("nothing was sent here when the shape was recorded"))
      const text = translated(latin1(next.bytes), recorded, learn(observer.messages))
      return Effect.asVoid(observer.request(text.replace(/^ActionID: .*\r?\n/m, "")))
    }),
    event: (name) =>
      Effect.suspend(() => {
        const count = (awaited.get(name) ?? 0) + 1
        awaited.set(name, count)
        return observer.until(`event ${name}`, () => observer.count(name) >= count)
      })
  }
}

const noise: ReadonlySet<string> = new Set([
  "ChallengeSent",
  "DeviceStateChange",
  "ExtensionStatus",
  "NewAccountCode",
  "NewConnectedLine",
  "Newexten",
  "QueueMemberStatus",
  "RTCPReceived",
  "RTCPSent",
  "Registry",
  "SuccessfulAuth",
  "TestEvent",
  "VarSet"
])

const shown = [
  "Channel",
  "Linkedid",
  "ChannelStateDesc",
  "CallerIDNum",
  "Exten",
  "DestChannel",
  "DialStatus",
  "Forward",
  "BridgeType",
  "BridgeNumChannels",
  "Cause",
  "Result",
  "TransferTargetChannel",
  "ParkingSpace",
  "Queue",
  "Interface",
  "Position",
  "Digit",
  "Reason"
]

/** Events in short, one a line. */
export const inShort = (messages: ReadonlyArray<Lines>): ReadonlyArray<string> =>
  messages.flatMap((lines) => {
    const event = valueIn(lines, "Event")
    if (event === "" || noise.has(event)) return []
    const values = shown.map((name) => [name, valueIn(lines, name)] as const)
      .filter(([, value]) => value !== "" && value !== "<unknown>")
    return [`${event} ${values.map(([name, value]) => `${name}=${value}`).join(" ")}`]
  })
