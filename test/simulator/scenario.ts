/**
 * A PBX with simulated time: the requests it gets, and what it says until nothing more happens.
 */
import { SimulatedPbx } from "effect-ami/simulator"
import type { Lines } from "./recorded.ts"

/** The dialplan of the recorded conversations, as far as they use it. */
const extensions: SimulatedPbx.Extensions = {
  "from-internal": {
    "_10[0-2]": ["Answer()", "Wait(30)", "Hangup()"],
    "111": ["Dial(Local/101@from-internal/n,20,tTkK)"],
    "112": ["Dial(Local/300@from-internal/n,2)", "NoOp(DS NOANSWER)", "Hangup()"],
    "113": ["Dial(Local/170@from-internal/n,5)", "Hangup()"],
    "170": ["Busy(3)"],
    "171": ["Congestion(3)"],
    "172": ["Hangup(21)"],
    "173": ["Hangup(17)"],
    "174": ["Wait(1)", "Hangup(19)"],
    "200": ["Answer()", "Echo()"],
    "300": ["Ringing()", "Wait(10)"],
    "301": ["Progress()", "Wait(10)"],
    "500": ["Answer()", "Hangup()"]
  }
}

/** Plays requests, each after a number of seconds, and returns all output, in order. */
export const play = (
  steps: ReadonlyArray<readonly [request: string, secondsBehind: number]>,
  options: SimulatedPbx.Options = {}
): ReadonlyArray<Lines> => {
  const said: Array<Lines> = []
  let now = 1_795_422_815_000
  let pbx = SimulatedPbx.make(now, { extensions, ...options })
  const take = (step: SimulatedPbx.Step) => {
    pbx = step.state
    said.push(...step.reply, ...step.events.map(({ lines }) => lines))
  }
  for (const [request, seconds] of steps) {
    const step = SimulatedPbx.answer(pbx, request.trim().split("\n"), now)
    if (step === undefined) throw new Error(`the PBX does not know ${request}`)
    take(step)
    const until = now + seconds * 1000
    for (let due = SimulatedPbx.due(pbx); due !== undefined && due <= until; due = SimulatedPbx.due(pbx)) {
      now = Math.max(now, due)
      take(SimulatedPbx.advance(pbx, now))
    }
    now = until
  }
  return said
}
