/**
 * Why a recording cannot be replayed.
 *
 * It is exported by `AmiError`, and stands here because it needs nothing of ours.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"

/**
 * A text is no recording of a session.
 *
 * @category errors
 * @since 0.2.0
 */
export class InvalidRecording
  extends Schema.TaggedError<InvalidRecording>("effect-ami/AmiError/InvalidRecording")("InvalidRecording", {
    /** The file, if it was read from one. */
    file: Schema.optionalKey(Schema.String),
    /** The number of the line that is wrong, counted from 1. */
    line: Schema.Int,
    problem: Schema.String
  })
{
  override get message(): string {
    return `Line ${this.line} of ${this.file ?? "the recording"} ${this.problem}`
  }

  /** False: the file has to change first. */
  readonly isRetryable = false
}
