/** The questions of createsuperuser, in Django's words: one at a time, and again until the answer is valid. */
import { isBlankPassword, normalizePassword } from '../passwords/form.ts'
import { type PasswordOwner, type PasswordPolicy, validatePassword } from '../passwords/policy.ts'
import type { UserStore } from '../users/store.ts'
import type { Prompter } from './prompter.ts'
import type { SuperuserField } from './superuser-fields.ts'
import type { Ui } from './ui.ts'

export interface Conversation {
  readonly ui: Ui
  readonly prompter: Prompter
  readonly users: Pick<UserStore, 'findByLogin'>
  readonly policy: PasswordPolicy
  /** What Django offers for a blank user name: the name of the operating system's user. */
  readonly systemUser: string | undefined
  /** What the question about a weak password asks to do; `create user` unless given. */
  readonly action?: string
}

/** Checks the value of the flag, and asks until the answer is valid. */
export async function askField(talk: Conversation, field: SuperuserField, given: string | undefined): Promise<string> {
  for (let value = given; ; value = undefined) {
    const offer = field.name === 'username' ? await freeName(talk) : undefined
    const answer = value ?? (await ask(talk, field, offer))
    const faults = await check(talk, field, answer)
    if (faults.length === 0) return answer
    for (const fault of faults) talk.ui.failure(fault)
  }
}

async function ask({ prompter }: Conversation, { label }: SuperuserField, offer: string | undefined): Promise<string> {
  const hint = offer === undefined ? '' : ` (leave blank to use '${offer}')`
  const answer = (await prompter.ask(`${label}${hint}: `)).trim()
  return answer === '' ? (offer ?? '') : answer
}

/** What is wrong with a value, in Django's words. */
export async function check(
  { users }: Pick<Conversation, 'users'>,
  field: SuperuserField,
  value: string,
): Promise<readonly string[]> {
  if (value === '') return field.allowsBlank ? [] : [`${field.label} cannot be blank.`]
  const faults = field.check(value)
  if (faults.length > 0 || !field.isLogin) return faults
  const isTaken = (await users.findByLogin(value)) !== undefined
  return isTaken ? [`That ${field.label.toLowerCase()} is already taken.`] : []
}

async function freeName({ users, systemUser }: Conversation): Promise<string | undefined> {
  if (systemUser === undefined) return undefined
  return (await users.findByLogin(systemUser)) === undefined ? systemUser : undefined
}

/** Asks twice. A password that the policy refuses is accepted if the operator insists. */
export async function askPassword(talk: Conversation, owner: PasswordOwner): Promise<string> {
  const { ui, prompter, policy } = talk
  for (;;) {
    const password = await prompter.askHidden('Password: ')
    const again = await prompter.askHidden('Password (again): ')
    const [first, second] = [password, again].map(text => normalizePassword(policy.passwordForm ?? 'exact', text))
    if (first !== second) ui.failure("Your passwords didn't match.")
    else if (password.trim() === '' || (policy.passwordForm === 'nfc' && isBlankPassword(password)))
      ui.failure("Blank passwords aren't allowed.")
    else if (await isAccepted(talk, validatePassword(policy, password, owner))) return password
  }
}

async function isAccepted(
  { ui, prompter, action = 'create user' }: Conversation,
  messages: readonly string[],
): Promise<boolean> {
  if (messages.length === 0) return true
  for (const message of messages) ui.hint(message)
  const answer = await prompter.ask(`Bypass password validation and ${action} anyway? [y/N]: `)
  return answer.toLowerCase() === 'y'
}
