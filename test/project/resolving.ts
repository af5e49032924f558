/**
 * Makes a program of the documentation run anywhere: `node --import` of this file.
 *
 * `effect-ami` resolves to the source of this project, and other packages to those that it is developed with.
 */
import { registerHooks } from "node:module"

const project = new URL("../../", import.meta.url).href

const sourceOf = (entry: string | undefined): string => {
  if (entry === undefined) return "index.ts"
  if (entry === "AmiFleet") return "fleet/AmiFleet.ts"
  return /^(cluster|dashboard|journal|node|simulator|sink)$/.test(entry) ? `${entry}/index.ts` : `${entry}.ts`
}

registerHooks({
  resolve: (specifier, context, next) => {
    const ours = /^effect-ami(?:\/(.+))?$/.exec(specifier)
    if (ours !== null) return next(`${project}src/${sourceOf(ours[1])}`, context)
    const isPackage = /^@?\w[\w-]*(\/|$)/.test(specifier) && context.parentURL?.startsWith(project) === false
    return next(specifier, isPackage ? { ...context, parentURL: `${project}package.json` } : context)
  }
})
