/**
 * The name or address of a host, in the form that Node expects.
 *
 * @since 0.2.0
 */

/** An IPv6 address is in brackets in a URL, but not where Node looks it up. */
export const withoutBrackets = (host: string): string => /^\[(.+)\]$/.exec(host)?.[1] ?? host
