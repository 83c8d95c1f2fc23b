/** The command lines that do what the console does. */
import type { ComponentChildren } from 'preact'
import { config } from '../shared/config.ts'
import type { Values } from '../shared/form.tsx'
import { CommandLine, shellWord } from '../shared/parts.tsx'
import type { Account } from './me.ts'

/** How a command names the account: as it logs in. */
export function commandName(user: Pick<Account, 'email' | 'username'>): string {
  return shellWord(config.loginField === 'email' ? user.email : user.username)
}

/** What a question says, and the command that would do the same as its answer. */
export function withCommand(lead: string, command: string): ComponentChildren {
  return (
    <>
      <p>{lead}</p>
      <CommandLine command={command} />
    </>
  )
}

const members = ['email', 'username', 'first_name', 'last_name']

/** The application's fields are set by their names. */
export function memberOption(name: string, value: unknown): string {
  return members.includes(name) ? `--${name} ${shellWord(String(value))}` : `--set ${shellWord(`${name}=${value}`)}`
}

/** An account without a password, as the console makes them. */
export function createCommand({ is_active: isActive = true, is_staff: isStaff = false, ...others }: Values): string {
  const typed = Object.entries(others).filter(([, value]) => value !== '' && value !== undefined)
  const options = typed.map(([name, value]) => memberOption(name, value))
  const flags = [...(isStaff === true ? ['--staff'] : []), ...(isActive === true ? [] : ['--inactive'])]
  return ['latchkey users create', ...options, ...flags, '--unusable'].join(' ')
}

const ofEach = {
  activate: 'activate "$user"',
  deactivate: 'deactivate "$user"',
  end_sessions: 'end-sessions "$user" --all',
  delete: 'delete "$user" --yes',
} as const

export type BulkAction = keyof typeof ofEach

/** One account after the other; each is told as it is done. */
export function bulkCommand(action: BulkAction, ids: readonly (string | number)[]): string {
  return `for user in ${ids.join(' ')}; do latchkey users ${ofEach[action]}; done`
}
