/** `latchkey keys rotate`: the next key is published, and signs when verifiers have it. */
import { showManaged } from '../../features/admin/shown-keys.ts'
import { type KeyRotationOutcome, type RotationHaste, rotateKey } from '../../flows/admin/manage-keys.ts'
import { configHelp, withAccounts } from '../accounts.ts'
import type { Command } from '../command.ts'
import type { Ui } from '../ui.ts'

export const noRotation = [
  'The keys are those of the settings: nothing rotates them.',
  "Set keyRotation to '30d', or to 'manual' to rotate by this command alone.",
] as const

export const keysRotateCommand: Command = {
  name: 'keys rotate',
  summary: 'Publish the next key. It signs once verifiers have it.',
  options: {
    config: { type: 'string' },
    now: { type: 'boolean' },
    leaked: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    ['--now', 'it signs as soon as every verifier has fetched it, in place of after keyPublishAhead'],
    ['--leaked', 'it signs in seconds, because others have the key that signs: then retire that one'],
    configHelp,
    ['--json', '{"outcome", "key"}, as POST /api/admin/keys/rotate/ has them'],
  ],
  run: (surroundings, values) =>
    withAccounts(
      surroundings,
      values,
      async ({ ui, auth, actor }) => {
        const haste = values.leaked === true ? 'at_once' : values.now === true ? 'soon' : 'planned'
        const rotated = await rotateKey(auth.system, actor, haste)
        if (rotated.outcome === 'off') {
          ui.failure(...noRotation)
          return 1
        }
        const { outcome, key } = rotated
        if (values.json === true) ui.json({ outcome, key: showManaged(auth.system, key) })
        else say(ui, rotated, haste)
        return 0
      },
      { missingSecret: 'refuse' },
    ),
}

const verbs = { published: 'Published', advanced: 'Brought forward', unchanged: 'Nothing to do: published already is' }

function say(ui: Ui, rotated: Exclude<KeyRotationOutcome, { outcome: 'off' }>, haste: RotationHaste): void {
  const { kid, algorithm, signsFrom } = rotated.key
  ui.say(`${verbs[rotated.outcome]} ${kid} (${algorithm}). It signs from ${new Date(signsFrom).toISOString()}.`)
  if (haste === 'at_once') {
    ui.hint(
      'Verifiers that have not fetched it by then answer 503 for up to half a minute; other makers’ may refuse its tokens until they fetch it.',
    )
    ui.hint('Tokens of the key before are still accepted. To refuse them: latchkey keys retire KID')
  }
}
