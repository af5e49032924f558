/**
 * The servers of a fleet, from the environment: their names in one variable, and variables of each.
 *
 * @since 0.2.0
 */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { AmiError } from "../../AmiError.ts"
import { invalidOption } from "../../internal/failing.ts"

export interface Settings {
  /** Such as `ami://user:secret@host:5038`. */
  readonly url: Redacted.Redacted<string>
  /** The account, if the URL does not have it. */
  readonly username?: string
  readonly secret?: Redacted.Redacted<string>
}

type Read<A> = Effect.Effect<A | undefined, Config.ConfigError>

/** A variable; an empty one counts as unset. */
const redacted = (name: string): Read<Redacted.Redacted<string>> =>
  Effect.map(
    Config.option(Config.Redacted(name)),
    (value) => Option.getOrUndefined(Option.filter(value, (value) => Redacted.value(value) !== ""))
  )

const text = (name: string): Read<string> =>
  Effect.map(redacted(name), (value) => value === undefined ? undefined : Redacted.value(value))

/** The variables of a server begin with this. */
const prefixOf = (server: string): string => `AMI_${server.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`

const no = (option: string, rule: string): Effect.Effect<never, AmiError> =>
  Effect.fail(invalidOption("AmiFleet.layerConfig", { option, rule }))

const namesOf = Effect.fnUntraced(function*(list: string): Effect.fn.Return<ReadonlyArray<string>, AmiError> {
  const names = list.split(",").map((name) => name.trim()).filter((name) => name !== "")
  const taken = new Map<string, string>()
  for (const name of names) {
    if (!/^[A-Za-z0-9][\w.-]{0,99}$/.test(name)) {
      return yield* no("AMI_SERVERS", "must have names of letters, digits, `-`, `.` and `_`, with commas between them")
    }
    const other = taken.get(prefixOf(name))
    if (other !== undefined) {
      return yield* no(
        "AMI_SERVERS",
        `must have names that differ: ${other} and ${name} both read ${prefixOf(name)}_URL`
      )
    }
    taken.set(prefixOf(name), name)
  }
  return names
})

/** The servers, by name. */
export const servers: Effect.Effect<ReadonlyMap<string, Settings>, AmiError | Config.ConfigError> = Effect.gen(
  function*() {
    const list = yield* text("AMI_SERVERS")
    if (list === undefined) {
      return yield* no("AMI_SERVERS", "must be given: the names of the servers, as in berlin,paris")
    }
    const shared = { username: yield* text("AMI_USERNAME"), secret: yield* redacted("AMI_SECRET") }
    const found = new Map<string, Settings>()
    for (const name of yield* namesOf(list)) {
      const prefix = prefixOf(name)
      const url = yield* redacted(`${prefix}_URL`)
      if (url === undefined) return yield* no(`${prefix}_URL`, "must be given, as in ami://user:secret@host:5038")
      const username = (yield* text(`${prefix}_USERNAME`)) ?? shared.username
      const secret = (yield* redacted(`${prefix}_SECRET`)) ?? shared.secret
      // What the URL has comes first: an option would come before it.
      const account = Result.getOrElse(Result.try(() => new URL(Redacted.value(url))), () => undefined)
      found.set(name, {
        url,
        ...(username === undefined || (account?.username ?? "") !== "" ? {} : { username }),
        ...(secret === undefined || (account?.password ?? "") !== "" ? {} : { secret })
      })
    }
    return found
  }
)
