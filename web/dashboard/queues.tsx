/** The table of queues, the worst wait on top. */
import { levelOf, type QueueView } from "./floor.ts"
import { duration } from "./format.ts"
import { Name } from "./name.tsx"
import { pure } from "./pure.ts"
import { Segments } from "./segments.tsx"
import { format, options, score, words } from "./settings.ts"
import { since } from "./time.ts"

const number = (value: number | undefined) => value === undefined ? "–" : format.number(value)

const Row = pure(({ agents, id, oldest, row, waiting }: Omit<QueueView, "key"> & { readonly id: string }) => {
  const tone = oldest ? "" : "zero"
  const level = levelOf([row], options.level)
  return (
    <tr>
      <th scope="row">
        <Name id={id} text={row.name} />
      </th>
      <td class={`n big ${tone}`}>{waiting}</td>
      <td class={`n ${tone}`}>{oldest ? since(oldest, "wait") : "–"}</td>
      <td class="sl">
        <span
          class={`meter ${score(level)}`}
          style={{ "--p": `${level ?? 0}%`, "--g": `${options.goal}%` }}
        />
        <span class="pct">{level === undefined ? "–" : format.percent(level)}</span>
        {!!row.serviceLevel && <small class="opt">≤ {row.serviceLevel} s</small>}
      </td>
      <td class="n narrow">{number(row.completed)}</td>
      <td class="n">{number(row.abandoned)}</td>
      <td class="n opt narrow">{row.holdtime === undefined ? "–" : duration(row.holdtime * 1000)}</td>
      <td class="of narrow">
        <Segments agents={agents} />
      </td>
    </tr>
  )
})

const heads: ReadonlyArray<readonly [word: string, column: string]> = [
  [words.queues, ""],
  [words.waiting, "n"],
  [words.longest, "n"],
  [words.serviceLevel, "sl"],
  [words.answered, "n narrow"],
  [words.abandoned, "n"],
  [words.recentWait, "n opt narrow"],
  [words.agents, "of narrow"]
]

export interface Props {
  readonly queues: ReadonlyArray<QueueView>
  /** Which of how many are shown, if not all of them. */
  readonly range: string
}

export const Queues = ({ queues, range }: Props) => (
  <div class="card queues">
    <table>
      <caption>
        {words.queues} {range}
      </caption>
      <thead>
        <tr>
          {heads.map(([word, column]) => (
            <th key={word} scope="col" class={column}>
              <span class={column ? "" : "sr"}>{word}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {queues.length === 0 ?
          (
            <tr>
              <td class="dim" colSpan={8}>–</td>
            </tr>
          ) :
          queues.map(({ key, ...view }) => <Row key={key} id={key} {...view} />)}
      </tbody>
    </table>
  </div>
)
