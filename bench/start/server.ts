/** What the programs of `bench/start.ts` connect to: a server that answers at once. */
import { listen } from "../peer.ts"

await listen()
