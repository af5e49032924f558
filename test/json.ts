/** Encodes a value as JSON text, and decodes it again. */
import { Schema } from "effect"

/** The value that is decoded from the text that a value is encoded to. */
export const overText = <A, E>(schema: Schema.Codec<A, E>, value: A): A => {
  const json = Schema.toCodecJson(schema)
  return Schema.decodeUnknownSync(json)(JSON.parse(JSON.stringify(Schema.encodeSync(json)(value))))
}
