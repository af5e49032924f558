/** The frame of a dialog: title, content, the status of what was asked for, and a way out. */
import type { ComponentChildren } from "preact"
import { panel } from "./act.ts"
import { words } from "./settings.ts"

const show = (dialog: HTMLDialogElement | null) => {
  if (dialog?.open === false) dialog.showModal()
}

const close = () => {
  panel.opened = undefined
  panel.draw()
}

export interface Props {
  readonly title: ComponentChildren
  /** What is under the title. */
  readonly subtitle?: string
  readonly children: ComponentChildren
}

/** Escape closes it, as browsers do it. */
export const Panel = ({ children, subtitle, title }: Props) => (
  <dialog
    ref={show}
    aria-labelledby="panel"
    onClose={close}
    onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
  >
    <div class="panel">
      <h2 id="panel">{title}</h2>
      {subtitle && <p class="dim">{subtitle}</p>}
      {children}
      <p role="status" class={panel.opened?.tone}>{panel.opened?.said}</p>
      <button class="close" onClick={(event) => event.currentTarget.closest("dialog")?.close()}>{words.close}</button>
    </div>
  </dialog>
)
