import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { anyOf } from '../../../permissions/compose.ts'
import { hasModelPermissions, hasPermission } from '../../../permissions/has-model-permissions.ts'
import { type ConsoleOptions, defineResource } from '../resource.ts'
import { modelLabelOf } from './model-label.ts'

const product = hasModelPermissions('shop', 'product')

test('the label is the one that is given, or that of the permissions, or made of the name', () => {
  for (const [name, permissions, console, label] of [
    ['Product', [product], undefined, 'shop.product'],
    ['Item', [anyOf(product, hasPermission('shop.add_report'))], undefined, 'shop.product'],
    ['Item', [product], { model: 'store.thing' }, 'store.thing'],
    ['OrderLine', [isAuthenticated], undefined, 'app.orderline'],
    ['Order line', [hasPermission('shop.add_order')], {}, 'app.order_line'],
    ['Item', [product, hasModelPermissions('shop', 'item')], undefined, 'app.item'],
  ] as const) {
    const fields = z.object({ id: readOnlyField('integer') })
    const options: { readonly console?: ConsoleOptions } = console === undefined ? {} : { console }
    const resource = defineResource({ name, table: 't', path: '/t/', fields, permissions, ...options })
    assert.equal(modelLabelOf(resource), label)
  }
})
