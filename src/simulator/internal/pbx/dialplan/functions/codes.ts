/**
 * The functions that encode (func_uri.c, func_base64.c, func_md5.c, func_sha1.c).
 *
 * @since 0.2.0
 */
import { md5 } from "../../../../../internal/md5.ts"
import * as wire from "../../../wire.ts"
import { hexOf } from "../../ids.ts"
import { type DialplanFunctions, ofText } from "./function.ts"

const decode = (data: string): string =>
  data.replaceAll(/%([0-9a-fA-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(String(code), 16)))

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

/** Decodes as much as possible: invalid characters have the value 255, and last bits that make no byte are dropped. */
const decodeBase64 = (data: string): string => {
  let text = ""
  let held = 0
  let count = 0
  for (const letter of data.replace(/=*$/, "")) {
    const value = letters.indexOf(letter)
    held = (held << 6 | (value === -1 ? 255 : value)) & 0xffffff
    count += 6
    if (count < 8) continue
    count -= 8
    text += String.fromCharCode(held >> count & 255)
  }
  const end = text.indexOf("\u0000")
  return end === -1 ? text : text.slice(0, end)
}

const rotated = (word: number, by: number): number => word << by | word >>> (32 - by)

/** SHA-1 of bytes (FIPS 180), synchronous, as the functions of the dialplan need it. */
const sha1 = (bytes: Uint8Array): string => {
  const padded = new Uint8Array((bytes.length + 8 >> 6) + 1 << 6)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(padded.length - 4, bytes.length << 3)
  const hash = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]
  for (let start = 0; start < padded.length; start += 64) {
    const words = Array.from({ length: 16 }, (_, at) => view.getUint32(start + at * 4))
    for (let at = 16; at < 80; at++) {
      const word = (back: number) => words[at - back] ?? 0
      words.push(rotated(word(3) ^ word(8) ^ word(14) ^ word(16), 1))
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = hash
    for (const [at, word] of words.entries()) {
      const [mixed, constant] = at < 20
        ? [b & c | ~b & d, 0x5a827999]
        : at < 40
        ? [b ^ c ^ d, 0x6ed9eba1]
        : at < 60
        ? [b & c | b & d | c & d, 0x8f1bbcdc]
        : [b ^ c ^ d, 0xca62c1d6]
      const next = rotated(a, 5) + mixed + e + constant + word | 0
      ;[e, d, c, b, a] = [d, c, rotated(b, 30), a, next]
    }
    for (const [at, value] of [a, b, c, d, e].entries()) hash[at] = (hash[at] ?? 0) + value | 0
  }
  return hash.map((word) => hexOf(word >>> 0)).join("")
}

/** The functions that encode. */
export const functions: DialplanFunctions = {
  BASE64_DECODE: ofText(decodeBase64),
  BASE64_ENCODE: ofText((data) => data === "" ? undefined : btoa(data)),
  MD5: ofText((data) => data === "" ? undefined : md5(wire.toBytes(data))),
  SHA1: ofText((data) => data === "" ? undefined : sha1(wire.toBytes(data))),
  URIDECODE: ofText(decode),
  URIENCODE: ofText(wire.uriEncoded)
}
