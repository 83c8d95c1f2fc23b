/** DRF's ListField: a list whose items are all of one kind. */
import type { z } from 'zod'
import { createField, type Field, type FieldOptions, type Nullable } from './field.ts'
import { pythonTypeName } from './read-fields.ts'

export interface ListOptions extends FieldOptions {
  readonly maxLength?: number
}

/** `listField(integerField())`. Messages about an item begin with its place, from 1. */
export function listField<T extends z.ZodType, const O extends ListOptions = Record<never, never>>(
  item: T,
  options?: O,
): Field<Nullable<readonly z.infer<T>[], O>, O> {
  const most = options?.maxLength ?? 1000
  return createField<readonly z.infer<T>[], O>({
    kind: 'list',
    options: (options ?? {}) as O,
    jsonSchema: { type: 'array', maxItems: most },
    check(raw) {
      if (!Array.isArray(raw)) {
        return { messages: [`Expected a list of items but got type "${pythonTypeName(raw)}".`] }
      }
      if (raw.length > most) return { messages: [`Ensure this field has no more than ${most} elements.`] }
      const read = raw.map(each => item.safeParse(each))
      const messages = read.flatMap(({ error }, index) =>
        (error?.issues ?? []).map(({ message }) => `Item ${index + 1}: ${message}`),
      )
      return messages.length > 0
        ? { messages }
        : { value: read.flatMap(({ data }) => (data === undefined ? [] : [data])) }
    },
  })
}
