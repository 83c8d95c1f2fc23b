/** A refusal in the words of the page: about the whole form, or at the field that it is about. */
import type { AuthError, FieldErrors } from '../../problems.ts'
import { type PageProblemCode, pageProblemCodes } from './words/codes.ts'
import { recogniseMessage } from './words/field-messages.ts'
import type { Words } from './words/words.ts'

export interface Explanation {
  readonly code: string
  /** About the form. */
  readonly messages: readonly string[]
  /** By the names of fields. */
  readonly fields: FieldErrors
}

export function explain(words: Words, error: AuthError): Explanation {
  const { code } = error
  if (code === 'invalid') return explainFields(words, error.body as FieldErrors)
  const wait = Number(error.headers['Retry-After'])
  const waits = code === 'throttled' && Number.isFinite(wait) ? ` ${words.tryAgainIn(wait)}` : ''
  return { code, messages: [`${words.problems[knownCode(error)]}${waits}`], fields: {} }
}

function explainFields(words: Words, errors: FieldErrors): Explanation {
  const { non_field_errors: whole = [], token, ...fields } = errors
  const said = Object.entries(fields).map(
    ([name, messages]) => [name, messages.map(message => translate(words, message))] as const,
  )
  // A form without its token is a link that was cut off.
  const cut = token === undefined ? [] : [words.problems.invalid_or_expired_token]
  const about = whole.length === 0 ? cut : [words.problems.invalid]
  return { code: 'invalid', messages: about, fields: Object.fromEntries(said) }
}

/** Messages of an application's own validators stay as they are. */
function translate(words: Words, message: string): string {
  const known = recogniseMessage(message)
  return known === undefined ? message : words.fieldMessages[known.name](known.value)
}

/** What has no words of its own is a form that could not be read, or a failure of the server. */
function knownCode({ code, status }: AuthError): PageProblemCode {
  const found = pageProblemCodes.find(known => known === code)
  if (found !== undefined) return found
  if (status === 503) return 'overloaded'
  return status >= 500 ? 'internal_error' : 'invalid'
}
