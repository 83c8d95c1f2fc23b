/**
 * Validates a body as a DRF serializer does: every field is checked, and all messages are collected. Rules between
 * fields (does the confirmation match?) are up to the caller, once no field has failed.
 */
import type { z } from 'zod'
import { JsonNumber } from '../kernel/json-number.ts'
import { invalidFields } from '../problems.ts'
import type { FieldRules } from './field.ts'
import type { ParsedBody } from './parsed-body.ts'

/** The result so far. `addError` adds messages, `requireValid` returns the values or throws. */
export interface Fields<T> {
  readonly values: Partial<T>
  readonly errors: Readonly<Record<string, readonly string[]>>
  /** The fields in the order of the schema, in which errors are listed. */
  readonly names: readonly string[]
}

export interface ReadOptions {
  /** PATCH: absent fields stay as they are, required ones too. */
  readonly partial?: boolean
  /** Of a query, an absent checkbox says nothing: a link is not a form that was filled in. */
  readonly source?: 'query'
}

interface RuledSchema extends z.ZodType {
  readonly rules: FieldRules
}

/** An object schema that is made of fields. */
export type FieldsSchema<S extends FieldsShape = FieldsShape> = z.ZodObject<S>
/** The fields of a body or a row, by name. */
export type FieldsShape = Readonly<Record<string, RuledSchema>>
/** A row as its fields show it. */
export type RowOf<S extends FieldsShape> = { readonly [Name in keyof S]: Exclude<z.output<S[Name]>, undefined> }

const absent = Symbol('absent')

/** Unknown members and read-only fields are ignored (mass assignment). A body that is not an object is refused at once. */
export function readFields<S extends FieldsShape>(
  schema: FieldsSchema<S>,
  body: ParsedBody,
  options: ReadOptions = {},
): Fields<z.infer<FieldsSchema<S>>> {
  const data = requireObject(body.data)
  const values: Record<string, unknown> = {}
  const errors: Record<string, readonly string[]> = {}
  for (const [name, field] of Object.entries(schema.shape as FieldsShape)) {
    if (field.rules.readOnly) continue
    const raw = findValue(data, name, field.rules, body.isForm, options)
    if (raw === absent) continue
    const result = field.safeParse(raw)
    if (result.success) values[name] = result.data
    else errors[name] = result.error.issues.map(issue => issue.message)
  }
  return { values: values as Partial<z.infer<FieldsSchema<S>>>, errors, names: Object.keys(schema.shape) }
}

/** Adds a message about a field, or about the whole body as `non_field_errors`. */
export function addError<T>(fields: Fields<T>, name: string, message: string): Fields<T> {
  return { ...fields, errors: { ...fields.errors, [name]: [...(fields.errors[name] ?? []), message] } }
}

/** The values, or all errors in the order of the schema. Optional fields that were absent stay absent. */
export function requireValid<T>(fields: Fields<T>): T {
  const failed = Object.keys(fields.errors)
  if (failed.length === 0) return fields.values as T
  const ordered = [...fields.names.filter(name => failed.includes(name)), ...failed]
  throw invalidFields(Object.fromEntries(ordered.map(name => [name, fields.errors[name] ?? []])))
}

export function requireObject(data: unknown): Readonly<Record<string, unknown>> {
  if (data === null) throw invalidFields({ non_field_errors: ['No data provided'] })
  if (typeof data === 'object' && !Array.isArray(data) && !(data instanceof JsonNumber)) {
    return data as Readonly<Record<string, unknown>>
  }
  const message = `Invalid data. Expected a dictionary, but got ${pythonTypeName(data)}.`
  throw invalidFields({ non_field_errors: [message] })
}

export function pythonTypeName(value: unknown): string {
  if (value instanceof JsonNumber) return value.isInteger ? 'int' : 'float'
  if (typeof value === 'boolean') return 'bool'
  return Array.isArray(value) ? 'list' : 'str'
}

/** DRF's `Field.get_value`: a form cannot send null, so an absent or blank member is read by the rules of its field. */
function findValue(
  data: Readonly<Record<string, unknown>>,
  name: string,
  rules: FieldRules,
  isForm: boolean,
  { partial = false, source }: ReadOptions,
): unknown {
  const raw = Object.hasOwn(data, name) ? data[name] : undefined
  if (raw === undefined) {
    if (partial) return absent
    if (rules.default !== undefined) return undefined
    if (isForm && source !== 'query' && rules.absentInForm !== undefined) return rules.absentInForm
    return rules.required ? undefined : absent
  }
  if (!isForm || raw !== '' || rules.allowBlank) return raw
  if (rules.allowNull) return null
  if (rules.default !== undefined) return undefined
  return rules.required ? raw : absent
}
