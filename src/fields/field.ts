/**
 * One field of a request body: a zod schema that validates a raw value as Django REST Framework does, with the rules
 * that OPTIONS and forms need. It works with zod's own tools: parsing gives DRF's messages, `z.infer` the type, and
 * `z.toJSONSchema(schema, { io: 'input' })` the contract.
 */
import { z } from 'zod'
import { JsonNumber } from '../kernel/json-number.ts'
import { strip } from '../kernel/python-text.ts'

/** The types of DRF's OPTIONS metadata. */
export type FieldKind =
  | 'string'
  | 'email'
  | 'boolean'
  | 'integer'
  | 'date'
  | 'datetime'
  | 'decimal'
  | 'choice'
  | 'list'
  | 'nested object'
  | 'field'

/** The options of every field. */
export interface FieldOptions {
  readonly required?: boolean
  readonly allowNull?: boolean
  /** The value where the member is absent, which makes the field optional. PATCH leaves absent members absent. */
  readonly default?: unknown
  readonly label?: string
  readonly helpText?: string
  /** In output only: input is silently ignored. */
  readonly readOnly?: boolean
  /** In input only: passwords and tokens. */
  readonly writeOnly?: boolean
}

/** The rules beside the schema. What is absent here is absent from OPTIONS too. */
export interface FieldRules {
  readonly kind: FieldKind
  readonly required: boolean
  readonly readOnly: boolean
  readonly writeOnly: boolean
  readonly allowNull: boolean
  readonly allowBlank: boolean
  readonly default?: unknown
  /** The value of a member that a form does not send: an unticked checkbox sends nothing. */
  readonly absentInForm?: unknown
  readonly label?: string
  readonly helpText?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minValue?: number
  readonly maxValue?: number
  readonly maxDigits?: number
  /** The values of a choice. */
  readonly choices?: readonly string[]
  readonly decimalPlaces?: number
  /** The table that the values are ids of. */
  readonly references?: string
  /** Also rows that the caller does not own. */
  readonly referencesAll?: boolean
  /** The ids are text. */
  readonly referencesText?: boolean
}

/** The value, or every message about it. */
export type Validated<T> = { readonly value: T } | { readonly messages: readonly string[] }

/** `T`, with `null` where the options allow it. */
export type Nullable<T, O> = O extends { readonly allowNull: true } ? T | null : T

type Schema<T, O> = O extends { readonly default: T }
  ? z.ZodDefault<z.ZodType<T, T>>
  : O extends { readonly required: false } | { readonly readOnly: true }
    ? z.ZodOptional<z.ZodType<T, T>>
    : z.ZodType<T, T>

/** A zod schema that carries its rules. */
export type Field<T, O = unknown> = Schema<T, O> & { readonly rules: FieldRules }

/** The parts of a field that are not about absence and null. */
export interface FieldParts<T, O extends FieldOptions> {
  readonly kind: FieldKind
  readonly options: O
  readonly rules?: Partial<FieldRules>
  /** JSON Schema of a present value; `label` and `helpText` are added. */
  readonly jsonSchema: Readonly<Record<string, unknown>>
  /** Validates a value that is present and not null. Returns null for a spelling of null, with `allowNull` only. */
  readonly check: (raw: unknown) => Validated<T | null>
}

export const messages = {
  required: 'This field is required.',
  null: 'This field may not be null.',
} as const

/** What every field begins with. */
const anything = z.unknown()

/** Checks in DRF's order: absent, null, then the field's own check. */
export function createField<T, const O extends FieldOptions>(parts: FieldParts<T, O>): Field<Nullable<T, O>, O> {
  const rules = createRules(parts)
  const schema = anything.transform((raw, context) => {
    const result = checkPresence(raw, rules, parts.check)
    if ('value' in result) return result.value
    for (const message of result.messages) context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
  // Not by `meta`, which copies the schema first: a server has three hundred fields at its start.
  z.globalRegistry.add(schema, describeForJsonSchema(parts, rules))
  // Zod's generics cannot express how the options change the type: this is the only cast for it.
  return Object.assign(whenAbsent(schema, rules, parts.options), { rules }) as unknown as Field<Nullable<T, O>, O>
}

function whenAbsent(schema: z.ZodType, { required }: FieldRules, { default: value }: FieldOptions): z.ZodType {
  if (value !== undefined) return schema.default(value)
  return required ? schema : schema.optional()
}

function createRules({ kind, options, rules }: FieldParts<unknown, FieldOptions>): FieldRules {
  const readOnly = options.readOnly ?? false
  return {
    kind,
    readOnly,
    required: !readOnly && options.default === undefined && (options.required ?? true),
    ...(options.default === undefined ? {} : { default: options.default }),
    writeOnly: options.writeOnly ?? false,
    allowNull: options.allowNull ?? false,
    allowBlank: false,
    ...(options.label === undefined ? {} : { label: options.label }),
    ...(options.helpText === undefined ? {} : { helpText: options.helpText }),
    ...rules,
  }
}

function checkPresence<T>(raw: unknown, rules: FieldRules, check: (raw: unknown) => Validated<T>): Validated<T | null> {
  if (raw === undefined) return { messages: [messages.required] }
  if (raw === null) return rules.allowNull ? { value: null } : { messages: [messages.null] }
  return check(raw)
}

function describeForJsonSchema(parts: FieldParts<unknown, FieldOptions>, rules: FieldRules): Record<string, unknown> {
  const { type } = parts.jsonSchema
  return {
    ...parts.jsonSchema,
    ...(rules.allowNull && typeof type === 'string' ? { type: [type, 'null'] } : {}),
    ...(rules.label === undefined ? {} : { title: rules.label }),
    ...(rules.helpText === undefined ? {} : { description: rules.helpText }),
    ...(rules.readOnly ? { readOnly: true } : {}),
    ...(rules.writeOnly ? { writeOnly: true } : {}),
  }
}

/** Python's `str(value)` of text and numbers; `undefined` for everything else. */
export function pythonTextOf(raw: unknown): string | undefined {
  if (typeof raw === 'string') return raw
  return raw instanceof JsonNumber ? raw.toPythonText() : undefined
}

/** DRF's default label: `first_name` is `First name`. */
export function labelOf(name: string, rules: FieldRules): string {
  const words = strip(name.replaceAll('_', ' '))
  return rules.label ?? words.slice(0, 1).toUpperCase() + words.slice(1).toLowerCase()
}
