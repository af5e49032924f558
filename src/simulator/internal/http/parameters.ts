/**
 * The headers of an HTTP request, from its query or its form.
 *
 * Bytes stay bytes: Asterisk does not decode what was escaped, and line breaks in a
 * value stay in it, also in the answers that echo it.
 *
 * @since 0.1.0
 */
import type { Request } from "../requests.ts"

/** Further parameters are silently dropped (manager.c, astman_append_headers). */
const maxHeaders = 128

/** As utils.c, ast_uri_decode: takes two characters even if the second is not a digit; a NUL ends the text. */
const decode = (escaped: string): string => {
  const text = escaped.replaceAll(/\+|%([0-9a-f])([^])/gi, (found, first: string, second: string) => {
    if (found === "+") return " "
    const digits = /[0-9a-f]/i.test(second) ? first + second : first
    return String.fromCharCode(Number.parseInt(digits, 16))
  })
  const nul = text.indexOf("\u0000")
  return nul === -1 ? text : text.slice(0, nul)
}

/** Parses parameters such as `action=Ping&actionid=1` into the lines of a request. */
export const read = (text: string): Request => ({
  lines: text === "" ? [] : text.split("&").slice(0, maxHeaders).map((parameter) => {
    const equals = parameter.indexOf("=")
    const name = equals === -1 ? parameter : parameter.slice(0, equals)
    const value = equals === -1 ? "" : parameter.slice(equals + 1)
    return `${decode(name)}: ${decode(value)}`
  })
})

/** The part of a URL after the question mark. */
export const queryOf = (url: string): string => {
  const mark = url.indexOf("?")
  return mark === -1 ? "" : url.slice(mark + 1)
}

/** Whether a body of this content type is a form (http.c, ast_http_get_post_vars). */
export const isForm = (contentType: string): boolean =>
  contentType.split(";", 1)[0]?.toLowerCase() === "application/x-www-form-urlencoded"

/** Hexadecimal digits as a key of eight; undefined if there are none or they are all zeros. */
export const keyOf = (digits: string): string | undefined => {
  const found = /^\s*(?:0x)?0*([1-9a-f][0-9a-f]*)/i.exec(digits)?.[1]
  return found?.toLowerCase().padStart(8, "0")
}

/** The key in a `Cookie` header, quoted or not; the last one wins (http.c, parse_cookies). */
export const cookieOf = (header: string): string | undefined => {
  const values = header.split(";").flatMap((cookie) => {
    const [, value] = /^\s*mansession_id\s*=\s*"?([^"]*)/i.exec(cookie) ?? []
    return value === undefined ? [] : [value]
  })
  return keyOf(values.at(-1) ?? "")
}
