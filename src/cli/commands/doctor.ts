/** `latchkey doctor`: looks at settings, endpoints, secret, clock and database, changes nothing, and says what to do. */
import { checkAdoption } from '../../auth/doctor/check-adoption.ts'
import { checkDatabase } from '../../auth/doctor/check-database.ts'
import { checkFactorSecrets } from '../../auth/doctor/check-factors.ts'
import { checkLimits } from '../../auth/doctor/check-limits.ts'
import { checkPostgres } from '../../auth/doctor/check-postgres.ts'
import { checkSealedKeys } from '../../auth/doctor/check-sealed.ts'
import { checkSettings } from '../../auth/doctor/check-settings.ts'
import { checkSigner } from '../../auth/doctor/check-signer.ts'
import { checkCounts } from '../../auth/doctor/check-webhooks.ts'
import { type Finding, reporter } from '../../auth/doctor/finding.ts'
import { createKeyringOf } from '../../auth/keyring.ts'
import { KeyringError } from '../../keys/faults.ts'
import { systemClock } from '../../ports/defaults/clock.ts'
import type { LoadedConfiguration } from '../../server/config/load-settings.ts'
import { standIn } from '../../server/config/missing-secret.ts'
import { ConfigurationError } from '../../settings/configuration-error.ts'
import type { Settings } from '../../settings/settings.ts'
import { inspectAnyDatabase } from '../../stores/inspect-database.ts'
import { configHelp } from '../accounts.ts'
import type { Command, ExitCode } from '../command.ts'
import { explainFailure } from '../failures.ts'
import { loadCommand } from '../load.ts'
import { asTyped } from '../program-name.ts'
import { alignTable, type Ui } from '../ui.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Check the configuration, the secrets and the database.',
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [configHelp, ['--json', 'the findings, as JSON']],
  async run(surroundings, values) {
    const loaded = await orFindings(() => loadCommand(surroundings, values))
    const findings = Array.isArray(loaded) ? loaded : await examine(loaded)
    const typed = findings.map(finding => ({ ...finding, fix: asTyped(finding.fix, surroundings.program) }))
    return report(surroundings.ui, typed, values.json === true)
  },
}

async function examine({ settings, folder, remarks, sourceOf }: LoadedConfiguration): Promise<readonly Finding[]> {
  const { advice } = reporter('configuration')
  return [
    ...remarks.map(({ setting, source, what, fix }) => advice(`${setting} (${source}) ${what}.`, fix)),
    ...(sourceOf('secretKey')?.source === standIn
      ? [advice('There is no secret yet.', '`latchkey serve` generates one, or set SECRET_KEY.')]
      : []),
    ...checkKeys(settings),
    ...checkSettings(settings, folder),
    ...checkAdoption(settings),
    ...(await examineDatabase(settings, folder)),
    ...(await checkLimits(settings)),
    ...(await checkSigner(settings)),
  ]
}

async function examineDatabase(settings: Settings, folder: string): Promise<readonly Finding[]> {
  const { databaseUrl, auditRetention: kept } = settings
  const now = systemClock.now()
  const auditBefore = kept === null ? undefined : now - kept * 1000
  try {
    const { dialect, name, facts } = await inspectAnyDatabase(databaseUrl, folder, {
      now: systemClock.now,
      auditBefore,
    })
    const found = dialect === 'postgres' ? checkPostgres(facts, name, now) : checkDatabase(facts, name, now)
    const { signingKeys = [], factors = [] } = facts?.sealedSecrets ?? {}
    return [
      ...found,
      ...checkSealedKeys(settings, signingKeys),
      ...checkFactorSecrets(settings, factors),
      ...checkCounts(facts?.openDeliveries ?? [], now),
    ]
  } catch (error) {
    const { what, fix = 'Check DATABASE_URL.' } = explainFailure(error)
    return [reporter('database').fault([what].flat().join(' '), [fix].flat().join(' '))]
  }
}

function checkKeys(settings: Settings): readonly Finding[] {
  try {
    createKeyringOf(settings)
    return []
  } catch (error) {
    if (!(error instanceof KeyringError)) throw error
    return error.faults.map(({ what, fix }) => reporter('keys').fault(what, fix))
  }
}

/** The faults of a configuration are findings, not a failure of this command. */
async function orFindings(load: () => Promise<LoadedConfiguration>): Promise<LoadedConfiguration | Finding[]> {
  try {
    return await load()
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    const { fault } = reporter('configuration')
    return error.faults.map(({ setting, source, what, fix }) => fault(`${setting} (${source}) ${what}.`, fix))
  }
}

/** 1 if there is a fault. Advice alone must not stop a deployment. */
function report(ui: Ui, findings: readonly Finding[], asJson: boolean): ExitCode {
  const faults = findings.filter(({ level }) => level === 'fault').length
  if (asJson) ui.json({ healthy: faults === 0, findings })
  else if (findings.length === 0) ui.say('No faults found.')
  else ui.say(describe(findings))
  return faults === 0 ? 0 : 1
}

function describe(findings: readonly Finding[]): string[] {
  const heads = alignTable(findings.map(({ level, check, what }) => [level, check, what]))
  return heads.flatMap((head, index) => [head, `  -> ${findings[index]?.fix ?? ''}`])
}
