import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAddressSet, isAddressRange, parseAddress, subscriberOf } from './address.ts'

test('every spelling of an address parses to one text', () => {
  const spellings = {
    '192.0.2.1': ['192.0.2.1', ' 192.0.2.1 ', '192.0.2.1:4711', '::ffff:192.0.2.1', '::FFFF:c000:201'],
    '2001:db8::1': ['2001:db8::1', '2001:0DB8:0:0:0:0:0:1', '[2001:db8::1]', '[2001:db8::1]:4711', '2001:db8::1%eth0'],
  }
  for (const [address, texts] of Object.entries(spellings)) {
    for (const text of texts) assert.equal(parseAddress(text), address, text)
  }
})

test('text that is not an address parses to undefined', () => {
  for (const text of ['', 'unknown', '_hidden', '192.0.2', '192.0.2.256', '010.0.0.1', 'localhost', '[192.0.2.1']) {
    assert.equal(parseAddress(text), undefined, text)
  }
})

test('a range contains its addresses and no others, for IPv4 and IPv6', () => {
  const holds = createAddressSet(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'])
  for (const address of ['10.1.2.3', '192.0.2.7', '2001:db8:1::1']) assert.ok(holds(address), address)
  for (const address of ['11.0.0.1', '192.0.2.8', '2001:db9::1', '', 'x']) assert.ok(!holds(address), address)
})

test('an invalid range is refused when the set is created', () => {
  for (const range of ['10.0.0.0/8', '::1', '0.0.0.0/0']) assert.ok(isAddressRange(range), range)
  for (const range of ['10.0.0.0/33', '10.0.0.0/', 'proxy', '10.0.0.0/8/8', '::/129']) {
    assert.ok(!isAddressRange(range), range)
    assert.throws(() => createAddressSet([range]), TypeError)
  }
})

test('all addresses of an IPv6 subscriber share one /64 key', () => {
  assert.equal(subscriberOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
  assert.equal(subscriberOf('2001:db8::6'), '2001:db8:0:0::/64')
  assert.equal(subscriberOf('::1'), '0:0:0:0::/64')
  assert.equal(subscriberOf('192.0.2.1'), '192.0.2.1')
})
