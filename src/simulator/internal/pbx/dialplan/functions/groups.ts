/**
 * The groups of channels (func_groupcount.c, app.c).
 *
 * @since 0.2.0
 */
import * as PosixRegex from "../posixRegex.ts"
import * as Script from "../script.ts"
import { type DialplanFunctions, type Scope } from "./function.ts"

const key = (category: string): string => `GROUP ${category}`

interface Group {
  readonly name: string
  readonly category: string
}

/** The groups of a channel, the first one first. */
const groupsOf = (settings: ReadonlyMap<string, string>): ReadonlyArray<Group> =>
  [...settings].flatMap(([setting, name]) =>
    setting.startsWith("GROUP ") && name !== "" ? [{ name, category: setting.slice(6) }] : []
  )

/** Counts the channels in the groups that match. */
const count = ({ draft }: Scope, matches: (group: Group) => boolean): string => {
  let total = 0
  for (const channel of draft.channels.values()) {
    if (channel.script !== undefined) total += groupsOf(channel.script.settings).filter(matches).length
  }
  return String(total)
}

/** The group and the category of `group@category`. */
const split = (data: string): readonly [name: string, category: string | undefined] => {
  const at = data.indexOf("@")
  return at === -1 ? [data, undefined] : [data.slice(0, at), data.slice(at + 1)]
}

const matching = (scope: Scope, data: string): string | undefined => {
  const [pattern, category] = split(data)
  const expression = PosixRegex.compile(pattern)
  const wanted = category === undefined ? undefined : PosixRegex.compile(category)
  if (expression === undefined || pattern === "") return "0"
  return count(scope, (group) => expression.test(group.name) && (wanted === undefined || wanted.test(group.category)))
}

const counting = (scope: Scope, data: string): string => {
  const [name, category] = split(data)
  const own = scope.channel === undefined ? [] : groupsOf(Script.of(scope.channel).settings)
  const wanted = name === "" ? own.find((group) => group.category === (category ?? ""))?.name ?? own[0]?.name : name
  if (wanted === undefined) return "0"
  return count(scope, (group) =>
    group.name.toLowerCase() === wanted.toLowerCase() &&
    (category === undefined || group.category.toLowerCase() === category.toLowerCase()))
}

/** The functions of groups. */
export const functions: DialplanFunctions = {
  GROUP: {
    read: ({ channel }, data) => channel === undefined ? "" : Script.setting(channel, key(data)) ?? "",
    write: ({ channel, draft }, data, value) => {
      if (channel === undefined) return false
      const [name, category = data] = split(value)
      Script.set(draft, channel, key(category), name)
      return true
    }
  },
  GROUP_COUNT: { read: counting },
  GROUP_LIST: {
    read: ({ channel }) =>
      channel === undefined
        ? ""
        : groupsOf(Script.of(channel).settings)
          .map(({ category, name }) => category === "" ? name : `${name}@${category}`)
          .join(" ")
  },
  GROUP_MATCH_COUNT: { read: matching }
}
