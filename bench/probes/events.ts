/**
 * Probes of the fate of an event.
 */
import { answer } from "../peer.ts"
import {
  all,
  connected,
  end,
  equal,
  eventsUntilEnd,
  judged,
  outcomeOf,
  type Probe,
  right,
  silent,
  type Verdict,
  wrong
} from "./probe.ts"

interface Read {
  readonly get: (header: string) => string | undefined
  readonly getAll: (header: string) => ReadonlyArray<string>
}

const privilege = (name: string) => `Event: ${name}\r\nPrivilege: call,all\r\n`

/** Raises one event, and looks at what the client delivers. */
const event = (
  name: string,
  question: string,
  wire: string | Uint8Array,
  judge: (read: Read) => Verdict
): Probe => ({
  name,
  question,
  run: (contestant) =>
    connected(contestant, {}, async (session, peer) => {
      let hasEnded = false
      session.onEnd(() => {
        hasEnded = true
      })
      const raise = () => peer.raise(Buffer.concat([Buffer.from(wire), Buffer.from(end)]))
      const { ended, events: [first, ...more] } = await eventsUntilEnd(contestant, session, raise)
      if (hasEnded) return wrong("reports the end of a connection that is still up")
      if (first === undefined) return ended ? wrong("the event is lost") : silent("no event, and none after it")
      const verdict = judge({
        get: (header) => contestant.get(first, header),
        getAll: (header) => contestant.getAll(first, header)
      })
      if (verdict.verdict !== "right") return verdict
      if (!ended) return wrong("the event after it is lost")
      return more.length === 0 ? right : wrong(`${more.length} more events than were raised`)
    })
})

/** One header with a value, between others. */
const carries = (name: string, question: string, header: string, value: string) =>
  event(
    name,
    question,
    `${privilege("UserEvent")}UserEvent: Probe\r\n${header}: ${value}\r\nAfter: after\r\n\r\n`,
    ({ get }) => all(equal(get(header), value), equal(get("After"), "after"))
  )

const repeats = (name: string, question: string, header: string, values: ReadonlyArray<string>) =>
  event(
    name,
    question,
    `${privilege("UserEvent")}UserEvent: Probe\r\n${values.map((value) => `${header}: ${value}\r\n`).join("")}\r\n`,
    ({ getAll }) => equal(getAll(header), values)
  )

const latin1Bytes = (bytes: string) => Buffer.from(bytes, "latin1")

const cutCharacter: Probe = {
  name: "UTF-8 cut by a segment",
  question: "Is a character intact if one segment brings its first byte, and another the second?",
  run: (contestant) =>
    connected(contestant, {}, async (session, peer) => {
      const first = Buffer.from(`${privilege("Newstate")}Channel: first\r\n\r\n`)
      const second = Buffer.from(`${privilege("Newstate")}CallerIDName: José\r\n\r\n${end}`)
      const cut = second.indexOf(0xc3) + 1
      // Once the event before it has arrived, the client has read the half of the character that came with it.
      const { events } = await eventsUntilEnd(
        contestant,
        session,
        () => peer.raise(Buffer.concat([first, second.subarray(0, cut)])),
        (event) => {
          if (contestant.get(event, "Channel") === "first") setImmediate(() => peer.raise(second.subarray(cut)))
        }
      )
      if (events.length === 0) return silent("no event")
      return equal(events[1] === undefined ? undefined : contestant.get(events[1], "CallerIDName"), "José")
    })
}

const blankLines: Probe = {
  name: "stray blank lines",
  question: "Do blank lines between two events, as QueueRule writes them, leave both whole and add none?",
  run: (contestant) =>
    connected(contestant, {}, async (session, peer) => {
      const one = (channel: string) => `${privilege("Hangup")}Channel: ${channel}\r\nCause: 16\r\n\r\n`
      const raise = () => peer.raise(`${one("first")}\r\n${one("second")}\r\n${one("third")}${end}`)
      const { ended, events } = await eventsUntilEnd(contestant, session, raise)
      if (events.length === 0 && !ended) return silent("no event")
      const seen = events.map((event) => [contestant.get(event, "Event"), contestant.get(event, "Channel")])
      return equal(seen, ["first", "second", "third"].map((channel) => ["Hangup", channel]))
    })
}

const originateResponse: Probe = {
  name: "OriginateResponse",
  question: "Is this event, which has a header `Response` and the ActionID of its Originate, raised as an event?",
  run: (contestant) =>
    connected(contestant, {
      action: (action, connection) => {
        answer(action, connection, "Response: Success", "Message: Originate successfully queued")
        const [id] = action.values("ActionID")
        connection.write(
          `Event: OriginateResponse\r\nPrivilege: call,all\r\nActionID: ${id}\r\nResponse: Failure\r\n`
            + `Channel: Local/1@default\r\nContext: \r\nExten: \r\nReason: 3\r\nUniqueid: <null>\r\n\r\n${end}`
        )
      }
    }, async (session) => {
      const sent = Promise.withResolvers<unknown>()
      const answered = outcomeOf(sent.promise)
      const { events: [first] } = await eventsUntilEnd(contestant, session, () => {
        session.send({ Action: "Originate", Channel: "Local/1@default", Application: "Wait", Async: "true" })
          .then(sent.resolve, sent.reject)
      })
      return judged(await answered, (answer) => {
        if (first === undefined) return wrong("the event is not delivered to listeners")
        return all(
          equal(contestant.get(answer, "Message"), "Originate successfully queued"),
          equal(contestant.get(first, "Event"), "OriginateResponse"),
          equal(contestant.get(first, "Reason"), "3")
        )
      })
    })
}

const megabyte = "0123456789abcdef".repeat(1 << 16)

export const eventProbes: ReadonlyArray<Probe> = [
  repeats("duplicate headers", "Are all values of a repeated header kept, in order?", "Key", ["one", "two", "one"]),
  repeats("two Variables", "Are both variables kept, in order?", "Variable", ["first=1", "second=2"]),
  event(
    "VarSet",
    "Does VarSet give the name and the value of its variable?",
    `${privilege("VarSet")}Channel: Local/1@default-00000001;1\r\nVariable: DIALSTATUS\r\nValue: ANSWER\r\n\r\n`,
    ({ get }) => all(equal(get("Variable"), "DIALSTATUS"), equal(get("Value"), "ANSWER"))
  ),
  carries("value with `: `", "Does a value end at its line, whatever colons it has?", "AppData", "sip: one: two:three"),
  carries(
    "blanks at value ends",
    "Does a value keep its blanks, except the one after the colon?",
    "AppData",
    "  two before and after  "
  ),
  carries("empty value", "Is a header without a value an empty value, and not missing?", "ConnectedLineName", ""),
  cutCharacter,
  event(
    "stray Latin-1",
    "Is a byte that is not UTF-8 shown as it is or as a replacement, and everything else untouched?",
    latin1Bytes(`${privilege("Newstate")}CallerIDName: Jos\xe9\r\nAfter: after\r\n\r\n`),
    ({ get }) =>
      all(
        /^Jos[é\uFFFD]$/.test(get("CallerIDName") ?? "") ? right : equal(get("CallerIDName"), "Jos\uFFFD"),
        equal(get("After"), "after")
      )
  ),
  event(
    "line without a colon",
    "Does a line without a colon, as UserEvent may echo it, leave the headers around it whole?",
    `${privilege("UserEvent")}UserEvent: Probe\r\nBefore: before\r\nno colon here\r\nAfter: after\r\n\r\n`,
    ({ get }) =>
      all(
        get("Before")?.startsWith("before") === true ? right : equal(get("Before"), "before"),
        equal(get("After"), "after")
      )
  ),
  blankLines,
  carries("header `Set`", "Is a header named like a method a header like others?", "Set", "value"),
  carries(
    "header `constructor`",
    "Is a header named like a member of every object a header like others?",
    "constructor",
    "value"
  ),
  carries(
    "header `__proto__`",
    "Is a header that JavaScript treats as special a header like others?",
    "__proto__",
    "value"
  ),
  event(
    "event `error`",
    "Is an event named `error` an event like others?",
    `${privilege("error")}Channel: one\r\n\r\n`,
    ({ get }) => all(equal(get("Event"), "error"), equal(get("Channel"), "one"))
  ),
  carries("value of 1 MB", "Does a value of 1 MB arrive whole?", "AppData", megabyte),
  originateResponse
]
