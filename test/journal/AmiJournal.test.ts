import { findsCalls } from "./callsOf.ts"
import { sqlite } from "./databases.ts"
import { keepsJournal } from "./journals.ts"

keepsJournal("SQLite", sqlite)
findsCalls("SQLite", sqlite)
