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
  /** The HTTP server of Asterisk; `http://127.0.0.1:8088` unless given. It must hold no credentials. */
  readonly url?: string | URL | undefined
  /** The `prefix` of http.conf: `asterisk` on FreePBX. None unless given, as in Asterisk; a path of `url` counts as well. */
  readonly prefix?: string | undefined
  /**
   * `session` (the default) logs in by action, as over TCP, and keeps the cookie; `digest` proves the secret with each
   * request (HTTP Digest), whatever the client's own `auth` says. With `digest` one action is sent at a time.
   */
  readonly auth?: "session" | "digest" | undefined
  /**
   * How many actions may be under way at once, each over a connection of its own, besides the poll; defaults to 8. Asterisk
   * takes 100 connections of all its clients (http.conf, `sessionlimit`) and closes what is more without a byte: then the
   * client has a quarter as many under way, and one more for each 10 seconds without such a close.
   */
  readonly maxRequests?: number | undefined
  /** How long connecting may take; 5 seconds unless given. */
  readonly connectTimeout?: Duration.Input | undefined
  /**
   * How long Asterisk may hold a poll for events; 15 seconds unless given, and less where its `httptimeout` is short. A
   * dead peer is noticed 10 seconds behind it.
   */
  readonly pollTimeout?: Duration.Input | undefined
  /** How soon behind the start of an empty poll the next one may start; 50 milliseconds unless given. */
  readonly pollFloor?: Duration.Input | undefined
  /** How values that are not UTF-8 are read; see `AmiCodec.DecoderOptions`. */
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
