/**
 * What is measured and probed: an AMI client, behind the few functions that all of them share.
 *
 * An adapter does what the documentation of its client tells users to do, and nothing to make it faster or slower. An
 * event and an answer stay what the client makes of them: only `get` and `getAll` know how to look inside.
 */

/** Where a contestant connects to, and with which account. */
export interface Target {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly secret: string
  /** How long an answer may take, for clients with such an option. Defaults to the client's own default. */
  readonly timeoutMillis?: number
  /** Whether the client should reconnect on its own, as its documentation says. Defaults to false. */
  readonly reconnect?: boolean
}

/** The headers of an action by name; a repeated header has several values. */
export type Action = Readonly<Record<string, string | ReadonlyArray<string>>> & { readonly Action: string }

export interface Contestant<Message = unknown> {
  readonly name: string
  readonly version: string
  /** How long the client itself waits for an answer before it fails, if that is fixed. */
  readonly fixedTimeoutMillis?: number
  /** Connects and logs in; fails if the client says so. */
  readonly connect: (target: Target) => Promise<Session<Message>>
  /** The value of a header as the client returns it, whatever the case of its name in the client. */
  readonly get: (message: Message, header: string) => string | undefined
  /** All values of a repeated header. */
  readonly getAll: (message: Message, header: string) => ReadonlyArray<string>
}

export interface Session<Message> {
  /** Every event that is raised from now on. */
  readonly onEvent: (handler: (event: Message) => void) => void
  /** Sends an action and returns its answer; fails if the client reports a failure. */
  readonly send: (action: Action) => Promise<Message>
  /** Sends a list action, and returns its items. */
  readonly list: (action: Action) => Promise<ReadonlyArray<Message>>
  /** Called once the client reports that its connection is gone, if it does. */
  readonly onEnd: (handler: () => void) => void
  readonly close: () => Promise<void>
}
