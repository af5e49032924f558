/**
 * What is measured and probed: a client for AMI, behind the few words that all of them share.
 *
 * An adapter does what the documentation of its client tells its users to do, and nothing to make it quicker or slower.
 * An event and an answer stay what the client makes of them: only `get` and `getAll` know how to look into one.
 */

/** Where a contestant connects to, and as whom. */
export interface Target {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly secret: string
  /** How long an answer may take, to clients that let their users say so; their own default unless given. */
  readonly timeoutMillis?: number
  /** Whether the client is to connect again by itself, in the way that its documentation says; false unless given. */
  readonly reconnect?: boolean
}

/** The headers of an action by their names; a header that repeats has several values. */
export type Action = Readonly<Record<string, string | ReadonlyArray<string>>> & { readonly Action: string }

export interface Contestant<Message = unknown> {
  readonly name: string
  readonly version: string
  /** How long the client itself waits for an answer before it says so, where that is fixed. */
  readonly fixedTimeoutMillis?: number
  /** Connects and logs in; fails where the client says so. */
  readonly connect: (target: Target) => Promise<Session<Message>>
  /** The value of a header as the client gives it, whichever the case of its name in the client. */
  readonly get: (message: Message, header: string) => string | undefined
  /** All values of a header that repeats. */
  readonly getAll: (message: Message, header: string) => ReadonlyArray<string>
}

export interface Session<Message> {
  /** Every event that is raised, from now on. */
  readonly onEvent: (handler: (event: Message) => void) => void
  /** Sends an action and gives its answer; fails where the client reports a failure. */
  readonly send: (action: Action) => Promise<Message>
  /** Sends an action that answers with a list, and gives its items. */
  readonly list: (action: Action) => Promise<ReadonlyArray<Message>>
  /** Called once the client tells that its connection is gone, if it does. */
  readonly onEnd: (handler: () => void) => void
  readonly close: () => Promise<void>
}
