/**
 * The actions of modules, and those that reload and rotate.
 *
 * @since 0.2.0
 */
import { acknowledgement, type Lines, refusal, success } from "../messages.ts"
import * as Modules from "../pbx/config/modules.ts"
import type { Draft } from "../pbx/draft.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

/** What a reload says that did not succeed, by its code; `ModuleLoad` has words of its own for two. */
const failures: ReadonlyMap<number, readonly [reload: string, moduleLoad: string]> = /*#__PURE__*/ new Map([
  [2, ["No such module", "No such module."]],
  [3, ["An unknown error occurred", "An unknown error occurred"]],
  [5, ["Module not initialized", "Module not initialized"]],
  [6, ["Module does not support reload", "Module does not support reload action."]]
])

const answerReload: PbxActions[string]["answer"] = (draft, request) => {
  const failure = failures.get(Modules.reload(draft, valueOf(request, "Module")))
  return [failure === undefined ? acknowledgement(request, "Module Reloaded") : refusal(request, failure[0])]
}

const incomplete = "Incomplete ModuleLoad action."

/** Asterisk 22 wants the name of a file in the folder of modules (manager.c, file_in_modules_dir). */
const isFile = (draft: Draft, name: string): boolean =>
  name === "" || name === "." ||
  Modules.find(draft.dialect, name.replace(/^(?:\.\/|\.\.\/modules\/)+/, ""))?.name ===
        name.slice(name.lastIndexOf("/") + 1) && name.endsWith(".so")

const refresh = (draft: Draft, name: string): boolean => Modules.unload(draft, name) && Modules.load(draft, name)

const perform = (draft: Draft, request: Request, type: string, name: string): Lines => {
  const done = (isDone: boolean, success: string, failure: string): Lines =>
    isDone ? acknowledgement(request, success) : refusal(request, failure)
  switch (type) {
    case "load":
      return done(Modules.load(draft, name), "Module loaded.", "Could not load module.")
    case "unload":
      return done(Modules.unload(draft, name), "Module unloaded.", "Could not unload module.")
    case "refresh":
      if (draft.dialect === 16) break
      return done(refresh(draft, name), "Module unloaded and loaded.", "Could not refresh module.")
    case "reload": {
      const failure = failures.get(Modules.reload(draft, name))
      if (failure !== undefined) return refusal(request, failure[1])
      return acknowledgement(request, name === "" ? "All modules reloaded" : "Module reloaded.")
    }
  }
  return refusal(request, incomplete)
}

/** Says everything that is wrong, and tries nevertheless (manager.c, manager_moduleload). */
const answerModuleLoad: PbxActions[string]["answer"] = (draft, request) => {
  const type = valueOf(request, "LoadType").toLowerCase()
  const name = valueOf(request, "Module")
  const said: Array<Lines> = []
  if (type === "") said.push(refusal(request, incomplete))
  if (name === "" && type !== "reload") said.push(refusal(request, "Need module name"))
  if (draft.dialect === 22 && !isFile(draft, name)) return [...said, refusal(request, "Module not found.")]
  return [...said, perform(draft, request, type, name)]
}

const answerModuleCheck: PbxActions[string]["answer"] = (draft, request) =>
  Modules.isLoaded(draft, valueOf(request, "Module"))
    ? [success(request, "Version: ")]
    : [refusal(request, "Module not loaded")]

/** The actions of modules, and those that reload and rotate. */
export const actions: PbxActions = {
  LoggerRotate: {
    answer: (_, request) => [acknowledgement(request, "Reloaded the logger and rotated log files")]
  },
  ModuleCheck: { answer: answerModuleCheck },
  ModuleLoad: { answer: answerModuleLoad },
  Reload: { answer: answerReload }
}
