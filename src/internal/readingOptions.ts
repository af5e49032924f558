/**
 * What the options must be that all transports have which read bytes.
 *
 * @since 0.2.0
 */
import type * as AmiCodec from "../protocol/AmiCodec.ts"
import * as Rules from "./options.ts"

export const limits: Rules.Rules<AmiCodec.Limits> = {
  lineBytes: Rules.whole(1),
  messageBytes: Rules.whole(1),
  messageLines: Rules.whole(1)
}

export const reading: Rules.Rules<Pick<AmiCodec.DecoderOptions, "charset" | "limits">> = {
  charset: Rules.oneOf("utf-8", "latin-1-fallback"),
  limits: Rules.members<AmiCodec.Limits>("must be an object with lineBytes, messageBytes, messageLines", limits)
}
