/**
 * The table of `docs/security.md`: the actions that can run a program, change a file or show a secret.
 */
import { all } from "../../src/catalog/AllActions.ts"
import { type Page, table } from "./markdown.ts"

/** `docs/security.md`. */
export const securityPage = (): Page => ({
  path: "docs/security.md",
  parts: {
    dangers: table(
      ["action", "what it can do", "classes, of which one is enough"],
      all.filter(({ danger }) => danger !== undefined).map(({ danger = "", name, needs }) => [
        `\`${name}\``,
        danger,
        needs.map((one) => `\`${one}\``).join(", ")
      ])
    )
  },
  faults: []
})
