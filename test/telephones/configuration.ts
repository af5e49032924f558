/**
 * The configuration of a server with telephones: five of them and a provider, queues, a parking lot, mailboxes, agents.
 *
 * It is that of the recorded shapes of calls (`fidelity/etc/calls`), laid over that of the integration tests, whose users
 * of AMI and ports it keeps.
 */
import { readdirSync, readFileSync } from "node:fs"
import type { InstanceOptions } from "../asterisk/globalSetup.ts"

const folder = new URL("../fidelity/etc/calls/", import.meta.url)

/** The telephones by their accounts, each with what `pjsip.conf` calls its port. 106 is never there. */
export const accounts = {
  alice: { user: "101", place: "@UA1@" },
  bob: { user: "102", place: "@UA2@" },
  carol: { user: "103", place: "@UA3@" },
  dave: { user: "104", place: "@UA4@" },
  erin: { user: "105", place: "@UA5@" },
  provider: { user: "provider", place: "@UA9@" }
} as const

export type Person = keyof typeof accounts

/** `named` has what changes the form of events: a system name, variables of channels, and timestamps. */
export type Variant = "plain" | "named"

export const systemName = "sys"

const variants: Readonly<Record<Variant, Readonly<Record<string, string>>>> = {
  plain: {},
  named: {
    "asterisk.conf": `[options](+)\nsystemname = ${systemName}`,
    "manager.conf": "[general](+)\ntimestampevents = yes\nchannelvars = DIALSTATUS,CALLERID(num),MIXMONITOR_FILENAME"
  }
}

/** Sound that comes from anywhere is heard at once, and modules that nobody needs are left out. */
const more: Readonly<Record<string, string>> = {
  "rtp.conf": "[general]\nstrictrtp = no",
  "modules.conf": ["app_voicemail_imap", "app_voicemail_odbc", "res_phoneprov", "pbx_dundi", "chan_iax2", "chan_skinny"]
    .map((name) => `noload = ${name}.so`).join("\n")
}

/** The configuration for telephones at these ports. */
export const configuration = (
  ports: Readonly<Record<Person, number>>,
  variant: Variant,
  extra: Readonly<Record<string, string>> = {}
): InstanceOptions => {
  const filled = (text: string) =>
    Object.entries(accounts).reduce(
      (all, [person, { place }]) => all.replaceAll(place, String(ports[person as Person])),
      text.replaceAll("@SIP_PORT@", "@PORT@")
    )
  const files = readdirSync(folder).filter((file) => file !== "manager.conf")
  const all = [more, variants[variant], extra]
  const names = new Set(all.flatMap((one) => Object.keys(one)))
  return {
    instead: Object.fromEntries(files.map((file) => [file, filled(readFileSync(new URL(file, folder), "latin1"))])),
    config: Object.fromEntries(
      [...names].map((name) => [name, all.flatMap((one) => one[name] ?? []).join("\n")])
    )
  }
}
