import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packAddress, unpackAddress } from './packed-address.ts'

test('an address takes as many bytes as in a packet', () => {
  assert.equal(packAddress('203.0.113.77').toString('hex'), 'cb00714d')
  assert.equal(packAddress('2001:db8::1').toString('hex'), '20010db8000000000000000000000001')
  for (const address of ['::', '::1', 'fe80::', '1:2:3:4:5:6:7:8', '2001:db8:0:1::7']) {
    assert.equal(packAddress(address).length, 16, address)
    assert.equal(unpackAddress(packAddress(address)), address)
  }
})

test('every text comes back as it was, and no two are the same bytes', () => {
  const addresses = [
    '0.0.0.0',
    '255.255.255.255',
    '1.2.3',
    '01.2.3.4',
    '::ffff:192.0.2.1',
    '::ffff:c000:201',
    '::1.2.3.4',
  ]
  const spellings = ['2001:DB8::1', '2001:db8::0:1', '[::1]', 'fe80::1%eth0', ' ::1', '0:0:0:0:0:0:0:1', '1::2::3']
  const others = [
    ...Array.from({ length: 20 }, (_, length) => 'x'.repeat(length)),
    'unknown',
    'ü-1',
    '\u0000',
    '\u0001a',
  ]
  const texts = [...addresses, ...spellings, ...others, '\u0002\u0000x']
  for (const text of texts) assert.equal(unpackAddress(packAddress(text)), text)
  assert.equal(new Set(texts.map(text => packAddress(text).toString('hex'))).size, texts.length)
})
