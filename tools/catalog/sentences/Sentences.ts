/** What the documentation of one action or event says, in sentences of our own. */
export interface Sentences {
  /** What the action does, or what the event reports, in one sentence. */
  readonly says: string
  /** Paragraphs of what a user should know before using it. */
  readonly details?: ReadonlyArray<string>
  /** Paragraphs of what surprises people. */
  readonly gotchas?: ReadonlyArray<string>
  /** A sentence for a field of the payload, or of the event, if its name does not say enough. */
  readonly fields?: Readonly<Record<string, string>>
  /** A sentence for a field of the answer of an action. */
  readonly answer?: Readonly<Record<string, string>>
}
