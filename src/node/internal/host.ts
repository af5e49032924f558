/**
 * The name or address of a host, as Node takes it.
 *
 * @since 0.2.0
 */

/** An IPv6 address stands in brackets in a URL, and in nothing that Node looks up. */
export const withoutBrackets = (host: string): string => /^\[(.+)\]$/.exec(host)?.[1] ?? host
