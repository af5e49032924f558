/** The contract of transports, over the owner of a server in the same process. */
import { Effect } from "effect"
import { transportSuite } from "../transport/suite.ts"
import { abilities, harness } from "./contract.ts"
import { cluster } from "./inProcess.ts"

transportSuite("a cluster", harness(Effect.succeed({ owner: cluster, consumer: cluster })), abilities)
