/** `latchkey doctor`: looks at settings, secret, clock and database, changes nothing, and says what to do. */
import { createKeyringOf } from '../../auth.ts'
import { KeyringError } from '../../keys/faults.ts'
import { systemClock } from '../../ports/defaults/clock.ts'
import { ConfigurationError } from '../../settings/configuration-error.ts'
import type { Settings } from '../../settings/settings.ts'
import { operationsOf } from '../../stores/operations.ts'
import type { Command, ExitCode } from '../command.ts'
import { checkBrowsers } from '../doctor/check-browsers.ts'
import { checkDatabase } from '../doctor/check-database.ts'
import { checkNetwork } from '../doctor/check-network.ts'
import { checkSecrets } from '../doctor/check-secrets.ts'
import { checkTokens } from '../doctor/check-tokens.ts'
import { type Finding, reporter } from '../doctor/finding.ts'
import { explainFailure } from '../failures.ts'
import { loadCommandSettings } from '../load.ts'
import { alignTable, type Ui } from '../ui.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Check the configuration, the secrets and the database.',
  options: { config: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    ['--config FILE', 'the configuration file (default: latchkey.config.ts)'],
    ['--json', 'the findings, as JSON'],
  ],
  async run(surroundings, values) {
    const settings = await orFindings(() => loadCommandSettings(surroundings, values))
    const findings = Array.isArray(settings) ? settings : examine(settings, surroundings.cwd)
    return report(surroundings.ui, findings, values.json === true)
  },
}

function examine(settings: Settings, folder: string): readonly Finding[] {
  return [
    ...checkKeys(settings),
    ...checkSecrets(settings, folder),
    ...checkTokens(settings),
    ...checkBrowsers(settings),
    ...checkNetwork(settings),
    ...examineDatabase(settings, folder),
  ]
}

function examineDatabase(settings: Settings, folder: string): readonly Finding[] {
  const { name, inspect } = operationsOf(settings.databaseUrl, folder)
  const now = systemClock.now()
  const { auditRetention: kept } = settings
  try {
    const facts = inspect({ now, auditBefore: kept === null ? undefined : now - kept * 1000 })
    return checkDatabase(facts, name, now)
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
async function orFindings(load: () => Promise<Settings>): Promise<Settings | Finding[]> {
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
