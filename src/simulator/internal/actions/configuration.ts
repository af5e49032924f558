/**
 * The actions of configuration files.
 *
 * @since 0.2.0
 */
import { acknowledgement, type Lines, refusal, success } from "../messages.ts"
import * as ConfigFiles from "../pbx/config/configFiles.ts"
import { browse, type Section, write } from "../pbx/config/configText.ts"
import * as ConfigUpdates from "../pbx/config/configUpdates.ts"
import * as Modules from "../pbx/config/modules.ts"
import type { Draft } from "../pbx/draft.ts"
import { isFalse, isTrue } from "../pbx/numbers.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

/** Debian's Asterisk 16 has the check of a later 16, with its spelling. */
const escalated = (draft: Draft): string =>
  `File requires escalated ${draft.dialect === 16 ? "priveledges" : "privileges"}`

const missing = "Config file not found"
const invalid = "Config file has invalid format"

/** Whether a file is outside of the folder of configuration files, or does not exist. */
const lookAt = (draft: Draft, name: string): "restricted" | "absent" | "free" => {
  const path = ConfigFiles.pathOf(name)
  if (!ConfigFiles.exists(draft, path)) return "absent"
  return ConfigFiles.isInside(path) ? "free" : "restricted"
}

/** Reads the file of a request; returns the sections, or why it cannot. */
const load = (
  draft: Draft,
  name: string,
  check: "looks" | "forbids" | "trusts"
): ReadonlyArray<Section> | string => {
  if (name === "") return "Filename not specified"
  const look = check === "trusts" ? "free" : lookAt(draft, name)
  if (look === "restricted" || (look === "absent" && check === "forbids")) return escalated(draft)
  if (look === "absent") return missing
  const sections = ConfigFiles.read(draft, name)
  if (sections === "missing") return missing
  return sections === "invalid" ? invalid : sections
}

const number = (value: number): string => String(value).padStart(6, "0")

/** Shows the sections of a file in the way of one action. */
const showing = (
  check: (draft: Draft) => "looks" | "forbids" | "trusts",
  show: (sections: ReadonlyArray<Section>, request: Request) => Lines
): PbxActions[string]["answer"] =>
(draft, request) => {
  const sections = load(draft, valueOf(request, "Filename"), check(draft))
  if (typeof sections === "string") return [refusal(request, sections)]
  return [success(request, ...show(sections, request))]
}

const wanted = (sections: ReadonlyArray<Section>, request: Request): ReadonlyArray<Section> =>
  browse(sections, valueOf(request, "Category"), valueOf(request, "Filter"))

const getConfig = showing(() => "looks", (sections, request) => {
  const lines = wanted(sections, request).flatMap(({ isTemplate, name, settings, templates }, at) => [
    `Category-${number(at)}: ${name}`,
    ...(isTemplate ? [`IsTemplate-${number(at)}: 1`] : []),
    ...(templates.length > 0 ? [`Templates-${number(at)}: ${templates.join(",")}`] : []),
    ...settings.map(({ name, value }, line) => `Line-${number(at)}-${number(line)}: ${name}=${value}`)
  ])
  return lines.length === 0 && valueOf(request, "Category") !== "" ? ["No categories found"] : lines
})

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, "\\$&")}"`

// A file that does not exist is taken for one that may not be read (manager.c, action_getconfigjson).
const getConfigJson = showing(() => "forbids", (sections, request) => {
  const members = wanted(sections, request).map(({ isTemplate, name, settings, templates }) => {
    const values = [
      ...(isTemplate ? ["\"istemplate\":1"] : []),
      ...(templates.length > 0 ? [`"templates":"${templates.join(",")}"`] : []),
      ...settings.map(({ name, value }) => `${quoted(name)}:${quoted(value)}`)
    ]
    return `${quoted(name)}:{${values.join(",")}}`
  })
  return [`JSON: {${members.join(",")}}`]
})

// Asterisk 16 reads any file (manager.c, action_listcategories).
const listCategories = showing(({ dialect }) => dialect === 16 ? "trusts" : "looks", (sections, request) => {
  const lines = browse(sections, "", valueOf(request, "Match")).map(({ name }, at) => `Category-${number(at)}: ${name}`)
  return lines.length === 0 ? ["Error: no categories found"] : lines
})

/** The numbered changes of a request, up to the first number without an action. */
const updatesOf = (request: Request): ReadonlyArray<ConfigUpdates.Update> => {
  const updates: Array<ConfigUpdates.Update> = []
  for (let at = 0; at < 100_000; at++) {
    const value = (name: string) => valueOf(request, `${name}-${number(at)}`)
    const action = value("Action")
    if (action === "") break
    updates.push({
      action,
      category: value("Cat"),
      variable: value("Var"),
      value: value("Value"),
      match: value("Match"),
      line: value("Line"),
      options: value("Options")
    })
  }
  return updates
}

const updateConfig: PbxActions[string]["answer"] = (draft, request) => {
  const source = valueOf(request, "SrcFilename")
  const target = valueOf(request, "DstFilename")
  if (source === "" || target === "") return [refusal(request, "Filename not specified")]
  if (lookAt(draft, source) !== "free" || lookAt(draft, target) !== "free") return [refusal(request, escalated(draft))]
  const sections = load(draft, source, "forbids")
  if (typeof sections === "string") return [refusal(request, sections)]
  const keepsEffect = !isFalse(valueOf(request, "PreserveEffectiveContext"))
  const updated = ConfigUpdates.applyAll(sections, updatesOf(request))
  if (typeof updated === "string") return [refusal(request, updated)]
  ConfigFiles.write(draft, target, write(updated, keepsEffect))
  const reload = valueOf(request, "Reload")
  if (reload !== "" && !isFalse(reload)) Modules.reload(draft, isTrue(reload) ? "" : reload)
  return [success(request)]
}

const createConfig: PbxActions[string]["answer"] = (draft, request) => {
  const name = valueOf(request, "Filename")
  if (name === "" && draft.dialect === 22) return [refusal(request, "Filename not specified")]
  const path = ConfigFiles.pathOf(draft.dialect === 16 ? `./${name}` : name)
  const parent = path.slice(0, path.lastIndexOf("/"))
  if (!ConfigFiles.hasFolder(draft, parent)) return [refusal(request, "No such file or directory")]
  if (draft.dialect === 22 && !ConfigFiles.isInside(parent)) return [refusal(request, escalated(draft))]
  if (ConfigFiles.exists(draft, path)) return [refusal(request, "File exists")]
  ConfigFiles.write(draft, name, "")
  return [acknowledgement(request, "New configuration file created successfully")]
}

/** The actions of configuration files. */
export const actions: PbxActions = {
  CreateConfig: { answer: createConfig },
  GetConfig: { answer: getConfig },
  GetConfigJSON: { answer: getConfigJson },
  ListCategories: { answer: listCategories },
  UpdateConfig: { answer: updateConfig }
}
