/** `npm run docs`: writes the pages that are made from tables. */
import './node-version.ts'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './files.ts'
import { writtenPages } from './written-pages.ts'

for (const { path, text } of writtenPages()) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
  console.log(path)
}
