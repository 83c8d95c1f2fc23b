/** The command lines that do what the console does. */
import type { ComponentChildren } from 'preact'
import { config } from '../shared/config.ts'
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
