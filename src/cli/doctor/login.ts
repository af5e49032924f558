/**
 * Why a login failed, and how to mend that.
 *
 * @since 0.2.0
 */
import { AmiError } from "../../AmiError.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import * as Configuration from "./configuration.ts"
import type { Finding } from "./finding.ts"
import { quoted, type Subject } from "./subject.ts"

/** What stands for the secret, which is never printed. */
export const secretPlaceholder = "<the secret that this program was given>"

/** What stands for the address of this machine if it must not be printed. */
export const addressPlaceholder = "<the address of this machine>"

/** The mask of one machine, as every release of Asterisk reads it. */
const permitting = (address: string): string => {
  if (/^[\d.]+$/.test(address)) return `permit = ${address}/255.255.255.255`
  return address.includes(":") ? `permit = ${address}/128` : `permit = ${address}`
}

/** Asterisk logs what it does not answer (manager.c, authenticate). */
const logged = (username: string): string =>
  `grep -h ${/^[\w.-]+$/.test(username) ? `"'${username}'"` : quoted(username)} `
  + "/var/log/asterisk/messages* /var/log/asterisk/full* | tail -3"

const meanings = "`nonexistent user`: there is no such section; `failed to pass IP ACL`: permit; "
  + "`failed to authenticate`: the secret"

const busy = {
  cause: "Asterisk hangs, or is very busy, or something on the way holds the answer back.",
  fix: {
    run: "asterisk -rx \"core show uptime\"",
    note: "On the PBX: if that does not answer either, restart Asterisk."
  }
}

/** An error that is not about the account. */
const broken = ({ reason }: AmiError, isLoggedIn: boolean): Omit<Finding, "status"> => {
  const id = isLoggedIn ? "lost" : "login"
  switch (reason._tag) {
    case "LoginTimeout":
      return { id, title: "The login was not answered in time", ...busy }
    case "OutcomeUnknown":
      return reason.cause === "Timeout"
        ? { id, title: `${reason.action} was not answered in time`, ...busy }
        : {
          id,
          title: `The connection ended before ${reason.action} was answered`,
          cause: "Asterisk or something on the way closed it: a restart, `manager kick session`, a proxy, a firewall.",
          fix: {
            run: "asterisk -rx \"core show uptime\"",
            note: "On the PBX. Its log says more: /var/log/asterisk/messages"
          }
        }
    default:
      // Without the name of the client: there is only one.
      return { id, title: AmiMessage.printable(new AmiError({ reason }).message, 300) }
  }
}

/** A finding for the error with which a connection or a login ended. `from` is the address that Asterisk sees. */
export const explain = (
  subject: Subject,
  where: Configuration.AccountFile,
  error: AmiError,
  from: string | undefined,
  isLoggedIn: boolean
): Finding => {
  const { reason } = error
  const username = AmiMessage.printable(subject.username, 80)
  if (reason._tag !== "LoginRejected") return { status: "fail", ...broken(error, isLoggedIn) }
  const words = AmiMessage.printable(reason.message, 200)
  const title = `Asterisk refuses the login of ${username}: ${words}`
  const permit = permitting(from ?? addressPlaceholder)
  const isFreePbx = where.isFreePbx === true ? "" : ` On ${Configuration.onFreePbx}.`
  switch (reason.message) {
    case "Authentication failed":
      return {
        id: "login",
        status: "fail",
        title,
        cause:
          "A wrong name, a wrong secret, or an address that permit and deny keep out: Asterisk gives one answer for all.",
        fix: {
          ...Configuration.account(subject, where, [`secret = ${secretPlaceholder}`, permit]),
          run: `${Configuration.reloadManager}\n${logged(subject.username)}`,
          note: `The log has the reason: ${meanings}. The last permit or deny that fits an address counts.${isFreePbx}`
        }
      }
    case "Permission denied to this address":
      return {
        id: "login",
        status: "fail",
        title,
        cause: "permit and deny of the account keep this machine out.",
        fix: Configuration.account(
          subject,
          where,
          [permit],
          `Write it after the other permit and deny lines: the last that fits counts.${isFreePbx}`
        )
      }
    case "Login Already In Use":
      return {
        id: "login",
        status: "fail",
        title,
        cause: "The account allows one session, and another program has it.",
        fix: Configuration.account(
          subject,
          where,
          ["allowmultiplelogin = yes"],
          "Or give this program its own account."
        )
      }
    default:
      return { id: "login", status: "fail", title }
  }
}
