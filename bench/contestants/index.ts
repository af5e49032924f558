/**
 * The contestants, each loaded on demand: the library needs nothing that is installed in `bench/`.
 */
import type { Contestant } from "../contestant.ts"

type Loaded<Message> = Promise<{ readonly contestant: Contestant<Message> | undefined }>

// Messages of a contestant go back only into that contestant, so their type may be forgotten here.
const forget = async <Message>(loaded: Loaded<Message>): Promise<Contestant | undefined> =>
  (await loaded).contestant as unknown as Contestant | undefined

/** How to load each by name; undefined if it is not available on this machine. */
export const contestants: Readonly<Record<string, () => Promise<Contestant | undefined>>> = {
  "effect-ami": () => forget(import("./effectAmi.ts")),
  "yana": () => forget(import("./yana.ts")),
  "asterisk.io": () => forget(import("./asteriskIo.ts")),
  "ami-io": () => forget(import("./amiIo.ts")),
  "asterisk-manager": () => forget(import("./asteriskManager.ts")),
  "nami": () => forget(import("./nami.ts")),
  "asterisk-ami-client": () => forget(import("./asteriskAmiClient.ts")),
  "panoramisk": () => forget(import("./panoramisk.ts"))
}
