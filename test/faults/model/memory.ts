/** Lines that exist in memory alone: the far end hears a write while it is made, and is heard at once. */
import { Effect } from "effect"
import { type AmiCodec, AmiError, AmiMessage, type AmiTransport, Inbound } from "effect-ami"
import { lost } from "../../client/scriptedTransport.ts"
import type { FarEnd } from "./farEnd.ts"

const failed = (code: string) =>
  new AmiError.AmiError({ reason: new AmiError.ConnectFailed({ address: "pbx:5038", code }) })

const notAmi = new AmiError.AmiError({ reason: new AmiError.NotAmi({ address: "pbx:5038", sample: "SSH-2.0" }) })

/** The text of a message as a message. No bytes in between: they have tests of their own, and take half of the time. */
const messageOf = (text: string): AmiMessage.AmiMessage =>
  AmiMessage.make(
    text.split("\n").map((line) => {
      const colon = line.indexOf(": ")
      return [line.slice(0, colon), line.slice(colon + 2)]
    })
  )

/** What the wire holds of an action must read back as the action, and as nothing else. */
const isWhole = ({ headers, text }: AmiCodec.EncodedAction): boolean =>
  text === `${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`
  && text.indexOf("\r\n\r\n") === text.length - 4

/** A transport to the far end. */
export const transportTo = (farEnd: FarEnd): AmiTransport.AmiTransport["Service"] => ({
  connect: Effect.gen(function*() {
    const { connecting } = farEnd
    if (connecting === "refuse") return yield* Effect.fail(failed("ECONNREFUSED"))
    if (connecting === "notAmi") return yield* Effect.fail(notAmi)
    if (connecting === "silence") return yield* Effect.delay(Effect.fail(failed("NO_BANNER")), "5 seconds")
    const inbound = Inbound.make()
    let refuses = false
    let isClosed = false
    const link = farEnd.accept({
      deliver: (texts) => inbound.deliver(texts.map(messageOf)),
      end: (why) => inbound.end(lost(why)),
      refuse: () => {
        refuses = true
      }
    })
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        isClosed = true
        link.ended = true
        inbound.end(lost("ClientClosed"))
      })
    )
    return {
      banner: "Asterisk Call Manager/11.0.0",
      receive: inbound.receive,
      write: (action) => {
        if (isClosed) farEnd.blame(`link ${link.number} gets ${action.name} behind its end`)
        if (refuses || inbound.ended() !== undefined) return false
        if (!isWhole(action)) farEnd.blame(`${action.name} is torn`)
        link.take(action)
        return true
      }
    }
  })
})
