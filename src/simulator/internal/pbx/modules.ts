/**
 * Modules: which are there, which are loaded, and what loading and reloading them says.
 *
 * @since 0.2.0
 */
import type { Draft } from "./draft.ts"
import * as Hints from "./hints.ts"
import type { Dialect } from "./model.ts"
import { moduleTable } from "./moduleTable.ts"
import * as Variables from "./variables.ts"

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
export const modulesOf = (dialect: Dialect): ReadonlyMap<string, Module> => {
  const modules = known.get(dialect) ?? modulesIn(dialect)
  known.set(dialect, modules)
  return modules
}

/** The module of a name in any case, with or without `.so` (loader.c, resource_name_match). */
export const find = (dialect: Dialect, name: string): Module | undefined => {
  const bare = name.toLowerCase().replace(/\.so$/, "")
  const modules = modulesOf(dialect)
  return modules.get(`${bare}.so`) ?? modules.get(bare)
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

const tell = (draft: Draft, event: string, name: string, status: string | number): void =>
  draft.raise(event, "system", [`Module: ${name}`, `Status: ${status}`])

/** The codes of `ast_module_reload` (module.h). */
export const Reloaded = { success: 0, notFound: 2, error: 3, notInitialized: 5, notSupported: 6 } as const

const codes: Readonly<Record<string, number>> = {
  r: Reloaded.success,
  e: Reloaded.error,
  n: Reloaded.notInitialized,
  "-": Reloaded.notSupported
}

/** The modules that bring a dialplan; each announces all hints when it has put its part in its place. */
const dialplans = ["pbx_config.so", "pbx_lua.so", "pbx_ael.so"]

const reloadOne = (draft: Draft, { name }: Module): void => {
  if (!dialplans.includes(name)) return
  // The hints are merged anew, and none of them has been announced (pbx.c, ast_merge_contexts_and_delete).
  for (const hint of Hints.listed(draft)) {
    const state = Hints.stateOf(draft, hint.hint)
    Hints.update(draft, hint, { state })
    draft.raise("ExtensionStatus", "call", Hints.lines({ ...hint, state }))
  }
}

/** What the modules of the dialplan announce while the PBX boots: its global variables, and all hints for each module. */
export const boot = (draft: Draft): void => {
  for (const [name, value] of draft.globals.current) Variables.tell(draft, undefined, name, value)
  for (const module of modulesOf(draft.dialect).values()) if (draft.modules.has(module.name)) reloadOne(draft, module)
}

const reloadsNow = (draft: Draft, module: Module): boolean =>
  module.reload === "r" && (!module.name.endsWith(".so") || draft.modules.has(module.name))

/** Reloads a module, or all without a name. Returns the code. */
export const reload = (draft: Draft, name: string): number => {
  if (name === "") {
    for (const module of modulesOf(draft.dialect).values()) if (reloadsNow(draft, module)) reloadOne(draft, module)
    draft.reloadedAt = draft.now
    tell(draft, "Reload", "All", Reloaded.success)
    return Reloaded.success
  }
  const module = find(draft.dialect, name)
  const isThere = module !== undefined && (!module.name.endsWith(".so") || draft.modules.has(module.name))
  const code = isThere ? codes[module.reload] ?? Reloaded.success : Reloaded.notFound
  if (isThere && code === Reloaded.success) reloadOne(draft, module)
  tell(draft, "Reload", name, code)
  return code
}

/** Loads a module. Returns whether it runs now. */
export const load = (draft: Draft, name: string): boolean => {
  const module = find(draft.dialect, name)
  if (module === undefined || !module.name.endsWith(".so") || draft.modules.has(module.name)) return false
  if (module.starts === "fails") {
    tell(draft, "Unload", name, "Success")
    tell(draft, "Load", name, "Decline")
    return false
  }
  draft.modules.set(module.name, true)
  tell(draft, "Load", name, "Success")
  return true
}

/** Unloads a module that nothing uses. Returns whether it did. */
export const unload = (draft: Draft, name: string): boolean => {
  const module = find(draft.dialect, name)
  if (module === undefined || !draft.modules.has(module.name) || module.uses > 0 || module.starts === "fails") {
    return false
  }
  draft.modules.delete(module.name)
  tell(draft, "Unload", name, "Success")
  return true
}
