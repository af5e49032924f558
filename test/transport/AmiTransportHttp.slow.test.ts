import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Stream } from "effect"
import { AmiClient, AmiTransportHttp } from "effect-ami"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import { TestClock } from "effect/testing"
import { turns } from "./waiting.ts"

const utf8 = new TextEncoder()
const head = { "content-type": "text/plain", "set-cookie": "mansession_id=\"1\"; Max-Age=60" }

/** A server whose answer to a poll comes in pieces that the test releases. */
const makeServer = () => {
  let poll: ReadableStreamDefaultController<Uint8Array> | undefined
  const client = HttpClient.make((request) =>
    Effect.sync(() => {
      const form = new URLSearchParams(
        request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
      )
      const id = form.get("ActionID") ?? ""
      const body = form.get("Action") === "WaitEvent"
        ? new ReadableStream<Uint8Array>({ start: (controller) => void (poll = controller) })
        : `Response: Success\r\nActionID: ${id}\r\nChallenge: 1\r\n\r\n`
      return HttpClientResponse.fromWeb(request, new Response(body, { headers: head }))
    })
  )
  return { client, say: (text: string) => poll?.enqueue(utf8.encode(text)) }
}

describe("AmiTransportHttp", () => {
  it.effect("does not declare a connection dead while the answer to a poll keeps coming", () =>
    Effect.gen(function*() {
      const server = makeServer()
      const transport = AmiTransportHttp.layer({ url: "http://127.0.0.1", auth: "session" }).pipe(
        Layer.provide(Layer.succeed(HttpClient.HttpClient, server.client))
      )
      const ami = yield* AmiClient.make({
        username: "demo",
        secret: Redacted.make("demo"),
        bootTimeout: 0,
        reconnect: false
      }).pipe(Effect.provide(transport))
      const numbers: Array<string | undefined> = []
      yield* Effect.forkChild(
        Stream.runForEach(ami.inbox, (item) =>
          Effect.sync(() => item._tag === "Received" && numbers.push(item.message.get("Number")))),
        { startImmediately: true }
      )

      for (let number = 1; number <= 6; number++) {
        yield* turns(5)
        server.say(`Event: UserEvent\r\nPrivilege: user,all\r\nNumber: ${number}\r\n\r\n`)
        yield* turns(5)
        yield* TestClock.adjust("8 seconds")
      }

      assert.deepStrictEqual(numbers, ["1", "2", "3", "4", "5", "6"])
      assert.strictEqual((yield* ami.status.get)._tag, "Ready")

      yield* TestClock.adjust("11 seconds")
      assert.deepInclude(yield* ami.status.get, { _tag: "Disconnected", isFinal: true })
    }))
})
