/**
 * People who register, refresh, log out and change their passwords as fast as they can, and who remember what the
 * server acknowledged and what it never answered.
 */
import { type Api, type Pair, password, type Reply } from './api.ts'

/** What a person asked for last and was never answered: it may have happened, or not. */
export type Unanswered = 'registration' | 'refresh' | 'logout' | 'password change'

export interface Person {
  readonly email: string
  readonly password: string
  /** What the password becomes when the change that was asked for happened. */
  readonly nextPassword: string
  /** Acknowledged tokens of the session, in order. */
  readonly tokens: readonly Pair[]
  readonly isLoggedOut: boolean
  readonly hasChangedPassword: boolean
  readonly unanswered: Unanswered | undefined
}

const plans = [
  ['refresh', 'refresh', 'logout'],
  ['refresh', 'refresh', 'refresh'],
  ['refresh', 'password change'],
  [],
  ['refresh', 'logout'],
] as const satisfies readonly (readonly Unanswered[])[]

/** One after the other, until the server is gone. */
export async function keepBusy(api: Api, name: string, onAnswer: () => void): Promise<readonly Person[]> {
  const people: Person[] = []
  for (let count = 0; ; count += 1) {
    const person = await live(api, `${name}-${count}@example.com`, plans[count % plans.length] ?? [], onAnswer)
    people.push(person)
    if (person.unanswered !== undefined) return people
  }
}

async function live(api: Api, email: string, plan: readonly Unanswered[], onAnswer: () => void): Promise<Person> {
  let person: Person = { ...nobody, email }
  for (const action of ['registration', ...plan] as const) {
    const reply = await attempt(api, person, action)
    if (reply === undefined) return { ...person, unanswered: action }
    if (reply.status >= 300)
      throw new Error(`${action} was answered with ${reply.status}: ${JSON.stringify(reply.json)}`)
    person = remember(person, action, reply)
    onAnswer()
  }
  return person
}

const nobody: Omit<Person, 'email'> = {
  password,
  nextPassword: 'AnotherPass456!',
  tokens: [],
  isLoggedOut: false,
  hasChangedPassword: false,
  unanswered: undefined,
}

async function attempt(api: Api, person: Person, action: Unanswered): Promise<Reply | undefined> {
  const last = person.tokens.at(-1) ?? { access: '', refresh: '' }
  const actions = {
    registration: () => api.register(person.email, person.password),
    refresh: () => api.refresh(last.refresh),
    logout: () => api.logout(last),
    'password change': () => api.changePassword(last.access, person.password, person.nextPassword),
  } satisfies Record<Unanswered, () => Promise<Reply>>
  return await actions[action]().catch(() => undefined)
}

function remember(person: Person, action: Unanswered, { json }: Reply): Person {
  if (action === 'registration') return { ...person, tokens: [json.tokens] }
  if (action === 'refresh') return { ...person, tokens: [...person.tokens, json] }
  if (action === 'logout') return { ...person, isLoggedOut: true }
  return { ...person, password: person.nextPassword, nextPassword: '', hasChangedPassword: true }
}
