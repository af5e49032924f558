/**
 * What to do about an HTTP answer that is not from AMI.
 *
 * @since 0.2.0
 */
import { hinted } from "../../internal/failing.ts"

export interface Page {
  readonly status: number
  readonly type: string
  /** The `Location` header. */
  readonly location: string | undefined
  /** The `WWW-Authenticate` header. */
  readonly challenge: string | undefined
}

/** What a page is, in a few words, and what may help. */
export const explain = (page: Page, url: URL): { readonly detail: string; readonly hint?: string } => {
  const { location, status, type } = page
  // A browser hides redirects, even their status.
  if (status === 0 || (status >= 300 && status < 400)) return redirected(status, location, url)
  const hint = status === 200 ? notThere : hintOf(page, url)
  return { detail: `HTTP ${status} with ${type}`, ...hinted(hint) }
}

const notThere =
  "This page is not AMI: are `url` and `prefix` those of Asterisk's own HTTP server, usually on port 8088 or 8089?"

/** What may help if a server refuses, if anything is known. */
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
        `A proxy in front of Asterisk requires its own login${
          scheme === "" ? "" : ` (${scheme.slice(0, 32)})`
        }: let it allow this address, or log in to it with an HttpClient of your own (AmiTransportHttp.layerClient)`
    }
    case 403:
      return "Asterisk, or a proxy or firewall in front of it, does not allow this address"
    case 404:
      return "Are `webenabled = yes` in manager.conf and `enabled = yes` in http.conf, and is `prefix` that of http.conf?"
    case 502:
    case 504:
      return "A proxy answered, but it cannot reach Asterisk"
    case 503:
      return "Asterisk, or a proxy in front of it, is overloaded or not ready"
    default:
      return undefined
  }
}

const redirected = (status: number, location: string | undefined, url: URL) => {
  const detail = `HTTP ${status}: redirects are not followed`
  const target = location !== undefined && URL.canParse(location, url.href) ? new URL(location, url.href) : undefined
  if (target === undefined) return { detail }
  // Omits credentials and tokens that the URL may contain.
  const where = `${target.origin}${target.pathname}`
  return {
    detail: `${detail}; it leads to ${where}`,
    hint: target.pathname === url.pathname
      ? `Give \`${target.origin}\` in \`url\` instead of \`${url.origin}\``
      : /\/a?rawman\/?$/i.test(target.pathname)
      ? `Give \`${where.replace(/\/a?rawman\/?$/i, "")}\` as \`url\`, without a \`prefix\``
      : "That page is not AMI: a proxy in front of Asterisk must allow this address"
  }
}
