/**
 * A menu for callers: it asks for a customer number, says it back, and asks which queue they want. In the dialplan,
 * `AGI(agi:async)` runs it, and `Queue(${QUEUE})` goes on after it. `AMI_URL` says where Asterisk is.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer } from "effect"
import { type AgiSession, AmiAgi } from "effect-ami"
import { NodeAmi } from "effect-ami/node"

const queues: Readonly<Record<string, string>> = { "1": "sales", "2": "support" }

/** Asks up to three times; a caller who enters nothing is nobody that we know. */
const customerNumber = (session: AgiSession.Session) =>
  session.getData("agent-user", { maxDigits: 6, timeout: "5 seconds" }).pipe(
    Effect.repeat({ times: 2, until: ({ digits }) => digits !== "" }),
    Effect.map(({ digits }) => digits)
  )

const program = Effect.fn(function*(session: AgiSession.Session) {
  yield* session.answer
  const customer = yield* customerNumber(session)
  if (customer !== "") {
    // Queued at once, so that nothing comes between them.
    yield* session.all([
      session.setVariable("CUSTOMER", customer),
      session.streamFile("you-entered"),
      session.sayDigits(customer)
    ])
  }
  const { digit = "" } = yield* session.getOption("vm-enter-num-to-call", { escapeDigits: "12" })
  const queue = queues[digit] ?? "reception"
  yield* session.setVariable("QUEUE", queue)
  yield* Console.log(`${session.env["agi_callerid"]} (customer ${customer || "unknown"}) goes to ${queue}`)
})

const Ivr = AmiAgi.layer({ name: "ivr", accepts: (env) => env["agi_extension"] === "810", program })

Layer.launch(Ivr).pipe(Effect.provide(NodeAmi.layerConfig()), NodeRuntime.runMain)
