import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import { test } from 'node:test'
import { madeUp } from './made-up.ts'
import { formatPage } from './results.ts'

test('the page names the machine but not the host, the command, the table, each picture and how it was measured', () => {
  const page = formatPage(madeUp, { rounds: 3, seconds: 5, took: '14:10' }, ['promises'])
  assert.match(
    page,
    /`npm run bench -- --rounds 3 --seconds 5` on \d{4}-\d\d-\d\d, in 14:10 minutes, on \d+ cores \(.+\), \d+ GiB of memory, \w+ \S+, Node \d/,
  )
  assert.match(page, /\| durable refresh/)
  assert.match(page, /!\[.+\]\(speed-promises\.svg\)/)
  assert.match(page, /^- \*\*refresh\*\*: Chains of refreshes, as they are\.$/m)
  assert.ok(!page.includes(hostname()))
})

test('the page says in which rows the peer was ahead, and names no other', () => {
  const page = formatPage(madeUp, { rounds: 3, seconds: 5, took: '14:10' }, [])
  const [, ahead = ''] = /## Where the peer was faster\n\n.+\n\n([^#]*?)\n\n##/.exec(page) ?? []
  assert.equal(ahead, '- durable refresh / in memory: 0.50')
})
