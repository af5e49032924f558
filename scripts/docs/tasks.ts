/**
 * The table of `docs/doctor.md`: the tasks of `ami doctor --for` and `ami permissions`, and the classes that they need.
 */
import { accountOf } from "../../src/cli/doctor/account.ts"
import { names, tasks } from "../../src/cli/doctor/tasks.ts"
import { type Page, table } from "./markdown.ts"

const classes = (list: ReadonlyArray<string>) => list.length === 0 ? "" : `\`${list.join(",")}\``

/** `docs/doctor.md`. */
export const doctorPage = (): Page => ({
  path: "docs/doctor.md",
  parts: {
    tasks: table(
      ["task", "to …", "sends", "`read`", "`write`"],
      names.map((name) => {
        const { read, write } = accountOf(tasks[name])
        return [`\`${name}\``, tasks[name].does, tasks[name].sends.join(", "), classes(read), classes(write)]
      })
    )
  },
  faults: []
})
