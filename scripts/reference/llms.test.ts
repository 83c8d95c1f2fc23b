import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { findFiles, root } from '../files.ts'
import { llmsText } from './llms.ts'

const docs = join(root, 'docs')
const text = llmsText(path => readFileSync(join(docs, path), 'utf8'))
const links = [...text.matchAll(/^- \[[^\]]+\]\(([^)]+)\)/gm)].map(([, path = '']) => path)

test('llms.txt has the parts of llmstxt.org in their order', () => {
  assert.match(text, /^# Latchkey\n\n> .+\n\n[^#]+\n\n## Guides\n\n(?:- \[.+\]\(.+\): .+\.\n)+\n## Reference\n/)
})

test('llms.txt names every guide, every page about moving and every decision, and no page that is not there', () => {
  const pages = findFiles(['docs/{guides,migrate,decisions}/*.md']).filter(path => !path.endsWith('README.md'))
  const missing = pages.map(path => path.replace('docs/', '')).filter(path => !links.includes(path))
  assert.deepEqual(missing, [])
  assert.deepEqual(
    links.filter(path => !existsSync(join(docs, path))),
    [],
  )
  assert.equal(new Set(links).size, links.length)
})
