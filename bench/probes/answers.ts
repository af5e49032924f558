/**
 * Probes of actions and their answers.
 */
import { answer, type Asked, type Connection } from "../peer.ts"
import { all, connected, equal, failureOf, judged, outcomeOf, type Probe, right, silent, wrong } from "./probe.ts"

const outOfOrder: Probe = {
  name: "answers out of order",
  question: "Does each of eight callers get its own answer if they come in another order?",
  run: (contestant) => {
    const held: Array<() => void> = []
    return connected(contestant, {
      action: (action, connection) => {
        const [variable = ""] = action.values("Variable")
        held.push(() => answer(action, connection, "Response: Success", "Variable: any", `Value: of ${variable}`))
        if (held.length === 8) { for (const answer of held.toReversed()) answer() }
      }
    }, async (session) => {
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, index) => outcomeOf(session.send({ Action: "Getvar", Variable: `v${index}` })))
      )
      const verdicts = outcomes.map((outcome, index) =>
        judged(outcome, (answer) => equal(contestant.get(answer, "Value"), `of v${index}`))
      )
      const failed = verdicts.filter(({ verdict }) => verdict !== "right")
      return failed[0] === undefined ? right : { ...failed[0], why: `${failed.length} of 8: ${failed[0].why}` }
    })
  }
}

const lines = ["System uptime: 1 hour", "0 active channels"]

/** Requests the output of a command, which is written in one of the two formats. */
const command = (
  name: string,
  question: string,
  version: string,
  write: (action: Asked, connection: Connection) => void
): Probe => ({
  name,
  question,
  run: (contestant) =>
    connected(contestant, {
      greet: (connection) =>
        connection.write(`Asterisk Call Manager/${version}\r\n`),
      action: write
    }, async (session) =>
      judged(await outcomeOf(session.send({ Action: "Command", Command: "core show uptime" })), (answer) => {
        const output = contestant.getAll(answer, "Output")
        return output.join("\n").includes(lines.join("\n")) ? right : equal(output, lines)
      }))
})

const injection: Probe = {
  name: "CR/LF in an action value",
  question: "Is a value with a line break refused, or written so that it adds no header and no action?",
  run: (contestant) => {
    const { promise: injected, resolve } = Promise.withResolvers<boolean>()
    return connected(contestant, {
      action: (action, connection) => {
        resolve(action.values("Injected").length > 0)
        answer(action, connection, "Response: Success")
      }
    }, async (session) => {
      const value = "one\r\nInjected: yes\r\n\r\nAction: Originate\r\nInjected: yes"
      const refused = session.send({ Action: "Setvar", Variable: "x", Value: value }).then(() => injected, () => false)
      const outcome = await outcomeOf(Promise.race([injected, refused]))
      return judged(outcome, (isInjected) => isInjected ? wrong("the header is injected") : right)
    })
  }
}

const repeatedVariable: Probe = {
  name: "repeated Variable sent",
  question: "Do both variables of an Originate reach Asterisk, as two headers or as one with a comma between them?",
  run: (contestant) => {
    const { promise: received, resolve } = Promise.withResolvers<ReadonlyArray<string>>()
    return connected(contestant, {
      action: (action, connection) => {
        resolve(action.values("Variable"))
        answer(action, connection, "Response: Success", "Message: Originate successfully queued")
      }
    }, async (session) => {
      const Variable = ["first=1", "second=2"]
      const sent = session.send({ Action: "Originate", Channel: "Local/1@default", Application: "Wait", Variable })
      sent.catch(() => undefined)
      const outcome = await outcomeOf(received)
      return judged(outcome, (values) => equal(values.flatMap((value) => value.split(",")).sort(), Variable))
    })
  }
}

const error: Probe = {
  name: "error as an error",
  question: "Does an answer `Error` fail, or say `Error` and why, to its caller?",
  run: (contestant) =>
    connected(contestant, {
      action: (action, connection) => answer(action, connection, "Response: Error", "Message: No such channel")
    }, async (session) => {
      const outcome = await outcomeOf(session.send({ Action: "Hangup", Channel: "Local/1@default-00000001;1" }))
      if (outcome._tag === "Failed") {
        return outcome.why.includes("No such channel")
          ? right
          : wrong(`failed without Asterisk's message: ${outcome.why}`)
      }
      return judged(outcome, (answer) =>
        all(
          equal(contestant.get(answer, "Response"), "Error"),
          equal(contestant.get(answer, "Message"), "No such channel")
        ))
    })
}

const errorToList: Probe = {
  name: "error to a list",
  question: "Does a list that is answered with an `Error` fail, instead of being empty or waited for?",
  run: (contestant) =>
    connected(contestant, {
      action: (action, connection) => answer(action, connection, "Response: Error", "Message: Permission denied")
    }, async (session) => failureOf(await outcomeOf(session.list({ Action: "QueueStatus" })), "a list is given"))
}

const emptyList: Probe = {
  name: "empty list",
  question: "Is a list without items an empty list?",
  run: (contestant) =>
    connected(contestant, {
      action: (action, connection) => {
        answer(action, connection, "Response: Success", "EventList: start", "Message: Channels will follow")
        answer(action, connection, "Event: CoreShowChannelsComplete", "EventList: Complete", "ListItems: 0")
      }
    }, async (session) => {
      const outcome = await outcomeOf(session.list({ Action: "CoreShowChannels" }))
      if (outcome._tag === "Silent") return silent("the list does not end")
      return judged(outcome, (items) => equal(items.length, 0))
    })
}

export const answerProbes: ReadonlyArray<Probe> = [
  outOfOrder,
  command(
    "Command, Asterisk 14 and later",
    "Does all output of a command arrive if it comes as `Output` headers?",
    "11.0.0",
    (action, connection) =>
      answer(
        action,
        connection,
        "Response: Success",
        "Message: Command output follows",
        ...lines.map((line) => `Output: ${line}`)
      )
  ),
  command(
    "Command, Asterisk 13 and older",
    "Does all output of a command arrive if it comes bare, up to `--END COMMAND--`?",
    "2.10.6",
    (action, connection) =>
      connection.write(
        `Response: Follows\r\nPrivilege: Command\r\nActionID: ${action.values("ActionID")[0]}\r\n`
          + `${lines.join("\n")}\n--END COMMAND--\r\n\r\n`
      )
  ),
  injection,
  repeatedVariable,
  error,
  errorToList,
  emptyList
]
