/** What the commands about accounts share: the parts of a server, the operator, and how an account is found and named. */
import { type Auth, createAuth } from '../auth.ts'
import { createUser } from '../flows/admin/create-user.ts'
import type { AccountFacts, AccountFlags } from '../flows/register.ts'
import type { Actor } from '../kernel/actor.ts'
import { parseUserId } from '../kernel/user-id.ts'
import type { MissingSecret } from '../server/config/missing-secret.ts'
import type { Store } from '../store.ts'
import type { UserStore } from '../users/store.ts'
import type { User } from '../users/user.ts'
import type { ExitCode, Surroundings } from './command.ts'
import { forOneCommand, loadCommand, type StoreUse, withStore } from './load.ts'
import { findOperator } from './operator.ts'
import { printable, type Ui } from './ui.ts'

export type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>

export interface AccountScene extends Surroundings {
  readonly auth: Auth
  readonly actor: Actor
  readonly values: Values
}

export interface AccountUse extends StoreUse {
  /** `refuse` for a command that signs: no server would know a stand-in's signature. Default: `stand_in`. */
  readonly missingSecret?: MissingSecret
}

/** Opens the database with the settings of `serve`, for the time of one call. */
export async function withAccounts(
  surroundings: Surroundings,
  values: Values,
  use: (scene: AccountScene) => Promise<ExitCode>,
  { missingSecret, ...how }: AccountUse = {},
): Promise<ExitCode> {
  const configuration = await loadCommand(surroundings, values, missingSecret)
  const { settings } = configuration
  const run = async (store: Store) => {
    const auth = leaveMailsWaiting(await createAuth({ settings: forOneCommand(settings), store }))
    try {
      return await use({ ...surroundings, auth, actor: findOperator(), values })
    } finally {
      auth.system.signingKeys?.stop()
      await auth.adoption?.close()
    }
  }
  return await withStore(surroundings, values, configuration, run, how)
}

/** A command does not wait for a mail server. Its mails are in the outbox, which a running server empties every few seconds. */
function leaveMailsWaiting(auth: Auth): Auth {
  return { ...auth, system: { ...auth.system, outboxWorker: { wake() {} } } }
}

/** Finds the account that USER names. If there is none, prints why and returns 1. */
export async function withAccount(
  surroundings: Surroundings,
  values: Values,
  use: (scene: AccountScene, user: User) => Promise<ExitCode>,
  how?: AccountUse,
): Promise<ExitCode> {
  const find = async (scene: AccountScene) => {
    const user = await findAccount(scene.auth.system.users, scene.ui, String(values.USER))
    return user === undefined ? 1 : await use(scene, user)
  }
  return await withAccounts(surroundings, values, find, how)
}

/** By login name, or by id. `id:7` is for an account whose id is the login name of another one. */
export async function findAccount(users: UserStore, ui: Ui, named: string): Promise<User | undefined> {
  const isById = named.startsWith('id:')
  const id = parseUserId(isById ? named.slice(3) : named)
  const byId = id === undefined ? undefined : await users.findById(id)
  const byName = isById ? undefined : await users.findByLogin(named)
  if (byId !== undefined && byName !== undefined && byId.id !== byName.id) {
    ui.failure(
      `"${named}" is the name of one account and the id of another.`,
      `Write id:${byName.id} or id:${byId.id}.`,
    )
    return undefined
  }
  const found = byName ?? byId
  if (found === undefined) ui.failure(`There is no account "${named}".`, 'See: latchkey users list')
  return found
}

/** `undefined`: the login name is taken, and the message was printed. */
export async function createOrRefuse(
  { ui, auth, actor }: AccountScene,
  facts: AccountFacts,
  flags: AccountFlags,
): Promise<User | undefined> {
  const created = await createUser(auth.system, actor, facts, flags)
  if (created !== 'duplicate') return created
  ui.failure(`That ${auth.system.settings.accounts} is already taken.`, 'See: latchkey users list')
  return undefined
}

/** The login name, safe to print. */
export function nameOf(user: Pick<User, 'username' | 'email'>): string {
  return printable(user.username === '' ? user.email : user.username)
}

export const configHelp = ['--config PATH', 'the configuration: its file or its folder (default: this folder)'] as const
export const userHelp = [
  'USER',
  'login name or id of the account; id:7 if another account has that login name',
] as const
