/**
 * What speaks at the port: AMI, or AMI over HTTP under which prefix, or something else.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type * as Net from "node:net"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import { codes } from "../failure.ts"
import * as Configuration from "./configuration.ts"
import { type Finding, passed, type Step, stopped } from "./finding.ts"
import type { Limits } from "./limits.ts"
import * as Sockets from "./sockets.ts"
import { addressOf, changedTo, isTls, type Place, type Scheme, type Subject } from "./subject.ts"

const whichProgram = { run: "ss -ltnp", note: "On the PBX, it says which program listens there." }

// --- AMI --------------------------------------------------------------------

/** Whether an HTTP server answers over TLS: AMI speaks first, an HTTP server waits. */
const asksOverTls = (place: Place, limits: Limits): Effect.Effect<boolean> =>
  Effect.scoped(Effect.gen(function*() {
    const opened = yield* Sockets.open(place.host, place.port, limits.identify)
    if (opened._tag === "Failed") return false
    const secured = yield* Sockets.secure(opened.socket, place.host, undefined, limits.identify)
    if (secured._tag === "Failed") return false
    const spoken = yield* Sockets.ask(secured.socket, place.host, "/", limits.identify, (text) => text.includes("\n"))
    return spoken._tag === "Http"
  }))

/** What a port that says nothing speaks, found out by asking it. */
const identify = Effect.fnUntraced(function*(place: Place, limits: Limits): Effect.fn.Return<Scheme | undefined> {
  const { host, port } = place
  if (isTls(place)) return (yield* asksOverTls(place, limits)) ? "https" : undefined
  const plain = yield* Sockets.speaksPlainly(host, port, limits.identify)
  if (plain._tag === "Http") return "http"
  if (!(yield* Sockets.speaksTls(host, port, limits.identify))) return undefined
  return (yield* asksOverTls(place, limits)) ? "https" : "amis"
})

const spelled: Readonly<Record<Scheme, string>> = {
  ami: "AMI without TLS",
  amis: "AMI over TLS",
  http: "HTTP",
  https: "HTTPS"
}

/** Reads the banner, and finds out what speaks there if it is none. */
export const checkBanner = Effect.fnUntraced(function*(
  subject: Subject,
  place: Place,
  socket: Net.Socket,
  limits: Limits
): Effect.fn.Return<Step> {
  const spoken = yield* Sockets.listen(socket, limits.banner)
  if (spoken._tag === "Ami") {
    return passed({ id: "banner", status: "ok", title: AmiMessage.printable(spoken.banner, 80) })
  }
  const fail = (finding: Omit<Finding, "id" | "status">) =>
    stopped(codes.unreachable, { id: "banner", status: "fail", ...finding })
  if (spoken._tag !== "Silent") {
    const sample = JSON.stringify(AmiMessage.printable(spoken.text, 40))
    const scheme = spoken._tag === "Http" ? (isTls(place) ? "https" : "http") : undefined
    return fail({
      title: `This is not AMI: it begins with ${sample}`,
      cause: scheme === undefined ? "Another program listens there." : "This is the port of an HTTP server.",
      fix: scheme === undefined ? whichProgram : changedTo(subject, { ...place, scheme })
    })
  }
  const scheme = yield* identify(place, limits)
  if (scheme !== undefined) {
    return fail({
      title: spoken.isClosed ? "The port closes the connection without a word" : "The port is open and says nothing",
      cause: `It speaks ${spelled[scheme]}.`,
      fix: changedTo(subject, { ...place, scheme })
    })
  }
  return fail({
    title: spoken.isClosed ? "The port closes the connection without a word" : "The port is open and says nothing",
    cause: spoken.isClosed
      ? "Asterisk does that while `authlimit` logins are under way, or a proxy whose PBX is away."
      : "Asterisk hangs or is very busy, or another program listens there.",
    fix: {
      run: "asterisk -rx \"manager show connected\"\nss -ltnp",
      note: spoken.isClosed
        ? "On the PBX. Restart Asterisk if AMI was switched off and on while it ran: old releases then close each connection."
        : whichProgram.note
    }
  })
})

// --- AMI over HTTP ----------------------------------------------------------

const pathOf = (prefix: string, page: string): string => `/${prefix === "" ? "" : `${prefix}/`}${page}`

/** The answer to a request of its own, over a connection of its own. */
const get = Effect.fnUntraced(function*(
  subject: Subject,
  place: Place,
  path: string,
  limits: Limits
): Effect.fn.Return<Sockets.Spoken> {
  return yield* Effect.scoped(Effect.gen(function*() {
    const nothing = { _tag: "Silent" as const, isClosed: true }
    const opened = yield* Sockets.open(place.host, place.port, limits.connect)
    if (opened._tag === "Failed") return nothing
    const secured = isTls(place)
      ? yield* Sockets.secure(opened.socket, place.host, subject.ca, limits.handshake)
      : opened
    if (secured._tag === "Failed") return nothing
    return yield* Sockets.ask(secured.socket, addressOf(place), path, limits.http, isWhole)
  }))
})

/** Enough to say what it is; the rest of a page is not. */
const isWhole = (text: string): boolean =>
  text.startsWith("Asterisk Call Manager") || /\r?\nChallenge: /i.test(text) || /<title>/i.test(text)

const statusOf = (spoken: Sockets.Spoken): string =>
  spoken._tag === "Http" ? `HTTP ${/^HTTP\/1\.[01] (\d{3})/.exec(spoken.text)?.[1] ?? "?"}` : "no HTTP"

const isAmi = (spoken: Sockets.Spoken): boolean => spoken._tag === "Http" && /\nChallenge: /i.test(spoken.text)

/** The status page of Asterisk's HTTP server, which recent releases have only with `enable_status = yes` (http.c). */
const isStatusPage = (spoken: Sockets.Spoken): boolean =>
  spoken._tag === "Http" && /^HTTP\/1\.[01] 200/.test(spoken.text) && /Asterisk/.test(spoken.text)

const serverOf = (spoken: Sockets.Spoken): string => {
  const server = spoken._tag === "Http" ? /\r?\nServer: ([^\r\n]+)/i.exec(spoken.text)?.[1] : undefined
  return server === undefined ? "" : ` (${AmiMessage.printable(server, 60)})`
}

/** Where a server redirects to. */
const redirectOf = (spoken: Sockets.Spoken): string | undefined =>
  spoken._tag === "Http" && /^HTTP\/1\.[01] 30[12378]/.test(spoken.text)
    ? /\r?\nLocation: ([^\r\n]+)/i.exec(spoken.text)?.[1]
    : undefined

const portOf = (url: string): number | undefined => {
  const port = URL.canParse(url) ? new URL(url).port : ""
  return port === "" ? undefined : Number(port)
}

/** The prefixes that Asterisk has by itself, and on FreePBX. */
const usual = ["", "asterisk"]

/** Looks for AMI under the prefix that was given, and under the usual ones. */
export const checkMount = Effect.fnUntraced(function*(
  subject: Subject,
  place: Place,
  limits: Limits
): Effect.fn.Return<Step> {
  const { prefix } = place
  const page = "rawman?action=Challenge&AuthType=MD5"
  const own = yield* get(subject, place, pathOf(prefix, page), limits)
  if (isAmi(own)) {
    return passed({ id: "mount", status: "ok", title: `AMI over HTTP at ${pathOf(prefix, "rawman")}${serverOf(own)}` })
  }
  const fail = (finding: Omit<Finding, "id" | "status" | "title">) =>
    stopped(codes.unreachable, {
      id: "mount",
      status: "fail",
      title: `No AMI at ${pathOf(prefix, "rawman")} (${statusOf(own)})`,
      ...finding
    })
  if (own._tag === "Ami") {
    const scheme = isTls(place) ? "amis" as const : "ami" as const
    return fail({
      cause: "This is the port of AMI itself, without HTTP.",
      fix: changedTo(subject, { ...place, scheme, prefix: "" })
    })
  }
  if (own._tag !== "Http") {
    const tls = !isTls(place) && (yield* Sockets.speaksTls(place.host, place.port, limits.identify))
    return fail(
      tls
        ? { cause: "The port speaks TLS.", fix: changedTo(subject, { ...place, scheme: "https" }) }
        : { cause: "The port answers no HTTP request.", fix: whichProgram }
    )
  }
  const location = redirectOf(own)
  if (location !== undefined) {
    return fail({
      cause: `The server redirects to ${AmiMessage.printable(location, 100)}, which is not followed.`,
      fix: location.startsWith("https:") && !isTls(place)
        ? changedTo(subject, { ...place, scheme: "https", port: portOf(location) ?? 443 })
        : { note: "Use the address of Asterisk itself, or the one that it redirects to." }
    })
  }
  const found = yield* Effect.forEach(
    usual.filter((one) => one !== prefix),
    (one) => Effect.map(get(subject, place, pathOf(one, page), limits), (spoken) => ({ prefix: one, spoken })),
    { concurrency: "unbounded" }
  )
  const right = found.find(({ spoken }) => isAmi(spoken))
  if (right !== undefined) {
    return fail({
      cause: right.prefix === ""
        ? "AMI is at /rawman: http.conf has no prefix."
        : `AMI is at ${pathOf(right.prefix, "rawman")}: http.conf has prefix = ${right.prefix}.`,
      fix: changedTo(subject, { ...place, prefix: right.prefix })
    })
  }
  const enabling = Configuration.lines(Configuration.managerConf, "general", ["enabled = yes", "webenabled = yes"])
  const status = yield* get(subject, place, pathOf(prefix, "httpstatus"), limits)
  return fail(
    isStatusPage(status)
      ? { cause: "Asterisk's HTTP server is there, and AMI is not enabled on it.", fix: enabling }
      : {
        cause: "AMI is not enabled on this HTTP server, or it has another prefix in http.conf.",
        fix: { ...enabling, note: "`asterisk -rx \"http show status\"` says the prefix: add it to the URL." }
      }
  )
})
