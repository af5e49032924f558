/**
 * Saved targets: one TOML file each, which nobody but its owner can read.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Toml from "effect/encoding/Toml"
import * as Result from "effect/Result"
import * as ChildProcess from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import { codes, type Failed, failed, usage } from "./failure.ts"

/** A profile as its file has it; paths are absolute. */
export interface Profile {
  readonly name: string
  readonly file: string
  readonly url: string | undefined
  readonly username: string | undefined
  readonly ca: string | undefined
  readonly secret: string | undefined
  readonly secretFile: string | undefined
  readonly secretCommand: string | undefined
}

const keys = ["url", "username", "ca", "secret", "secret_file", "secret_command"] as const

/** The folder of the profiles. */
export const folderOf = (config: string): string => Path.join(config, "profiles")

/** The file of a profile. */
export const fileOf = (config: string, name: string): string => Path.join(folderOf(config), `${name}.toml`)

/** A name that is a plain file name, so that no path leaves the folder. */
export const checkName = (name: string): Effect.Effect<string, Failed> =>
  name === "all"
    ? Effect.fail(usage("all stands for every profile: choose another name"))
    : /^[A-Za-z0-9_][\w.-]*$/.test(name)
    ? Effect.succeed(name)
    : Effect.fail(usage(`${name} is no name of a profile: use letters, digits, - and _`))

/** The name of the profile that `ami profile use` chose. */
export const currentOf = (config: string): string | undefined => {
  const text = Result.getOrUndefined(Result.try(() => Fs.readFileSync(Path.join(folderOf(config), ".current"), "utf8")))
  return text === undefined || text.trim() === "" ? undefined : text.trim()
}

/** The names of all profiles. */
export const namesOf = (config: string): ReadonlyArray<string> =>
  Result.getOrElse(Result.try(() => Fs.readdirSync(folderOf(config))), () => [])
    .filter((file) => file.endsWith(".toml"))
    .map((file) => file.slice(0, -".toml".length))
    .sort()

/** Reads a profile; refuses a file that others can read. */
export const read = (config: string, name: string): Effect.Effect<Profile, Failed> =>
  Effect.gen(function*() {
    const file = fileOf(config, yield* checkName(name))
    const mode = yield* Effect.try({
      try: () => Fs.statSync(file).mode & 0o777,
      catch: () => usage(`There is no profile ${name}`, `ami profile add ${name} makes one`)
    })
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      return yield* usage(`${file} can be read by other users`, `chmod 600 ${file}`)
    }
    const text = yield* Effect.try({
      try: () => Fs.readFileSync(file, "utf8"),
      catch: () => usage(`${file} cannot be read`)
    })
    const parsed = Toml.parse(text)
    if (Result.isFailure(parsed)) return yield* usage(`${file} is no TOML: ${parsed.failure.message}`)
    const given = parsed.success
    for (const [key, value] of Object.entries(given)) {
      if (!keys.some((one) => one === key)) {
        return yield* usage(`${file} has no setting ${key}: it has ${keys.join(", ")}`)
      }
      if (typeof value !== "string") return yield* usage(`${file}: ${key} must be a text in quotes`)
    }
    const valueOf = (key: typeof keys[number]): string | undefined => {
      const value = given[key]
      return typeof value === "string" && value !== "" ? value : undefined
    }
    const pathOf = (key: "ca" | "secret_file"): string | undefined => {
      const path = valueOf(key)
      return path === undefined ? undefined : Path.resolve(Path.dirname(file), path)
    }
    return {
      name,
      file,
      url: valueOf("url"),
      username: valueOf("username"),
      ca: pathOf("ca"),
      secret: valueOf("secret"),
      secretFile: pathOf("secret_file"),
      secretCommand: valueOf("secret_command")
    }
  })

/** The secret of a profile: in it, in its file, or the first line that its command prints. */
export const secretOf = (
  profile: Profile,
  env: Readonly<Record<string, string | undefined>>
): Effect.Effect<string | undefined, Failed> => {
  const { secret, secretCommand, secretFile } = profile
  if (secret !== undefined) return Effect.succeed(secret)
  if (secretFile !== undefined) {
    return Effect.try({
      try: () => Fs.readFileSync(secretFile, "utf8"),
      catch: () => usage(`The secret file ${secretFile} of profile ${profile.name} cannot be read`)
    })
  }
  return secretCommand === undefined ? Effect.succeed(undefined) : printedBy(secretCommand, profile.name, env)
}

/** The words of a command line: quotes keep spaces together; nothing else is special, because no shell runs it. */
export const wordsOf = (line: string): ReadonlyArray<string> =>
  [...line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2"))

const printedBy = (
  line: string,
  profile: string,
  env: Readonly<Record<string, string | undefined>>
): Effect.Effect<string, Failed> =>
  Effect.callback((resume) => {
    const [program = "", ...args] = wordsOf(line)
    const child = ChildProcess.execFile(program, args, { env: { ...env }, timeout: 60_000 }, (error, stdout) => {
      const [secret = ""] = stdout.split(/\r?\n/, 1)
      resume(
        error === null && secret !== ""
          ? Effect.succeed(secret)
          : Effect.fail(failed(`The secret_command of profile ${profile} printed no secret`, {
            exitCode: codes.usage,
            reason: "Usage",
            hints: [`Try it: ${line}`]
          }))
      )
    })
    // It may ask for a passphrase on the terminal.
    child.stderr?.pipe(process.stderr)
    return Effect.sync(() => child.kill())
  })
