/** Forms that say at each field what is wrong with it, to eyes and to screen readers, and work without a script. */
import { type FieldRules, labelOf } from '../../fields/field.ts'
import type { FieldsShape } from '../../fields/read-fields.ts'
import { type Html, html } from '../../mail/html.ts'
import type { Explanation } from './explain.ts'
import type { View } from './view.ts'
import { type KnownField, knownFields } from './words/words.ts'

export interface FormField {
  readonly name: string
  readonly label: string
  readonly type: 'text' | 'email' | 'password' | 'number' | 'date' | 'checkbox' | 'choice'
  readonly isRequired: boolean
  readonly autocomplete?: string | undefined
  /** The telephone shows digits. */
  readonly isNumeric?: boolean
  readonly hint?: string | undefined
  readonly maxLength?: number | undefined
  readonly choices?: readonly string[] | undefined
}

export interface FormState {
  /** What was typed, to be typed no second time. Never a password. */
  readonly values: Readonly<Record<string, string>>
  readonly problem: Explanation | undefined
}

export interface Form {
  readonly fields: readonly FormField[]
  readonly button: string
  readonly isDangerous?: boolean
  readonly hidden?: Readonly<Record<string, string>>
  /** Stands before the button. */
  readonly extra?: Html | undefined
  readonly action?: string
}

/** With the summary of what went wrong, which gets the focus. */
export function form(view: View, state: FormState, { fields, button, hidden = {}, ...more }: Form): Html {
  const kind = more.isDangerous === true ? 'button danger primary block' : 'button primary block'
  const kept = Object.entries(hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`,
  )
  return html`${summary(view, state, fields)}<form class="form" method="post" action="${more.action ?? view.self()}" novalidate>
${kept}${fields.map(field => drawField(view, state, field))}${more.extra}<div class="form-actions"><button class="${kind}" type="submit">${button}</button></div>
</form>`
}

/** The fields of an endpoint's own declaration, the application's user fields among them. */
export function fieldsOf(view: View, shape: FieldsShape): readonly FormField[] {
  return Object.entries(shape).flatMap(([name, { rules }]) => {
    const type = typeOf(name, rules)
    if (rules.readOnly || type === undefined) return []
    const known = knownFields.find(each => each === name)
    return {
      name,
      type,
      label: known === undefined ? labelOf(name, rules) : view.words.fields[known],
      hint: known === undefined ? rules.helpText : undefined,
      isRequired: rules.required,
      autocomplete: known === undefined ? undefined : autocompletes[known],
      maxLength: type === 'password' ? undefined : rules.maxLength,
      choices: rules.choices,
    }
  })
}

const autocompletes: Readonly<Record<KnownField, string>> = {
  email: 'email',
  username: 'username',
  first_name: 'given-name',
  last_name: 'family-name',
  password: 'new-password',
  password_confirm: 'new-password',
  new_password: 'new-password',
  new_password_confirm: 'new-password',
}

/** `undefined`: no form has a field for it. */
function typeOf(name: string, { kind, writeOnly }: FieldRules): FormField['type'] | undefined {
  if (/password/.test(name) && writeOnly) return 'password'
  const types = { email: 'email', integer: 'number', date: 'date', boolean: 'checkbox', choice: 'choice' } as const
  if (kind === 'list' || kind === 'nested object') return undefined
  return Object.hasOwn(types, kind) ? types[kind as keyof typeof types] : 'text'
}

function summary({ words }: View, { problem }: FormState, fields: readonly FormField[]): Html | undefined {
  if (problem === undefined) return undefined
  const at = Object.entries(problem.fields).map(([name, messages]) => {
    const field = fields.find(each => each.name === name)
    if (field === undefined) return html`<p>${messages.join(' ')}</p>\n`
    return html`<p><a href="#f-${name}">${field.label}</a>: ${messages.join(' ')}</p>\n`
  })
  return html`<div class="error-summary" id="problem" role="alert" tabindex="-1" autofocus>
<h2>${words.summary}</h2>
${problem.messages.map(message => html`<p>${message}</p>\n`)}${at}</div>
`
}

function drawField(view: View, state: FormState, field: FormField): Html {
  const messages = state.problem?.fields[field.name] ?? []
  const { name, label, hint, isRequired, type } = field
  const errors =
    messages.length === 0
      ? undefined
      : html`<div class="field-error" id="e-${name}">${messages.map(message => html`<p>${message}</p>`)}</div>\n`
  if (type === 'checkbox') {
    return html`<div class="field"><div class="check">${drawControl(state, field, messages)}
<label for="f-${name}">${label}</label></div>
${errors}</div>
`
  }
  const optional = isRequired ? undefined : html` <span class="optional">(${view.words.optional})</span>`
  return html`<div class="field"><label for="f-${name}">${label}${optional}</label>
${hint === undefined || hint === '' ? undefined : html`<p class="hint" id="h-${name}">${hint}</p>\n`}${errors}${drawControl(state, field, messages)}</div>
`
}

function drawControl(state: FormState, field: FormField, messages: readonly string[]): Html {
  const { name, type, hint, choices = [], maxLength, autocomplete, isRequired, isNumeric } = field
  const isWrong = messages.length > 0 || isAccused(state, field)
  const described = [
    ...(hint === undefined || hint === '' ? [] : [`h-${name}`]),
    ...(messages.length > 0 ? [`e-${name}`] : isWrong ? ['problem'] : []),
  ]
  const shared = html`id="f-${name}" name="${name}"${isRequired ? html` required` : undefined}${
    isWrong ? html` aria-invalid="true"` : undefined
  }${described.length === 0 ? undefined : html` aria-describedby="${described.join(' ')}"`}`
  const value = state.values[name] ?? ''
  if (type === 'checkbox') {
    return html`<input type="checkbox" value="true" ${shared}${value === 'true' ? html` checked` : undefined}>`
  }
  if (type === 'choice') {
    const options = choices.map(
      choice => html`<option value="${choice}"${choice === value ? html` selected` : undefined}>${choice}</option>`,
    )
    return html`<select ${shared}>${isRequired ? undefined : html`<option value=""></option>`}${options}</select>`
  }
  const shown = type === 'password' || value === '' ? undefined : html` value="${value}"`
  const plain =
    type === 'email' || isLoginName(autocomplete) ? html` autocapitalize="none" spellcheck="false"` : undefined
  return html`<input type="${type}" ${shared}${autocomplete === undefined ? undefined : html` autocomplete="${autocomplete}"`}${
    maxLength === undefined ? undefined : html` maxlength="${maxLength}"`
  }${isNumeric === true ? html` inputmode="numeric"` : undefined}${plain}${shown}>`
}

/** Wrong credentials are about both fields, and about neither alone. */
function isAccused({ problem }: FormState, { type, autocomplete }: FormField): boolean {
  return problem?.code === 'invalid_credentials' && (type === 'password' || isLoginName(autocomplete))
}

/** `webauthn` beside it: passkeys are among what the browser suggests. */
function isLoginName(autocomplete = ''): boolean {
  return autocomplete.startsWith('username')
}
