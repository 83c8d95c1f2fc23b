/** Asking for lists of accounts, for the contract's tests. */
import type { TestContext } from 'node:test'
import type { Store } from '../../store.ts'
import type { NewUser } from '../../users/user.ts'
import type { UserPage, UserQuery } from '../../users/user-list.ts'
import { addUser, type OpenStore } from './opened-store.ts'

export type Lister = Pick<Store, 'directory'>

export async function list({ directory }: Lister, query: Partial<UserQuery> = {}): Promise<UserPage> {
  return await directory.list({ limit: 100, ...query })
}

/** The part of each address before the @. */
export async function names(store: Lister, query: Partial<UserQuery> = {}): Promise<string> {
  return namesOf(await list(store, query))
}

export function namesOf({ users }: UserPage): string {
  return users.map(({ email }) => email.split('@')[0]).join(' ')
}

export async function openWith(open: OpenStore, t: TestContext, people: Readonly<Record<string, Partial<NewUser>>>) {
  const store = await open(t)
  for (const [email, about] of Object.entries(people)) await addUser(store, `${email}@example.com`, about)
  return store
}
