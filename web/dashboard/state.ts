/**
 * The rows that the server sent, by kind and key, and whether they are true now.
 *
 * No part of this knows the network or a clock: `hear` takes a message and says what to do next, and `stalenessAt` says how
 * old everything is.
 */
import type { Link, Rows, Server } from "../../src/dashboard/internal/row.ts"

/** A message of `/events`. */
export type Message =
  | {
    readonly kind: "state"
    readonly id: number
    readonly now: number
    readonly build: string
    readonly rows: Rows
  }
  | {
    readonly kind: "patch"
    readonly id: number
    readonly now: number
    readonly set: Rows
    readonly del: ReadonlyArray<string>
  }
  | { readonly kind: "tick"; readonly now: number }

/** What to do after a message: show it, open another connection, load the page again, or wait for the first state. */
export type Next = "show" | "reopen" | "reload" | "wait"

/** Why what is shown is old, and of when it is. */
export interface Stale {
  readonly why: "lost" | "reading" | "silent"
  readonly asOf: number
}

/** Nothing has been heard for so long: the server is gone. It says something every 5 seconds. */
export const silence = 12_000

/** The part of a key before the colon: the kind of its row. */
const kindOf = (key: string): string => {
  const colon = key.indexOf(":")
  return colon < 0 ? key : key.slice(0, colon)
}

/** A row with its key. */
export interface Keyed<A> {
  readonly key: string
  readonly row: A
}

/** The rows of a page. */
export class State {
  #kinds = new Map<string, Map<string, unknown>>()
  #id: number | undefined
  #build: string | undefined

  /** The server's clock minus ours. */
  offset = 0
  /** When something was last heard, by our clock; 0 if nothing was. */
  heard = 0

  /** Takes a message in, heard at a time of our clock. */
  hear(message: Message, at: number): Next {
    if (message.kind === "state") {
      if (this.#build !== undefined && this.#build !== message.build) return "reload"
      this.#build = message.build
      this.#kinds = new Map()
      for (const [key, row] of Object.entries(message.rows)) this.#set(key, row)
      this.#id = message.id
    } else if (this.#id === undefined) {
      return "wait"
    } else if (message.kind === "patch") {
      if (message.id !== this.#id + 1) {
        // What was missed is unknown: nothing is taken from this connection any more.
        this.#id = undefined
        return "reopen"
      }
      this.#id = message.id
      for (const key of message.del) this.#kinds.get(kindOf(key))?.delete(key)
      for (const [key, row] of Object.entries(message.set)) this.#set(key, row)
    }
    this.offset = message.now - at
    this.heard = at
    return "show"
  }

  /** A connection has ended or begun: patches count only after its state. */
  forget(): void {
    this.#id = undefined
  }

  #set(key: string, row: unknown): void {
    const kind = kindOf(key)
    const rows = this.#kinds.get(kind)
    if (rows === undefined) this.#kinds.set(kind, new Map([[key, row]]))
    else rows.set(key, row)
  }

  /** The row of a key. The types of rows are those of the server, which sends this page. */
  at<A>(key: string): A | undefined {
    return this.#kinds.get(kindOf(key))?.get(key) as A | undefined
  }

  /** The rows of a kind, in an array of their own. */
  list<A>(kind: string): Array<Keyed<A>> {
    return Array.from(this.#kinds.get(kind) ?? [], ([key, row]) => ({ key, row: row as A }))
  }

  get link(): Link | undefined {
    return this.at<Link>("link")
  }

  get server(): Server | undefined {
    return this.at<Server>("server")
  }

  /** Whether what is shown is old at a time of our clock, and why. */
  staleAt(at: number): Stale | undefined {
    const link = this.link
    if (link === undefined) return undefined
    if (link.state !== "live") return { why: link.state, asOf: link.since }
    // Our clock may be set back too.
    return Math.abs(at - this.heard) > silence ? { why: "silent", asOf: this.heard + this.offset } : undefined
  }
}
