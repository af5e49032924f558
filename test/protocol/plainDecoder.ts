/**
 * The decoder assembled by hand, so that the fast path can be omitted or be given its own trie.
 */
import { AmiCodec, AmiMessage } from "effect-ami"
import { type FrameLimits, type FrameOverflow, FrameReader } from "../../src/protocol/internal/frames.ts"
import type { HeaderTrie } from "../../src/protocol/internal/headerTrie.ts"
import { Scanner } from "../../src/protocol/internal/scanner.ts"
import { type Charset, readFollows, readHeaders } from "../../src/protocol/internal/text.ts"

export interface PlainOptions {
  readonly charset?: Charset
  readonly rawOutput?: boolean
  readonly limits?: Partial<FrameLimits>
  /** The trie of the fast path; without one, the fast path is off. */
  readonly trie?: HeaderTrie
}

export interface PlainDecoded {
  readonly messages: ReadonlyArray<AmiMessage.AmiMessage>
  /** How many of them took the fast path. */
  readonly quick: number
  readonly overflow: FrameOverflow | undefined
  readonly pending: number
}

/** Decodes bytes after a banner in pieces of these sizes, in turn. */
export const plainDecode = (
  bytes: Uint8Array,
  sizes: ReadonlyArray<number>,
  { trie, charset = "utf-8", limits, rawOutput = true }: PlainOptions = {}
): PlainDecoded => {
  const all = { ...AmiCodec.defaultLimits, ...limits }
  const frames = new FrameReader(all)
  frames.rawOutput = rawOutput
  const scanner = trie === undefined ? undefined : new Scanner(trie, all, charset)
  const messages: Array<AmiMessage.AmiMessage> = []
  let quick = 0
  let at = 0
  for (let index = 0; at < bytes.length && frames.overflow === undefined; index++) {
    const from = bytes.subarray(at, at + sizes[index % sizes.length]!)
    const piece = bytes instanceof Buffer ? Buffer.from(from) : new Uint8Array(from)
    at += piece.length
    frames.append(piece)
    frames.takeFrames((frame, output) => {
      const { bareLineFeeds } = frames
      const headers = output === undefined
        ? readHeaders(frame, bareLineFeeds, charset)
        : readFollows(frame, output, bareLineFeeds, charset)
      messages.push(AmiMessage.make(headers))
    }, (held, from, to) => {
      const message = scanner?.read(held, from, to) ?? "fallback"
      if (typeof message === "string") return message
      messages.push(message)
      quick += 1
      return scanner!.after
    })
    if (frames.overflow === undefined) frames.keepTail()
    else frames.drop()
    // Like a socket that reuses its memory.
    piece.fill(0x21)
  }
  return { messages, quick, overflow: frames.overflow, pending: frames.pending }
}
