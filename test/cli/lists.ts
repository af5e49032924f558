/** The commands that list what there is. */
export const lists = [
  "channels",
  "calls",
  "queues",
  "members",
  "endpoints",
  "registrations",
  "parked",
  "bridges",
  "mailboxes",
  "devices"
]
