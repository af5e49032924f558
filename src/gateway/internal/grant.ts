/**
 * What a grant is; `AmiGrant` documents and checks it.
 *
 * @since 0.2.0
 */

/** The live models that a gateway has. */
export type Model = "channels" | "queues" | "calls"

export interface Grant {
  /** Whose token it is, for the log. */
  readonly name: string
  /** The SHA-256 of the token, in hexadecimal digits. The token itself is stored nowhere. */
  readonly tokenHash: string
  /** The servers that it may know of: names, or beginnings with a star. */
  readonly servers: ReadonlyArray<string>
  /**
   * The actions that it may send, by name, each with the rules of which one must allow it. A rule names every header that may be
   * given, and what it may be; one that is not just a star must be given. `{}` allows the action without headers.
   */
  readonly actions?: { readonly [action: string]: ReadonlyArray<{ readonly [header: string]: string }> }
  /** The events that it may see: by name, and by headers of which one value each must match. */
  readonly events?: ReadonlyArray<{ readonly name: string; readonly where?: { readonly [header: string]: string } }>
  /**
   * The live models that it may read, and what of them: queues by their names, channels and calls by the telephones and lines
   * that are in them, such as `PJSIP/100`. Names, or beginnings with a star.
   */
  readonly models?: { readonly [model in Model]?: ReadonlyArray<string> }
  /** Headers of events, answers and models whose values it may not see, such as `CallerIDNum`. */
  readonly hide?: ReadonlyArray<string>
  /** Whether it may send actions that the catalogue calls dangerous, if `actions` names them too. Defaults to false. */
  readonly dangerous?: boolean
  /** How many actions a minute. Defaults to 60. */
  readonly actionsPerMinute?: number
  /** How many times a minute it may read live models. Defaults to 300. */
  readonly readsPerMinute?: number
  /** How many streams of events at once. Defaults to 4. */
  readonly streams?: number
  /** When it ends, such as `2027-01-31T00:00:00Z`. Without it it does not. */
  readonly expires?: string
}
