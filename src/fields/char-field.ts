/** DRF's CharField: text, or a number as Python prints it. Trimmed by default, passwords too. */
import { countCodePoints, strip } from '../kernel/python-text.ts'
import { createField, type Field, type FieldKind, type FieldOptions, type Nullable, pythonTextOf } from './field.ts'

/** Returns the messages about a value. */
export type Validator = (value: string) => readonly string[]

/** Options of `charField` and `emailField`. Lengths are counted in code points, as Python does. */
export interface CharOptions extends FieldOptions {
  readonly default?: string
  readonly allowBlank?: boolean
  readonly trim?: boolean
  /** Applied to the text before anything is checked. */
  readonly normalize?: (text: string) => string
  readonly minLength?: number
  readonly maxLength?: number
  /** They run before the built-in ones, as in DRF; all messages accumulate. */
  readonly validators?: readonly Validator[]
}

/** DRF's CharField. Trims by default; refuses blank text unless `allowBlank` is set, and null unless `allowNull` is. */
export function charField<const O extends CharOptions = Record<never, never>>(
  options?: O & CharOptions,
): Field<Nullable<string, O>, O> {
  return createCharField((options ?? {}) as O, { kind: 'string', invalid: 'Not a valid string.' })
}

/** What a variant of the char field adds: its kind, its message for values that are not text, and its last validator. */
export interface CharVariant {
  readonly kind: FieldKind
  readonly invalid: string
  readonly format?: string
  readonly validator?: Validator
}

export function createCharField<const O extends CharOptions>(
  options: O,
  variant: CharVariant,
): Field<Nullable<string, O>, O> {
  const validators = validatorsOf(options, variant)
  return createField<string, O>({
    kind: variant.kind,
    options,
    rules: rulesOf(options),
    jsonSchema: jsonSchemaOf(options, variant),
    check(raw) {
      const text = pythonTextOf(raw)
      if (text === undefined) return { messages: [variant.invalid] }
      const written = options.normalize?.(text) ?? text
      const value = (options.trim ?? true) ? strip(written) : written
      if (value === '') return options.allowBlank ? { value } : { messages: ['This field may not be blank.'] }
      const messages = validators.flatMap(validate => validate(value))
      return messages.length === 0 ? { value } : { messages }
    },
  })
}

function rulesOf({ allowBlank, minLength, maxLength }: CharOptions) {
  return {
    allowBlank: allowBlank ?? false,
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
  }
}

function jsonSchemaOf({ allowBlank, minLength, maxLength }: CharOptions, { format }: CharVariant) {
  const shortest = minLength ?? (allowBlank ? undefined : 1)
  return {
    type: 'string',
    ...(format === undefined ? {} : { format }),
    ...(shortest === undefined ? {} : { minLength: shortest }),
    ...(maxLength === undefined ? {} : { maxLength }),
  }
}

function validatorsOf(options: CharOptions, variant: CharVariant): readonly Validator[] {
  const { maxLength, minLength } = options
  return [
    ...(options.validators ?? []),
    ...(maxLength === undefined ? [] : [atMost(maxLength)]),
    ...(minLength === undefined ? [] : [atLeast(minLength)]),
    refuseNull,
    refuseSurrogates,
    ...(variant.validator === undefined ? [] : [variant.validator]),
  ]
}

function atMost(limit: number): Validator {
  const message = `Ensure this field has no more than ${limit} characters.`
  return value => (countCodePoints(value) > limit ? [message] : [])
}

function atLeast(limit: number): Validator {
  const message = `Ensure this field has at least ${limit} characters.`
  return value => (countCodePoints(value) < limit ? [message] : [])
}

/** PostgreSQL cannot store U+0000, and C programs end their text there. */
function refuseNull(value: string): readonly string[] {
  return value.includes('\0') ? ['Null characters are not allowed.'] : []
}

/** A lone surrogate has no UTF-8 form: writing it replaces it, and two different names become the same. */
function refuseSurrogates(value: string): readonly string[] {
  const half = /\p{Surrogate}/u.exec(value)?.[0]
  if (half === undefined) return []
  return [`Surrogate characters are not allowed: U+${half.charCodeAt(0).toString(16).toUpperCase()}.`]
}
