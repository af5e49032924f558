/**
 * res_parking.conf, confbridge.conf and voicemail.conf as the simulator's options, and which call records are raised.
 */
import type { AmiSimulator } from "../../src/simulator/index.ts"
import { type Section, valueOf } from "./conf.ts"

type Options = Pick<AmiSimulator.Options, "parkingLots" | "conferences" | "mailboxes">

const isYes = (value: string | undefined): boolean | undefined =>
  value === undefined ? undefined : /^(yes|true|y|t|1|on)$/i.test(value)

const secondsOf = (value: string | undefined): number | undefined =>
  value === undefined ? undefined : Number(value) * 1000

const lotsOf = (sections: ReadonlyArray<Section>): Options["parkingLots"] => {
  const lots = sections.filter(({ name }) => name !== "general")
  if (lots.length === 0) return undefined
  return Object.fromEntries(lots.map((section) => {
    const [first = 701, last = 720] = (valueOf(section, "parkpos") ?? "701-720").split("-").map(Number)
    return [section.name, {
      exten: valueOf(section, "parkext"),
      spaces: [first, last],
      context: valueOf(section, "context"),
      timeout: secondsOf(valueOf(section, "parkingtime")),
      comesBackToOrigin: isYes(valueOf(section, "comebacktoorigin")),
      findsNext: valueOf(section, "findslot") === undefined ? undefined : valueOf(section, "findslot") === "next"
    }]
  }))
}

const profilesOf = (sections: ReadonlyArray<Section>): Options["conferences"] => ({
  userProfiles: Object.fromEntries(
    sections.filter((section) => valueOf(section, "type") === "user").map((section) => [section.name, {
      quiet: isYes(valueOf(section, "quiet")),
      admin: isYes(valueOf(section, "admin")),
      marked: isYes(valueOf(section, "marked")),
      talkDetection: isYes(valueOf(section, "talk_detection_events"))
    }])
  )
})

const mailboxesOf = (sections: ReadonlyArray<Section>): Options["mailboxes"] =>
  Object.fromEntries(
    sections.filter(({ name }) => name !== "general" && name !== "zonemessages").flatMap((section) =>
      section.entries.map(({ key, value }) => {
        const [, fullName = "", email = ""] = value.replace(/^>/, "").split(",").map((part) => part.trim())
        return [`${key}@${section.name}`, { fullName, email }]
      })
    )
  )

/** The options that these files make. */
export const servicesOf = (files: {
  readonly parking: ReadonlyArray<Section>
  readonly conferences: ReadonlyArray<Section>
  readonly mailboxes: ReadonlyArray<Section>
}): Options => ({
  parkingLots: lotsOf(files.parking),
  conferences: profilesOf(files.conferences),
  mailboxes: mailboxesOf(files.mailboxes)
})
