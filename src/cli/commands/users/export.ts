/** `latchkey users export [FILE]`: every account as JSON lines or CSV, as `users import` reads them. */
import { once } from 'node:events'
import { createWriteStream, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { recordNames, recordOf } from '../../../accounts/account-record.ts'
import { writeCsv } from '../../../kernel/csv.ts'
import type { UserId } from '../../../kernel/user-id.ts'
import type { ExportedUser } from '../../../users/transfer.ts'
import { type AccountScene, configHelp, withAccounts } from '../../accounts.ts'
import type { Command, ExitCode } from '../../command.ts'

const pageSize = 500

export const usersExportCommand: Command = {
  name: 'users export',
  summary: 'Export the accounts as JSON lines or CSV, for `users import`.',
  operands: ['[FILE]'],
  options: { config: { type: 'string' }, format: { type: 'string' }, 'with-passwords': { type: 'boolean' } },
  help: [
    ['FILE', 'a new file that only you can read (default: standard output)'],
    ['--format csv|jsonl', 'the format (default: that of the name of the file, otherwise jsonl)'],
    ['--with-passwords', 'the password hashes too; without them no imported account has a password'],
    configHelp,
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const file = typeof values.FILE === 'string' && values.FILE !== '-' ? values.FILE : undefined
    const format = values.format ?? (file?.toLowerCase().endsWith('.csv') ? 'csv' : 'jsonl')
    if (format !== 'csv' && format !== 'jsonl') {
      ui.failure('Write --format csv|jsonl.', 'See: latchkey users export --help')
      return 2
    }
    return await withAccounts(surroundings, values, scene => exportTo(scene, file, format))
  },
}

async function exportTo(scene: AccountScene, file: string | undefined, format: 'csv' | 'jsonl'): Promise<ExitCode> {
  const { ui, cwd, output } = scene
  if (file === undefined) {
    if (!(await isWritten(writeAll(scene, output, format), output))) return 1
  } else {
    const path = resolve(cwd, file)
    // `wx`: never over a file that others may read already.
    const stream = createWriteStream(path, { flags: 'wx', mode: 0o600 })
    if (!(await isOpened(stream))) {
      ui.failure(`${path} exists already.`, 'Name a new file.')
      return 1
    }
    try {
      const count = await writeAll(scene, stream, format)
      stream.end()
      await once(stream, 'close')
      ui.say(`Exported ${count} account${count === 1 ? '' : 's'} to ${path}.`)
    } catch (error) {
      stream.destroy()
      rmSync(path, { force: true })
      throw error
    }
  }
  if (scene.values['with-passwords'] === true) {
    ui.hint('The export contains password hashes: its readers can try to guess passwords. Delete it after the import.')
  } else ui.hint('Without password hashes: --with-passwords exports them too.')
  return 0
}

/** `false`: the reader is gone, or the disk full. The process says that itself (`output-failures.ts`), with its exit code. */
async function isWritten(written: Promise<unknown>, output: Writable): Promise<boolean> {
  // Its `errored` says nothing: the stream of a process forgets its errors.
  let failure: unknown
  const remember = (error: unknown) => {
    failure = error
  }
  output.on('error', remember)
  try {
    await written
    return true
  } catch (error) {
    if (error === failure) return false
    throw error
  } finally {
    output.off('error', remember)
  }
}

/** `false`: there is such a file. */
async function isOpened(stream: Writable): Promise<boolean> {
  try {
    await once(stream, 'open')
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

async function writeAll({ auth, values }: AccountScene, out: Writable, format: 'csv' | 'jsonl'): Promise<number> {
  const { settings, directory } = auth.system
  const withPassword = values['with-passwords'] === true
  const names = recordNames(settings).filter(name => withPassword || name !== 'password')
  const lineOf = (each: ExportedUser) => {
    const record = recordOf(each, withPassword)
    return format === 'jsonl' ? `${JSON.stringify(record)}\n` : writeCsv(names.map(name => cellOf(record[name])))
  }
  if (format === 'csv') await write(out, writeCsv(names))
  let count = 0
  for (let after: UserId | undefined; ; ) {
    const page = await directory.export(after, pageSize)
    if (page.length === 0) return count
    await write(out, page.map(lineOf).join(''))
    count += page.length
    after = page.at(-1)?.user.id
  }
}

async function write(out: Writable, text: string): Promise<void> {
  if (!out.write(text)) await once(out, 'drain')
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return Array.isArray(value) ? (value.length === 0 ? '' : JSON.stringify(value)) : String(value)
}
