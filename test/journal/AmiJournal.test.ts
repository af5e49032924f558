import { sqlite } from "./databases.ts"
import { keepsJournal } from "./journals.ts"

keepsJournal("SQLite", sqlite)
