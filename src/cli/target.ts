/**
 * Where Asterisk is and who logs in: each setting from its flag, the environment, the profile, or its default.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Address from "./address.ts"
import { askSecret } from "./ask.ts"
import { Cli, type Given } from "./context.ts"
import { type Failed, usage } from "./failure.ts"
import { Host, variable } from "./host.ts"
import { warn } from "./output.ts"
import * as Profile from "./profile.ts"

/** A setting, and where it came from: `--url`, `AMI_URL`, `profile prod`, `default`. */
export interface Setting<A> {
  readonly value: A
  readonly from: string
}

/** Where Asterisk is, and who logs in. */
export interface Target extends Omit<Address.Address, "username" | "secret"> {
  readonly username: string
  readonly secret: Redacted.Redacted<string>
  /** The file of the certificates to trust. */
  readonly ca: string | undefined
  /** The URL without its secret. */
  readonly name: string
  /** The profile that was read, if any. */
  readonly profile: Profile.Profile | undefined
  readonly origins: {
    readonly url: string
    readonly username: string
    readonly secret: string
    readonly ca: string | undefined
  }
}

type Candidate = readonly [value: string | undefined, from: string]

/** The first setting that is there. */
const first = (...settings: ReadonlyArray<Candidate>): Setting<string> | undefined => {
  for (const [value, from] of settings) if (value !== undefined) return { value, from }
  return undefined
}

/** The URL of an address without its secret. */
export const nameOf = (
  address: Pick<Address.Address, "protocol" | "host" | "port" | "prefix">,
  username: string
): string => {
  const host = address.host.includes(":") && !address.host.startsWith("[") ? `[${address.host}]` : address.host
  return `${address.protocol}://${username}@${host}:${address.port}${address.prefix === "" ? "" : `/${address.prefix}`}`
}

/** The URL of the environment, made of host and port if those are all that it has. */
const urlOfEnvironment = (env: Host["Service"]["env"]): Setting<string> | undefined => {
  const host = variable(env, "AMI_HOST")
  const port = variable(env, "AMI_PORT")
  const isTls = /^(true|yes|on|1|y)$/i.test(variable(env, "AMI_TLS") ?? "")
  const place = host?.includes(":") === true && !host.startsWith("[") ? `[${host}]` : host ?? "127.0.0.1"
  return first(
    [variable(env, "AMI_URL"), "AMI_URL"],
    [
      host === undefined && port === undefined
        ? undefined
        : `${isTls ? "amis" : "ami"}://${place}${port === undefined ? "" : `:${port}`}`,
      host === undefined ? "AMI_PORT" : "AMI_HOST"
    ]
  )
}

/**
 * The profile that was named, or else the current one, if any.
 *
 * The current one has no part in a URL that was given: its secret is not for another server.
 */
const profileOf = (given: Given, env: Host["Service"]["env"], hasUrl: boolean) => {
  const config = configFolder(env)
  const name = given.profile ?? variable(env, "AMI_PROFILE") ?? (hasUrl ? undefined : Profile.currentOf(config))
  return name === undefined ? Effect.succeed(undefined) : Profile.read(config, name)
}

const fileText = (path: string, what: string): Effect.Effect<string, Failed> =>
  Effect.try({
    try: () => Fs.readFileSync(path, "utf8"),
    catch: () => usage(`${what} ${path} cannot be read`)
  })

/** The folder of the user's settings. */
export const configFolder = (env: Host["Service"]["env"]): string =>
  `${variable(env, "XDG_CONFIG_HOME") ?? `${variable(env, "HOME") ?? Os.homedir()}/.config`}/effect-ami`

const missingAccount = (where: string) =>
  usage(
    `No account for ${where}`,
    "export AMI_URL=ami://USER@HOST AMI_SECRET=…  or  ami profile add NAME",
    "No PBX at hand? Add --demo"
  )

const missingSecret = (username: string, where: string) =>
  usage(
    `No secret of ${username} for ${where}`,
    "export AMI_SECRET=…  or  --secret-file FILE",
    "To keep it for good: ami profile add NAME"
  )

/** Finds each setting, and asks for the secret on a terminal if there is none. */
export const resolve = Effect.fnUntraced(function*(
  given: Given
): Effect.fn.Return<Target, Failed, Cli | Host> {
  const host = yield* Host
  const { env } = host
  const ofEnvironment = urlOfEnvironment(env)
  const profile = yield* profileOf(given, env, (given.url ?? ofEnvironment) !== undefined)
  const ofProfile = `profile ${profile?.name}`
  // A profile that was named on the command line comes before the environment.
  const isNamed = given.profile !== undefined
  const fromProfile = (value: string | undefined) => [value, ofProfile] as const
  const url = first(
    [given.url, "--url"],
    fromProfile(isNamed ? profile?.url : undefined),
    [ofEnvironment?.value, ofEnvironment?.from ?? ""],
    fromProfile(profile?.url)
  ) ?? { value: "ami://127.0.0.1:5038", from: "default" }
  const address = yield* Effect.mapError(
    Effect.fromResult(Address.read(url.value)),
    (rule) => usage(`The URL of ${url.from} ${rule}`)
  )
  if (url.from === "--url" && address.secret !== undefined) {
    yield* warn("the secret in --url can be read by every user of this machine (ps): use AMI_SECRET or --secret-file")
  }
  const where = `${address.host}:${address.port}`
  const username = first(
    [given.username, "--username"],
    [address.username, url.from],
    fromProfile(isNamed ? profile?.username : undefined),
    [variable(env, "AMI_USERNAME"), "AMI_USERNAME"],
    fromProfile(profile?.username)
  )
  if (username === undefined) return yield* missingAccount(where)
  const secret = yield* secretOf(given, address.secret, url.from, profile)
  const found = secret ?? {
    value: Redacted.make(
      yield* askSecret(`Secret of ${username.value} at ${where}: `, missingSecret(username.value, where)),
      { label: "secret" }
    ),
    from: "terminal"
  }
  const ca = first(
    [given.ca, "--ca"],
    fromProfile(isNamed ? profile?.ca : undefined),
    [variable(env, "AMI_CA"), "AMI_CA"],
    fromProfile(profile?.ca)
  )
  return {
    ...address,
    username: username.value,
    secret: found.value,
    ca: ca?.value,
    name: nameOf(address, username.value),
    profile,
    origins: { url: url.from, username: username.from, secret: found.from, ca: ca?.from }
  }
})

/** The secret: from its file, the URL, the environment, or the profile. */
const secretOf = (
  given: Given,
  inUrl: Redacted.Redacted<string> | undefined,
  fromUrl: string,
  profile: Profile.Profile | undefined
): Effect.Effect<Setting<Redacted.Redacted<string>> | undefined, Failed, Host> =>
  Effect.gen(function*() {
    const { env, stdin } = yield* Host
    const redacted = (text: string) => Redacted.make(text.replace(/\r?\n[^]*$/, ""), { label: "secret" })
    if (given.secretFile !== undefined) {
      const text = given.secretFile === "-" ? yield* stdin : yield* fileText(given.secretFile, "The secret file")
      if (text.trim() === "") return yield* usage("The secret of --secret-file is empty")
      return { value: redacted(text), from: "--secret-file" }
    }
    if (inUrl !== undefined) return { value: inUrl, from: fromUrl }
    const ofProfile = Effect.gen(function*() {
      const text = profile === undefined ? undefined : yield* Profile.secretOf(profile, env)
      return text === undefined ? undefined : { value: redacted(text), from: `profile ${profile?.name}` }
    })
    const text = variable(env, "AMI_SECRET")
    const ofEnvironment = text === undefined
      ? undefined
      : { value: Redacted.make(text, { label: "secret" }), from: "AMI_SECRET" }
    return given.profile === undefined
      ? ofEnvironment ?? (yield* ofProfile)
      : (yield* ofProfile) ?? ofEnvironment
  })
