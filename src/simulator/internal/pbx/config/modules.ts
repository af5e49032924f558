/**
 * Modules: which are there, which are loaded, and what loading and reloading them says.
 *
 * @since 0.2.0
 */
import * as Variables from "../dialplan/variables.ts"
import type { Draft } from "../draft.ts"
import * as Hints from "../hints.ts"
import type { Dialect } from "../model.ts"
import type { Hint } from "../records.ts"
import * as ConfigFiles from "./configFiles.ts"
import { moduleTable } from "./moduleTable.ts"

/** A module. */
export interface Module {
  /** As `module show` has it: with `.so`, or without for a part of Asterisk itself. */
  readonly name: string
  readonly level: string
  /** What a reload says: `r` reloads, `-` is not supported, `n` is not initialised, `e` fails. */
  readonly reload: string
  readonly starts: "runs" | "fails" | "waits"
  readonly uses: number
  readonly description: string
}

const starting = { "+": "runs", "-": "fails", o: "waits" } as const

const modulesIn = (dialect: Dialect): ReadonlyMap<string, Module> =>
  new Map(
    moduleTable.trim().split("\n").flatMap((line) => {
      const [, only, name = "", level = "", reload = "", start = "+", uses22 = "", uses16 = uses22, description = ""] =
        /^(?:(16|22) )?(\S+) (\S+) (.)([-+o]) (\d+)(?:\/(\d+))? (.*)$/.exec(line) ?? []
      if (only !== undefined && only !== String(dialect)) return []
      const uses = Number(dialect === 16 ? uses16 : uses22)
      const starts = starting[start as keyof typeof starting]
      return [[name.toLowerCase(), { name, level, reload, starts, uses, description }]]
    })
  )

const known = new Map<Dialect, ReadonlyMap<string, Module>>()

/** The modules of a version, by their names in lower case. */
const modulesOf = (dialect: Dialect): ReadonlyMap<string, Module> => {
  const modules = known.get(dialect) ?? modulesIn(dialect)
  known.set(dialect, modules)
  return modules
}

/** The module of a name in any case, with or without `.so` (loader.c, resource_name_match). */
export const find = (dialect: Dialect, name: string): Module | undefined => {
  const bare = name.toLowerCase().replace(/\.so$/, "")
  const modules = modulesOf(dialect)
  return modules.get(`${bare}.so`) ?? (bare.endsWith(".so") ? undefined : modules.get(bare))
}

/** The names of the modules that are loaded when the PBX starts: of those that bring actions, only the ones given. */
export const loadedAtStart = (
  dialect: Dialect,
  bringsActions: (bare: string) => boolean,
  given: Iterable<string>
): ReadonlySet<string> => {
  const usual = [...modulesOf(dialect).values()].filter(({ name, starts }) =>
    starts !== "waits" && !bringsActions(name.replace(/\.so$/, ""))
  )
  return new Set([...usual.map(({ name }) => name), ...[...given].map((name) => `${name.replace(/\.so$/, "")}.so`)])
}

/** Whether a module is loaded. */
export const isLoaded = (draft: Draft, name: string): boolean => {
  const module = find(draft.dialect, name)
  return module?.name.endsWith(".so") === true && draft.modules.has(module.name)
}

/** The loaded modules, by name. */
export const loaded = (draft: Draft): ReadonlyArray<Module> =>
  [...modulesOf(draft.dialect).values()].filter(({ name }) => !name.endsWith(".so") || draft.modules.has(name))

const raise = (draft: Draft, event: string, name: string, status: string | number): void =>
  draft.raise(event, "system", [`Module: ${name}`, `Status: ${status}`])

/** The codes of `ast_module_reload` (module.h). */
export const Reloaded = { success: 0, notFound: 2, error: 3, notInitialized: 5, notSupported: 6 } as const

const codes: Readonly<Record<string, number>> = {
  r: Reloaded.success,
  e: Reloaded.error,
  n: Reloaded.notInitialized,
  "-": Reloaded.notSupported
}

/** The modules that bring a dialplan, and the file that each needs to start. */
const dialplans: Readonly<Record<string, string | undefined>> = {
  "pbx_ael.so": "extensions.ael",
  "pbx_config.so": undefined,
  "pbx_lua.so": "extensions.lua"
}

/** Whether a module runs: one that did not start for lack of its file does so with it. */
const runs = (draft: Draft, { name, starts }: Module): boolean => {
  const file = dialplans[name]
  return starts !== "fails" || (file !== undefined && ConfigFiles.exists(draft, ConfigFiles.pathOf(file)))
}

/** The global variables that a file sets when it is read: those of a section, or of a block of AEL. */
const globalsIn = (draft: Draft, module: string): ReadonlyArray<readonly [name: string, value: string]> => {
  if (module === "pbx_config.so") {
    return ConfigFiles.sectionsOf(draft, "extensions.conf").filter(({ name }) => name === "globals").flatMap((
      section
    ) => section.settings.map(({ name, value }) => [name, value] as const))
  }
  const text = module === "pbx_ael.so" ? draft.files.get(ConfigFiles.pathOf("extensions.ael")) ?? "" : ""
  const [, block = ""] = /^\s*globals\s*\{([^}]*)\}/m.exec(text) ?? []
  return Array.from(
    block.replaceAll(/\/\/.*$/gm, "").matchAll(/([^\s=;]+)\s*=\s*([^;]*);/g),
    ([, name = "", value = ""]) => [name, value.trim()] as const
  )
}

/** The hints are merged again, and none of them has been announced (pbx.c, ast_merge_contexts_and_delete). */
const mergeHints = (draft: Draft): void => {
  for (const hint of Hints.listed(draft)) announce(draft, hint)
}

const announce = (draft: Draft, hint: Hint, shown: Partial<Hint> = {}): void => {
  const state = Hints.stateOf(draft, hint.hint)
  Hints.update(draft, hint, { state })
  draft.raise("ExtensionStatus", "call", Hints.lines({ ...hint, state, ...shown }))
}

const reloadOne = (draft: Draft, { name }: Module): void => {
  if (!Object.hasOwn(dialplans, name)) return
  mergeHints(draft)
  setGlobals(draft, name)
}

const setGlobals = (draft: Draft, module: string): void => {
  for (const [variable, value] of globalsIn(draft, module)) {
    draft.globals.set(variable, value)
    Variables.announce(draft, undefined, variable, value)
  }
}

/**
 * What the modules of the dialplan announce while the PBX boots: their global variables, and the hints. `pbx_config`
 * brings them: they are not in the dialplan yet when they are announced (manager.c, manager_state_cb). `pbx_ael` comes
 * after it, and merges them again.
 */
export const boot = (draft: Draft): void => {
  if (draft.modules.has("pbx_config.so")) {
    for (const [name, value] of draft.globals.current) Variables.announce(draft, undefined, name, value)
    for (const hint of Hints.listed(draft)) announce(draft, hint, { hint: "" })
  }
  if (!draft.modules.has("pbx_ael.so")) return
  setGlobals(draft, "pbx_ael.so")
  mergeHints(draft)
}

const isThere = (draft: Draft, { name }: Module): boolean => !name.endsWith(".so") || draft.modules.has(name)

/** What a reload of a module says. */
const codeOf = (draft: Draft, module: Module | undefined): number => {
  if (module === undefined || !isThere(draft, module)) return Reloaded.notFound
  if (module.starts === "fails" && runs(draft, module)) return Reloaded.success
  return codes[module.reload] ?? Reloaded.success
}

/** Reloads a module, or all without a name. Returns the code. */
export const reload = (draft: Draft, name: string): number => {
  const modules = name === "" ? [...modulesOf(draft.dialect).values()] : [find(draft.dialect, name)]
  const reloaded = modules.filter((module) => module !== undefined && codeOf(draft, module) === Reloaded.success)
  for (const module of reloaded) if (module !== undefined) reloadOne(draft, module)
  if (name === "") draft.reloadedAt = draft.now
  const code = name === "" ? Reloaded.success : codeOf(draft, modules[0])
  raise(draft, "Reload", name === "" ? "All" : name, code)
  return code
}

/** Loads a module. Returns whether it runs now. */
export const load = (draft: Draft, name: string): boolean => {
  const module = find(draft.dialect, name)
  if (module === undefined || !module.name.endsWith(".so") || draft.modules.has(module.name)) return false
  if (!runs(draft, module)) {
    raise(draft, "Unload", name, "Success")
    raise(draft, "Load", name, "Decline")
    return false
  }
  draft.modules.set(module.name, true)
  raise(draft, "Load", name, "Success")
  return true
}

/** Unloads a module that nothing uses. Returns whether it did. */
export const unload = (draft: Draft, name: string): boolean => {
  const module = find(draft.dialect, name)
  if (module === undefined || !draft.modules.has(module.name) || module.uses > 0 || module.starts === "fails") {
    return false
  }
  draft.modules.delete(module.name)
  raise(draft, "Unload", name, "Success")
  return true
}
