/** `latchkey keys reseal`: what an earlier secretKey has sealed is sealed under today's, so that the earlier one can go. */
import { sealedFactors } from '../../features/mfa/sealed-factors.ts'
import { resealSecrets, type SealCounts } from '../../flows/admin/reseal-secrets.ts'
import type { Resealable } from '../../keys/resealable.ts'
import { sealedSigningKeys } from '../../keys/sealed-keys.ts'
import { type AccountScene, configHelp, withAccounts } from '../accounts.ts'
import type { Command, ExitCode } from '../command.ts'

export const keysResealCommand: Command = {
  name: 'keys reseal',
  summary: 'Seal under secretKey what an earlier one has sealed.',
  options: { config: { type: 'string' }, json: { type: 'boolean' }, 'dry-run': { type: 'boolean' } },
  help: [
    ['--dry-run', 'only count; the exit code is 1 if anything is to be sealed anew, or is lost'],
    configHelp,
    ['--json', '{"changed", "signing keys", "authenticator apps"}: how many were current, old, lost'],
  ],
  run: (surroundings, values) => withAccounts(surroundings, values, reseal, { missingSecret: 'refuse' }),
}

async function reseal({ ui, auth, actor, values }: AccountScene): Promise<ExitCode> {
  const { system, store } = auth
  const parts = { settings: system.settings, random: system.random }
  const kinds = [
    sealedSigningKeys({ ...parts, store: store.signingKeys }),
    sealedFactors({ ...parts, directory: system.directory, factors: system.factors }),
  ]
  const isDry = values['dry-run'] === true
  const onProgress = (name: string, { current, old, lost }: SealCounts) =>
    ui.progress(`${name}: ${current + old + lost}`)
  const counts = isDry ? await countAll(kinds) : await resealSecrets(system, actor, kinds, onProgress)
  ui.progress(undefined)
  const [old, lost] = (['old', 'lost'] as const).map(state =>
    [...counts.values()].reduce((sum, each) => sum + each[state], 0),
  )
  if (values.json === true) ui.json({ changed: !isDry, ...Object.fromEntries(counts) })
  else {
    const rows = [...counts].map(([name, each]) => [name, ...[each.current, each.old, each.lost].map(String)])
    ui.table(['what', 'under secretKey', isDry ? 'under an earlier one' : 'sealed anew', 'lost'], rows)
    if (lost !== 0) ui.hint('Lost: no key of the settings opens it. List the secretKey of that time in previousKeys.')
    else if (isDry && old !== 0) ui.hint('Nothing was changed. To do it: latchkey keys reseal')
    else ui.hint(mayGo)
  }
  return isDry ? (old === 0 && lost === 0 ? 0 : 1) : lost === 0 ? 0 : 1
}

const mayGo =
  'Nothing sealed needs an earlier secretKey. Take it out of previousKeys once the tokens that it signed have expired.'

async function countAll(kinds: readonly Resealable[]): Promise<ReadonlyMap<string, SealCounts>> {
  const all = new Map<string, SealCounts>()
  for (const { name, walk } of kinds) {
    const counts = { current: 0, old: 0, lost: 0 }
    for await (const { state } of walk()) counts[state] += 1
    all.set(name, counts)
  }
  return all
}
