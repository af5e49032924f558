/**
 * `ami permissions`: the section of manager.conf that grants the least for a purpose.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import { Cli } from "../context.ts"
import { onFreePbx, reloadManager } from "../doctor/configuration.ts"
import { names, Permissions, permissionsOf, sectionOf, usesOf } from "../doctor/permissions.ts"
import { usage } from "../failure.ts"
import { Host, variable } from "../host.ts"
import { near } from "../known.ts"
import { printOne, say } from "../output.ts"

export const output = Permissions

export const run = ({ uses: words }: { readonly uses: ReadonlyArray<string> }) =>
  Effect.gen(function*() {
    const { format, given } = yield* Cli
    const { env } = yield* Host
    const uses = usesOf(words)
    const [unknown] = uses.unknown
    if (unknown !== undefined) {
      const meant = near(unknown, names)
      return yield* usage(
        `There is no task, action or event ${unknown}${
          meant.length === 0 ? "" : `. Did you mean ${meant.join(", ")}?`
        }`,
        "ami permissions --help lists the tasks, ami describe the actions"
      )
    }
    const section = given.username ?? variable(env, "AMI_USERNAME") ?? "ami"
    const permissions = permissionsOf(section, uses)
    yield* printOne(permissions, sectionOf(permissions))
    if (format !== "human") return
    for (const name of uses.both) {
      yield* say(`${name} is an action and an event: both are granted. Write action:${name} or event:${name} for one`)
    }
    for (const { action, danger } of permissions.dangers) yield* say(`Careful: ${action} ${danger}`)
    yield* say(`Write this into /etc/asterisk/manager.conf (${onFreePbx}), then ${reloadManager}`)
  })
