/**
 * Where requests come from, and the headers that keep answers to themselves.
 *
 * @since 0.2.0
 */
import type * as HttpServerRequest from "effect/http/HttpServerRequest"

/** A request of a page of this server, or of no page: browsers send `Origin` with every POST, and with each that crosses origins. */
export const isFromHere = ({ headers }: HttpServerRequest.HttpServerRequest): boolean => {
  const { host, origin } = headers
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host?.toLowerCase())
}

/** Nothing is stored, guessed, or passed on. */
export const privately = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store"
}
