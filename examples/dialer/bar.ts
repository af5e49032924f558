/** The progress of a campaign in one line of a terminal. */
import type { AmiCampaign } from "effect-ami"

const width = 30

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

export const bar = (figures: AmiCampaign.Figures, contacts: number): string => {
  const { abandonRate, answerRate, finished, live, ratio, setup, skipped } = figures
  const done = Math.min(1, (finished + skipped) / Math.max(1, contacts))
  const full = Math.round(done * width)
  const calls = `${live - setup} talk, ${setup} in setup, ${ratio.toFixed(1)} an agent`
  const rates = `${percent(answerRate)} answered, ${percent(abandonRate)} abandoned`
  return `[${"#".repeat(full)}${".".repeat(width - full)}] ${percent(done)} | ${calls} | ${rates}`
}
