/** Reads the accounts of a file and imports them in batches: what stops it in the middle leaves whole batches. */
import { readRecord, recordNames } from '../../accounts/account-record.ts'
import { type AccountOfFile, importUsers } from '../../flows/admin/import-users.ts'
import type { ImportOutcome } from '../../users/transfer.ts'
import { type AccountScene, nameOf } from '../accounts.ts'
import { createDuplicateFinder } from './duplicates.ts'
import type { ImportReport } from './import-report.ts'
import { type FileRecord, type Format, readRecords } from './read-records.ts'

export interface ImportOptions {
  readonly format: Format | undefined
  readonly isDry: boolean
  /** Whether accounts that are there already are left out without a fault. */
  readonly skips: boolean
}

interface Line {
  readonly line: number
  readonly account: AccountOfFile
}

/** A transaction holds the lock against a running server: a few milliseconds each. */
const batchSize = 250

/** Throws FileFault when the file cannot be read any further; the batches before it are written. */
export async function importAccounts(
  scene: AccountScene,
  text: AsyncIterable<string>,
  options: ImportOptions,
  report: ImportReport,
): Promise<void> {
  const { settings } = scene.auth.system
  const findDuplicate = createDuplicateFinder(settings)
  const numbered: Line[] = []
  const unnumbered: Line[] = []
  let hasIds = false
  let lines = 0
  const write = async (batch: readonly Line[]) => {
    await writeBatch(scene, batch, options, report)
    scene.ui.progress(`${lines} accounts`)
  }
  try {
    for await (const record of readRecords(text, recordNames(settings), options.format)) {
      lines += 1
      const line = readLine(scene, record, findDuplicate, report)
      if (line === undefined) continue
      if (line.account.id === undefined) unnumbered.push(line)
      else {
        hasIds = true
        numbered.push(line)
      }
      if (numbered.length === batchSize) await write(numbered.splice(0))
      if (!hasIds && unnumbered.length === batchSize) await write(unnumbered.splice(0))
    }
  } finally {
    // Last, as they get the next free ids: none may be that of a line further down.
    await write(numbered)
    while (unnumbered.length > 0) await write(unnumbered.splice(0, batchSize))
    scene.ui.progress(undefined)
  }
}

/** `undefined`: the line has a fault, which was reported. */
function readLine(
  { auth }: AccountScene,
  record: FileRecord,
  findDuplicate: ReturnType<typeof createDuplicateFinder>,
  report: ImportReport,
): Line | undefined {
  const { line } = record
  if ('fault' in record) return void report.fault(line, record.fault)
  const { account, faults = [] } = readRecord(auth.system, record.data, record.isForm)
  const duplicate = account === undefined ? undefined : findDuplicate(line, account)
  for (const fault of duplicate === undefined ? faults : [duplicate]) report.fault(line, fault)
  return account === undefined || duplicate !== undefined ? undefined : { line, account }
}

async function writeBatch(
  { auth, actor }: AccountScene,
  batch: readonly Line[],
  { isDry, skips }: ImportOptions,
  report: ImportReport,
): Promise<void> {
  if (batch.length === 0) return
  const accounts = batch.map(({ account }) => account)
  const outcomes = isDry
    ? await auth.system.directory.findHolders(accounts)
    : await importUsers(auth.system, actor, accounts)
  for (const [at, { line }] of batch.entries()) record(report, line, outcomes[at], skips)
}

function record(report: ImportReport, line: number, found: ImportOutcome | undefined, skips: boolean): void {
  if (found === undefined || found.outcome === 'created') report.add('created')
  else if (found.outcome === 'exists' && skips) report.add('skipped')
  else report.fault(line, describeConflict(found))
}

function describeConflict(found: ImportOutcome): string {
  const holder = `${nameOf(found.user)} (id ${found.user.id})`
  if (found.outcome !== 'taken') return `The account ${holder} exists already: --on-conflict skip leaves it as it is.`
  if (found.by === 'id') return `Its id is the id of ${holder}.`
  return `It logs in with the same name as ${holder}, which has another id.`
}
