/** What an import did, line by line: counts for people, everything for scripts. */
import type { Ui } from '../ui.ts'

export interface LineFault {
  readonly line: number
  readonly reason: string
}

export interface ImportReport {
  add(what: 'created' | 'skipped'): void
  fault(line: number, reason: string): void
  readonly hasFaults: boolean
  /** `isDry`: nothing was written. */
  finish(isDry: boolean): void
}

/** More would only push the first out of the window. */
const mostShown = 50

export function createImportReport(ui: Ui, isJson: boolean): ImportReport {
  const counts = { created: 0, skipped: 0 }
  const faults: LineFault[] = []
  return {
    add: what => {
      counts[what] += 1
    },
    fault(line, reason) {
      faults.push({ line, reason })
      if (!isJson && faults.length <= mostShown) ui.failure(`Line ${line}: ${reason}`)
    },
    get hasFaults() {
      return faults.length > 0
    },
    finish(isDry) {
      if (isJson) return ui.json({ dry_run: isDry, ...counts, failed: faults.length, faults })
      if (faults.length > mostShown) ui.hint(`${faults.length - mostShown} more lines have faults: --json lists all.`)
      const [created, skipped] = [accounts(counts.created), accounts(counts.skipped)]
      ui.say(
        isDry
          ? `${created} would be imported, and ${skipped} skipped.`
          : `Imported ${created}, and skipped ${skipped}.`,
      )
      if (faults.length > 0) {
        const left = `${faults.length} line${faults.length === 1 ? ' has a fault and was' : 's have faults and were'} left out.`
        ui.hint([left, 'Mend them and import the file again with --on-conflict skip.'])
      } else if (isDry) ui.hint('Nothing was written: --dry-run.')
    },
  }
}

function accounts(count: number): string {
  return `${count} account${count === 1 ? '' : 's'}`
}
