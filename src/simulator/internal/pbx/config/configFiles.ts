/**
 * The configuration files of the PBX, in memory: where they are, and which may be touched.
 *
 * @since 0.2.0
 */
import type { Draft } from "../draft.ts"
import * as ConfigText from "./configText.ts"

/** Where configuration files are. */
export const folder = "/etc/asterisk"

/** Other folders that exist for an observer. */
const otherFolders = ["", "/", "/etc", "/tmp", "/usr", "/var", "/var/lib", "/var/lib/asterisk", "/home", "/root"]

/** Files that every Linux system has. */
const otherFiles = ["/etc/passwd", "/etc/shadow", "/etc/hosts", "/etc/group", "/etc/hostname", "/etc/fstab"]

/** The whole path of a file, without `.` and `..`. */
export const pathOf = (name: string): string => {
  const stripped = name.trim()
  const parts: Array<string> = []
  for (const part of (stripped.startsWith("/") ? stripped : `${folder}/${stripped}`).split("/")) {
    if (part === "..") parts.pop()
    else if (part !== "" && part !== ".") parts.push(part)
  }
  return `/${parts.join("/")}`
}

/** Whether a path is that of the folder of configuration files, or below it. */
export const isInside = (path: string): boolean => path.startsWith(folder)

/** Whether a file exists. */
export const exists = (draft: Draft, path: string): boolean =>
  draft.files.has(path) || path === folder || otherFolders.includes(path) || otherFiles.includes(path)

/** Whether a folder exists. */
export const hasFolder = (draft: Draft, path: string): boolean => {
  if (path === folder || otherFolders.includes(path)) return true
  for (const file of draft.files.keys()) if (file.startsWith(`${path}/`)) return true
  return false
}

/** Reads a file. */
export const read = (draft: Draft, name: string): ConfigText.Read =>
  ConfigText.read((included) => draft.files.get(pathOf(included)), name)

/** The sections of a file; none if it cannot be read. */
export const sectionsOf = (draft: Draft, name: string): ReadonlyArray<ConfigText.Section> => {
  const sections = read(draft, name)
  return typeof sections === "string" ? [] : sections
}

/** Writes a file. */
export const write = (draft: Draft, name: string, text: string): void => draft.files.set(pathOf(name), text)

/** The last value of a setting; undefined if a section does not have it. */
export const valueIn = (section: ConfigText.Section | undefined, name: string): string | undefined =>
  section?.settings.findLast((setting) => setting.name.toLowerCase() === name)?.value
