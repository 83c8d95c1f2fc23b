/** `latchkey adopt verify`: whether both sides are the same. Writes nothing. */
import { requireBegun } from '../../../features/adoption/flows/hold-work.ts'
import { type Verified, verifyAdoption } from '../../../features/adoption/flows/verify-adoption.ts'
import { readStoredHash } from '../../../passwords/hashers/formats.ts'
import { loadArgon2 } from '../../../ports/defaults/argon2.ts'
import { createBcrypt } from '../../../ports/defaults/bcrypt.ts'
import { systemRandom } from '../../../ports/defaults/random.ts'
import type { Command } from '../../command.ts'
import type { Ui } from '../../ui.ts'
import { adoptionOptions, configHelp, urlHelp, withAdoption } from './open-adoption.ts'
import { count } from './report.ts'

export const adoptVerifyCommand: Command = {
  name: 'adopt verify',
  summary: "Compare Django's accounts, groups and spent tokens with those here.",
  operands: ['[URL]'],
  options: adoptionOptions,
  help: [urlHelp, configHelp, ['--json', 'the counts, the digests and the differences, as JSON']],
  async run(surroundings, values) {
    return await withAdoption(surroundings, values, async ({ ui, parts, store }) => {
      requireBegun(parts, await store.adoption.state())
      const primitives = { argon2: await loadArgon2(), bcrypt: createBcrypt() }
      const hasher = { canVerify: (stored: string) => readStoredHash(stored, primitives) !== undefined }
      const verified = await verifyAdoption(parts, { sessions: store.sessions, hasher, random: systemRandom })
      ui.progress(undefined)
      if (values.json === true) ui.json(shown(verified))
      else tell(ui, verified)
      return verified.isSame ? 0 : 1
    })
  },
}

function shown({ isSame, spentTokens, ...verified }: Verified) {
  const { checked, unknownHere } = spentTokens
  const { django, latchkey, isSame: groupsAreSame } = verified.groups
  return {
    same: isSame,
    ...verified,
    groups: { django, latchkey, same: groupsAreSame },
    spent_tokens: { checked, unknown_here: unknownHere },
  }
}

function tell(ui: Ui, verified: Verified): void {
  const { users, groups, buckets, differences, spentTokens, hashes } = verified
  ui.table(
    ['', 'django', 'latchkey', 'same'],
    [
      ['users', count(users.django), count(users.latchkey), yes(differences.count === 0)],
      ['groups', count(groups.django), count(groups.latchkey), yes(groups.isSame)],
      [
        'digest',
        verified.digests.django.slice(0, 12),
        verified.digests.latchkey.slice(0, 12),
        yes(buckets.different.length === 0),
      ],
      [
        'spent tokens (random)',
        count(spentTokens.checked),
        count(spentTokens.checked - spentTokens.unknownHere),
        yes(spentTokens.unknownHere === 0),
      ],
    ],
  )
  ui.table(
    ['hashes', 'accounts', 'readable'],
    hashes.map(each => [each.format, count(each.count), count(each.readable)]),
  )
  if (verified.isSame) {
    ui.say('Both sides are the same.')
    return
  }
  const named = differences.first.map(
    ({ id, differs }) => `  id ${id}: ${typeof differs === 'string' ? differs : differs.join(', ')}`,
  )
  const more = differences.count > named.length ? [`  and ${count(differences.count - named.length)} more`] : []
  ui.failure(
    [`${count(differences.count)} accounts are different.`, ...named, ...more],
    'While Django is in charge, following mends it: latchkey adopt django URL --follow',
  )
}

function yes(is: boolean): string {
  return is ? 'yes' : 'no'
}
