/**
 * Programs that serve calls of SIP telephones on real servers, over TCP and HTTP.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Layer, Redacted, Schedule, Stream } from "effect"
import { type AgiSession, AmiAgi, AmiClient, Events } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { faultProxy } from "../faults/proxy.ts"
import { runExample } from "../live/queueExamples.ts"
import { type House, house } from "../telephones/house.ts"
import { changing } from "../transport/waiting.ts"
import { forEachServer } from "./servers.ts"

const extensions = {
  "extensions.conf": [
    "[from-internal](+)",
    "exten => 815,1,AGI(agi:async,one,two)",
    " same => n,UserEvent(Went,Status: ${AGISTATUS})",
    " same => n,Wait(60)",
    "[sub-agi]",
    "exten => s,1,Return(got ${ARG1} and ${ARG2})"
  ].join("\n")
}

type Way = "tcp" | "http"

/** A client of a house, with the events that it has seen. */
const client = Effect.fnUntraced(function*(home: House, way: Way, port?: number) {
  const transport = way === "tcp"
    ? NodeAmi.layerTcp({ host: home.host, port: port ?? home.port })
    : NodeAmi.layerHttp({ url: `http://${home.host}:${home.httpPort}` })
  const context = yield* Layer.build(
    AmiClient.layer({
      username: home.username,
      secret: Redacted.make(home.secret),
      reconnect: { schedule: Schedule.spaced("100 millis") }
    }).pipe(Layer.provide(transport))
  )
  const ami = Context.get(context, AmiClient.AmiClient)
  const { changed, until } = changing()
  const told: Array<string> = []
  yield* Effect.forkScoped(
    Stream.runForEach(
      ami.events(Events.AGIExecStart, Events.AsyncAGIEnd, Events.UserEvent, Events.Hangup),
      (event) =>
        Effect.sync(() => {
          told.push(event.Event === "AGIExecStart" ? event.Command : event.Event)
          changed()
        })
    ),
    { startImmediately: true }
  )
  return {
    ami,
    told,
    changed,
    until,
    serve: (options: AmiAgi.Options<unknown> | ((session: AgiSession.Session) => Effect.Effect<unknown, unknown>)) =>
      Effect.provideService(AmiAgi.serve(options), AmiClient.AmiClient, ami),
    hears: (command: string) => until(`the command ${command}`, () => told.some((one) => one.startsWith(command)))
  }
})

const hostile = "a \"b\" \\ c,d; ${EXTEN} %41 ä 漢"

const expected = {
  args: ["one", "two"],
  extension: "815",
  ringing: 4,
  answer: undefined,
  up: 6,
  nobody: undefined,
  set: undefined,
  get: hostile,
  unset: undefined,
  full: "a \"b\"-32",
  put: undefined,
  database: hostile,
  del: true,
  deleted: undefined,
  deltree: false,
  exec: 0,
  gosub: "got x and 2",
  callerid: undefined,
  caller: "\"Ann Other\" <0301234>",
  verbose: undefined,
  long: 0,
  full1: undefined,
  longest: 0,
  after: "yes",
  again: "yes",
  all: [undefined, "1", { digit: undefined }],
  digit: { digit: "7" },
  nodigit: { digit: undefined },
  datetime: { digit: undefined }
}

forEachServer("AmiAgi", (server) => {
  describe.skipIf(!server.offers.cli)("with SIP telephones", () => {
    it.live("runs the example of a menu, with the keys that the caller presses", () =>
      Effect.gen(function*() {
        const home = yield* house(server.version, { config: extensions })
        const watcher = yield* client(home, "tcp")
        const ivr = yield* runExample("ivr.ts", `ami://${home.username}:${home.secret}@${home.host}:${home.port}`)
        const call = yield* home.telephones.bob.call({ number: "810" })
        yield* watcher.hears("GET DATA")
        yield* call.press("1234#")
        yield* watcher.hears("GET OPTION")
        yield* call.press("2")
        yield* ivr.prints(/^102 \(customer 1234\) goes to support$/)
        yield* watcher.until("the end of AGI", () => watcher.told.includes("AsyncAGIEnd"))
        yield* call.hangUp
      }), 120_000)

    it.live("finds the call again after the link was cut, and runs its program again", () =>
      Effect.gen(function*() {
        const home = yield* house(server.version, { config: extensions })
        const proxy = yield* faultProxy({ port: home.port })
        const watcher = yield* client(home, "http")
        const { serve } = yield* client(home, "tcp", proxy.port)
        const notes: Array<string> = []
        yield* serve({
          orphans: "adopt",
          program: (session) =>
            Effect.gen(function*() {
              notes.push(session.isAdopted ? "again" : "first")
              watcher.changed()
              yield* session.answer
              notes.push(`${(yield* session.waitForDigit("8 seconds")).digit}`)
              watcher.changed()
            })
        })
        const call = yield* home.telephones.bob.call({ number: "815" })
        yield* watcher.hears("WAIT FOR DIGIT")
        proxy.rst()
        yield* watcher.until("the program again", () => notes.includes("again"))
        yield* watcher.until("its command", () =>
          watcher.told.filter((one) => one.startsWith("WAIT FOR DIGIT")).length === 2)
        yield* call.press("7")
        yield* watcher.until("its end", () =>
          watcher.told.includes("AsyncAGIEnd"))
        assert.deepStrictEqual(notes, ["first", "again", "7"])
        yield* call.hangUp
      }), 120_000)

    it.live("serves a call again whose Asterisk was killed, and forgets those that died", () =>
      Effect.gen(function*() {
        const home = yield* house(server.version, { config: extensions })
        const { changed, serve, until } = yield* client(home, "tcp")
        const notes: Array<string> = []
        const serving = yield* serve((session) =>
          Effect.andThen(session.answer, session.waitForDigit("60 seconds")).pipe(
            Effect.onExit((exit) =>
              Effect.sync(() => {
                notes.push(Exit.isFailure(exit) ? "interrupted" : "done")
                changed()
              })
            )
          )
        )
        yield* home.telephones.bob.call({ number: "815" })
        yield* Effect.repeat(Effect.andThen(Effect.sleep("50 millis"), serving.sessions), {
          until: (size) => size === 1
        })
        yield* home.restart
        yield* until("the end of the first", () => notes.length === 1)
        const again = yield* home.telephones.bob.call({ number: "815" })
        yield* Effect.repeat(Effect.andThen(Effect.sleep("50 millis"), serving.sessions), {
          until: (size) => size === 1
        })
        yield* again.hangUp
        yield* until("the end of the second", () => notes.length === 2)
        assert.deepStrictEqual(notes, ["interrupted", "interrupted"])
        yield* Effect.repeat(Effect.andThen(Effect.sleep("50 millis"), serving.sessions), {
          until: (size) => size === 0
        })
      }), 120_000)

    for (const way of ["tcp", "http"] as const) {
      it.live(`says whether commands ran when the caller hung up, over ${way}`, () =>
        Effect.gen(function*() {
          const home = yield* house(server.version, { config: extensions })
          const { changed, hears, serve, until } = yield* client(home, way)
          const ends: Array<string> = []
          yield* serve((session) =>
            Effect.uninterruptible(Effect.forEach(
              [session.answer, session.exec("Wait", "60"), session.streamFile("beep"), session.noop],
              (command) =>
                Effect.map(Effect.exit(command), (exit) => {
                  ends.push(Exit.isSuccess(exit) ? "done" : String(exit.cause).replace(/^.*AgiError: (.*?):.*$/, "$1"))
                  changed()
                }),
              { concurrency: "unbounded" }
            ))
          )
          const call = yield* home.telephones.bob.call({ number: "815" })
          yield* hears("EXEC Wait 60")
          yield* call.hangUp
          yield* until("the end of all commands", () => ends.length === 4)
          assert.deepStrictEqual(ends, ["done", "EXEC was cut short", "STREAM FILE was not run", "NOOP was not run"])
        }), 120_000)

      it.live(`answers every command over ${way}`, () =>
        Effect.gen(function*() {
          const home = yield* house(server.version, { config: extensions })
          const { changed, hears, serve, told, until } = yield* client(home, way)
          const results: Record<string, unknown> = {}
          let exit: Exit.Exit<unknown, unknown> | undefined
          yield* serve((session) =>
            Effect.gen(function*() {
              const note = <A>(name: string, effect: Effect.Effect<A, unknown>) =>
                Effect.map(Effect.exit(effect), (ended) => {
                  results[name] = Exit.isSuccess(ended) ? ended.value : String(ended.cause)
                })
              results["args"] = session.args
              results["extension"] = session.env["agi_extension"]
              yield* note("ringing", session.channelStatus())
              yield* note("answer", session.answer)
              yield* note("up", session.channelStatus())
              yield* note("nobody", session.channelStatus("PJSIP/nobody-1"))
              yield* note("set", session.setVariable("HOSTILE", hostile))
              yield* note("get", session.getVariable("HOSTILE"))
              yield* note("unset", session.getVariable("NOSUCH"))
              yield* note("full", session.getFullVariable("${HOSTILE:0:5}-${LEN(${HOSTILE})}"))
              yield* note("put", session.databasePut("agi", "key one", hostile))
              yield* note("database", session.databaseGet("agi", "key one"))
              yield* note("del", session.databaseDel("agi", "key one"))
              yield* note("deleted", session.databaseGet("agi", "key one"))
              yield* note("deltree", session.databaseDelTree("agi"))
              yield* note("unknown", session.command("NOSUCH THING"))
              yield* note("usage", session.command("WAIT FOR DIGIT", "soon"))
              yield* note("exec", session.exec("Set", "FROMEXEC=yes"))
              yield* note("noapp", session.exec("NoSuchApplication"))
              yield* note("gosub", session.gosub("sub-agi", "s", 1, ["x", 2]))
              yield* note("callerid", session.setCallerId("0301234", "Ann Other"))
              yield* note("caller", session.getVariable("CALLERID(all)"))
              yield* note("verbose", session.verbose("hello \"you\"", 1))
              yield* note("long", session.exec("Set", `LONG=${"0123456789".repeat(90)}`))
              // Then Asterisk replaces variables in the data of applications.
              yield* note("full1", session.setVariable("AGIEXECFULL", 1))
              yield* note("longest", session.exec("Set", "LONGER=${LONG}${LONG}${LONG}"))
              yield* note("cut", session.getVariable("LONGER"))
              yield* note("after", session.getVariable("FROMEXEC"))
              yield* note("again", session.getVariable("FROMEXEC"))
              yield* note(
                "all",
                session.all([session.setVariable("A", 1), session.getVariable("A"), session.sayDigits("12")])
              )
              yield* note("digit", session.waitForDigit("20 seconds"))
              yield* note("stopped", session.streamFile("demo-congrats", { escapeDigits: "5" }))
              yield* note("nodigit", session.waitForDigit(100))
              yield* note("record", session.recordFile("agi-test", { timeout: "300 millis", beep: false }))
              yield* note("datetime", session.sayDateTime(0, { timezone: "Europe/Berlin", format: "R" }))
              yield* note("missing", session.streamFile("nosuch"))
            }).pipe(Effect.onExit((ended) =>
              Effect.sync(() => {
                exit = ended
                changed()
              })
            ))
          )
          const call = yield* home.telephones.bob.call({ number: "815" })
          yield* hears("WAIT FOR DIGIT 20000")
          yield* call.press("7")
          yield* hears("STREAM FILE demo-congrats")
          yield* Effect.sleep("500 millis")
          yield* call.press("5")
          yield* until("the end of the program", () => exit !== undefined)
          yield* until("the end of AGI", () => told.includes("AsyncAGIEnd") && told.includes("UserEvent"))
          const { cut, missing, noapp, record, stopped, unknown, usage, ...rest } = results
          assert.deepStrictEqual(rest, expected)
          assert.include(String(unknown), "NOSUCH was refused (510): Invalid or unknown command")
          assert.include(String(usage), "WAIT FOR DIGIT was refused (520): Invalid command syntax")
          assert.include(String(noapp), "there is no application NoSuchApplication")
          assert.include(String(cut), "longer than the 1,024 bytes")
          assert.include(String(missing), "STREAM FILE was refused (200): result=-1 endpos=0", String(missing))
          assert.include(JSON.stringify(stopped), "\"digit\":\"5\"")
          assert.include(JSON.stringify(record), "endpos")
          yield* call.hangUp
        }), 120_000)
    }
  })
})
