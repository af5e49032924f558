/** What the address of the page asks for: `?queues=sales,support&tv`, and the token after `#`. */

/** How the page looks and what it shows. */
export interface Options {
  /** For the television: type as large as fits, no buttons. */
  readonly tv: boolean
  /** The queues to show, all if there are none. */
  readonly queues: ReadonlySet<string>
  /** After how many seconds the next page is shown, and 0 if pages are shown only when not everything fits. */
  readonly rotate: number
  /** A wait of so many seconds is long, or too long. */
  readonly warn: number
  readonly crit: number
  /** The goal of the service level, in percent. */
  readonly goal: number
  /** 2 if the service level counts all calls, not only those that were answered. */
  readonly level: number
  /** A call of so many seconds is long. */
  readonly long: number
  /** `dark`, `light`, or as the machine has it; a television is dark. */
  readonly theme: string
  readonly title: string
  readonly lang: string
}

/** Reads the query of the address; what is not a number of its kind is taken as absent. */
export const read = (search: string): Options => {
  const query = new URLSearchParams(search)
  const text = (name: string) => query.get(name) ?? ""
  const number = (name: string, otherwise: number) => {
    const value = Number(text(name))
    return value > 0 && value < Infinity ? value : otherwise
  }
  return {
    tv: query.has("tv"),
    queues: new Set(text("queues").split(",").map((name) => name.trim()).filter((name) => name !== "")),
    rotate: query.has("rotate") ? Math.max(2, Math.round(number("rotate", 15))) : 0,
    warn: number("warn", 60),
    crit: number("crit", 120),
    goal: Math.min(100, number("sla", 80)),
    level: number("sl", 1),
    long: number("long", 300),
    theme: text("theme") || (query.has("tv") ? "dark" : ""),
    title: text("title"),
    lang: text("lang")
  }
}

/** The token to act, which follows `#token=` and is never sent with the address. */
export const tokenOf = (hash: string): string | undefined => /[#&]token=([\w-]+)/.exec(hash)?.[1]
