/** `latchkey users delete USER`: ends the sessions and takes the account away. Its id is never given again. */
import { deleteAccount } from '../../../flows/delete-account.ts'
import { configHelp, nameOf, userHelp, withAccount } from '../../accounts.ts'
import type { Command, Surroundings } from '../../command.ts'
import { CancelledError, createPrompter } from '../../prompter.ts'

export const usersDeleteCommand: Command = {
  name: 'users delete',
  summary: 'Delete an account.',
  operands: ['USER'],
  options: { config: { type: 'string' }, yes: { type: 'boolean' }, json: { type: 'boolean' } },
  help: [userHelp, ['--yes', 'ask nothing'], configHelp, ['--json', 'the id of what was deleted, as JSON']],
  run: (surroundings, values) =>
    withAccount(surroundings, values, async ({ ui, auth }, user) => {
      if (values.yes !== true && !(await isSure(surroundings, nameOf(user)))) return 1
      const outcome = await deleteAccount(auth.system, user, 'operator')
      if (outcome !== 'deleted') {
        if (outcome === 'in_use')
          ui.failure(`Other tables refer to ${nameOf(user)}.`, 'Deactivate it, or delete them first.')
        else ui.failure(`${nameOf(user)} is gone already.`)
        return 1
      }
      if (values.json) ui.json({ id: user.id })
      else ui.say(`Deleted ${nameOf(user)} (id ${user.id}).`)
      return 0
    }),
}

async function isSure({ ui, input, output }: Surroundings, name: string): Promise<boolean> {
  if (input.isTTY !== true) {
    ui.failure('There is no terminal to ask whether you are sure.', 'Say --yes.')
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
