import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkField } from '../testing/check-field.ts'
import { choiceField } from './choice-field.ts'

test('a choice is one of the listed texts', () => {
  const table = {
    '"draft"': 'draft',
    '3': '3',
    '"other"': ['"other" is not a valid choice.'],
    true: ['"True" is not a valid choice.'],
  }
  for (const [json, expected] of Object.entries(table)) {
    assert.deepEqual(checkField(choiceField({ choices: ['draft', 'published', '3'] }), json), expected, json)
  }
})
