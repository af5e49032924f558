/** A short list in a table without a visible head: who waits, which calls are up, who hung up. */
import type { ComponentChildren } from "preact"

export interface Props {
  readonly caption: string
  /** The heads of the columns, for those who hear the table. */
  readonly heads: ReadonlyArray<string>
  /** What stands there if there are no rows. */
  readonly none: string
  readonly rows: ReadonlyArray<ComponentChildren>
  /** How many rows there are that are not shown. */
  readonly more?: number
}

export const Compact = ({ caption, heads, more = 0, none, rows }: Props) => (
  <div>
    <table class="compact">
      <caption>{caption}</caption>
      <thead class="sr">
        <tr>{heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr>
      </thead>
      <tbody>
        {rows.length === 0
          ? (
            <tr>
              <td class="dim" colSpan={3}>{none}</td>
            </tr>
          )
          : rows}
      </tbody>
    </table>
    {more > 0 && <p class="dim more">+{more}</p>}
  </div>
)
