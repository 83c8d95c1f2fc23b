/**
 * The body of an OPTIONS answer, as DRF's SimpleMetadata writes it: the view's name, the media types that it reads and
 * writes, and the fields of each action that this caller may perform.
 */

import { type FieldRules, labelOf } from '../../fields/field.ts'
import type { FieldsSchema, FieldsShape } from '../../fields/read-fields.ts'
import { renderedMediaTypes } from '../request/negotiation.ts'
import { parsedMediaTypes } from '../request/parsers/body.ts'

/** DRF describes POST and PUT; a row may ask for its PATCH (`isDescribed`). */
export type DescribedMethod = 'POST' | 'PUT' | 'PATCH'

export interface OptionsDescription {
  /** `Token Obtain Pair`: the view's class name in words. */
  readonly name: string
  readonly description: string
  /** Only actions that the caller may perform. */
  readonly actions?: Readonly<Partial<Record<DescribedMethod, FieldsSchema>>>
}

/** DRF writes the label of a choice beside its value; here they are the same. */
interface ShownChoice {
  readonly value: string
  readonly display_name: string
}
type Fact = string | number | boolean | readonly ShownChoice[]
export type FieldMetadata = Readonly<Record<string, Fact>>

export interface OptionsBody {
  readonly name: string
  readonly description: string
  readonly renders: readonly string[]
  readonly parses: readonly string[]
  readonly actions?: Readonly<Record<string, Readonly<Record<string, FieldMetadata>>>>
}

/** Without actions that have fields, there is no `actions` member. */
export function describeOptions({ name, description, actions = {} }: OptionsDescription): OptionsBody {
  const described = Object.entries(actions).map(([method, schema]) => [method, describeFields(schema)])
  return {
    name,
    description,
    renders: renderedMediaTypes,
    parses: parsedMediaTypes,
    ...(described.length === 0 ? {} : { actions: Object.fromEntries(described) }),
  }
}

/** Every field in the schema's order, write-only and read-only ones included. */
export function describeFields(schema: FieldsSchema): Readonly<Record<string, FieldMetadata>> {
  const shape: FieldsShape = schema.shape
  return Object.fromEntries(Object.entries(shape).map(([name, { rules }]) => [name, describeField(name, rules)]))
}

function describeField(name: string, rules: FieldRules): FieldMetadata {
  const facts: Readonly<Record<string, Fact | undefined>> = {
    type: rules.kind,
    required: rules.required,
    read_only: rules.readOnly,
    label: labelOf(name, rules),
    help_text: rules.helpText,
    min_length: rules.minLength,
    max_length: rules.maxLength,
    min_value: rules.minValue,
    max_value: rules.maxValue,
    max_digits: rules.maxDigits,
    decimal_places: rules.decimalPlaces,
    choices: rules.choices?.map(value => ({ value, display_name: value })),
  }
  return Object.fromEntries(Object.entries(facts).filter(isPresent))
}

function isPresent(entry: [string, Fact | undefined]): entry is [string, Fact] {
  return entry[1] !== undefined && entry[1] !== ''
}
