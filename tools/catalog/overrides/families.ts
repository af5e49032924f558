/** Numbered headers. */
import type { Family } from "./Override.ts"

export const families: ReadonlyArray<Family> = [
  ...["RTCPReceived", "RTCPSent"].map((owner) => ({
    owner,
    field: "Report",
    element: `${owner}Report`,
    says: "A quality report about one media source, sent or received.",
    template: "Report{n}{field}",
    because: "main/manager_channels.c, rtcp_report_to_ami: one block a report, numbered from 0"
  })),
  ...["AOC-D", "AOC-E"].map((owner) => ({
    owner,
    field: "Units",
    element: `${owner.replace("-", "")}Units`,
    says: "Charging units of one type.",
    template: "Charge/Units({n})/{field}",
    because: "main/aoc.c, units_to_json; main/manager.c, manager_json_to_ast_str writes an array as Name(n)"
  })),
  {
    owner: "AOC-S",
    field: "Rates",
    element: "AOCSRate",
    says: "What one item of a call costs.",
    template: "(null)({n})/{field}",
    because: "main/aoc.c, s_to_json: an array without a name, which manager_json_to_ast_str prints as (null)"
  }
]
