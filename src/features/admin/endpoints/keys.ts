/** The key ring: which key signs, and which ones still verify. Nothing of a secret or private key leaves the process. */
import { z } from 'zod'
import { choiceField } from '../../../fields/choice-field.ts'
import { retireKey, rotateKey } from '../../../flows/admin/manage-keys.ts'
import { weighKeyEnd } from '../../../flows/weigh-key-end.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { adminAccess } from '../access.ts'
import { requireFreshLogin } from '../fresh-login.ts'
import { operatorOf } from '../operator.ts'
import { showKeys, showManaged } from '../shown-keys.ts'

const moment = z.string().nullable()

const keyOutput = z.object({
  kid: z.string().nullable().describe('Null: a single key without a name, which its tokens do not carry.'),
  algorithm: z.string(),
  use: z
    .enum(['published', 'signing', 'verifying', 'retired'])
    .describe(
      'published: it will sign. signing: it verifies too. verifying: it signs no more. retired: its tokens are refused.',
    ),
  takes_unnamed: z.boolean().describe('Whether it verifies tokens without a kid.'),
  setting: z.string().nullable().describe('secretKey, signingKey, signer or previousKeys; null: the database has it.'),
  source: z.string().nullable().describe('Where that is set: environment, a file. Null: it is not known.'),
  published_at: moment.describe('Null for a key of the settings alone, as are the next three.'),
  signs_from: moment,
  signs_until: moment.describe('Null: no key is known yet that takes its place.'),
  verifies_until: moment,
  made_by: z.string().nullable().describe('A user’s id, cli:<user of the machine>, or configuration: by the schedule.'),
})

const output = z.object({
  results: z.array(keyOutput),
  jwk_url: z
    .string()
    .nullable()
    .describe('Where the keys are published that verify tokens in place of these; null where these do.'),
  rotates: z
    .union([z.number(), z.literal('manual')])
    .nullable()
    .describe('How long each key signs, in seconds; manual: until an operator says so; null: it is not rotated here.'),
})

/** The rows that change keys are served with `keyRotation`. */
export function keyEndpoints(settings: Settings): readonly Endpoint[] {
  const list = keysEndpoint(settings)
  if (settings.keyRotation === undefined) return [list]
  return [list, keysRotateEndpoint(settings), keyEndpoint(settings), keyRetireEndpoint(settings)]
}

function keysEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_settings')),
    name: 'Admin Keys',
    description: 'The keys that sign and verify tokens, without what is secret in them.',
    urlName: 'admin_keys',
    paths: ['/api/admin/keys/'],
    methods: {
      GET: {
        summary: 'List the keys, that which signs first.',
        output: { body: output },
        fails: ['not_authenticated', 'permission_denied'],
        async handle(system) {
          return { status: 200, body: await showKeys(system) }
        },
      },
    },
  }
}

const dangerous = [
  'not_authenticated',
  'permission_denied',
  'recent_login_required',
  'reauthentication_required',
] as const

function keysRotateEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.change_key')),
    name: 'Admin Keys Rotate',
    description: 'Makes the next key.',
    urlName: 'admin_keys_rotate',
    paths: ['/api/admin/keys/rotate/'],
    methods: {
      POST: defineMethod({
        summary:
          'Publish the next key. It signs as planned, as soon as verifiers have it (soon), or in seconds (at_once), for a key that leaked. Served with keyRotation.',
        input: z.object({
          haste: choiceField({ choices: ['planned', 'soon', 'at_once'], default: 'planned' }),
        }),
        output: { body: z.object({ outcome: z.enum(['published', 'advanced', 'unchanged']), key: keyOutput }) },
        fails: [...dangerous, 'invalid'],
        async handle(system, call) {
          const { actor } = await operatorOf(system, call)
          await requireFreshLogin(system, call)
          const rotated = await rotateKey(system, actor, call.input.haste)
          if (rotated.outcome === 'off') throw problem('not_found', { reason: 'key_rotation' })
          return { status: 200, body: { outcome: rotated.outcome, key: showManaged(system, rotated.key) } }
        },
      }),
    },
  }
}

function keyEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_settings')),
    name: 'Admin Key',
    description: 'One key, and what its end would end.',
    urlName: 'admin_key',
    paths: ['/api/admin/keys/{kid}/'],
    methods: {
      GET: {
        summary: 'Show a key, and how many sessions have a refresh token of it. Served with keyRotation.',
        output: { body: keyOutput.extend({ sessions: z.number() }) },
        fails: ['not_authenticated', 'permission_denied', 'not_found'],
        async handle(system, { params }) {
          const end = await weighKeyEnd(system, params.kid ?? '')
          if (end === undefined) throw problem('not_found', { reason: 'key' })
          return { status: 200, body: { ...showManaged(system, end.key), sessions: end.sessions } }
        },
      },
    },
  }
}

function keyRetireEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.change_key')),
    name: 'Admin Key Retire',
    description: 'Retires a key: its tokens are refused.',
    urlName: 'admin_key_retire',
    paths: ['/api/admin/keys/{kid}/retire/'],
    methods: {
      POST: {
        summary: 'Refuse every token of a key at once. Served with keyRotation.',
        output: { status: 204 },
        fails: [...dangerous, 'not_found', 'key_without_successor'],
        async handle(system, call) {
          const { actor } = await operatorOf(system, call)
          await requireFreshLogin(system, call)
          const outcome = await retireKey(system, actor, call.params.kid ?? '')
          if (outcome === 'no_successor') throw problem('key_without_successor')
          if (outcome === 'gone' || outcome === 'off') throw problem('not_found', { reason: 'key' })
          return { status: 204 }
        },
      },
    },
  }
}
