/** OPTIONS of a choice field, as DRF's SimpleMetadata writes it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { charField } from '../../fields/char-field.ts'
import { choiceField } from '../../fields/choice-field.ts'
import { describeOptions } from './metadata.ts'

test('a choice field lists its choices, each with the name to show, and other fields have none', () => {
  const POST = z.object({ status: choiceField({ choices: ['draft', 'published'] }), title: charField() })
  const { actions } = describeOptions({ name: 'Posts', description: '', actions: { POST } })
  assert.deepEqual(actions?.POST?.status, {
    type: 'choice',
    required: true,
    read_only: false,
    label: 'Status',
    choices: [
      { value: 'draft', display_name: 'draft' },
      { value: 'published', display_name: 'published' },
    ],
  })
  assert.equal('choices' in (actions?.POST?.title ?? {}), false)
})
