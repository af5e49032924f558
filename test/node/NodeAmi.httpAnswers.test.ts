import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Result, Stream } from "effect"
import { Actions, Ami, AmiAction, AmiClient } from "effect-ami"
import { turns, within } from "../transport/waiting.ts"
import {
  awaitPoll,
  captured,
  clientOf,
  closable,
  inboxOf,
  keep,
  numbers,
  numbersOf,
  probe,
  probeFailure,
  secretStaysHidden,
  serverOf,
  watched
} from "./httpClients.ts"
import { type HttpServer, type Reply, type Request, respond, userEvent } from "./httpServer.ts"

const listStart = (request: Request) => respond(request, "EventList: start\r\nMessage: a list will follow\r\n")
const channel = (request: Request, number: number) =>
  `Event: CoreShowChannel\r\nActionID: ${request.actionId}\r\nChannel: PJSIP/${number}\r\nChannelState: 6\r\n`
  + `ChannelStateDesc: Up\r\nCallerIDNum: 100\r\nCallerIDName: <unknown>\r\nConnectedLineNum: 200\r\n`
  + `ConnectedLineName: <unknown>\r\nLanguage: en\r\nAccountCode: \r\nContext: from-internal\r\nExten: 100\r\nPriority: 1\r\nUniqueid: ${number}\r\n`
  + `Linkedid: ${number}\r\nApplication: Dial\r\nApplicationData: \r\nDuration: 00:00:01\r\nBridgeId: \r\n\r\n`
const listEnd = (request: Request, event: string, count: number) =>
  `Event: ${event}\r\nActionID: ${request.actionId}\r\nEventList: Complete\r\nListItems: ${count}\r\n\r\n`
/** The list of chan_iax2.c, whose items have no ActionID. */
const peer = (name: string) => `Event: PeerEntry\r\nChanneltype: IAX2\r\nObjectName: ${name}\r\n\r\n`

const listed = (request: Request, count: number) =>
  listStart(request)
  + numbers(count).map((number) => channel(request, number)).join("")
  + listEnd(request, "CoreShowChannelsComplete", count)

const actionOf = (name: string, answer: (request: Request) => Reply) => (request: Request) =>
  request.action === name ? answer(request) : undefined

describe.concurrent("NodeAmi over HTTP: answers", () => {
  it.live("reads a list whose answer comes in pieces, split anywhere", () =>
    Effect.gen(function*() {
      const server = yield* serverOf(actionOf("CoreShowChannels", (request) => {
        const text = listed(request, 20)
        return { body: numbers(Math.ceil(text.length / 37)).map((index) => text.slice(index * 37, index * 37 + 37)) }
      }))
      const ami = yield* clientOf(server)

      const channels = yield* ami.collect(Actions.CoreShowChannels())

      assert.deepStrictEqual(channels.map(({ Uniqueid }) => Uniqueid), numbers(20).map(String))
      assert.strictEqual(server.named("CoreShowChannels").length, 1)
    }).pipe(captured))

  it.live("reads the raw output of a command, as Asterisk 13 writes it", () =>
    Effect.gen(function*() {
      const server = yield* serverOf(
        actionOf("Command", ({ actionId }) =>
          `Response: Follows\r\nPrivilege: Command\r\nActionID: ${actionId}\r\nOne: 1\n\nTwo\n--END COMMAND--\r\n\r\n`)
      )
      const ami = yield* clientOf(server)

      const lines = yield* Effect.provideService(Ami.command("core show uptime"), AmiClient.AmiClient, ami)

      assert.deepStrictEqual(lines, ["One: 1", "", "Two"])
    }).pipe(captured))

  it.live("accepts no raw output among events, so that a forged one does not hide what follows", () =>
    Effect.gen(function*() {
      const { inbox, server } = yield* watched()

      server.push(`${userEvent("hi\r\n\r\nResponse: Follows\r\nPrivilege: Command")}${userEvent(2)}`)
      yield* inbox.until("2")

      assert.deepStrictEqual(inbox.marks(), ["Connected 1"])
    }).pipe(captured))

  it.live("passes on the items of a list before it is complete", () =>
    Effect.gen(function*() {
      const server = yield* serverOf(actionOf("CoreShowChannels", (request) => {
        const text = listStart(request) + channel(request, 1)
        return { body: text, length: text.length + 100, afterBody: "NEVER" }
      }))
      const ami = yield* clientOf(server)

      const [first] = yield* Stream.runCollect(Stream.take(ami.stream(Actions.CoreShowChannels()), 1)).pipe(
        within("the first item")
      )
      yield* probe(ami)

      assert.strictEqual(first?.Uniqueid, "1")
    }).pipe(captured))

  for (const how of ["END", "RESET"] as const) {
    it.live(`keeps the items of a list that is cut off by ${how}, and continues`, () =>
      Effect.gen(function*() {
        const server = yield* serverOf(actionOf("CoreShowChannels", (request) => {
          const text = listed(request, 20)
          return { body: text.slice(0, text.indexOf("Uniqueid: 7")), length: text.length, afterBody: how }
        }))
        const ami = yield* clientOf(server)
        const inbox = yield* inboxOf(ami)

        const error = yield* Effect.flip(ami.collect(Actions.CoreShowChannels()))
        yield* keep(error)
        yield* probe(ami)

        const { reason } = error
        assert.strictEqual(reason._tag === "ListIncomplete" && reason.items.length, 7)
        assert.deepStrictEqual(inbox.words(), ["Connected 1"])
        assert.strictEqual(server.named("CoreShowChannels").length, 1)
      }).pipe(captured))
  }

  it.live("reports a list as incomplete if its answer ends between two items", () =>
    Effect.gen(function*() {
      const server = yield* serverOf(
        actionOf("CoreShowChannels", (request) => listStart(request) + channel(request, 1))
      )
      const ami = yield* clientOf(server)

      const { reason } = yield* Effect.flip(ami.collect(Actions.CoreShowChannels())).pipe(
        within("the end of the list")
      )

      assert.strictEqual(reason._tag === "ListIncomplete" && reason.items.length, 1)
    }).pipe(captured))

  it.live("separates two concurrent lists whose items have no ActionID", () =>
    Effect.gen(function*() {
      const server = yield* serverOf(actionOf("IAXpeers", () => "NEVER"))
      const ami = yield* clientOf(server)
      const inbox = yield* inboxOf(ami)
      const list = (which: string) =>
        ami.exchange(AmiAction.raw("IAXpeers", [["Which", which]])).pipe(
          Stream.takeUntil((message) => message.get("EventList") === "Complete"),
          Stream.runCollect
        )
      const lists = yield* Effect.forkChild(Effect.forEach(["a", "b"], list, { concurrency: 2 }), {
        startImmediately: true
      })
      yield* server.awaitRequests("IAXpeers", 2)

      // The server alternates between them, so that items of one arrive while the other is open.
      const answers = server.named("IAXpeers").map((request) => ({
        request,
        body: [
          listStart(request),
          ...numbers(20).map((number) => peer(`${request.get("Which")}${number}`)),
          listEnd(request, "PeerlistComplete", 20)
        ]
      }))
      for (const { body, request } of answers) server.reply(request, { body })
      const [a, b] = yield* Fiber.join(lists).pipe(within("both lists"))

      const names = (messages: typeof a) => messages?.flatMap((message) => message.get("ObjectName") ?? [])
      assert.deepStrictEqual(names(a), numbers(20).map((number) => `a${number}`))
      assert.deepStrictEqual(names(b), numbers(20).map((number) => `b${number}`))
      assert.deepStrictEqual(inbox.words(), ["Connected 1"])
    }).pipe(captured))

  it.live("reports the outcome of an action as unknown if its answer is empty", () =>
    Effect.gen(function*() {
      const server = yield* serverOf(actionOf("Probe", ({ session: { id } }) => ({ body: "", cookie: id })))
      const ami = yield* clientOf(server)
      const inbox = yield* inboxOf(ami)

      const reason = yield* probeFailure(ami).pipe(within("the end of the action"))

      assert.strictEqual(reason._tag === "OutcomeUnknown" && reason.cause, "ProtocolError")
      assert.deepStrictEqual(inbox.words(), ["Connected 1"])
    }).pipe(captured))

  it.live("reports the outcome of a call if a poll delivers it before its action is answered", () =>
    Effect.gen(function*() {
      const server = yield* serverOf(actionOf("Originate", () => "NEVER"))
      const ami = yield* clientOf(server)
      const dial = yield* Ami.dial({ originator: "100", extension: "200" }).pipe(
        Effect.provideService(AmiClient.AmiClient, ami),
        Effect.forkChild({ startImmediately: true })
      )
      yield* server.awaitRequests("Originate", 1)
      const [request] = server.named("Originate")
      assert.isDefined(request)

      yield* awaitPoll(server)
      server.push(
        `Event: OriginateResponse\r\nPrivilege: call,all\r\nActionID: ${request.actionId}\r\nResponse: Success\r\n`
          + "Channel: Local/100@from-internal-1;1\r\nContext: from-internal\r\nExten: 200\r\nReason: 4\r\n"
          + "Uniqueid: 1.1\r\nCallerIDNum: <unknown>\r\nCallerIDName: <unknown>\r\n\r\n"
      )
      // After the next poll the event has been delivered.
      yield* awaitPoll(server)
      server.push(userEvent(1))
      yield* awaitPoll(server)
      server.reply(request, respond(request, "Message: Originate successfully queued\r\n"))
      const outcome = yield* Fiber.join(dial).pipe(within("the outcome"))

      assert.strictEqual(outcome.Uniqueid, "1.1")
      assert.strictEqual(server.named("Originate").length, 1)
    }).pipe(captured))

  it.live("an unanswered action does not block another", () =>
    Effect.gen(function*() {
      const server = yield* serverOf((request) => request.get("Number") === "blocked" ? "NEVER" : undefined)
      const ami = yield* clientOf(server, {}, { drainTimeout: 0 })
      yield* Effect.forkChild(Effect.exit(probe(ami, "blocked")), { startImmediately: true })

      yield* Effect.forEach(numbers(100), (number) => probe(ami, number), { concurrency: 20 }).pipe(
        within("all the others")
      )

      assert.strictEqual(server.named("Probe").length, 101)
    }).pipe(captured))

  it.live("has no more actions in flight than allowed, and sends each once", () =>
    Effect.gen(function*() {
      const held: Array<Request> = []
      let most = 0
      const answerAll = () => {
        most = Math.max(most, held.length)
        held.splice(0).forEach((one) => server.reply(one, respond(one, `Number: ${one.get("Number")}\r\n`)))
      }
      // Answers once five are waiting, and a little later, so that a sixth would show.
      const server: HttpServer = yield* serverOf(actionOf("Probe", (request) => {
        held.push(request)
        if (held.length === 5) Effect.runFork(Effect.andThen(turns(3), Effect.sync(answerAll)))
        return "NEVER"
      }))
      const ami = yield* clientOf(server, { maxRequests: 5 })

      const answers = yield* Effect.forEach(numbers(300), (number) => probe(ami, number), { concurrency: "unbounded" })

      assert.deepStrictEqual(answers.map((answer) => answer.get("Number")), numbers(300).map(String))
      assert.deepStrictEqual(numbersOf(server.named("Probe")).map(Number).sort((a, b) => a - b), numbers(300))
      assert.strictEqual(most, 5)
    }).pipe(captured))

  for (const way of ["session", "digest"] as const) {
    it.live(`logs off over ${way} when it is closed, and leaves nothing open`, () =>
      Effect.gen(function*() {
        const server = yield* serverOf()
        const { ami, close } = yield* closable(server, { auth: way })
        yield* Effect.forEach(numbers(20), (number) => probe(ami, number), { concurrency: 10 })
        yield* awaitPoll(server)

        yield* close.pipe(within("the end of the client"))
        yield* server.allClosed

        assert.strictEqual(server.requests.filter(({ action }) => action === "Logoff").length, 1)
        assert.strictEqual((yield* ami.status.get)._tag, "Closed")
      }).pipe(captured))
  }

  it.live(
    "closes if the server no longer answers, and leaves nothing open",
    () =>
      Effect.gen(function*() {
        const server = yield* serverOf(actionOf("Probe", () => "NEVER"))
        const { ami, close } = yield* closable(server)
        const session = yield* awaitPoll(server)
        const unanswered = yield* Effect.forkChild(Effect.result(probe(ami)), { startImmediately: true })
        yield* server.awaitRequests("Probe", 1)

        server.freeze(session)
        yield* close.pipe(within("the end of the client"))
        const result = yield* Fiber.join(unanswered)
        session.sockets.forEach((socket) => socket.resume())
        yield* server.allClosed

        assert.isTrue(Result.isFailure(result) && result.failure.reason._tag === "OutcomeUnknown")
      }).pipe(captured)
  )

  it.live("sends nothing after its end, and ends every subscription", () =>
    Effect.gen(function*() {
      const server = yield* serverOf()
      const { ami, close } = yield* closable(server)
      const inbox = yield* inboxOf(ami)
      yield* awaitPoll(server)

      yield* close
      const sent = server.requests.length
      const reason = yield* probeFailure(ami)
      const exit = yield* Fiber.join(inbox.ended)

      assert.strictEqual(reason._tag === "NotSent" && reason.why, "Closed")
      assert.strictEqual(server.requests.length, sent)
      assert.isTrue(Exit.isSuccess(exit))
      assert.deepStrictEqual(inbox.words(), ["Connected 1", "Disconnected 1 ClientClosed"])
    }).pipe(captured))
})

secretStaysHidden()
