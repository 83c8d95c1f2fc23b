import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findCommandFaults, findCommentFaults, findDocumentFaults } from './check-documents.ts'

const files = ['src/a.ts', 'src/settings/subjects/mail.ts', 'docs/tour.md', 'docs/guides/mail.md', 'README.md']

function faultsOf(path: string, text: string): string[] {
  return findDocumentFaults([{ path, text }], files)
}

function commentFaultsOf(text: string): string[] {
  return findCommentFaults([{ path: 'src/a.ts', text }], files)
}

test('links and code that name files of the repository are fine', () => {
  assert.deepEqual(faultsOf('README.md', 'See [the tour](docs/tour.md#login), `src/a.ts`, `docs/guides/`.'), [])
  assert.deepEqual(faultsOf('docs/tour.md', '[up](../README.md) [root](/README.md)'), [])
})

test('a link that leads nowhere is caught with its line', () => {
  assert.deepEqual(faultsOf('docs/tour.md', '\n[gone](gone.md)'), [
    'docs/tour.md:2 names gone.md, which does not exist',
  ])
})

test('a path in code that leads nowhere is caught, and so is a bare name', () => {
  assert.deepEqual(faultsOf('README.md', '`src/b.ts`'), ['README.md:1 names src/b.ts, which does not exist'])
  assert.deepEqual(faultsOf('README.md', '`b.ts` and `subjects/mail.ts`'), [
    'README.md:1 names b.ts, which does not exist',
  ])
})

test('addresses, anchors and other code are none of its business', () => {
  const text = '# Start\n[a](https://example.com/x.md#y) [b](#start) `npm test` `src/*.ts` `latchkey.config.ts`'
  assert.deepEqual(faultsOf('README.md', text), [])
})

test('an anchor without a heading is caught, on the page itself and on another one', () => {
  const pages = [
    { path: 'README.md', text: '# Start\n[a](#start) [b](#end) [c](docs/tour.md#login) [d](docs/tour.md#logout)' },
    { path: 'docs/tour.md', text: '## Login\n```sh\n# Logout\n```' },
  ]
  assert.deepEqual(findDocumentFaults(pages, files), [
    'README.md:2 names #end, which does not exist',
    'README.md:2 names docs/tour.md#logout, which does not exist',
  ])
})

test('comments may name files by path, by the end of a path and by name', () => {
  assert.deepEqual(commentFaultsOf('/** See src/a.ts, `subjects/mail.ts`, mail.ts and settings/subjects/. */'), [])
})

test('a comment that names a file or a folder that is gone is caught with its line', () => {
  const text = '/**\n * b.ts says so, and src/b does.\n * Rows are in settings/rows/.\n */\nconst x = 1 // old/mail.ts'
  assert.deepEqual(commentFaultsOf(text), [
    'src/a.ts:2 names b.ts, which does not exist',
    'src/a.ts:2 names src/b, which does not exist',
    'src/a.ts:3 names settings/rows/, which does not exist',
    'src/a.ts:5 names old/mail.ts, which does not exist',
  ])
})

test('routes, addresses, media types and code outside comments are none of its business', () => {
  const text = "// /openapi.json, https://example.com/a/b.json, application/json, and/or, Node.js\nimport './b.ts'"
  assert.deepEqual(commentFaultsOf(text), [])
})

test('a command line that cannot be typed as it is shown is caught', () => {
  const faults = (path: string, line: string) => findCommandFaults([{ path, text: `\`\`\`sh\n${line}\n\`\`\`` }])
  const guide = 'docs/guides/tokens.md'
  assert.deepEqual(faults(guide, 'npm run latchkey keys generate -- --algorithm ES256'), [
    `${guide}:2 shows a script that only this repository has: write npx latchkey`,
  ])
  assert.deepEqual(faults(guide, 'SECRET_KEY=x latchkey doctor'), [`${guide}:2 shows latchkey without npx`])
  assert.deepEqual(faults('CONTRIBUTING.md', 'npm run latchkey users list --json'), [
    'CONTRIBUTING.md:2 gives words to npm run without --',
  ])
  assert.deepEqual(findCommandFaults([{ path: 'README.md', text: 'Run `npm run latchkey createsuperuser`.' }]), [
    'README.md:1 gives words to npm run without --',
  ])
  for (const line of ['npx latchkey doctor', 'cat /run/latchkey x']) assert.deepEqual(faults(guide, line), [], line)
  for (const line of ['npm run check', 'npm run tutorial -- 1 2>&1 | tee x', 'npm run build && npm pack']) {
    assert.deepEqual(faults('CONTRIBUTING.md', line), [], line)
  }
  assert.deepEqual(findCommandFaults([{ path: 'README.md', text: '`latchkey doctor` and `npm run docs`.' }]), [])
})
