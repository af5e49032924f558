/**
 * A call that a program of `AmiAgi` serves: what is known of it, and the commands of AGI.
 *
 * Commands are effects: each is queued for the channel, runs there after those that were queued earlier, and completes with
 * what it was answered. All of them fail with an `AgiError`.
 *
 * @since 0.2.0
 */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { AgiError } from "./AgiError.ts"
import type * as AgiAnswer from "./internal/agiAnswer.ts"

/**
 * What AGI tells at the start: `agi_channel`, `agi_uniqueid`, `agi_callerid`, `agi_calleridname`, `agi_context`,
 * `agi_extension`, `agi_dnid`, `agi_language`, `agi_accountcode`, and `agi_arg_1` and so on for the arguments after `agi:async`.
 *
 * `unknown` stands for a number or a name that is not set. Asterisk cuts it at 1,024 bytes; what is cut off is missing. For a
 * call that came before the connection, it has what the list of channels shows.
 *
 * @category models
 * @since 0.2.0
 */
export type Env = Readonly<Record<string, string>>

/**
 * The answer to a command: `200 result=1 (value) endpos=7360`.
 *
 * @category models
 * @since 0.2.0
 */
export interface Answer extends AgiAnswer.Answer {}

/**
 * The key that was pressed, such as `5` or `#`; undefined if none was.
 *
 * @category models
 * @since 0.2.0
 */
export interface Pressed {
  readonly digit: string | undefined
}

/**
 * The key that stopped a file, and how far it was played or recorded, in samples of 1/8000 second.
 *
 * @category models
 * @since 0.2.0
 */
export interface Played extends Pressed {
  readonly endpos: number
}

/**
 * The keys that stop what is said or played, such as `12#`; by default none does.
 *
 * @category models
 * @since 0.2.0
 */
export interface EscapeKeys {
  readonly escapeDigits?: string | undefined
}

/**
 * A moment: a `Date`, or milliseconds since 1970.
 *
 * @category models
 * @since 0.2.0
 */
export type Moment = Date | number

/**
 * How a dial ended.
 *
 * @category models
 * @since 0.2.0
 */
export interface Dialed {
  /** `DIALSTATUS`, such as `ANSWER`, `BUSY`, `NOANSWER`, `CANCEL`, `CONGESTION` or `CHANUNAVAIL`. */
  readonly status: string
  /** How long the call was answered, in seconds; undefined if it was not. */
  readonly answeredSeconds: number | undefined
  /** How long it took, in seconds, from the dial to its end. */
  readonly dialedSeconds: number | undefined
}

/**
 * The commands of AGI.
 *
 * **Details**
 *
 * Values are quoted. A value with a line break, and a command longer than 1,013 bytes, fail with `InvalidCommand` before
 * anything is sent. What Asterisk refuses is `CommandRefused`.
 *
 * A command is looked for each 100 ms on a silent channel, and with each packet of sound on another. Commands that are given
 * to `all` are queued at once.
 *
 * **Gotchas**
 *
 * Interrupting a command that plays or records does not stop it: the next command waits until it has ended.
 *
 * @category models
 * @since 0.2.0
 */
export interface Commands {
  /** Answers the call, if it is not answered yet. */
  readonly answer: Effect.Effect<void, AgiError>
  /** Hangs up the call, which interrupts the program. */
  readonly hangup: Effect.Effect<void, AgiError>
  /** Does nothing, after all commands that were queued earlier. */
  readonly noop: Effect.Effect<void, AgiError>
  /**
   * Plays a file, named without its extension, until its end or until one of `escapeDigits` is pressed. `offset` is where it
   * begins, in samples. A file that does not exist is `CommandRefused`, after which Asterisk leaves AGI.
   */
  readonly streamFile: (
    file: string,
    options?: EscapeKeys & { readonly offset?: number | undefined }
  ) => Effect.Effect<Played, AgiError>
  /** Plays a file which the caller controls by keys. `endpos` is in milliseconds. */
  readonly controlStreamFile: (
    file: string,
    options?: EscapeKeys & {
      readonly skip?: Duration.Input | undefined
      readonly forward?: string | undefined
      readonly rewind?: string | undefined
      readonly pause?: string | undefined
      readonly offset?: number | undefined
    }
  ) => Effect.Effect<Played, AgiError>
  /**
   * Plays a file and reads digits until `#`, until there are `maxDigits`, or until no other comes for `timeout` (default 5
   * seconds). `isTimedOut` is true if the time ended it.
   */
  readonly getData: (
    file: string,
    options?: { readonly maxDigits?: number | undefined; readonly timeout?: Duration.Input | undefined }
  ) => Effect.Effect<{ readonly digits: string; readonly isTimedOut: boolean }, AgiError>
  /** Plays a file and waits for one of `escapeDigits`, for `timeout` after its end (default 5 seconds). */
  readonly getOption: (
    file: string,
    options: { readonly escapeDigits: string; readonly timeout?: Duration.Input | undefined }
  ) => Effect.Effect<Played, AgiError>
  /** Waits for a key. */
  readonly waitForDigit: (timeout: Duration.Input) => Effect.Effect<Pressed, AgiError>
  /** Says digits one by one. */
  readonly sayDigits: (digits: string, options?: EscapeKeys) => Effect.Effect<Pressed, AgiError>
  /** Says a whole number; `gender` is for languages that need it, such as `f`. */
  readonly sayNumber: (
    number: number,
    options?: EscapeKeys & { readonly gender?: string | undefined }
  ) => Effect.Effect<Pressed, AgiError>
  /** Spells a text. */
  readonly sayAlpha: (text: string, options?: EscapeKeys) => Effect.Effect<Pressed, AgiError>
  /** Spells a text by the NATO alphabet. */
  readonly sayPhonetic: (text: string, options?: EscapeKeys) => Effect.Effect<Pressed, AgiError>
  /** Says a date. */
  readonly sayDate: (time: Moment, options?: EscapeKeys) => Effect.Effect<Pressed, AgiError>
  /** Says a time of day. */
  readonly sayTime: (time: Moment, options?: EscapeKeys) => Effect.Effect<Pressed, AgiError>
  /** Says a date and a time of day, in the `format` of voicemail.conf and a time zone such as `Europe/Berlin`. */
  readonly sayDateTime: (
    time: Moment,
    options?: EscapeKeys & { readonly format?: string | undefined; readonly timezone?: string | undefined }
  ) => Effect.Effect<Pressed, AgiError>
  /**
   * Records the caller into a file, named without its extension, for `timeout` at most (`Infinity` for no limit), or until one
   * of `escapeDigits` is pressed or there is `silence` for that long. `format` defaults to `wav`.
   */
  readonly recordFile: (
    file: string,
    options: EscapeKeys & {
      readonly timeout: Duration.Input
      readonly format?: string | undefined
      readonly silence?: Duration.Input | undefined
      readonly beep?: boolean | undefined
      readonly offset?: number | undefined
    }
  ) => Effect.Effect<Played, AgiError>
  /**
   * Runs an application of the dialplan, and gives its result, which is 0 for most. `data` is a text with commas between the
   * arguments, or a list of arguments, in which a comma is refused.
   */
  readonly exec: (
    application: string,
    data?: string | ReadonlyArray<string | number>
  ) => Effect.Effect<number, AgiError>
  /**
   * Dials one or several devices, such as `PJSIP/101`, and connects the caller with the first that answers. Completes when the
   * call with it is over, or nobody answered within `timeout`. `options` are those of the application `Dial`, such as `t`.
   */
  readonly dial: (
    target: string | ReadonlyArray<string>,
    options?: { readonly timeout?: Duration.Input | undefined; readonly options?: string | undefined }
  ) => Effect.Effect<Dialed, AgiError>
  /** Runs a subroutine of the dialplan, and gives the value that it returned; undefined if it returned none. */
  readonly gosub: (
    context: string,
    extension: string,
    priority: number | string,
    args?: ReadonlyArray<string | number>
  ) => Effect.Effect<string | undefined, AgiError>
  /** Reads a variable, or a function such as `CALLERID(num)`; undefined if it is not set. */
  readonly getVariable: (name: string) => Effect.Effect<string | undefined, AgiError>
  /** Reads an expression such as `${A}-${B:0:3}`, of this channel or another; undefined if that does not exist. */
  readonly getFullVariable: (expression: string, channel?: string) => Effect.Effect<string | undefined, AgiError>
  /** Sets a variable, or a function such as `CALLERID(name)`. */
  readonly setVariable: (name: string, value: string | number) => Effect.Effect<void, AgiError>
  /** Reads an entry of Asterisk's database; undefined if there is none. */
  readonly databaseGet: (family: string, key: string) => Effect.Effect<string | undefined, AgiError>
  /** Writes an entry of Asterisk's database. */
  readonly databasePut: (family: string, key: string, value: string | number) => Effect.Effect<void, AgiError>
  /** Removes an entry. False if Asterisk could not. */
  readonly databaseDel: (family: string, key: string) => Effect.Effect<boolean, AgiError>
  /** Removes a family, or a tree of keys in it. False if nothing was removed. */
  readonly databaseDelTree: (family: string, tree?: string) => Effect.Effect<boolean, AgiError>
  /** The state of this channel, or of another: 4 rings, 6 is up. Undefined if there is no such channel. */
  readonly channelStatus: (channel?: string) => Effect.Effect<number | undefined, AgiError>
  /** Sets number and name of the caller. */
  readonly setCallerId: (number: string, name?: string) => Effect.Effect<void, AgiError>
  /** Sets the context in which the dialplan goes on. */
  readonly setContext: (context: string) => Effect.Effect<void, AgiError>
  /** Sets the extension at which the dialplan goes on. */
  readonly setExtension: (extension: string) => Effect.Effect<void, AgiError>
  /** Sets the priority, or the label, at which the dialplan goes on. */
  readonly setPriority: (priority: number | string) => Effect.Effect<void, AgiError>
  /** Starts music on hold of a class, such as `default`, which plays between commands too; `off` stops it. */
  readonly setMusic: (music: string) => Effect.Effect<void, AgiError>
  /** Sends a text to the caller's device. */
  readonly sendText: (text: string) => Effect.Effect<void, AgiError>
  /** Waits for a text from the caller's device; undefined if none comes. */
  readonly receiveText: (timeout: Duration.Input) => Effect.Effect<string | undefined, AgiError>
  /** Writes to Asterisk's console. */
  readonly verbose: (message: string, level?: number) => Effect.Effect<void, AgiError>
  /** Runs any command: its words as they are, then arguments, which are quoted. */
  readonly command: (command: string, ...args: ReadonlyArray<string | number>) => Effect.Effect<Answer, AgiError>
  /**
   * Queues commands at once and gives all their results, or the first error after all have ended. Those after one that makes
   * Asterisk leave AGI are not run.
   */
  readonly all: <const A extends ReadonlyArray<Effect.Effect<unknown, AgiError>>>(
    commands: A
  ) => Effect.Effect<{ readonly [K in keyof A]: Effect.Success<A[K]> }, AgiError>
}

/**
 * A call that a program serves.
 *
 * @category models
 * @since 0.2.0
 */
export interface Session extends Commands {
  readonly env: Env
  /** The arguments after `agi:async` in the dialplan. */
  readonly args: ReadonlyArray<string>
  /** The name of its channel, which can change. */
  readonly channel: string
  /** The `Uniqueid` of its channel. */
  readonly uniqueid: string
  /** Whether a program was interrupted in this call before, by a lost connection or a restart: it is not at its beginning. */
  readonly isAdopted: boolean
}
