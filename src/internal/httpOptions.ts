/**
 * The options of AMI over HTTP: what they are, and what they must be.
 *
 * @since 0.2.0
 */
import type * as Duration from "effect/Duration"
import type * as AmiCodec from "../protocol/AmiCodec.ts"
import * as Address from "./httpAddress.ts"
import * as Rules from "./options.ts"
import { reading } from "./readingOptions.ts"

export interface HttpOptions {
  /** The HTTP server of Asterisk, without credentials. Defaults to `http://127.0.0.1:8088`. */
  readonly url?: string | URL | undefined
  /** The `prefix` of http.conf, such as `asterisk` on FreePBX; a path in `url` counts as well. Defaults to none, as in Asterisk. */
  readonly prefix?: string | undefined
  /**
   * `session` (the default) logs in by action, as over TCP, and keeps the cookie; `digest` proves the secret with each
   * request (HTTP Digest), whatever the client's own `auth` says. With `digest` one action is sent at a time.
   */
  readonly auth?: "session" | "digest" | undefined
  /**
   * How many actions may be under way at once, each over a connection of its own, besides the poll. Defaults to 8. Asterisk
   * takes 100 connections of all its clients (http.conf, `sessionlimit`) and closes any more without a byte: then the client
   * has a quarter as many under way, and one more for each 10 seconds without such a close.
   */
  readonly maxRequests?: number | undefined
  /** How long connecting may take. Defaults to 5 seconds. */
  readonly connectTimeout?: Duration.Input | undefined
  /**
   * How long Asterisk may hold a poll for events, or less if its `httptimeout` is short. Defaults to 15 seconds. A dead peer
   * is noticed 10 seconds later.
   */
  readonly pollTimeout?: Duration.Input | undefined
  /** How long after the start of an empty poll the next one may start. Defaults to 50 milliseconds. */
  readonly pollFloor?: Duration.Input | undefined
  /** How values that are not UTF-8 are read; see `AmiCodec.DecoderOptions`. Defaults to `utf-8`. */
  readonly charset?: AmiCodec.DecoderOptions["charset"]
  /** What is refused from Asterisk, so that memory stays bounded; see `AmiCodec.Limits`. */
  readonly limits?: Partial<AmiCodec.Limits> | undefined
}

/** What they must be. */
export const rules: Rules.Rules<HttpOptions> = {
  url: Address.url,
  prefix: Address.prefix,
  auth: Rules.oneOf("session", "digest"),
  maxRequests: Rules.whole(1),
  connectTimeout: Rules.duration({ zero: false }),
  pollTimeout: Rules.duration({ zero: true }),
  pollFloor: Rules.duration({ zero: true }),
  ...reading
}
