/** A name that opens the panel of its row; on a television it is a name only. */
import { open } from "./act.ts"
import { visible } from "./format.ts"
import { options } from "./settings.ts"

export const Name = ({ id, text }: { readonly id: string; readonly text: string }) =>
  options.tv
    ? <span class="name">{visible(text) || "–"}</span>
    : <button class="name" data-key={id} onClick={() => open(id)}>{visible(text) || "–"}</button>
