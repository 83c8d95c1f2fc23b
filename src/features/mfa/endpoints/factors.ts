/** The caller's second factors, and the browsers that skip them. */
import { z } from 'zod'
import { type Endpoint, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { problem } from '../../../problems.ts'
import { mustHaveFactor } from '../gate.ts'
import { deviceOutput, factorOutput, isEnrolled, showDevice, showFactor } from './shown-factors.ts'

const guarded = { authentication: 'any', permissions: [isAuthenticated] } as const

const methods = z.array(z.enum(['passkey', 'totp', 'recovery_code']))

export const factorsEndpoint: Endpoint = {
  ...guarded,
  name: 'Second Factors',
  description: 'The second factors of your account.',
  urlName: 'mfa',
  paths: ['/api/auth/mfa/'],
  methods: {
    GET: {
      summary: 'List your second factors.',
      output: {
        body: z.object({
          factors: z.array(factorOutput),
          methods: methods.describe('How you can show one, the best first.'),
          recovery_codes: z.int().describe('How many are left.'),
          required: z.boolean().describe('Whether your account must have one.'),
          trusts_devices: z.boolean().describe('Whether a browser can be trusted at a login.'),
        }),
      },
      fails: ['not_authenticated'],
      async handle(system, call) {
        const user = await requirePrincipal(call).user()
        const all = await system.factors.listOf(user.id)
        const { recoveryCodes } = await system.factors.summaryOf(user.id)
        return {
          status: 200,
          body: {
            factors: all.filter(isEnrolled).map(showFactor),
            methods: await system.secondFactors.methodsOf(user),
            recovery_codes: recoveryCodes,
            required: await mustHaveFactor(system.settings, user),
            trusts_devices: system.settings.trustedDeviceLifetime !== undefined,
          },
        }
      },
    },
  },
}

export const devicesEndpoint: Endpoint = {
  ...guarded,
  name: 'Trusted Browsers',
  description: 'The browsers that are not asked for a second factor.',
  urlName: 'mfa_devices',
  paths: ['/api/auth/mfa/devices/'],
  methods: {
    GET: {
      summary: 'List the browsers that you trusted, the last used first.',
      output: { body: z.array(deviceOutput) },
      fails: ['not_authenticated'],
      async handle({ factors, clock }, call) {
        const devices = await factors.listDevices(requirePrincipal(call).id, clock.now())
        return { status: 200, body: devices.map(showDevice) }
      },
    },
  },
}

export const deviceEndpoint: Endpoint = {
  ...guarded,
  name: 'Trusted Browser',
  description: 'One of the browsers that are not asked for a second factor.',
  urlName: 'mfa_device',
  paths: ['/api/auth/mfa/devices/{id}/'],
  methods: {
    DELETE: {
      summary: 'Trust a browser no longer.',
      output: { status: 204 },
      fails: ['not_authenticated', 'not_found'],
      async handle({ factors, clock, origin, events }, call) {
        const { id: userId } = requirePrincipal(call)
        const change = { now: clock.now(), by: origin }
        if (!(await factors.forgetDevice(userId, call.params.id ?? '', change)))
          throw problem('not_found', { reason: 'device' })
        events.emit({ name: 'device.forgotten', userId })
        return { status: 204 }
      },
    },
  },
}
