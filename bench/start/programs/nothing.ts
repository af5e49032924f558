/** Node, and nothing else. */
import { mark } from "./marks.ts"

mark("imported")
