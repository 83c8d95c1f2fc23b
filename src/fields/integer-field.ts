/** DRF's IntegerField: whole numbers, also as text and with a fraction of zeros. */
import { asciiDigits, strip } from '../kernel/python-text.ts'
import { createField, type Field, type FieldOptions, type Nullable, pythonTextOf } from './field.ts'

export interface IntegerOptions extends FieldOptions {
  readonly default?: number
  readonly minValue?: number
  readonly maxValue?: number
}

/** Longer texts take too long to convert (denial of service). */
const maxTextLength = 1000
const wholeNumber = /^[-+]?\d+(_\d+)*$/

/** An integer that a JavaScript number cannot hold exactly is refused, not rounded. */
export function integerField<const O extends IntegerOptions = Record<never, never>>(
  options?: O,
): Field<Nullable<number, O>, O> {
  const { minValue, maxValue } = options ?? {}
  return createField<number, O>({
    kind: 'integer',
    options: (options ?? {}) as O,
    rules: { ...(minValue === undefined ? {} : { minValue }), ...(maxValue === undefined ? {} : { maxValue }) },
    jsonSchema: {
      type: 'integer',
      ...(minValue === undefined ? {} : { minimum: minValue }),
      ...(maxValue === undefined ? {} : { maximum: maxValue }),
    },
    check(raw) {
      if (typeof raw === 'string' && raw.length > maxTextLength) return { messages: ['String value too large.'] }
      const value = readInteger(raw)
      if (value === undefined) return { messages: ['A valid integer is required.'] }
      const messages = checkRange(value, minValue, maxValue)
      if (messages.length > 0) return { messages }
      return Number.isSafeInteger(value) ? { value } : { messages: ['A valid integer is required.'] }
    },
  })
}

/** `int(re.sub(r'\.0*\s*$', '', str(data)))`. */
function readInteger(raw: unknown): number | undefined {
  const text = asciiDigits(strip((pythonTextOf(raw) ?? '').replace(/\.0*\s*$/, '')))
  return wholeNumber.test(text) ? Number(text.replaceAll('_', '')) : undefined
}

function checkRange(value: number, least: number | undefined, most: number | undefined): string[] {
  const messages: string[] = []
  if (most !== undefined && value > most) messages.push(`Ensure this value is less than or equal to ${most}.`)
  if (least !== undefined && value < least) messages.push(`Ensure this value is greater than or equal to ${least}.`)
  return messages
}
