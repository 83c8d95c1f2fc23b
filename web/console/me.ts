/** Who the operator is, and what they may: the server decides, the menus follow. */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

export interface Account {
  readonly id: number | string
  readonly username: string
  readonly email: string
  readonly first_name: string
  readonly last_name: string
  readonly is_active: boolean
  readonly is_staff: boolean
  readonly is_superuser: boolean
  readonly date_joined: string
  readonly last_login: string | null
  readonly email_verified: boolean
  readonly has_usable_password: boolean
}

export interface Me {
  readonly user: Account
  readonly permissions: readonly string[]
  readonly is_superuser: boolean
}

export const MeContext = createContext<Me | undefined>(undefined)

export function useMe() {
  const me = useContext(MeContext)
  if (me === undefined) throw new Error('drawn before the operator was known')
  return { ...me, may: (permission: string) => me.is_superuser || me.permissions.includes(permission) }
}

/** What people know an account by. */
export function nameOf({ username, email, id }: Pick<Account, 'username' | 'email' | 'id'>): string {
  return email || username || String(id)
}

export function fullName({ first_name, last_name }: Pick<Account, 'first_name' | 'last_name'>): string {
  return `${first_name} ${last_name}`.trim()
}
