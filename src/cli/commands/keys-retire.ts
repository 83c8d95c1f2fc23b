/** `latchkey keys retire KID`: tokens of a key are refused everywhere, as when others have it. */
import { retireKey } from '../../flows/admin/manage-keys.ts'
import { type KeyEnd, weighKeyEnd } from '../../flows/weigh-key-end.ts'
import { configHelp, withAccounts } from '../accounts.ts'
import type { Command } from '../command.ts'
import { isConfirmed } from '../confirm.ts'
import { noRotation } from './keys-rotate.ts'

export const keysRetireCommand: Command = {
  name: 'keys retire',
  summary: 'Refuse every token of a key at once.',
  operands: ['KID'],
  options: { config: { type: 'string' }, yes: { type: 'boolean' }, json: { type: 'boolean' } },
  help: [
    ['KID', 'the name of the key: see `latchkey keys list`'],
    ['--yes', 'retire without asking'],
    configHelp,
    ['--json', '{"kid", "outcome", "sessions"}: how many sessions that ends at most'],
  ],
  run: (surroundings, values) =>
    withAccounts(
      surroundings,
      values,
      async ({ ui, auth, actor }) => {
        const { system } = auth
        if (system.signingKeys === undefined) {
          ui.failure(...noRotation)
          return 1
        }
        const kid = String(values.KID)
        const end = await weighKeyEnd(system, kid)
        if (end === undefined) {
          ui.failure(`There is no key "${kid}".`, 'See: latchkey keys list')
          return 1
        }
        if (values.json !== true) ui.say(costOf(end))
        if (values.yes !== true && !(await isConfirmed(surroundings, `Retire ${kid}?`, words))) return 1
        const outcome = await retireKey(system, actor, kid)
        if (outcome === 'no_successor') {
          ui.failure(`${kid} signs, and no other key is published.`, 'Publish one first: latchkey keys rotate --leaked')
          return 1
        }
        if (values.json === true) ui.json({ kid, outcome, sessions: end.sessions })
        else ui.say(outcome === 'already' ? `${kid} was retired already.` : `Retired ${kid}.`)
        return 0
      },
      { missingSecret: 'refuse' },
    ),
}

const words = { noun: 'the end of a key', verb: 'retire' }

function costOf({ key, sessions }: KeyEnd): string {
  if (key.state === 'retired') return `${key.kid} verifies nothing any more.`
  if (key.state === 'published') return `${key.kid} has signed nothing yet.`
  return `Ends at most ${sessions} ${sessions === 1 ? 'session' : 'sessions'}: those that were begun or renewed while ${key.kid} signed. Access tokens and links in mails of that time are refused, too.`
}
