/** `latchkey users import FILE`: accounts of another database, with their ids and password hashes. */
import { createReadStream, existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type AccountScene, configHelp, withAccounts } from '../../accounts.ts'
import type { Command, ExitCode, Surroundings } from '../../command.ts'
import { type ImportOptions, importAccounts } from '../../transfer/import-accounts.ts'
import { createImportReport } from '../../transfer/import-report.ts'
import { isFormat } from '../../transfer/read-records.ts'
import { FileFault, readText } from '../../transfer/read-text.ts'

export const usersImportCommand: Command = {
  name: 'users import',
  summary: 'Import accounts from JSON lines or CSV, with their ids and password hashes.',
  operands: ['FILE'],
  options: {
    config: { type: 'string' },
    format: { type: 'string' },
    'dry-run': { type: 'boolean' },
    'on-conflict': { type: 'string' },
    json: { type: 'boolean' },
  },
  help: [
    ['FILE', 'the file; - for standard input'],
    ['--format csv|jsonl', 'the format, if the first character of the file does not tell'],
    ['--dry-run', 'report the same, and write nothing'],
    ['--on-conflict fail|skip', 'whether an account that exists already is a fault (default) or left as it is'],
    configHelp,
    ['--json', 'counts and every fault with its line, as JSON'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const { format, 'on-conflict': onConflict = 'fail', 'dry-run': dryRun } = values
    if (format !== undefined && !isFormat(format)) return refuse(surroundings, '--format csv|jsonl')
    if (onConflict !== 'fail' && onConflict !== 'skip') return refuse(surroundings, '--on-conflict fail|skip')
    const options = { format, skips: onConflict === 'skip', isDry: dryRun === true }
    const report = createImportReport(ui, values.json === true)
    return await withAccounts(surroundings, values, scene => importFile(scene, options, report), {
      creates: !options.isDry,
    })
  },
}

async function importFile(
  scene: AccountScene,
  options: ImportOptions,
  report: ReturnType<typeof createImportReport>,
): Promise<ExitCode> {
  const file = String(scene.values.FILE)
  if (file !== '-' && !existsSync(resolve(scene.cwd, file))) {
    scene.ui.failure(`There is no file "${file}".`)
    return 1
  }
  const bytes: AsyncIterable<Uint8Array> = file === '-' ? scene.input : createReadStream(resolve(scene.cwd, file))
  try {
    await importAccounts(scene, readText(bytes), options, report)
  } catch (error) {
    if (!(error instanceof FileFault)) throw error
    if (scene.values.json !== true)
      scene.ui.failure(`${error.line === undefined ? '' : `Line ${error.line}: `}${error.message}`, error.fix)
    else report.fault(error.line ?? 0, error.message)
    report.finish(options.isDry)
    return 1
  }
  report.finish(options.isDry)
  return report.hasFaults ? 1 : 0
}

function refuse({ ui }: Surroundings, usage: string): ExitCode {
  ui.failure(`Write ${usage}.`, 'See: latchkey users import --help')
  return 2
}
