/** The server's messages about fields, in the language of the page. */
import { type FieldMessages, recogniseMessage } from '../../src/features/pages/words/field-messages.ts'

let current: FieldMessages | undefined

export function setFieldMessages(messages: FieldMessages | undefined): void {
  current = messages
}

/** Those of the application are shown as they are. */
export function translateMessage(message: string): string {
  const known = recogniseMessage(message)
  return known === undefined ? message : (current?.[known.name](known.value) ?? message)
}
