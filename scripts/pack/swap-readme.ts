/**
 * npm takes README.md from the root and nowhere else, so the packed text lies there while npm packs. The text of the
 * repository waits in node_modules/ and comes back when npm has packed, and also when npm fails or is killed.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../files.ts'
import { packedReadme } from './packed-readme.ts'

const readme = join(root, 'README.md')
const kept = join(root, 'node_modules/.cache/latchkey/README.md')

export function putPackedReadme(): void {
  restoreReadme()
  const text = readFileSync(readme, 'utf8')
  mkdirSync(dirname(kept), { recursive: true })
  writeFileSync(kept, text)
  writeFileSync(readme, packed(text))
}

/** What was edited meanwhile stays: only the packed text is replaced. */
export function restoreReadme(): void {
  if (!isSwapped()) return
  const text = readFileSync(kept, 'utf8')
  if (readFileSync(readme, 'utf8') === packed(text)) writeFileSync(readme, text)
  rmSync(kept)
}

export function isSwapped(): boolean {
  return existsSync(kept)
}

function packed(text: string): string {
  const { homepage } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return packedReadme(text, homepage)
}
