/** Ceremonies that are not as they should be, each signed by the authenticator all the same. */
import type { Ceremony } from './authenticator.ts'
import { flag, presentAndVerified } from './authenticator.ts'
import type { Dice } from './dice.ts'
import { type Encodable, Entries, encodeCbor, Raw } from './encode-cbor.ts'

export const site = { origin: 'https://accounts.example.com', rpId: 'example.com' }

type Change<T> = (dice: Dice, usual: T) => Partial<T>

/** Of both ceremonies. `base`: the flags that the ceremony has to have. */
export function commonForgeries(base: number): Readonly<Record<string, Change<Ceremony>>> {
  return {
    'another origin': dice => ({
      origin: dice.pick([
        'https://accounts.example.com/',
        'https://accounts.example.com:8443',
        'http://accounts.example.com',
        'https://ACCOUNTS.example.com',
        'https://accounts.example.com.attacker.example',
        'https://attacker.example',
        'https://example.com',
        'null',
        '',
      ]),
    }),
    'an origin that is no text': () => ({ clientData: { origin: [site.origin] } }),
    'no origin': () => ({ clientData: { origin: undefined } }),
    'another rpId': dice => ({ rpId: dice.pick(['accounts.example.com', 'example.org', 'EXAMPLE.com', '', 'com']) }),
    'another challenge': dice => ({ challenge: dice.bytes(32) }),
    'a shorter challenge': (_, { challenge }) => ({ challenge: challenge.subarray(0, 31) }),
    'a padded challenge': (_, { challenge }) => {
      return { clientData: { challenge: `${Buffer.from(challenge).toString('base64url')}=` } }
    },
    'no challenge': dice => ({ clientData: { challenge: dice.pick([undefined, null, '', 0, {}]) } }),
    'another ceremony': dice => ({
      clientData: { type: dice.pick([undefined, 'webauthn.get', 'webauthn.create', 'payment.get', 'WEBAUTHN.GET']) },
    }),
    'a frame of another site': () => ({ clientData: { crossOrigin: true } }),
    'a frame, named': () => ({ clientData: { crossOrigin: true, topOrigin: 'https://attacker.example' } }),
    'a site around it': () => ({ clientData: { topOrigin: 'https://attacker.example' } }),
    'crossOrigin that is no boolean': dice => ({ clientData: { crossOrigin: dice.pick(['', 0, null, 'false', 1]) } }),
    'a token binding': dice => ({
      clientData: { tokenBinding: dice.pick([{ status: 'present', id: 'x' }, { status: 'supported' }, 'x', {}, 1]) },
    }),
    'more members of client data': () => ({ clientData: { other_keys_can_be_added_here: 'do not compare' } }),
    'other flags': dice => ({ flags: dice.below(256) }),
    'no user present': () => ({ flags: base & ~flag.present }),
    'no user verified': () => ({ flags: base & ~flag.verified }),
    'a copy that there cannot be': () => ({ flags: base | flag.backedUp }),
    'a passkey with copies': () => ({ flags: base | flag.eligible | flag.backedUp }),
    'a counter': dice => ({ counter: dice.pick([0, 1, 41, 42, 43, 2 ** 32 - 1]) }),
    extensions: dice => ({
      flags: base | flag.extensions,
      extensions: encodeCbor(new Entries([['credProtect', dice.below(4)]])),
    }),
    'extensions without their flag': () => ({ extensions: encodeCbor(new Entries([['credProtect', 1]])) }),
    'the flag without extensions': () => ({ flags: base | flag.extensions }),
    'extensions that are no map': dice => ({
      flags: base | flag.extensions,
      extensions: encodeCbor(dice.pick<Encodable>([1, 'x', [], null, new Entries([[1, 1]])])),
    }),
    'extensions with odd CBOR': dice => ({
      flags: base | flag.extensions,
      extensions: encodeCbor(new Entries([['x', oddItem(dice)]])),
    }),
    'extensions and more': () => ({
      flags: base | flag.extensions,
      extensions: Buffer.concat([encodeCbor(new Entries([])), Buffer.from([0])]),
    }),
  }
}

export const registrationFlags = presentAndVerified | flag.attested

/** CBOR that no authenticator sends. */
export function oddItem(dice: Dice): Encodable {
  return dice.pick<Encodable>([
    new Raw(0xfb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0),
    new Raw(0xfa, 0x3f, 0x80, 0, 0),
    new Raw(0xf9, 0x7c, 0),
    new Raw(0xf7),
    new Raw(0xf8, 0x20),
    new Raw(0xc0, 0x01),
    new Raw(0xc2, 0x41, 0x01),
    new Raw(0x5f, 0x41, 0x01, 0xff),
    new Raw(0x9f, 0x01, 0xff),
    new Raw(0xbf, 0x01, 0x01, 0xff),
    new Raw(0xff),
    new Raw(0x1c),
    new Raw(0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
    new Raw(0x18, 0x01),
    new Raw(0x19, 0x00, 0x20),
    new Raw(0x62, 0xc3, 0x28),
    new Raw(0x7a, 0xff, 0xff, 0xff, 0xff),
    new Raw(0x9a, 0xff, 0xff, 0xff, 0xff),
    new Raw(0xa1, 0x80, 0x01),
    new Raw(0xa1, 0xf5, 0x01),
    new Entries([
      [1, 1],
      [1, 1],
    ]),
    new Entries([
      ['x', 1],
      ['x', 2],
    ]),
    [[[[[[[[[1]]]]]]]]],
    Array.from({ length: 1200 }, () => 0),
  ])
}
