/**
 * The first steps of `ami doctor`: the name, the port, and what else is open if it is refused.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Net from "node:net"
import { codes } from "../failure.ts"
import { listening } from "./configuration.ts"
import { type Finding, type Fix, passed, type Step, stopped } from "./finding.ts"
import type { Limits } from "./limits.ts"
import * as Sockets from "./sockets.ts"
import {
  addressOf,
  asterisksPorts,
  changedTo,
  isLoopback,
  type Place,
  quoted,
  type Scheme,
  type Subject,
  urlOf
} from "./subject.ts"

/** The addresses of the host. */
export const checkName = Effect.fnUntraced(function*(
  { host }: Place,
  limits: Limits
): Effect.fn.Return<Step & { readonly addresses: ReadonlyArray<string> }> {
  if (Net.isIP(host) !== 0) return { ...passed(), addresses: [host] }
  const found = yield* Sockets.resolve(host, limits.name)
  if ("_tag" in found) {
    const isLate = found.code === "ETIMEDOUT" || found.code === "EAI_AGAIN"
    const finding: Finding = {
      id: "dns",
      status: "fail",
      title: `${host} has no address (${found.code})`,
      cause: isLate
        ? "The resolver of this machine gives no answer."
        : "The resolver of this machine does not know the name.",
      fix: {
        run: `getent hosts ${quoted(host)}`,
        note: "Mend the name or the resolver, or use the address of the PBX."
      }
    }
    return { ...stopped(codes.unreachable, finding), addresses: [] }
  }
  const finding: Finding = { id: "dns", status: "ok", title: `${host} is ${found.join(", ")}` }
  return { ...passed(finding), addresses: found }
})

const schemes: ReadonlyArray<Scheme> = ["ami", "amis", "http", "https"]

/** The ports of Asterisk that are open, besides the one that was given. */
const otherPorts = (place: Place, limits: Limits): Effect.Effect<ReadonlyArray<Scheme>> =>
  Effect.filter(
    schemes.filter((scheme) => asterisksPorts[scheme] !== place.port),
    (scheme) => Sockets.isOpen(place.host, asterisksPorts[scheme], limits.otherPort),
    { concurrency: "unbounded" }
  )

/** The firewall, or the machine, gives no answer. */
const silence = (place: Place): Finding => ({
  id: "tcp",
  status: "fail",
  title: `Nothing answers at ${addressOf(place)} (ETIMEDOUT)`,
  cause: "A firewall drops the packets, or the machine is off.",
  fix: {
    run: `nft list ruleset | grep ${place.port}`,
    note: "Look at the firewall of the PBX, and at those on the way."
  }
})

const unreachable: Readonly<Record<string, string>> = {
  EHOSTUNREACH: "There is no way to this machine from here.",
  ENETUNREACH: "There is no way to this network from here.",
  EADDRNOTAVAIL: "This machine has no address to connect from.",
  ECONNRESET: "The connection was broken off at once: a firewall, or `tcpwrappers`."
}

/** Connects to the port; the socket lives as long as the scope. */
export const checkPort = Effect.fnUntraced(function*(
  subject: Subject,
  place: Place,
  limits: Limits
): Effect.fn.Return<Step & { readonly socket?: Net.Socket }, never, Scope.Scope> {
  const opened = yield* Sockets.open(place.host, place.port, limits.connect)
  if (opened._tag === "Open") {
    const { ms, socket } = opened
    const finding: Finding = {
      id: "tcp",
      status: "ok",
      title: `TCP connection in ${ms.toFixed(1)} ms`,
      data: { ms: rounded(ms) }
    }
    return { ...passed(finding), socket }
  }
  const { code } = opened
  if (code === "ETIMEDOUT") return stopped(codes.unreachable, silence(place))
  const others = code === "ECONNREFUSED" ? yield* otherPorts(place, limits) : []
  const isUsual = others.includes(place.scheme)
  const moved = { ...place, port: asterisksPorts[place.scheme] }
  const shown = others.map((scheme) => asterisksPorts[scheme]).join(", ")
  const open = others.length === 0 ? "" : ` Open there: ${shown}.`
  return stopped(codes.unreachable, {
    id: "tcp",
    status: "fail",
    title: `Nothing listens at ${addressOf(place)} (${code})`,
    cause: code === "ECONNREFUSED"
      ? `The machine is there, and no program listens on this port.${open}`
      : unreachable[code] ?? "The system could not connect.",
    ...(code === "ECONNREFUSED" ? { fix: opening(subject, place, isUsual ? moved : undefined) } : {}),
    data: { code, open: others.map((scheme) => asterisksPorts[scheme]) }
  })
})

/** The ports of HTTP URLs without a port, on which no Asterisk listens by itself. */
const portsOfUrls: ReadonlyArray<number> = [80, 443]

/** What makes something listen there, or where something does already. */
const opening = (subject: Subject, place: Place, moved: Place | undefined): Fix => {
  if (moved === undefined) return listening(place)
  if (portsOfUrls.includes(place.port)) return changedTo(subject, moved, "The port of Asterisk is another.")
  const { note, ...lines } = listening(place)
  const other = `Or use the port that is open: ${urlOf(moved, subject.username)}`
  return { ...lines, note: note === undefined ? other : `${note} ${other}` }
}

/** Two digits are enough for people and programs. */
export const rounded = (ms: number): number => Math.round(ms * 100) / 100

/** Warns if others can read along. */
export const checkClear = (place: Place): Step =>
  isLoopback(place.host) ? passed() : passed({
    id: "clear",
    status: "warn",
    title: "The connection is not encrypted",
    cause: "The secret is only proven, but everybody on the way can read calls and numbers, and change actions.",
    fix: {
      ...listening({
        ...place,
        scheme: place.scheme === "http" ? "https" : "amis",
        port: asterisksPorts[place.scheme === "http" ? "https" : "amis"]
      }),
      note: `Then connect with ${place.scheme === "http" ? "https" : "amis"}://`
    }
  })
