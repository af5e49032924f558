/** The form of corrections. */
import type { Correction } from "../shapes.ts"

export interface Because {
  /** The evidence: a file and function of Asterisk, a recording, or the reason for our choice. */
  readonly because: string
}

/** What is different about a header. */
export interface FieldOverride extends Because, Correction {}

/** A header, or a field from several headers, that the facts lack. */
export interface Addition extends FieldOverride {
  readonly name: string
}

export interface EventOverride {
  /** Why the catalogue omits it. */
  readonly absent?: string
  readonly fields?: Readonly<Record<string, FieldOverride>>
  readonly add?: ReadonlyArray<Addition>
  /** The headers that an addition replaces. */
  readonly drop?: RegExp
  /** Replaces the message before decoding: a function of `src/catalog/internal/views.ts`. */
  readonly view?: Because & { readonly by: string }
}

export interface ActionOverride {
  readonly absent?: string
  readonly fields?: Readonly<Record<string, FieldOverride>>
  readonly add?: ReadonlyArray<Addition>
  readonly drop?: RegExp
  readonly answer?: Readonly<Record<string, FieldOverride>>
  readonly addAnswer?: ReadonlyArray<Addition>
  readonly dropAnswer?: RegExp
  /** Whether the payload accepts any header. */
  readonly open?: Because
  /** Forms of the payload of which a caller chooses one, by the fields that each requires and forbids. */
  readonly forms?: Because & {
    readonly of: Readonly<
      Record<
        string,
        { readonly says: string; readonly requires: ReadonlyArray<string>; readonly forbids: ReadonlyArray<string> }
      >
    >
  }
  /** The action is a list if its `Channel` is a regular expression, which a constructor of this name accepts. */
  readonly matching?: Because & { readonly name: string }
  /** Texts of `Response: Error` that mean an empty list. */
  readonly empty?: Because & { readonly texts: ReadonlyArray<string> }
  /** `ListItems` is not the number of items. */
  readonly miscounts?: Because
  /** How long it blocks the session: a function of `src/catalog/internal/blocking.ts`. */
  readonly blocks?: Because & { readonly by: string }
  /** What it could be misused for; with a function of `src/catalog/internal/dangers.ts` if the payload decides. */
  readonly danger?: Because & { readonly says: string; readonly when?: string }
}

/** Numbered headers: each number is one element of an array. */
export interface Family extends Because {
  readonly owner: string
  /** The field with the array. */
  readonly field: string
  /** The name of the interface of an element. */
  readonly element: string
  readonly says: string
  /** The template for the header of an element's field: `{n}` is the number, `{field}` the field. */
  readonly template: string
}
