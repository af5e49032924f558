/**
 * Runs `ami doctor` in this process, on servers that tests make.
 */
import { Duration, Effect, Redacted, References } from "effect"
import { NodeAmi } from "effect-ami/node"
import { examine, type Options } from "../../../src/cli/doctor/examination.ts"
import type { Finding, Report } from "../../../src/cli/doctor/finding.ts"
import { defaults, type Limits } from "../../../src/cli/doctor/limits.ts"
import { linesOf, summaryOf } from "../../../src/cli/doctor/rendering.ts"
import { hiding, type Scheme, type Subject } from "../../../src/cli/doctor/subject.ts"
import { styleOf } from "../../../src/cli/style.ts"

export const secret = "canary-4711-secret"

/** What a test says of a target; the rest is as a flag `--url` without anything else would make it. */
export interface Target {
  readonly url: string
  readonly ca?: string
  readonly username?: string
  readonly secret?: string
  readonly settings?: Subject["settings"]
}

/** Limits that no busy machine exceeds, and a short one for each thing that never comes, which holds up no test. */
export const waitingFor = (...never: ReadonlyArray<keyof Limits>): Limits => ({
  ...patient,
  ...Object.fromEntries(never.map((name) => [name, Duration.millis(100)]))
})

const patient: Limits = {
  ...defaults,
  ...Object.fromEntries(Object.keys(defaults).map((name) => [name, Duration.seconds(20)]))
}

export const subjectOf = ({ ca, settings = { url: { from: "--url" } }, ...target }: Target): Subject => {
  const url = new URL(target.url)
  const scheme = url.protocol.slice(0, -1) as Scheme
  const username = target.username ?? (url.username === "" ? "hello" : url.username)
  return {
    place: {
      scheme,
      host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
      port: Number(url.port),
      prefix: url.pathname.replace(/^\/|\/$/g, ""),
      isDigest: url.searchParams.get("auth") === "digest"
    },
    name: target.url,
    username,
    ca,
    settings,
    hideSecret: hiding(target.secret ?? secret),
    client: (options) =>
      NodeAmi.layerUrl(target.url, {
        ...options,
        username,
        secret: Redacted.make(target.secret ?? secret),
        ...(ca === undefined ? {} : { ca })
      })
  }
}

/** What `ami doctor` found, and what it printed. */
export interface Examined extends Report {
  readonly text: string
  /** The findings by their ids. */
  readonly of: (id: string) => Finding | undefined
  /** The finding that ended it. */
  readonly failure: Finding | undefined
}

const plain = styleOf(false)

export const examined = (target: Target, options: Partial<Options> = {}): Effect.Effect<Examined> =>
  Effect.gen(function*() {
    const lines: Array<string> = []
    const report = yield* examine(
      subjectOf(target),
      { tasks: [], probe: false, strict: false, hidesAddresses: false, limits: waitingFor(), ...options },
      (finding) => Effect.sync(() => void lines.push(...linesOf(plain, finding)))
    ).pipe(Effect.provideService(References.MinimumLogLevel, "Error"))
    return {
      ...report,
      text: [...lines, summaryOf(plain, report)].join("\n"),
      of: (id) => report.findings.find((finding) => finding.id === id),
      failure: report.findings.find(({ status }) => status === "fail")
    }
  })
