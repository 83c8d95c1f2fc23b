/** Registrations that are not as they should be, each signed by the authenticator all the same. */
import type { Authenticator, Registration } from './authenticator.ts'
import { flag } from './authenticator.ts'
import type { Dice } from './dice.ts'
import { type Encodable, Entries, encodeCbor, head, Raw } from './encode-cbor.ts'
import { commonForgeries, oddItem, registrationFlags } from './forged-ceremonies.ts'

type Change = (dice: Dice, usual: Registration, authenticator: Authenticator) => Partial<Registration>

export const registrationForgeries: Readonly<Record<string, Change>> = {
  ...commonForgeries(registrationFlags),
  'no credential': () => ({ flags: registrationFlags & ~flag.attested }),
  'a credential id of some length': dice => ({ id: dice.bytes(dice.pick([0, 1, 15, 16, 64, 1023, 1024, 2000])) }),
  'a credential id that is shorter than it says': dice => ({ idLength: dice.pick([33, 100, 1023, 65_535]) }),
  'a credential id that is longer than it says': dice => ({ idLength: dice.pick([0, 16, 31]) }),
  'more after the authenticator data': dice => ({ rest: dice.bytes(1 + dice.below(5)) }),
  'a statement in the format none': dice => ({ statement: new Entries([['alg', dice.below(9)]]) }),
  'a statement that is no map': dice => ({ statement: dice.pick<Encodable>([[], 1, null, 'x', Buffer.alloc(2)]) }),
  'a format that is no text': dice => ({
    entries: ({ attStmt, authData }) =>
      object([
        ['fmt', dice.below(9)],
        ['attStmt', attStmt],
        ['authData', authData],
      ]),
  }),
  'the members in another order': () => ({
    entries: ({ fmt, attStmt, authData }) =>
      object([
        ['authData', authData],
        ['fmt', fmt],
        ['attStmt', attStmt],
      ]),
  }),
  'one more member': dice => ({
    entries: usual => object([...Object.entries(usual), ['epAtt', dice.pick([true, 1])]]),
  }),
  'one member less': dice => {
    const gone = dice.pick(['fmt', 'attStmt', 'authData'])
    return { entries: usual => object(Object.entries(usual).filter(([name]) => name !== gone)) }
  },
  'a member twice': dice => {
    const twice = dice.pick(['fmt', 'attStmt', 'authData'] as const)
    return { entries: usual => object([...Object.entries(usual), [twice, usual[twice]]]) }
  },
  'odd CBOR beside the members': dice => ({
    entries: usual => object([...Object.entries(usual), ['x', oddItem(dice)]]),
  }),
  'lengths in their long form': dice => ({
    entries: usual =>
      new Raw(
        ...head(5, 3, dice.pick([1, 2, 4, 8])),
        ...Object.entries(usual).flatMap(each => each.flatMap(item => [...encodeCbor(item)])),
      ),
  }),
  'odd CBOR in the key': (dice, _, { coseKey }) => ({ coseKey: object([...coseKey, [-70_000, oddItem(dice)]]) }),
  'a key with one member more': (_, __, { coseKey }) => ({ coseKey: object([...coseKey, [4, [1]]]) }),
  'a key with one member less': (dice, _, { coseKey }) => ({
    coseKey: object(coseKey.toSpliced(dice.below(coseKey.length), 1)),
  }),
  'a key with a member twice': (dice, _, { coseKey }) => ({ coseKey: object([...coseKey, dice.pick(coseKey)]) }),
  'a key in another order': (_, __, { coseKey }) => ({ coseKey: object(coseKey.toReversed()) }),
  'a key in its long form': (dice, _, { coseKey }) => ({
    coseKey: new Raw(...head(5, coseKey.length, dice.pick([1, 2, 4])), ...encodeCbor(object(coseKey)).subarray(1)),
  }),
  'a key that is no map': dice => ({ coseKey: dice.pick<Encodable>([1, [], Buffer.alloc(65), 'x', null]) }),
  'another algorithm': (dice, _, authenticator) => ({
    coseKey: withMember(authenticator, 3, dice.pick([-7, -8, -257, -35, -37, -47, -48, -258, -65_535, 5, 'ES256'])),
  }),
  'another type of key': (dice, _, authenticator) => ({
    coseKey: withMember(authenticator, 1, dice.pick([1, 2, 3, 4, 7, 'OKP'])),
  }),
  'another curve': (dice, _, authenticator) => ({
    coseKey: withMember(authenticator, -1, dice.pick([1, 2, 3, 4, 6, 7, 8, 'P-256'])),
  }),
  'a number of another length': (dice, _, authenticator) => ({
    coseKey: withMember(authenticator, -2, dice.bytes(dice.pick([0, 1, 31, 33, 64]))),
  }),
  'a number at random': (dice, _, authenticator) => ({
    coseKey: withMember(authenticator, dice.pick([-2, -2, -3]), dice.bytes(32)),
  }),
  'a number that is no bytes': (dice, _, authenticator) => ({
    coseKey: withMember(authenticator, dice.pick([-2, -3]), dice.pick<Encodable>([true, false, 1, 'x', null])),
  }),
}

/** Of packed self attestations. */
export const statementForgeries: Readonly<Record<string, Change>> = {
  'no algorithm': dice => ({ statement: new Entries([['sig', dice.bytes(70)]]) }),
  'no signature': (_, __, { algorithm }) => ({ statement: new Entries([['alg', algorithm]]) }),
  'another algorithm in the statement': dice => ({
    statement: new Entries([
      ['alg', dice.pick([-7, -8, -257, -35, 'ES256'])],
      ['sig', dice.bytes(70)],
    ]),
  }),
  'a signature at random': (dice, _, { algorithm }) => ({
    statement: new Entries([
      ['alg', algorithm],
      ['sig', dice.bytes(dice.pick([0, 1, 64, 70, 256]))],
    ]),
  }),
  'odd CBOR in the statement': dice => ({ statement: new Entries([['x', oddItem(dice)]]) }),
}

const object = (entries: readonly (readonly [Encodable, Encodable])[]) => new Entries(entries)

/** The key with another value for a member that it has. */
function withMember({ coseKey }: Authenticator, label: number, value: Encodable): Entries {
  return new Entries(coseKey.map(([name, usual]) => [name, name === label ? value : usual]))
}
