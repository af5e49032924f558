/**
 * Readers of the values of headers: they give what a schema gives, without the interpreter of schemas, which takes ten times as long.
 *
 * A reader belongs to the syntax tree of its schema. Whatever is made from a
 * schema, by a check, an annotation or a transformation, has a tree of its own
 * and so no reader: nobody's check is skipped.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"

/** What a reader gives for a value that its schema may refuse: the schema has the last word, and says why. */
export const misfit = /*#__PURE__*/ Symbol("misfit")

/** How the value of a field is read. */
export interface Reader<out A> {
  /** Whether the field is absent without a header; if not, its schema has the last word. */
  readonly optional: boolean
  /** What a field holds that may not be absent and whose value does not fit; undefined if there is no such value. */
  readonly instead: A | undefined
  /** The value; undefined if the field is absent, `misfit` if the schema may refuse it. */
  read(wire: unknown): A | undefined | typeof misfit
}

type Read<S extends Schema.Constraint> = (wire: S["Encoded"]) => S["Type"] | undefined | typeof misfit

type More<S extends Schema.Constraint> = Partial<Pick<Reader<S["Type"]>, "instead" | "optional">>

const enter = <S extends Schema.Constraint>(
  readers: WeakMap<object, Reader<unknown>>,
  schema: S,
  read: Read<S>,
  { instead, optional = false }: More<S> = {}
): WeakMap<object, Reader<unknown>> =>
  // `optionalKey` gives the same tree whenever it is called with the same one.
  readers.set(schema.ast, { optional, instead, read }).set(Schema.optionalKey(schema).ast, {
    optional: true,
    instead: undefined,
    read
  })

/** Reads a text, which is the value as it stands. */
export const asText = (wire: string): string => wire

const readers = /*#__PURE__*/ enter(/*#__PURE__*/ new WeakMap(), Schema.String, asText)

/** Gives a schema its reader, which must read as the schema does. */
export const direct = <S extends Schema.Constraint>(schema: S, read: Read<S>, more?: More<S>): S => {
  enter(readers, schema, read, more)
  return schema
}

/** The reader of a schema, if that has one. */
export const readerOf = <S extends Schema.Constraint>({ ast }: S): Reader<S["Type"]> | undefined => readers.get(ast)

/** Builds the schema of a value that is written by a pattern. */
export const written = <A>(
  pattern: RegExp,
  expected: string,
  to: Schema.Codec<A>,
  { decode, encode, instead }: {
    readonly decode: (text: string) => A
    readonly encode: (value: A) => string
    readonly instead?: A | undefined
  }
): Schema.Codec<A, string> =>
  direct(
    Schema.String.check(Schema.isPattern(pattern, { expected, message: `Expected ${expected}` })).pipe(
      Schema.decodeTo(to, SchemaTransformation.transform({ decode, encode }))
    ),
    (text) => (pattern.test(text) ? decode(text) : misfit),
    { instead }
  )

/** Builds a schema in one call, which bundlers leave out if nobody uses it. */
export const built = <A>(build: () => A): A => build()
