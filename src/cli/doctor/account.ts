/**
 * What `ami doctor` says of an account: what it may send and read, and what a task lacks.
 *
 * @since 0.2.0
 */
import * as AmiPermission from "../../catalog/AmiPermission.ts"
import { actionOf } from "../known.ts"
import * as Configuration from "./configuration.ts"
import { type Finding, type Fix } from "./finding.ts"
import { listed, merged, reads, type Rights } from "./rights.ts"
import type { Subject } from "./subject.ts"
import * as Tasks from "./tasks.ts"

type Class = AmiPermission.Class

/** Which of the two lines of an account a change is for. */
interface Lines {
  readonly read?: ReadonlyArray<Class>
  readonly write?: ReadonlyArray<Class>
}

/** The lines of an account. Classes that Asterisk does not report have to stay as they are in the file. */
const permitting = (
  subject: Subject,
  where: Configuration.AccountFile,
  rights: Rights,
  { read, write }: Lines
): Fix => {
  const isPartial = (read !== undefined && !rights.isReadExact) || (write !== undefined && !rights.isWriteExact)
  const note = isPartial ? "Keep the classes that the line has already: Asterisk does not report them all." : undefined
  return Configuration.account(subject, where, [
    ...read === undefined ? [] : [`read = ${listed(merged(rights.read, read))}`],
    ...write === undefined ? [] : [`write = ${listed(merged(rights.write, write))}`]
  ], note)
}

const orNothing = (names: ReadonlyArray<Class>): string => (names.length === 0 ? "(nothing)" : listed(names))

export const sending = ({ isWriteExact, offered, write }: Rights): Finding => ({
  id: "write",
  status: "ok",
  title: `May send ${offered.size} actions; write = ${orNothing(write)}`,
  data: { write: [...write], actions: offered.size, isExact: isWriteExact }
})

export const reading = ({ isReadExact, read, unread }: Rights): Finding => ({
  id: "read",
  status: isReadExact ? "ok" : "info",
  title: isReadExact
    ? `May read events; read = ${orNothing(read)}`
    : `Reads ${read.length === 0 ? "no events that could be proven" : `events of ${read.join(", ")}`}; `
      + "of other classes only an account with write = command can find out",
  data: { read: [...read], unread: [...unread], isExact: isReadExact }
})

/** FullyBooted follows a login, which HTTP Digest does without (manager.c, action_login): there only `no` is certain. */
const isBootTold = ({ place }: Subject, rights: Rights): boolean => {
  const told = reads(rights, "system")
  return told === "yes" || (told === "unknown" && place?.isDigest === true)
}

/** Without `system` Asterisk does not say that it has booted. */
export const booting = (subject: Subject, where: Configuration.AccountFile, rights: Rights): ReadonlyArray<Finding> =>
  isBootTold(subject, rights) ? [] : [{
    id: "booted",
    status: "warn",
    title: "Asterisk does not say that it has booted",
    cause: reads(rights, "system") === "no"
      ? "The account lacks read = system: each login waits for FullyBooted in vain (bootTimeout, 10 s)."
      : "FullyBooted did not come: the account lacks read = system, or Asterisk has not booted yet.",
    fix: permitting(subject, where, rights, { read: ["system"] })
  }]

const powerful: ReadonlyArray<Class> = ["command", "system", "config"]

/** Warns of an account that can do anything. */
export const power = ({ write }: Rights): ReadonlyArray<Finding> => {
  const held = write.filter((one) => powerful.includes(one))
  return held.length === 0 ? [] : [{
    id: "power",
    status: "warn",
    title: "This account can run programs on the PBX",
    cause: `Its secret is worth as much as a shell there: write = ${held.join(",")}.`,
    fix: { run: "ami permissions dial", note: "Give each program an account of its own, with what it needs." }
  }]
}

const needsOf = (action: string): ReadonlyArray<Class> => actionOf(action)?.needs ?? []

/** The classes of events without which a task is impossible: without FullyBooted it only begins late. */
const readsOf = ({ reads }: Tasks.Task): ReadonlyArray<Class> =>
  merged(...reads.map((event) => event === "FullyBooted" ? [] : AmiPermission.classesOf(event) ?? []))

/** The least classes of a task. */
export const accountOf = ({ reads, sends }: Pick<Tasks.Task, "reads" | "sends">): AmiPermission.Account =>
  AmiPermission.account({
    sends: sends.map((action) => ({ needs: needsOf(action) })),
    reads: reads.map((event) => ({ privilege: AmiPermission.classesOf(event) ?? [] }))
  })

/** What a task needs, against what the account has. */
export const judgeTask = (
  subject: Subject,
  where: Configuration.AccountFile,
  rights: Rights,
  name: Tasks.Name
): Finding => {
  const task = Tasks.tasks[name]
  const id = `for:${name}`
  const missing = task.sends.filter((action) => !rights.offered.has(action.toLowerCase()))
  // An action that the account's classes would allow is not there at all.
  const isAbsent = (action: string) => {
    const needs = needsOf(action)
    return needs.length === 0 || needs.some((one) => rights.write.includes(one))
  }
  const absent = missing.filter(isAbsent)
  const denied = missing.filter((action) => !isAbsent(action))
  const unread = readsOf(task).filter((one) => reads(rights, one) === "no")
  const unsure = readsOf(task).filter((one) => reads(rights, one) === "unknown")
  if (absent.length > 0) {
    const modules = [...new Set(absent.flatMap((action) => Tasks.moduleOf(action) ?? []))]
    return {
      id,
      status: "fail",
      title: `${name}: Asterisk does not have ${absent.join(", ")}`,
      cause: modules.length === 0 ? "The module of these actions is not loaded." : `Not loaded: ${modules.join(", ")}.`,
      fix: modules.length === 0
        ? { run: "asterisk -rx \"manager show commands\"" }
        : { run: modules.map((module) => `asterisk -rx "module load ${module}"`).join("\n") }
    }
  }
  if (denied.length > 0 || unread.length > 0) {
    const said = [
      ...denied.length > 0 ? [`may not send ${denied.join(", ")}`] : [],
      ...unread.length > 0 ? [`does not read events of ${unread.join(", ")}`] : []
    ]
    return {
      id,
      status: "fail",
      title: `${name}: ${said.join("; ")}`,
      cause: `The account lacks classes: ${
        [
          ...unread.length > 0 ? [`read needs ${unread.join(", ")}`] : [],
          ...denied.length > 0 ? [`write needs ${missingClasses(task, rights).join(", ")}`] : []
        ].join("; ")
      }.${unread.length > 0 && !rights.isReadExact ? " Or an eventfilter of the account keeps the events out." : ""}`,
      fix: permitting(subject, where, rights, {
        ...unread.length + unsure.length > 0 ? { read: accountOf(task).read } : {},
        ...denied.length > 0 ? { write: missingClasses(task, rights) } : {}
      })
    }
  }
  if (unsure.length === 0) return { id, status: "ok", title: `${name}: ready` }
  return {
    id,
    status: "info",
    title: `${name}: ready, if the account reads events of ${unsure.join(", ")}`,
    cause: rights.offered.has("originate")
      ? "Asterisk does not say. `--probe` finds it out by a call that rings nobody."
      : "Asterisk does not say.",
    fix: permitting(subject, where, rights, { read: accountOf(task).read })
  }
}

/** The least classes of `write` that a task needs besides those that the account has. */
const missingClasses = (task: Tasks.Task, { offered, write }: Rights): ReadonlyArray<Class> => {
  const denied = task.sends.filter((action) => !offered.has(action.toLowerCase()))
  return accountOf({ sends: denied, reads: [] }).write.filter((one) => !write.includes(one))
}
