/**
 * Forms drawn from what an endpoint says of its fields (OPTIONS): type, label, required, choices, longest text. The
 * application's own fields come along. Messages of the server stand at their fields.
 */
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { Outcome, Refusal } from './api.ts'
import { HiddenLoginName } from './login-name.tsx'
import { Button, explain } from './parts.tsx'
import { shared, translateField } from './words.ts'

export interface FieldInfo {
  readonly type: string
  readonly required: boolean
  readonly read_only: boolean
  readonly label?: string
  readonly help_text?: string
  readonly max_length?: number
  readonly choices?: readonly { readonly value: string | number; readonly display_name: string }[]
}

export type FieldInfos = Readonly<Record<string, FieldInfo>>
export type Values = Readonly<Record<string, unknown>>

export interface FormProps<Data> {
  readonly fields: FieldInfos
  readonly values?: Values
  readonly submit: string
  /** Sends what was given: for a change, what differs from `values`. */
  readonly send: (given: Values) => Promise<Outcome<Data>>
  readonly onDone: (data: Data) => void
  readonly onCancel?: () => void
  /** A change: what stayed as it was is not sent. */
  readonly isChange?: boolean
  readonly isDangerous?: boolean
  /** Below the fields: the command line, for example. */
  readonly after?: (given: Values) => ComponentChildren
  readonly autocomplete?: Readonly<Record<string, string>>
}

export function Form<Data>(props: FormProps<Data>) {
  const {
    fields,
    values = {},
    submit,
    send,
    onDone,
    onCancel,
    isChange = false,
    isDangerous = false,
    after,
    autocomplete = {},
  } = props
  const [typed, setTyped] = useState<Values>({})
  const [refusal, setRefusal] = useState<Refusal>()
  const [isBusy, setBusy] = useState(false)
  const summary = useRef<HTMLDivElement>(null)
  useEffect(() => summary.current?.focus(), [refusal])
  const shown = Object.entries(fields).filter(([, { read_only }]) => !read_only)
  const given = isChange ? Object.fromEntries(Object.entries(typed).filter(([name, to]) => to !== values[name])) : typed
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    const outcome = await send(given)
    setBusy(false)
    if (!outcome.ok) return setRefusal(outcome.code === 'cancelled' ? undefined : outcome)
    setRefusal(undefined)
    setTyped({})
    onDone(outcome.data)
  }
  return (
    <form class="form" onSubmit={onSubmit} noValidate>
      {refusal === undefined ? null : (
        <div class="error-summary" role="alert" tabIndex={-1} ref={summary}>
          <p>{summaryOf(refusal, fields)}</p>
        </div>
      )}
      {shown.some(([name]) => isSecret(name)) ? <HiddenLoginName /> : null}
      {shown.map(([name, info]) => (
        <Field
          key={name}
          name={name}
          info={info}
          value={name in typed ? typed[name] : values[name]}
          problems={refusal?.fields[name] ?? []}
          autocomplete={autocomplete[name]}
          onChange={to => setTyped(before => ({ ...before, [name]: to }))}
        />
      ))}
      {after?.(given)}
      <div class="form-actions">
        <Button type="submit" tone={isDangerous ? 'danger' : 'primary'} isBusy={isBusy}>
          {submit}
        </Button>
        {onCancel === undefined ? null : <Button onClick={onCancel}>{shared().cancel}</Button>}
      </div>
    </form>
  )
}

function summaryOf(refusal: Refusal, fields: FieldInfos): string {
  const atFields = Object.keys(refusal.fields).filter(name => name in fields)
  if (atFields.length === 0) return explain(refusal)
  return atFields.map(name => `${labelOf(name, fields[name])}: ${refusal.fields[name]?.join(' ')}`).join(' ')
}

/** DRF's label of a field that has none: its name in words. */
export function labelOf(name: string, info?: FieldInfo): string {
  if (info?.label !== undefined) return translateField(info.label)
  const words = name.replaceAll('_', ' ')
  return translateField(`${words.charAt(0).toUpperCase()}${words.slice(1)}`)
}

export interface FieldProps {
  readonly name: string
  readonly info: FieldInfo
  readonly value: unknown
  readonly problems: readonly string[]
  readonly autocomplete?: string | undefined
  readonly onChange: (to: unknown) => void
}

export function Field({ name, info, value, problems, autocomplete, onChange }: FieldProps) {
  const id = useId()
  const label = labelOf(name, info)
  const described = [
    ...(info.help_text === undefined ? [] : [`${id}-hint`]),
    ...(problems.length === 0 ? [] : [`${id}-error`]),
  ].join(' ')
  const aria = {
    id,
    name,
    'aria-describedby': described === '' ? undefined : described,
    'aria-invalid': problems.length > 0,
  }
  const notes = (
    <>
      {info.help_text === undefined ? null : (
        <p class="hint" id={`${id}-hint`}>
          {translateField(info.help_text)}
        </p>
      )}
      {problems.length === 0 ? null : (
        <ul class="field-error" id={`${id}-error`}>
          {problems.map(each => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
    </>
  )
  if (info.type === 'boolean') {
    const toggle = (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.checked)
    return (
      <div class="field">
        <div class="check">
          <input type="checkbox" checked={value === true} onChange={toggle} {...aria} />
          <label for={id}>{label}</label>
        </div>
        {notes}
      </div>
    )
  }
  return (
    <div class="field">
      <label for={id}>
        {label} {info.required ? null : <span class="optional">({shared().optional})</span>}
      </label>
      <Control info={info} value={value} aria={aria} autocomplete={autocomplete} onChange={onChange} />
      {notes}
    </div>
  )
}

interface ControlProps extends Pick<FieldProps, 'info' | 'value' | 'onChange' | 'autocomplete'> {
  readonly aria: Readonly<Record<string, string | boolean | undefined>>
}

const inputTypes: Readonly<Record<string, 'email' | 'password' | 'number' | 'text' | 'date' | 'url'>> = {
  email: 'email',
  password: 'password',
  integer: 'number',
  float: 'number',
  decimal: 'text',
  date: 'date',
  datetime: 'text',
  url: 'url',
}

function Control({ info, value, aria, autocomplete, onChange }: ControlProps) {
  if (info.choices !== undefined) {
    return (
      <select {...aria} value={textOf(value)} onChange={event => onChange(event.currentTarget.value)}>
        {info.required && value !== undefined ? null : <option value="">—</option>}
        {info.choices.map(choice => (
          <option key={choice.value} value={String(choice.value)}>
            {choice.display_name}
          </option>
        ))}
      </select>
    )
  }
  // A password may be longer still, and is never shown.
  const isLong = info.type === 'string' && (info.max_length ?? 0) > 300 && !isSecret(aria.name)
  if (isLong) {
    return <textarea {...aria} value={textOf(value)} onInput={event => onChange(event.currentTarget.value)} />
  }
  const isNumber = info.type === 'integer' || info.type === 'float'
  return (
    <input
      {...aria}
      // The types of JSX take one of them at a time.
      type={(isSecret(aria.name) ? 'password' : (inputTypes[info.type] ?? 'text')) as 'text'}
      step={info.type === 'float' ? 'any' : undefined}
      maxLength={info.max_length}
      autocomplete={autocomplete ?? autocompleteOf(aria.name)}
      value={textOf(value)}
      onInput={event => onChange(readTyped(event.currentTarget.value, isNumber))}
    />
  )
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function readTyped(text: string, isNumber: boolean): unknown {
  if (!isNumber) return text
  return text === '' ? null : Number(text)
}

function isSecret(name: unknown): boolean {
  return typeof name === 'string' && name.includes('password')
}

const known: Readonly<Record<string, string>> = {
  email: 'email',
  username: 'username',
  first_name: 'given-name',
  last_name: 'family-name',
  old_password: 'current-password',
  current_password: 'current-password',
  password: 'current-password',
  new_password: 'new-password',
  new_password_confirm: 'new-password',
}

function autocompleteOf(name: unknown): string {
  return known[String(name)] ?? 'off'
}
