/**
 * The commands of AGI, typed (res_agi.c, commands; app_stack.c, `GOSUB`).
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { AgiError, CommandRefused, InvalidCommand } from "../AgiError.ts"
import type * as Public from "../AgiSession.ts"
import type { Answer } from "./agiAnswer.ts"
import * as AgiCommand from "./agiCommand.ts"
import type { Run } from "./session.ts"

type Argument = AgiCommand.Argument

const invalid = (command: string, field: string, rule: string): Effect.Effect<never, AgiError> =>
  Effect.fail(new AgiError({ reason: new InvalidCommand({ command, field, rule }) }))

/** The key with this code; none for 0. */
const keyOf = (result: string): string | undefined => {
  const code = Number(result)
  return code > 0 ? String.fromCharCode(code) : undefined
}

const millisOf = (field: string, input: Duration.Input): Result.Result<number, AgiCommand.Invalid> => {
  const duration = typeof input === "number" && Number.isNaN(input) ? Option.none() : Duration.fromInput(input)
  if (Option.isNone(duration)) {
    return Result.fail({ field, rule: "must be a duration, such as \"5 seconds\", or 5000 for milliseconds" })
  }
  const millis = Duration.isFinite(duration.value) ? Math.ceil(Duration.toMillis(duration.value)) : -1
  return millis <= 0x7fffffff ? Result.succeed(millis) : Result.fail({ field, rule: "must be 24 days at most" })
}

/** Commands that are run by `run`. */
export const make = (run: Run): Public.Commands => {
  const checked = (name: string, args: ReadonlyArray<Argument> = []): Effect.Effect<Answer, AgiError> =>
    Effect.flatMap(run(name, args), (answer) => {
      const isRefused = answer.result === "-1" || (answer.result === "-2" && name === "EXEC")
      return isRefused ? refused(AgiCommand.nameOf(name), answer) : Effect.succeed(answer)
    })
  const refused = (command: string, { text }: Answer): Effect.Effect<never, AgiError> =>
    Effect.fail(new AgiError({ reason: new CommandRefused({ command, code: 200, text }) }))
  const done = (name: string, args: ReadonlyArray<Argument> = []): Effect.Effect<void, AgiError> =>
    Effect.asVoid(checked(name, args))
  const key = (name: string, args: ReadonlyArray<Argument>): Effect.Effect<Public.Pressed, AgiError> =>
    Effect.map(checked(name, args), ({ result }) => ({ digit: keyOf(result) }))
  const played = (name: string, args: ReadonlyArray<Argument>): Effect.Effect<Public.Played, AgiError> =>
    Effect.map(checked(name, args), ({ endpos = 0, result }) => ({ digit: keyOf(result), endpos }))
  /** With times in milliseconds; the first that is wrong is said. */
  const timed = <A>(
    name: string,
    field: string,
    input: Duration.Input,
    use: (milliseconds: number) => Effect.Effect<A, AgiError>
  ): Effect.Effect<A, AgiError> => {
    const millis = millisOf(field, input)
    return Result.isFailure(millis)
      ? invalid(name, field, millis.failure.rule)
      : use(millis.success)
  }
  const saying = (what: string) => (value: string, options: Public.EscapeKeys = {}) =>
    key(`SAY ${what}`, [["value", value], ["escapeDigits", options.escapeDigits ?? ""]])
  const moment = (what: string) => (time: Public.Moment, options: Public.EscapeKeys = {}) =>
    key(`SAY ${what}`, [["time", secondsOf(time)], ["escapeDigits", options.escapeDigits ?? ""]])

  const variable = (name: string): Effect.Effect<string | undefined, AgiError> =>
    Effect.map(checked("GET VARIABLE", [["name", name]]), valueOf)

  /** Commands that are queued at once, so that nothing comes between. */
  const all: Public.Commands["all"] = (commands) =>
    Effect.flatMap(
      Effect.forEach(commands, (command) => Effect.exit(command), { concurrency: "unbounded" }),
      // The seam of the mapped type: each value comes from the command in its place.
      (exits) =>
        Exit.asVoidAll(exits).pipe(
          Effect.as(exits.map((exit) => Exit.isSuccess(exit) ? exit.value : undefined))
        ) as never
    )

  const exec = (
    application: string,
    data: string | ReadonlyArray<string | number> = "",
    field = "data"
  ): Effect.Effect<number, AgiError> => {
    if (typeof application !== "string" || !/^\w{1,79}$/.test(application)) {
      return invalid("EXEC", "application", "must be the name of an application, such as `Playback`")
    }
    const joined = typeof data === "string" ? Result.succeed(data) : AgiCommand.joined(field, data)
    if (Result.isFailure(joined)) return invalid("EXEC", joined.failure.field, joined.failure.rule)
    return Effect.flatMap(
      run("EXEC", [["application", application], ["data", joined.success]]),
      (answer) =>
        answer.result === "-2"
          ? Effect.fail(
            new AgiError({
              reason: new CommandRefused({
                command: "EXEC",
                code: 200,
                text: `${answer.text}: there is no application ${application}`
              })
            })
          )
          : Effect.succeed(Number(answer.result))
    )
  }

  const dial: Public.Commands["dial"] = (target, { options, timeout } = {}) => {
    const targets = typeof target === "string" ? [target] : target
    const wrong = Array.isArray(targets)
      ? targets.findIndex((one) => typeof one !== "string" || !/^[^,&]+$/.test(one))
      : 0
    if (wrong !== -1 || targets.length === 0) {
      return invalid(
        "EXEC",
        "target",
        "must be a device, such as `PJSIP/101`, or a list of them, without a comma or `&`"
      )
    }
    return timed("EXEC", "timeout", timeout ?? 0, (milliseconds) => {
      const seconds = milliseconds <= 0 ? "" : Math.ceil(milliseconds / 1000)
      const dialing = exec("Dial", [targets.join("&"), seconds, options ?? ""], "dial")
      const read = all([dialing, variable("DIALSTATUS"), variable("ANSWEREDTIME"), variable("DIALEDTIME")])
      return Effect.map(read, ([, status = "", answered, dialed]) => ({
        status,
        answeredSeconds: countOf(answered),
        dialedSeconds: countOf(dialed)
      }))
    })
  }

  return {
    answer: done("ANSWER"),
    hangup: done("HANGUP"),
    noop: done("NOOP"),
    streamFile: (file, { escapeDigits = "", offset } = {}) =>
      played("STREAM FILE", [
        ["file", file],
        ["escapeDigits", escapeDigits],
        ...optional("offset", offset)
      ]),
    controlStreamFile: (
      file,
      { escapeDigits = "", forward = "#", offset, pause = "", rewind = "*", skip = 3000 } = {}
    ) =>
      timed("CONTROL STREAM FILE", "skip", skip, (milliseconds) =>
        played("CONTROL STREAM FILE", [
          ["file", file],
          ["escapeDigits", escapeDigits],
          ["skip", milliseconds],
          ["forward", forward],
          ["rewind", rewind],
          ["pause", pause],
          ...optional("offset", offset)
        ])),
    getData: (file, { maxDigits, timeout = "5 seconds" } = {}) =>
      timed("GET DATA", "timeout", timeout, (milliseconds) =>
        Effect.map(
          checked("GET DATA", [["file", file], ["timeout", milliseconds], ...optional("maxDigits", maxDigits)]),
          ({ result, value }) => ({ digits: result, isTimedOut: value === "timeout" })
        )),
    getOption: (file, { escapeDigits, timeout = "5 seconds" }) =>
      timed(
        "GET OPTION",
        "timeout",
        timeout,
        (milliseconds) =>
          played("GET OPTION", [["file", file], ["escapeDigits", escapeDigits], ["timeout", milliseconds]])
      ),
    waitForDigit: (timeout) =>
      timed("WAIT FOR DIGIT", "timeout", timeout, (milliseconds) => key("WAIT FOR DIGIT", [["timeout", milliseconds]])),
    sayDigits: saying("DIGITS"),
    sayNumber: (number, { escapeDigits = "", gender } = {}) =>
      key("SAY NUMBER", [["number", number], ["escapeDigits", escapeDigits], ...optional("gender", gender)]),
    sayAlpha: saying("ALPHA"),
    sayPhonetic: saying("PHONETIC"),
    sayDate: moment("DATE"),
    sayTime: moment("TIME"),
    sayDateTime: (time, { escapeDigits = "", format, timezone } = {}) =>
      key("SAY DATETIME", [
        ["time", secondsOf(time)],
        ["escapeDigits", escapeDigits],
        ...(format === undefined && timezone === undefined ? [] : [["format", format ?? defaultFormat] as const]),
        ...optional("timezone", timezone)
      ]),
    recordFile: (file, { beep = false, escapeDigits = "", format = "wav", offset, silence, timeout }) =>
      timed(
        "RECORD FILE",
        "timeout",
        timeout,
        (milliseconds) =>
          timed("RECORD FILE", "silence", silence ?? 0, (quiet) =>
            Effect.map(
              checked("RECORD FILE", [
                ["file", file],
                ["format", format],
                ["escapeDigits", escapeDigits],
                ["timeout", milliseconds],
                ["offset", offset ?? 0],
                ...(beep ? [["beep", "BEEP"] as const] : []),
                ...(quiet > 0 ? [["silence", `s=${Math.ceil(quiet / 1000)}`] as const] : [])
              ]),
              ({ endpos = 0, result }) => ({ digit: keyOf(result), endpos })
            ))
      ),
    exec,
    dial,
    gosub: (context, extension, priority, args = []) => {
      const joined = AgiCommand.joined("args", args)
      if (Result.isFailure(joined)) return invalid("GOSUB", joined.failure.field, joined.failure.rule)
      const call = done("GOSUB", [
        ["context", context],
        ["extension", extension],
        ["priority", priority],
        ...(args.length === 0 ? [] : [["args", joined.success] as const])
      ])
      return Effect.map(all([call, variable("GOSUB_RETVAL")]), ([, value]) => value)
    },
    getVariable: variable,
    getFullVariable: (expression, channel) =>
      Effect.map(
        checked("GET FULL VARIABLE", [["expression", expression], ...optional("channel", channel)]),
        valueOf
      ),
    setVariable: (name, value) => done("SET VARIABLE", [["name", name], ["value", value]]),
    databaseGet: (family, name) => Effect.map(checked("DATABASE GET", [["family", family], ["key", name]]), valueOf),
    databasePut: (family, name, value) => done("DATABASE PUT", [["family", family], ["key", name], ["value", value]]),
    databaseDel: (family, name) =>
      Effect.map(checked("DATABASE DEL", [["family", family], ["key", name]]), ({ result }) => result === "1"),
    // Asterisk answers 0 if it removed something (res_agi.c, handle_dbdeltree).
    databaseDelTree: (family, tree) =>
      Effect.map(
        checked("DATABASE DELTREE", [["family", family], ...optional("tree", tree)]),
        ({ result }) => result === "0"
      ),
    channelStatus: (channel) =>
      Effect.map(
        run("CHANNEL STATUS", optional("channel", channel)),
        ({ result }) => result === "-1" ? undefined : Number(result)
      ),
    setCallerId: (number, name) =>
      /["<>]/.test(String(name ?? ""))
        ? invalid("SET CALLERID", "name", "must have no quote and no angle bracket")
        : done("SET CALLERID", [["number", name === undefined ? number : `"${name}" <${number}>`]]),
    setContext: (context) => done("SET CONTEXT", [["context", context]]),
    setExtension: (extension) => done("SET EXTENSION", [["extension", extension]]),
    setPriority: (priority) => done("SET PRIORITY", [["priority", priority]]),
    setMusic: (music) =>
      done("SET MUSIC", music === "off" ? [["music", "off"]] : [["music", "on"], ...optional("music", music)]),
    sendText: (text) => done("SEND TEXT", [["text", text]]),
    receiveText: (timeout) =>
      timed(
        "RECEIVE TEXT",
        "timeout",
        timeout,
        (milliseconds) => Effect.map(run("RECEIVE TEXT", [["timeout", milliseconds]]), valueOf)
      ),
    verbose: (message, level = 1) => done("VERBOSE", [["message", message], ["level", level]]),
    command: (command, ...args) => run(command, args.map((value, index) => [`arguments[${index}]`, value])),
    all
  }
}

/** What AGI says if no format is given, in English (res_agi.c, handle_saydatetime). */
const defaultFormat = "ABdY 'digits/at' IMp"

const valueOf = ({ result, value }: Answer): string | undefined => result === "1" ? value ?? "" : undefined

const optional = (field: string, value: string | number | undefined): ReadonlyArray<Argument> =>
  value === undefined ? [] : [[field, value]]

const secondsOf = (time: Public.Moment): number => Math.floor(Number(time) / 1000)

const countOf = (text: string | undefined): number | undefined =>
  text === undefined || !/^\d+$/.test(text) ? undefined : Number(text)
