/** DRF's ChoiceField: one of a list of texts. */
import { createField, type Field, type FieldOptions, type Nullable, pythonTextOf } from './field.ts'

export interface ChoiceOptions extends FieldOptions {
  readonly default?: string
  readonly choices: readonly [string, ...string[]]
}

/** `choiceField({ choices: ['draft', 'published'] })`: the type of the value is their union. */
export function choiceField<const O extends ChoiceOptions>(options: O): Field<Nullable<O['choices'][number], O>, O> {
  const choices: readonly string[] = options.choices
  const { default: usual } = options
  if (usual !== undefined && !choices.includes(usual))
    throw new TypeError(`the default "${usual}" is not one of the choices`)
  return createField<O['choices'][number], O>({
    kind: 'choice',
    options,
    rules: { choices },
    jsonSchema: { type: 'string', enum: choices },
    check(raw) {
      const text = pythonTextOf(raw) ?? pythonWord(raw)
      return choices.includes(text) ? { value: text } : { messages: [`"${text}" is not a valid choice.`] }
    },
  })
}

/** How the message shows a value that is not text. */
function pythonWord(raw: unknown): string {
  if (typeof raw === 'boolean') return raw ? 'True' : 'False'
  return Array.isArray(raw) ? '[]' : '{}'
}
