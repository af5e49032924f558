/**
 * What there is in a journal: its servers, its readers, and what was put aside.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type { ConsumerSummary, DeadLetter, ServerSummary } from "./models.ts"
import type { Storage } from "./storage.ts"

type Numbers = Readonly<Record<string, unknown>>

const maybe = (value: unknown): number | undefined => value === null || value === undefined ? undefined : Number(value)

export const servers = ({ sql }: Storage) =>
  Effect.map(
    sql<Numbers & { readonly server: string }>`SELECT s.server, s.generation, count(j.id) AS amount,
      sum(j.events) AS events, sum(j.dropped) AS dropped, sum(length(j.data)) AS bytes,
      sum(CASE WHEN j.gap IS NULL THEN 0 ELSE 1 END) AS gaps, min(j.first_at) AS first_at, max(j.last_at) AS last_at
      FROM ami_server s LEFT JOIN ami_journal j ON j.server = s.server
      GROUP BY s.server, s.generation ORDER BY s.server`,
    (rows) =>
      rows.map((row): ServerSummary => ({
        server: row.server,
        generation: Number(row["generation"]),
        events: Number(row["events"] ?? 0),
        bytes: Number(row["bytes"] ?? 0),
        blocks: row["first_at"] === null ? 0 : Number(row["amount"]) - Number(row["gaps"]),
        gaps: row["first_at"] === null ? 0 : Number(row["gaps"]),
        dropped: Number(row["dropped"] ?? 0),
        firstAt: maybe(row["first_at"]),
        lastAt: maybe(row["last_at"])
      }))
  )

export const consumers = ({ sql }: Storage) =>
  Effect.map(
    sql<Numbers & { readonly consumer: string; readonly server: string }>`SELECT consumer, server, block, item, noted_at
      FROM ami_consumer ORDER BY consumer, server`,
    (rows) =>
      rows.map((row): ConsumerSummary => ({
        consumer: row.consumer,
        server: row.server,
        position: { block: Number(row["block"]), item: Number(row["item"]) },
        notedAt: Number(row["noted_at"])
      }))
  )

export const putAside = ({ sql }: Storage, { body, consumer, id, reason }: Omit<DeadLetter, "at">, at: number) =>
  Effect.asVoid(
    sql`INSERT INTO ami_dead_letter ${sql.insert({ consumer, id, at, reason, body })} ON CONFLICT DO NOTHING`
  )

export const deadLetters = ({ sql }: Storage, consumer: string) =>
  Effect.map(
    sql<Numbers & Omit<DeadLetter, "at">>`SELECT consumer, id, at, reason, body FROM ami_dead_letter
      WHERE consumer = ${consumer} ORDER BY at, id`,
    (rows) =>
      rows.map(({ at, body, consumer, id, reason }): DeadLetter => ({ consumer, id, at: Number(at), reason, body }))
  )
