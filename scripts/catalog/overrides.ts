/**
 * Corrections of the facts, each with its evidence.
 *
 * The facts were read from Asterisk's sources and documentation by programs; a
 * file and function of Asterisk, or a recording of a server, says why it is
 * otherwise here.
 */
import type { Field } from "./model.ts"
export { actions, matchingChannel } from "./overrides/actions.ts"
export { events, groups } from "./overrides/events.ts"
import type { ShapeName } from "./shapes.ts"

interface Because {
  /** The evidence: a file and function of Asterisk, a recording, or the reason of a choice of ours. */
  readonly because: string
}

/** What is otherwise about a header. */
export interface FieldOverride extends Because, Partial<Omit<Field, "name" | "in">> {
  /** A shape that the facts have no word for. */
  readonly shape?: ShapeName
}

/** A header, or what several headers make, that the facts do not have. */
export interface Addition extends FieldOverride {
  readonly name: string
}

export interface EventOverride {
  /** Why the catalogue leaves it out. */
  readonly absent?: string
  readonly fields?: Readonly<Record<string, FieldOverride>>
  readonly add?: ReadonlyArray<Addition>
  /** Headers that an addition stands for. */
  readonly drop?: RegExp
}

export interface ActionOverride {
  readonly absent?: string
  readonly fields?: Readonly<Record<string, FieldOverride>>
  readonly add?: ReadonlyArray<Addition>
  readonly drop?: RegExp
  readonly answer?: Readonly<Record<string, FieldOverride>>
  readonly addAnswer?: ReadonlyArray<Addition>
  readonly dropAnswer?: RegExp
  /** Whether the payload takes any header. */
  readonly open?: Because
  /** Forms of the payload of which a caller chooses one, by the fields that each requires and forbids. */
  readonly forms?: Because & {
    readonly of: Readonly<
      Record<string, Because & { readonly requires: ReadonlyArray<string>; readonly forbids: ReadonlyArray<string> }>
    >
  }
  /** The action is a list where its `Channel` is a regular expression, which a constructor of this name takes. */
  readonly matching?: Because & { readonly name: string }
  /** Texts of `Response: Error` that mean an empty list. */
  readonly empty?: Because & { readonly texts: ReadonlyArray<string> }
  /** `ListItems` is not the number of items. */
  readonly miscounts?: Because
  /** How long it holds up the session: a function of `src/catalog/internal/blocking.ts`. */
  readonly blocks?: Because & { readonly by: string }
  /** What it could be misused for; with a function of `src/catalog/internal/dangers.ts` where the payload decides. */
  readonly danger?: Because & { readonly says: string; readonly when?: string }
}

// --- Families ---------------------------------------------------------------

/** Headers that are numbered: each number is one element of an array. */
export interface Family extends Because {
  readonly owner: string
  /** The field that holds the array. */
  readonly field: string
  /** The name of the interface of an element. */
  readonly element: string
  readonly says: string
  /** The header of a field of an element: `{n}` is the number, `{field}` the field. */
  readonly template: string
}

export const families: ReadonlyArray<Family> = [
  ...["RTCPReceived", "RTCPSent"].map((owner) => ({
    owner,
    field: "Report",
    element: `${owner}Report`,
    says: "What one source of media was told, or tells, of its quality.",
    template: "Report{n}{field}",
    because: "main/manager_channels.c, rtcp_report_to_ami: one block a report, numbered from 0"
  })),
  ...["AOC-D", "AOC-E"].map((owner) => ({
    owner,
    field: "Units",
    element: `${owner.replace("-", "")}Units`,
    says: "Charging units of one type.",
    template: "Charge/Units({n})/{field}",
    because: "main/aoc.c, units_to_json; main/manager.c, manager_json_to_ast_str writes an array as Name(n)"
  })),
  {
    owner: "AOC-S",
    field: "Rates",
    element: "AOCSRate",
    says: "What one item of a call costs.",
    template: "(null)({n})/{field}",
    because: "main/aoc.c, s_to_json: an array without a name, which manager_json_to_ast_str prints as (null)"
  }
]
