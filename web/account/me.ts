/** The person's own account, as the profile endpoint shows it: with the application's own fields. */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

export interface Profile {
  readonly id: number | string
  readonly email?: string
  readonly username?: string
  readonly first_name?: string
  readonly last_name?: string
  readonly email_verified?: boolean
}

interface Person {
  readonly profile: Profile
  reload(): void
}

export const PersonContext = createContext<Person | undefined>(undefined)

export function usePerson(): Person {
  const person = useContext(PersonContext)
  if (person === undefined) throw new Error('drawn before the person was known')
  return person
}

export function loginOf({ email, username, id }: Profile): string {
  return email || username || String(id)
}
