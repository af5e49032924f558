/**
 * What `ami doctor` examines: an address, an account, and where each setting came from.
 *
 * @since 0.2.0
 */
import type * as Duration from "effect/Duration"
import type * as Layer from "effect/Layer"
import * as Net from "node:net"
import type { AmiError } from "../../AmiError.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import type { Fix } from "./finding.ts"

export type Scheme = "ami" | "amis" | "http" | "https"

/** The ports of Asterisk (manager.c, http.c). */
export const asterisksPorts: Readonly<Record<Scheme, number>> = { ami: 5038, amis: 5039, http: 8088, https: 8089 }

/** Where a setting came from: `--url`, `AMI_URL`, `profile prod` or `default`. */
export interface Origin {
  readonly from: string
  /** The file of the profile. */
  readonly file?: string | undefined
}

/** An address of AMI. */
export interface Place {
  readonly scheme: Scheme
  /** Without brackets. */
  readonly host: string
  readonly port: number
  /** The `prefix` of http.conf, without slashes around it. */
  readonly prefix: string
  /** `arawman`, HTTP Digest, instead of `rawman`. */
  readonly isDigest: boolean
}

export interface Subject {
  /** Undefined if there is no network between: the call center of `--demo`. */
  readonly place: Place | undefined
  /** How the target is called if it has no place. */
  readonly name: string
  readonly username: string
  /** Certificates in PEM that are trusted instead of those of the system. */
  readonly ca: string | undefined
  /** Each setting that was used, such as `url`, and its origin. */
  readonly settings: Readonly<Record<string, Origin>>
  /** Takes the secret out of a text: a server may send back what it was sent. */
  readonly hideSecret: (text: string) => string
  /** A client of the target. */
  readonly client: (options: ClientOptions) => Layer.Layer<AmiClient, AmiError>
}

/** The options of the client that `doctor` needs. */
export interface ClientOptions {
  readonly reconnect: false
  readonly actionTimeout: Duration.Input
  readonly loginTimeout: Duration.Input
  readonly bootTimeout: Duration.Input
}

/** Takes a secret out of texts. One of a few letters would be found in any word, and is no secret. */
export const hiding = (secret: string) => (text: string): string =>
  secret.length < 5 ? text : text.replaceAll(secret, "<redacted>")

export const isTls = ({ scheme }: Place): boolean => scheme === "amis" || scheme === "https"

export const isHttp = ({ scheme }: Place): boolean => scheme === "http" || scheme === "https"

/** Nobody else listens on the loopback interface. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host)

/** An IPv6 address is in brackets in a URL. */
const inUrl = (host: string): string => (Net.isIPv6(host) ? `[${host}]` : host)

/** `host:port`, as OpenSSL and URLs have it. */
export const addressOf = ({ host, port }: Place): string => `${inUrl(host)}:${port}`

/** The URL of a place, with the account and without its secret. */
export const urlOf = (place: Place, username: string): string => {
  const account = username === "" ? "" : `${encodeURIComponent(username)}@`
  const path = isHttp(place) && place.prefix !== "" ? `/${place.prefix}` : ""
  const query = isHttp(place) && place.isDigest ? "?auth=digest" : ""
  return `${place.scheme}://${account}${addressOf(place)}${path}${query}`
}

export const targetOf = ({ name, place, username }: Subject): string =>
  place === undefined ? name : urlOf(place, username)

const unset: Origin = { from: "default" }

/** How to use another address: in the profile or the variable that the address came from, or as a flag. */
export const changedTo = (subject: Subject, place: Place, note?: string): Fix => {
  const url = urlOf(place, subject.username)
  const { file, from } = subject.settings.url ?? unset
  const more = note === undefined ? {} : { note }
  if (file !== undefined) return { file, line: `url = ${JSON.stringify(url)}`, ...more }
  if (from === "AMI_URL") return { run: `export AMI_URL=${quoted(url)}`, ...more }
  return { run: `ami doctor --url ${quoted(url)}`, ...more }
}

/** How to trust a certificate that is in a file. */
export const trusting = (subject: Subject, certificate: string): Pick<Fix, "file" | "line" | "run"> => {
  const { file, from } = subject.settings.url ?? unset
  return file === undefined
    ? { run: `ami doctor ${from === "--url" ? `--url ${quoted(targetOf(subject))} ` : ""}--ca ${certificate}` }
    : { file, line: `ca = ${JSON.stringify(certificate)}` }
}

/** A word of a shell. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
