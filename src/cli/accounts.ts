/** What the commands about accounts share: the parts that the server has too, and how an account is named. */
import { type Auth, createAuth } from '../auth.ts'
import { type AccountFacts, type AccountFlags, createAccount } from '../flows/register.ts'
import { parseUserId } from '../kernel/user-id.ts'
import type { Store } from '../store.ts'
import type { UserStore } from '../users/store.ts'
import type { User } from '../users/user.ts'
import type { ExitCode, Surroundings } from './command.ts'
import { loadCommandSettings, withStore } from './load.ts'
import { asOperator } from './operator.ts'
import { printable, type Ui } from './ui.ts'

export type Values = Readonly<Record<string, string | boolean | undefined>>

export interface AccountScene extends Surroundings {
  readonly auth: Auth
  readonly store: Store
  readonly values: Values
}

/** Opens the database with the settings of `serve`, for the time of one call. */
export async function withAccounts(
  surroundings: Surroundings,
  values: Values,
  use: (scene: AccountScene) => Promise<ExitCode>,
): Promise<ExitCode> {
  const settings = await loadCommandSettings(surroundings, values)
  return await withStore(surroundings, settings, async store => {
    const auth = asOperator(await createAuth({ settings, store }))
    return await use({ ...surroundings, auth, store, values })
  })
}

/** With the account that the operand names; says so and ends with 1 where there is none. */
export async function withAccount(
  surroundings: Surroundings,
  values: Values,
  use: (scene: AccountScene, user: User) => Promise<ExitCode>,
): Promise<ExitCode> {
  return await withAccounts(surroundings, values, async scene => {
    const user = await findAccount(scene.auth.system.users, scene.ui, String(values.USER))
    return user === undefined ? 1 : await use(scene, user)
  })
}

/** By login name, or by id; `id:7` where a name looks like an id. */
export async function findAccount(users: UserStore, ui: Ui, named: string): Promise<User | undefined> {
  const isById = named.startsWith('id:')
  const id = parseUserId(isById ? named.slice(3) : named)
  const byId = id === undefined ? undefined : await users.findById(id)
  const byName = isById ? undefined : await users.findByLogin(named)
  if (byId !== undefined && byName !== undefined && byId.id !== byName.id) {
    ui.failure(`"${named}" is the name of one account and the id of another.`, `Say id:${byName.id} or id:${byId.id}.`)
    return undefined
  }
  const found = byName ?? byId
  if (found === undefined) ui.failure(`There is no account "${named}".`, 'See: latchkey users list')
  return found
}

/** As `createAccount`; says so and gives `undefined` where the login name is taken. */
export async function createOrRefuse(
  { ui, auth }: AccountScene,
  facts: AccountFacts,
  flags: AccountFlags,
): Promise<User | undefined> {
  const created = await createAccount(auth.system, facts, flags)
  if (created !== 'duplicate') return created
  ui.failure(`That ${auth.system.settings.accounts} is already taken.`, 'See: latchkey users list')
  return undefined
}

/** What the account logs in with, fit for a sentence on a screen. */
export function nameOf(user: Pick<User, 'username' | 'email'>): string {
  return printable(user.username === '' ? user.email : user.username)
}

export const configHelp = ['--config FILE', 'the configuration file (latchkey.config.ts unless given)'] as const
export const userHelp = ['USER', 'what it logs in with, or its id; id:7 where that is not clear'] as const
