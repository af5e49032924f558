/**
 * The lines of Asterisk's configuration that mend what `ami doctor` found, and the commands that make Asterisk read them.
 *
 * @since 0.2.0
 */
import type { Fix } from "./finding.ts"
import { isHttp, isLoopback, isTls, type Place, quoted, type Subject } from "./subject.ts"

/** The configuration that the package of every distribution has. */
const folder = "/etc/asterisk"

export const managerConf = `${folder}/manager.conf`
export const managerCustomConf = `${folder}/manager_custom.conf`
export const httpConf = `${folder}/http.conf`

export const reloadManager = "asterisk -rx \"manager reload\""
export const reloadHttp = "asterisk -rx \"module reload http\""

const reloadOf = (file: string): string => (file === httpConf ? reloadHttp : reloadManager)

/** Lines of a section, and what to run after. */
export const lines = (file: string, section: string, line: ReadonlyArray<string>, note?: string): Fix => ({
  file,
  section: `[${section}]`,
  line: line.join("\n"),
  run: reloadOf(file),
  ...(note === undefined ? {} : { note })
})

/** The address to listen on: all, unless the client is on the same machine. */
const bindTo = ({ host }: Place): string => {
  const isIp6 = host.includes(":")
  return isLoopback(host) ? isIp6 ? "::1" : "127.0.0.1" : isIp6 ? "::" : "0.0.0.0"
}

const bindWithPort = (place: Place): string => {
  const address = bindTo(place)
  return `${address.includes(":") ? `[${address}]` : address}:${place.port}`
}

const keys = `${folder}/keys`

/** Makes a certificate for a host, with which no authority has to do. */
const makeCertificate = (host: string): string =>
  `mkdir -p ${keys}\n`
  + "openssl req -x509 -newkey rsa:2048 -nodes -days 3650 "
  + `-subj ${quoted(`/CN=${host}`)} -addext ${
    quoted(`subjectAltName=${/^[\d.]+$|:/.test(host) ? "IP" : "DNS"}:${host}`)
  } `
  + `-keyout ${keys}/ami.key -out ${keys}/ami.pem`

const certificateLines = [`tlscertfile = ${keys}/ami.pem`, `tlsprivatekey = ${keys}/ami.key`]

/** Where TLS of a place is set up. */
const fileOf = (place: Place): string => (isHttp(place) ? httpConf : managerConf)

/** A new certificate with the right name. */
export const renewed = (place: Place, note: string): Fix => {
  const file = fileOf(place)
  return {
    ...lines(file, "general", certificateLines, `${note} The key must be readable by the user that Asterisk runs as.`),
    // Asterisk reads manager.conf, and its certificate, only if the file has changed (manager.c, __init_manager).
    run: `${makeCertificate(place.host)}\n${file === managerConf ? `touch ${file}\n` : ""}${reloadOf(file)}`
  }
}

/** Listens with TLS where nothing listens. */
const listeningWithTls = (place: Place): Fix => {
  const file = fileOf(place)
  return {
    ...lines(file, "general", [
      "enabled = yes",
      "tlsenable = yes",
      `tlsbindaddr = ${bindWithPort(place)}`,
      ...certificateLines
    ], "The first command makes a certificate, if there is none yet."),
    run: `${makeCertificate(place.host)}\n${reloadOf(file)}`
  }
}

/** What makes Asterisk listen at a place where nothing listens. */
export const listening = (place: Place): Fix => {
  if (isTls(place)) return listeningWithTls(place)
  const bind = `bindaddr = ${bindTo(place)}`
  return isHttp(place)
    ? lines(
      httpConf,
      "general",
      ["enabled = yes", bind, `bindport = ${place.port}`],
      `AMI over HTTP needs webenabled = yes in the [general] section of ${managerConf} too.`
    )
    : lines(managerConf, "general", ["enabled = yes", `port = ${place.port}`, bind])
}

/** Where the section of an account is. */
export interface AccountFile {
  readonly file: string
  readonly isFreePbx: boolean | undefined
}

/** FreePBX writes manager.conf itself, and includes what people write. */
export const accountFile = (isFreePbx: boolean | undefined): AccountFile => ({
  file: isFreePbx === true ? managerCustomConf : managerConf,
  isFreePbx
})

export const onFreePbx = `FreePBX and Issabel: ${managerCustomConf}`

/** Lines of the section of the account. */
export const account = (subject: Subject, where: AccountFile, line: ReadonlyArray<string>, note?: string): Fix =>
  lines(where.file, subject.username, line, note)
