import { assert, describe, it } from "@effect/vitest"
import { moduleOf, textOf } from "../../scripts/api.ts"

const api = (files: Readonly<Record<string, string>>): string =>
  textOf(new Map(Object.entries(files).map(([path, text]) => [path, moduleOf(path, text)])))

describe("the text of the public API", () => {
  it("has the named exports of modules, and those parts of internal modules that they refer to", () => {
    const text = api({
      "client/A.d.ts": [
        `import type * as Options from "./internal/options.ts"`,
        `import { type Item } from "../internal/items.ts"`,
        `export { Reason } from "../internal/reasons.ts"`,
        `export declare const second: (item: Item) => void`,
        `export interface First extends Options.All {}`,
        `interface Unnamed {}`
      ].join("\n"),
      "client/internal/options.d.ts":
        `interface Part {}\nexport interface All { readonly part: Part }\nexport type Other = 1`,
      "internal/items.d.ts": `import type { Deep } from "./deep.ts"\nexport type Item = Deep | "own"`,
      "internal/deep.d.ts": `export type Deep = 1\nexport type Unused = 2`,
      "internal/reasons.d.ts": `export declare class Reason {}`,
      "internal/alone.d.ts": `export type Alone = 1`
    })

    assert.deepStrictEqual(text.split("\n").filter((line) => line !== "").slice(1), [
      `declare module "effect-ami/client/A" {`,
      `import * as Options from "effect-ami/client/internal/options"`,
      `import { Item } from "effect-ami/internal/items"`,
      `export { Reason } from "effect-ami/internal/reasons"`,
      `export interface First extends Options.All {}`,
      `interface Unnamed {}`,
      `export const second: (item: Item) => void`,
      `}`,
      `declare module "effect-ami/client/internal/options" {`,
      `export interface All { readonly part: Part }`,
      `interface Part {}`,
      `}`,
      `declare module "effect-ami/internal/deep" {`,
      `export type Deep = 1`,
      `}`,
      `declare module "effect-ami/internal/items" {`,
      `import { Deep } from "effect-ami/internal/deep"`,
      `export type Item = Deep | "own"`,
      `}`,
      `declare module "effect-ami/internal/reasons" {`,
      `export class Reason {}`,
      `}`
    ])
  })

  it("has all overloads of a function, in order", () => {
    const text = api({
      "A.d.ts":
        `export declare function on(name: string): void\nexport declare const first: 1\nexport declare function on(name: 1): void`
    })

    assert.include(
      text,
      [
        `export const first: 1`,
        `export function on(name: string): void`,
        `export function on(name: 1): void`
      ].join("\n")
    )
  })
})
