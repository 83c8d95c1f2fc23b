/** `latchkey users delete USER`: deletes the account and ends its sessions. Its id is never given again. */
import { deleteUser } from '../../../flows/admin/delete-user.ts'
import { configHelp, nameOf, userHelp, withAccount } from '../../accounts.ts'
import type { Command, Surroundings } from '../../command.ts'
import { CancelledError, createPrompter } from '../../prompter.ts'

export const usersDeleteCommand: Command = {
  name: 'users delete',
  summary: 'Delete an account.',
  operands: ['USER'],
  options: { config: { type: 'string' }, yes: { type: 'boolean' }, json: { type: 'boolean' } },
  help: [
    userHelp,
    ['--yes', 'delete without asking'],
    configHelp,
    ['--json', 'the id of the deleted account, as JSON'],
  ],
  run: (surroundings, values) =>
    withAccount(surroundings, values, async ({ ui, auth, actor }, user) => {
      if (values.yes !== true && !(await isConfirmed(surroundings, nameOf(user)))) return 1
      const outcome = await deleteUser(auth.system, actor, user.id)
      if (outcome !== 'deleted') {
        if (outcome === 'in_use')
          ui.failure(`Other tables refer to ${nameOf(user)}.`, 'Deactivate it, or delete them first.')
        else ui.failure(`${nameOf(user)} was deleted already.`)
        return 1
      }
      if (values.json) ui.json({ id: user.id })
      else ui.say(`Deleted ${nameOf(user)} (id ${user.id}).`)
      return 0
    }),
}

async function isConfirmed({ ui, input, output }: Surroundings, name: string): Promise<boolean> {
  if (input.isTTY !== true) {
    ui.failure('There is no terminal to confirm the deletion.', 'Use --yes to delete without asking.')
    return false
  }
  const prompter = createPrompter(input, output)
  try {
    const answer = await prompter.ask(`Delete ${name} and end its sessions? [y/N]: `)
    return answer.trim().toLowerCase() === 'y'
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error
    output.write('\n')
    ui.failure(error.message)
    return false
  } finally {
    prompter.close()
  }
}
