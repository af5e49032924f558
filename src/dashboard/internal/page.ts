/**
 * The page of the dashboard, one HTML file with its style and its script: written by `scripts/page.ts` from `web/dashboard/`.
 *
 * @since 0.2.0
 */

export const page: string =
  "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Dashboard</title><p>The rows are at /state.</p></html>\n"
