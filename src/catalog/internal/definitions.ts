/**
 * The rules for the options of user-defined actions and events.
 *
 * @since 0.2.0
 */
import * as Rules from "../../internal/options.ts"
import type { EncodeFailure } from "../../protocol/AmiCodec.ts"

// Functions, so that a bundler can drop them from programs that define no actions.

const action = () => {
  const texts = Rules.listOf("must be a list of texts", Rules.text)
  return {
    needs: texts,
    versions: texts,
    blocks: Rules.boolean,
    danger: Rules.text,
    payload: schemas(),
    blocksFor: Rules.callable,
    isDangerous: Rules.callable
  }
}

const schemas = () =>
  Rules.satisfies("must be an object with a schema for the name of each header", Rules.isRecord, Rules.kindOf)

const withAnswer = () => ({ ...action(), response: schemas() })

const withItems = () => ({
  ...action(),
  items: Rules.satisfies("must be a list of events", Array.isArray, Rules.kindOf),
  complete: Rules.satisfies("must be an event, such as Events.StatusComplete", Rules.isRecord, Rules.kindOf),
  empty: Rules.listOf("must be a list of texts", Rules.text),
  counted: Rules.boolean
})

/** Why an action with an invalid definition cannot be sent: ignoring a misspelt `danger` would disable the check. */
export const wrongDefinition = (options: unknown): EncodeFailure | undefined =>
  failure("AmiAction.define", Rules.firstInvalid(options, withAnswer()))

/** The same for a list action. */
export const wrongListDefinition = (options: unknown): EncodeFailure | undefined =>
  failure("AmiAction.defineList", Rules.firstInvalid(options, withItems(), ["items"]))

/** Why an event with an invalid definition cannot be decoded. */
export const wrongEventDefinition = (about: unknown): EncodeFailure | undefined => {
  const texts = Rules.listOf("must be a list of texts", Rules.text)
  return failure(
    "AmiEvent.define",
    Rules.firstInvalid(about, { privilege: texts, versions: texts, view: Rules.callable })
  )
}

const failure = (of: string, wrong: Rules.Invalid | undefined): EncodeFailure | undefined =>
  wrong === undefined ? undefined : { field: `the option \`${wrong.option}\` of ${of}`, rule: wrong.rule }
