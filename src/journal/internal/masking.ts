/**
 * Replaces telephone numbers, names of people and addresses in messages.
 *
 * A number is a run of six digits or more, wherever it stands, so that one in a variable or in the name of a channel is
 * found too. What only looks like one stays: the counter in the name of a channel, a `Uniqueid`, a time. A name is
 * learned from the headers that hold one, and replaced wherever it occurs again in a text.
 *
 * @since 0.2.0
 */
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import { type Kind, kindOf } from "./headers.ts"
import { MadeUp } from "./madeUp.ts"

/** The ids and channels that are remembered, the latest ones. */
const maxKnown = 65_536

/** What looks like a number and may be none, and numbers. The first alternative that fits decides. */
const tokens = new RegExp(
  [
    /(?<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/,
    /(?<id>(?<![\d.])\d{9,11}\.\d+(?![\d.]))/,
    /(?<address>(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|(?<=\[)[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*(?=\]))/,
    // A call as the log names it.
    /(?<call>\bC-[0-9a-f]{8}\b)/,
    /(?<counter>-[0-9a-f]{8}(?=$|[;<,&)\s|"'%]))/,
    // Of `%20555…` the first two digits are a blank.
    /(?<escape>%[0-9A-F]{2})/,
    /(?<number>\d{6,})/
  ].map(({ source }) => source).join("|"),
  "gi"
)

/** A number as people write it, such as `+1 (555) 010-2030`. */
const spaced = /\d(?:[ ().-]{0,2}\d){5,}/g

const isCounted = /^[a-z][\w-]*\/.*-[0-9a-f]{8}(;[12])?(<\w+>)?$/i

/** The channel without the half of a Local pair, and without `<ZOMBIE>`. */
const bare = (channel: string): string => channel.replace(/(;[12])?(<\w+>)?$/, "")

/** Masks messages and texts, and remembers what it has replaced. */
export class Masker {
  private readonly madeUp = new MadeUp()
  private readonly ids = new Set<string>()
  private readonly channels = new Set<string>()
  /** The names that were replaced, in each way of writing, by their first word. */
  private readonly names = new Map<string, Map<string, string>>()

  /** Masks a message. Secrets are replaced before. */
  message(message: AmiMessage.AmiMessage): AmiMessage.AmiMessage {
    return AmiMessage.make(
      message.toJSON().map(([name, value]) => [
        // As in `ChanVariable(PJSIP/100-00000003)`; the lines of a configuration are only counted.
        name.replace(/\(.*\)$/, (argument) => this.digits(argument, "text")),
        value === "" ? value : this.value(kindOf(name), value)
      ])
    )
  }

  /** Masks a text. */
  text(text: string): string {
    return this.value("text", text)
  }

  private value(kind: Kind, value: string): string {
    switch (kind) {
      case "id":
        remember(this.ids, value)
        return value
      case "measure":
        return value
      case "channel":
        if (isCounted.test(value)) remember(this.channels, bare(value))
        return this.digits(value, kind)
      case "name":
        return this.name(value)
      case "caller":
        return this.caller(value)
      case "address":
        return this.address(value)
      case "number":
        return value.includes("/") ? this.digits(value, kind) : this.number(value)
      case "word":
        return this.digits(value, kind)
      case "text":
        return this.prose(value)
    }
  }

  /** Replaces the digits of a number, and keeps what separates them. */
  private number(value: string): string {
    const masked = value.replace(spaced, (found) => {
      const made = this.madeUp.number(found.replace(/\D/g, ""))
      let at = 0
      const replaced = found.replace(/\d/g, () => made[at++] ?? "")
      return replaced + made.slice(at)
    })
    return masked === value ? this.digits(value, "number") : masked
  }

  private name(value: string): string {
    if (/^<?unknown>?$/i.test(value)) return value
    // Some devices send their number as their name.
    if (!/\p{L}/u.test(value)) return this.number(value)
    // A member without a name has that of its interface.
    if (/^[a-z]\w*\/[^\s/]+$/i.test(value)) return this.digits(value, "channel")
    const made = this.madeUp.name(value)
    this.learn(value, made)
    return made
  }

  private caller(value: string): string {
    const [, quote = "", name = "", number] = /^\s*("?)(.*?)\1\s*<([^<>]*)>\s*$/.exec(value) ?? []
    if (number === undefined) return this.name(value)
    const masked = name === "" ? "" : this.name(name)
    return `${quote}${masked}${quote}${quote + masked === "" ? "" : " "}<${this.number(number)}>`
  }

  /** An address stands alone, or between a protocol and a port, as in `IPV4/TCP/192.0.2.1/5038`. */
  private address(value: string): string {
    const [, before = "", host, after = ""] = /^(IPV[46]\/\w+\/)([^/]+)(\/\d+)?$/i.exec(value) ?? []
    if (host !== undefined) return `${before}${this.madeUp.address(host)}${after}`
    return /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(value) ? this.madeUp.address(value) : this.digits(value, "text")
  }

  /** A text, in which names may stand: those that are known, and those that are written before a number. */
  private prose(value: string): string {
    const quoted = value.replace(/"([^"<>]+)"(\s*<)/g, (_, name: string, end: string) => `"${this.name(name)}"${end}`)
    let text = ""
    let from = 0
    for (const { 0: word, index } of quoted.matchAll(/[\p{L}\p{N}]+/gu)) {
      if (index < from) continue
      for (const [name, made] of this.names.get(word) ?? []) {
        const after = quoted.charAt(index + name.length)
        if (!quoted.startsWith(name, index) || /[\p{L}\p{N}]/u.test(after)) continue
        text += this.digits(quoted.slice(from, index), "text") + made
        from = index + name.length
        break
      }
    }
    return text + this.digits(quoted.slice(from), "text")
  }

  private learn(name: string, made: string): void {
    const start = name.search(/[\p{L}\p{N}]/u)
    const said = name.slice(start)
    if (said.length < 3) return
    const [word = ""] = /^[\p{L}\p{N}]+/u.exec(said) ?? []
    const known = this.names.get(word) ?? new Map<string, string>()
    this.names.set(word, known)
    // As it is, in the environment of AsyncAGI, and in the value of a variable.
    known.set(said, made)
    known.set(percentEncoded(said), percentEncoded(made))
    known.set(said.replace(/['"?\\]/g, "\\$&"), made)
  }

  private digits(text: string, kind: Kind): string {
    return text.replace(tokens, (found, ...rest) => {
      const groups = rest.at(-1) as Readonly<Record<string, string | undefined>>
      const at = rest.at(-3) as number
      if (groups["number"] !== undefined) return this.madeUp.number(found)
      if (groups["address"] !== undefined) return found === "0.0.0.0" ? found : this.madeUp.address(found)
      if (["uuid", "call", "escape"].some((kind) => groups[kind] !== undefined)) return found
      const stays = groups["id"] === undefined
        ? this.isCounter(text, at, found.length, kind)
        : this.ids.has(found)
      return stays ? found : found.replace(/\d{6,}/g, (digits) => this.madeUp.number(digits))
    })
  }

  /** Whether what ends here is the name of a channel: known as one, at the end of a header for one, or young. */
  private isCounter(text: string, at: number, length: number, kind: Kind): boolean {
    const [channel = ""] = /[a-z][\w-]*(?:\/|%2F)[^\s,&|;<>"'=()]*$/i.exec(text.slice(0, at + length)) ?? []
    if (channel === "") return false
    const isAtEnd = kind === "channel" && isCounted.test(text) && bare(text).length === at + length
    return isAtEnd || this.channels.has(channel) || text.startsWith("-000", at)
  }
}

const percentEncoded = (text: string): string => text.isWellFormed() ? encodeURIComponent(text) : text

/** Remembers the latest ones. */
const remember = (known: Set<string>, value: string): void => {
  known.add(value)
  if (known.size <= maxKnown) return
  for (const oldest of known) {
    known.delete(oldest)
    return
  }
}
