/**
 * What to do about an HTTP answer that is none of AMI's.
 *
 * @since 0.2.0
 */
import { hinted } from "../../internal/failing.ts"

export interface Page {
  readonly status: number
  readonly type: string
  /** `Location`. */
  readonly location: string | undefined
  /** `WWW-Authenticate`. */
  readonly challenge: string | undefined
}

/** What a page is, in a few words, and what helps. */
export const explain = (page: Page, url: URL): { readonly detail: string; readonly hint?: string } => {
  const { location, status, type } = page
  // A browser shows nothing of a redirect, not even its status.
  if (status === 0 || (status >= 300 && status < 400)) return redirected(status, location, url)
  const hint = status === 200 ? notThere : hintOf(page, url)
  return { detail: `HTTP ${status} with ${type}`, ...hinted(hint) }
}

const notThere =
  "Another page than AMI's: are `url` and `prefix` those of Asterisk's own HTTP server, usually on port 8088 or 8089?"

/** What helps where a server refuses, if anything is known. */
export const hintOf = (
  { challenge = "", status }: Pick<Page, "challenge" | "status">,
  url: URL
): string | undefined => {
  switch (status) {
    case 400:
      return url.protocol === "http:"
        ? "Is this a port of HTTPS, usually 8089? Then `url` begins with https:"
        : undefined
    case 401: {
      const [scheme = ""] = challenge.split(" ")
      return /^digest$/i.test(scheme) ?
        undefined :
        `A proxy before Asterisk asks for a login of its own${
          scheme === "" ? "" : ` (${scheme.slice(0, 32)})`
        }: let it pass this address, or log in to it with an HttpClient of your own (AmiTransportHttp.layerClient)`
    }
    case 403:
      return "Asterisk, or a proxy or firewall before it, does not let this address in"
    case 404:
      return "Are `webenabled = yes` in manager.conf and `enabled = yes` in http.conf, and is `prefix` that of http.conf?"
    case 502:
    case 504:
      return "A proxy answered, which cannot reach Asterisk"
    case 503:
      return "Asterisk, or a proxy before it, is overloaded or not ready"
    default:
      return undefined
  }
}

const redirected = (status: number, location: string | undefined, url: URL) => {
  const detail = `HTTP ${status}: redirects are not followed`
  const target = location !== undefined && URL.canParse(location, url.href) ? new URL(location, url.href) : undefined
  if (target === undefined) return { detail }
  // Neither a login nor a token that may stand there is shown.
  const where = `${target.origin}${target.pathname}`
  return {
    detail: `${detail}; it leads to ${where}`,
    hint: target.pathname === url.pathname
      ? `Give \`${target.origin}\` in \`url\` instead of \`${url.origin}\``
      : /\/a?rawman\/?$/i.test(target.pathname)
      ? `Give \`${where.replace(/\/a?rawman\/?$/i, "")}\` as \`url\`, without a \`prefix\``
      : "That is no page of AMI: a proxy before Asterisk has to let this address pass"
  }
}
