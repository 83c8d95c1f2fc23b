/** The pages that no hand edits: where each lies and what belongs there. */
import type { SourceFile } from './check-imports.ts'
import { settingsReference } from './settings-reference.ts'

export function writtenPages(): readonly SourceFile[] {
  return [{ path: 'docs/reference/settings.md', text: settingsReference() }]
}

/** One sentence for each page that is not what its table says. `read` gives `undefined` where there is no file. */
export function findOldPages(pages: readonly SourceFile[], read: (path: string) => string | undefined): string[] {
  const old = pages.filter(({ path, text }) => read(path) !== text)
  return old.map(({ path }) => `${path} is not what its table says: run \`npm run docs\``)
}
