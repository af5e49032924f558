/** What is written as the text of JSON, and read again. */
import { Schema } from "effect"

/** What comes out of the text that a value is written as. */
export const overText = <A, E>(schema: Schema.Codec<A, E>, value: A): A => {
  const json = Schema.toCodecJson(schema)
  return Schema.decodeUnknownSync(json)(JSON.parse(JSON.stringify(Schema.encodeSync(json)(value))))
}
