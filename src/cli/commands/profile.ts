/**
 * `ami profile`: saved targets.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Fs from "node:fs"
import * as Path from "node:path"
import * as Address from "../address.ts"
import { askText, confirm } from "../ask.ts"
import { Cli } from "../context.ts"
import { type Failed, usage } from "../failure.ts"
import { Host } from "../host.ts"
import { printOne, printRows, say, type Table } from "../output.ts"
import * as Profile from "../profile.ts"
import { configFolder } from "../target.ts"
import { run as doctor } from "./doctor.ts"

const Row = Schema.Struct({
  name: Schema.String,
  /** Whether it is used when no URL is given. */
  current: Schema.Boolean,
  url: Schema.optionalKey(Schema.String),
  username: Schema.optionalKey(Schema.String),
  ca: Schema.optionalKey(Schema.String),
  /** Where its secret is; never the secret. */
  secretFrom: Schema.Literals(["file", "command", "profile", "asked"]),
  file: Schema.String,
  /** Why it cannot be used. */
  problem: Schema.optionalKey(Schema.String)
})

type Row = typeof Row.Type

const folder = Effect.map(Host, ({ env }) => configFolder(env))

const secretOf = ({ secret, secretCommand, secretFile }: Profile.Profile): Row["secretFrom"] =>
  secretCommand !== undefined
    ? "command"
    : secretFile !== undefined
    ? "file"
    : secret !== undefined
    ? "profile"
    : "asked"

/** A URL may have a secret in it. */
const withoutSecret = (url: string): string =>
  Result.match(Result.try(() => new URL(url)), {
    onFailure: () => url,
    onSuccess: (parsed) => {
      if (parsed.password !== "") parsed.password = "***"
      return parsed.href
    }
  })

const rowOf = (profile: Profile.Profile, current: string | undefined): Row => ({
  name: profile.name,
  current: profile.name === current,
  ...profile.url === undefined ? {} : { url: withoutSecret(profile.url) },
  ...profile.username === undefined ? {} : { username: profile.username },
  ...profile.ca === undefined ? {} : { ca: profile.ca },
  secretFrom: secretOf(profile),
  file: profile.file
})

const table: Table<Row> = {
  columns: [
    { field: "current", title: "", value: ({ current }) => current ? "*" : "", least: 1 },
    { field: "name", title: "NAME", value: ({ name }) => name },
    { field: "url", title: "URL", value: ({ problem, url }) => problem ?? url ?? "", least: 20 },
    {
      field: "secretFrom",
      title: "SECRET",
      value: ({ problem, secretFrom }) => problem === undefined ? secretFrom : ""
    }
  ],
  json: (row) => row,
  empty: "There are no profiles: ami profile add NAME makes one."
}

export const ls = {
  output: Schema.Array(Row),
  run: () =>
    Effect.gen(function*() {
      const config = yield* folder
      const current = Profile.currentOf(config)
      const rows = yield* Effect.forEach(Profile.namesOf(config), (name) =>
        Profile.read(config, name).pipe(
          Effect.map((profile) => rowOf(profile, current)),
          Effect.catch(({ message }) =>
            Effect.succeed<Row>({
              name,
              current: name === current,
              secretFrom: "asked",
              file: Profile.fileOf(config, name),
              problem: message
            })
          )
        ))
      yield* printRows(table, rows)
    })
}

export const show = {
  output: Row,
  run: ({ name }: { readonly name: string }) =>
    Effect.gen(function*() {
      const config = yield* folder
      const row = rowOf(yield* Profile.read(config, name), Profile.currentOf(config))
      const lines = Object.entries(row).filter(([key]) => key !== "name").map(([key, value]) =>
        `${key.padEnd(10)} ${value === true ? "yes" : value === false ? "no" : value}`
      )
      yield* printOne(row, [row.name, ...lines.map((line) => `  ${line}`)])
    })
}

/** Writes a file that nobody else can read; fails with what could not be written. */
const write = (file: string, text: string): Effect.Effect<void, Failed> =>
  Effect.try({
    try: () => {
      Fs.mkdirSync(Path.dirname(file), { recursive: true, mode: 0o700 })
      Fs.rmSync(file, { force: true })
      Fs.writeFileSync(file, text, { mode: 0o600 })
    },
    catch: () => usage(`${file} cannot be written`)
  })

export const use = {
  output: undefined,
  run: ({ name }: { readonly name: string }) =>
    Effect.gen(function*() {
      const config = yield* folder
      yield* Profile.read(config, name)
      yield* write(Path.join(Profile.folderOf(config), ".current"), `${name}\n`)
      yield* say(`${name} is used when no URL is given`)
    })
}

export const rm = {
  output: undefined,
  run: ({ name }: { readonly name: string }) =>
    Effect.gen(function*() {
      const config = yield* folder
      const file = Profile.fileOf(config, yield* Profile.checkName(name))
      yield* Effect.try({
        try: () => {
          Fs.rmSync(file)
          if (Profile.currentOf(config) === name) Fs.rmSync(Path.join(Profile.folderOf(config), ".current"))
        },
        catch: () => usage(`There is no profile ${name}`, "ami profile ls")
      })
      yield* say(`${file} is removed`)
    })
}

/** A TOML string on one line. */
const quoted = (text: string): string => JSON.stringify(text)

/** The file of a profile: what it does not have stands there as a comment. */
const fileText = (
  settings: Readonly<Record<"url" | "username" | "ca" | "secret_file" | "secret_command", string | undefined>>
) => {
  const line = (key: keyof typeof settings, example: string) =>
    settings[key] === undefined ? `# ${key} = ${quoted(example)}\n` : `${key} = ${quoted(settings[key])}\n`
  return `# A profile of ami: ami help profiles.
${line("url", "amis://USER@HOST")}${settings.username === undefined ? "" : line("username", "USER")}${
    line("ca", "pbx.pem")
  }
# The secret: one of these, or none, and it is asked for.
# secret = "…"
${line("secret_file", "/run/secrets/pbx")}${line("secret_command", "pass show pbx")}`
}

interface Adding {
  readonly name: string
  readonly secretCommand: string | undefined
  readonly unchecked: boolean
}

export const add = {
  output: undefined,
  run: ({ name, secretCommand, unchecked }: Adding) =>
    Effect.gen(function*() {
      const cli = yield* Cli
      const { given } = cli
      const config = yield* folder
      const file = Profile.fileOf(config, yield* Profile.checkName(name))
      if (Fs.existsSync(file)) yield* confirm(`There is a profile ${name} already. Replace it?`)
      const url = given.url
        ?? (yield* askText("URL (ami://USER@HOST, amis://, http://, https://): ", usage("Where is it? Add --url URL")))
      const address = yield* Effect.mapError(Effect.fromResult(Address.read(url)), (rule) => usage(`The URL ${rule}`))
      if (address.secret !== undefined) {
        return yield* usage(
          "A secret in the URL would stand in the file, and in the history of the shell",
          "Leave it out: use --secret-command or --secret-file, or be asked for it"
        )
      }
      const absolute = (path: string | undefined) => path === undefined ? undefined : Path.resolve(path)
      if (given.secretFile === "-") return yield* usage("A profile keeps the name of a file, and not what stdin has")
      yield* write(
        file,
        fileText({
          url,
          username: given.username,
          ca: absolute(given.ca),
          secret_file: absolute(given.secretFile),
          secret_command: secretCommand
        })
      )
      yield* say(`${file} is written`)
      if (unchecked) return
      const checked = { ...cli, given: { ...given, url: undefined, profile: name, secretFile: undefined } }
      yield* Effect.provideService(doctor({ tasks: [], probe: false, strict: false }), Cli, checked)
    })
}
