/**
 * The certificate of the server: what is wrong with it, and how to mend that.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Net from "node:net"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import { codes } from "../failure.ts"
import * as Configuration from "./configuration.ts"
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
  trusting
} from "./subject.ts"

/** How many days before its end a certificate is worth a warning. */
const soon = 21
const day = 86_400_000

const dateOf = (
  at: number
): string => (Number.isFinite(at) ? new Date(at).toISOString().slice(0, 10) : "an unknown day")

const daysLeft = (certificate: Sockets.Certificate, now: number): number =>
  Math.floor((certificate.validTo - now) / day)

const shown = (text: string): string => AmiMessage.printable(text, 80)

/** Why no handshake came about, with what speaks there instead. */
const noHandshake = (subject: Subject, place: Place, code: string, spoken: Sockets.Spoken): Finding => {
  const title = `No TLS handshake at ${addressOf(place)} (${shown(code)})`
  const plain: Scheme | undefined = spoken._tag === "Ami" ? "ami" : spoken._tag === "Http" ? "http" : undefined
  if (plain !== undefined) {
    const encrypted = plain === "ami" ? "amis" : "https"
    return {
      id: "tls",
      status: "fail",
      title,
      cause: `The port speaks ${plain === "ami" ? "AMI" : "HTTP"} without TLS.`,
      fix: changedTo(
        subject,
        { ...place, scheme: plain },
        isLoopback(place.host)
          ? `On the same machine nobody reads along. TLS has a port of its own, usually ${asterisksPorts[encrypted]}.`
          : `Everybody on the way can read that: better set tlsenable = yes and use the TLS port, usually ${
            asterisksPorts[encrypted]
          }.`
      )
    }
  }
  if (/PROTOCOL|VERSION_TOO_LOW/.test(code) && spoken._tag === "Silent") {
    return {
      id: "tls",
      status: "fail",
      title,
      cause: "The server speaks neither TLS 1.2 nor 1.3.",
      fix: {
        note: "Look for tlsdisablev12 in its configuration, and update Asterisk and OpenSSL if there is none."
      }
    }
  }
  return {
    id: "tls",
    status: "fail",
    title,
    cause: spoken._tag === "Other"
      ? `The port speaks something else: ${JSON.stringify(shown(spoken.text))}.`
      : "The port speaks no TLS, or Asterisk could not read its certificate or key.",
    fix: {
      run: "asterisk -rx \"manager show settings\"",
      note: "`ss -ltnp` on the PBX says which program listens there."
    }
  }
}

/** The certificate, stored by a way that does not need it to be trusted. */
const fetching = (place: Place): string =>
  `openssl s_client -connect ${quoted(addressOf(place))}${
    /^[\d.]+$|:/.test(place.host) ? "" : ` -servername ${quoted(place.host)}`
  } </dev/null 2>/dev/null | openssl x509 > pbx.pem`

const untrustedFix = (subject: Subject, place: Place): Fix => {
  const { run, ...more } = trusting(subject, "pbx.pem")
  return {
    ...more,
    run: [fetching(place), ...(run === undefined ? [] : [run])].join("\n"),
    note:
      "Compare the fingerprint, or fetch the certificate on the PBX itself: the server that answers now would be trusted."
  }
}

/** A name of the certificate that leads to the same machine. */
const otherName = Effect.fnUntraced(function*(
  names: ReadonlyArray<string>,
  addresses: ReadonlyArray<string>,
  limits: Limits
) {
  for (const name of names.slice(0, 4)) {
    if (name.includes("*")) continue
    const found = yield* Sockets.resolve(name, limits.identify)
    if (!("_tag" in found) && found.some((address) => addresses.includes(address))) return name
  }
  return undefined
})

/** What is wrong with a certificate, the worst first; undefined if nothing is. */
const judged = Effect.fnUntraced(function*(
  subject: Subject,
  place: Place,
  addresses: ReadonlyArray<string>,
  secured: Sockets.Secured,
  now: number,
  limits: Limits
): Effect.fn.Return<Pick<Finding, "title" | "cause" | "fix"> | undefined> {
  const { certificate, misnamed, untrusted } = secured
  const { issuer, names, subject: called, validFrom, validTo } = certificate
  const bearer = called === "" ? "It" : `The certificate of ${shown(called)}`
  if (validTo < now) {
    return {
      title: `The certificate has expired on ${dateOf(validTo)}`,
      cause: `${bearer} was good until ${dateOf(validTo)}.`,
      fix: Configuration.renewed(place, "If an authority signed the old one, let it sign the new one.")
    }
  }
  if (validFrom > now) {
    return {
      title: `The certificate is not valid before ${dateOf(validFrom)}`,
      cause: "The clock of this machine or of the PBX is wrong, or the certificate was made for later.",
      fix: { run: "timedatectl", note: "On both machines." }
    }
  }
  if (misnamed !== undefined) {
    const other = yield* otherName(names, addresses, limits)
    return {
      title: `The certificate is not for ${place.host}`,
      cause: names.length === 0
        ? "It names no host."
        : `It is for ${names.slice(0, 4).map(shown).join(", ")}${
          names.length > 4 ? ` and ${names.length - 4} more` : ""
        }.`,
      fix: other === undefined
        ? Configuration.renewed(place, "Or connect to a name that the certificate has.")
        : changedTo(subject, { ...place, host: other }, "That name leads to the same machine.")
    }
  }
  // The code that Node has for a key or a signature below the security level of OpenSSL.
  if (untrusted === "UNSPECIFIED") {
    return {
      title: "OpenSSL does not accept the certificate",
      cause: "It is too weak: its key, or that of its authority, has less than 2,048 bits, or the signature is SHA-1.",
      fix: Configuration.renewed(place, "If an authority signed the old one, let it sign a stronger one.")
    }
  }
  if (untrusted !== undefined) {
    return {
      title: `The certificate is not trusted: ${shown(untrusted)}`,
      cause: subject.ca === undefined
        ? `It is for ${shown(called)}, by ${shown(issuer)}, until ${dateOf(validTo)}.`
        : `The certificate that was given to trust is neither it nor of the authority that signed it (${
          shown(issuer)
        }).`,
      fix: untrustedFix(subject, place)
    }
  }
  return undefined
})

/** Makes the handshake, and judges the certificate. The TLS socket ends with the one that it is made on. */
export const checkTls = Effect.fnUntraced(function*(
  subject: Subject,
  place: Place,
  addresses: ReadonlyArray<string>,
  socket: Net.Socket,
  limits: Limits,
  now: number
): Effect.fn.Return<Step & { readonly socket?: Net.Socket }> {
  const secured = yield* Sockets.secure(socket, place.host, subject.ca, limits.handshake)
  if (secured._tag === "Failed") {
    const spoken = yield* Sockets.speaksPlainly(place.host, place.port, limits.identify)
    return stopped(codes.unreachable, noHandshake(subject, place, secured.code, spoken))
  }
  const { certificate, cipher, protocol } = secured
  const days = daysLeft(certificate, now)
  const data = {
    protocol,
    cipher,
    subject: certificate.subject,
    issuer: certificate.issuer,
    names: certificate.names.filter((name) => Net.isIP(name) === 0),
    validTo: dateOf(certificate.validTo),
    days: Number.isFinite(days) ? days : null,
    fingerprint256: certificate.fingerprint256
  }
  const wrong = yield* judged(subject, place, addresses, secured, now, limits)
  if (wrong !== undefined) return stopped(codes.unreachable, { id: "tls", status: "fail", ...wrong, data })
  const title = `${protocol}, ${cipher}; the certificate is good for ${days} days`
  const finding: Finding = days < soon
    ? {
      id: "tls",
      status: "warn",
      title,
      cause: "When it ends, connections fail.",
      fix: Configuration.renewed(place, "If an authority signed the old one, let it sign the new one."),
      data
    }
    : { id: "tls", status: "ok", title, data }
  return { ...passed(finding), socket: secured.socket }
})
