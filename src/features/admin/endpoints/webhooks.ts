/** Webhooks: how each endpoint fares, what it was told, and telling it again. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { choiceField } from '../../../fields/choice-field.ts'
import { datetimeField } from '../../../fields/datetime-field.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Call, Endpoint } from '../../../http/endpoints/endpoint.ts'
import { answerPage, pageOf, pageOutput, pageQuery } from '../../../http/response/cursor-pages.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { replayDelivery, replayFailed, testWebhook } from '../../webhooks/flows/admin/manage-webhooks.ts'
import { deliveryStates, mostReplayed } from '../../webhooks/webhook.ts'
import { adminAccess } from '../access.ts'
import { operatorOf } from '../operator.ts'
import {
  deliveryDetail,
  deliveryOutput,
  endpointOutput,
  showDelivery,
  showDeliveryInFull,
  showEndpoints,
} from '../shown-deliveries.ts'

export function webhookEndpoints(settings: Settings): readonly Endpoint[] {
  return [
    webhooksEndpoint(settings),
    deliveriesEndpoint(settings),
    deliveryEndpoint(settings),
    deliveryReplayEndpoint(settings),
    webhookReplayEndpoint(settings),
    webhookTestEndpoint(settings),
  ]
}

const refusals = ['not_authenticated', 'permission_denied'] as const

function webhooksEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_webhook')),
    name: 'Admin Webhooks',
    description: 'The services that are told what happens, without their secrets.',
    urlName: 'admin_webhooks',
    paths: ['/api/admin/webhooks/'],
    methods: {
      GET: {
        summary: 'List the endpoints of the settings, and how they fare.',
        output: { body: z.object({ results: z.array(endpointOutput) }) },
        fails: refusals,
        async handle(system) {
          return { status: 200, body: { results: await showEndpoints(system) } }
        },
      },
    },
  }
}

const listQuery = z.object({
  endpoint: charField({ required: false, maxLength: 64, helpText: 'Its name in the settings.' }),
  state: choiceField({ choices: deliveryStates, required: false }),
  event: charField({ required: false, maxLength: 100, helpText: '`user.created`' }),
  ...pageQuery,
})

function deliveriesEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_webhook')),
    name: 'Admin Webhook Deliveries',
    description: 'What services were told, or are still to be told: kept for webhookRetention.',
    urlName: 'admin_webhook_deliveries',
    paths: ['/api/admin/webhooks/deliveries/'],
    methods: {
      GET: defineMethod({
        summary: 'List deliveries, the newest first. A page may be short, or empty, and have a next one.',
        query: listQuery,
        output: pageOutput(deliveryOutput),
        fails: [...refusals, 'invalid', 'invalid_cursor'],
        async handle({ deliveries }, { query, incoming }) {
          const { endpoint, state, event } = query
          const page = await deliveries.list({ endpoint, state, event, ...pageOf(query) })
          return answerPage(incoming, page, page.deliveries.map(showDelivery))
        },
      }),
    },
  }
}

function deliveryEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_webhook')),
    name: 'Admin Webhook Delivery',
    description: 'One delivery, with its body and its attempts.',
    urlName: 'admin_webhook_delivery',
    paths: ['/api/admin/webhooks/deliveries/{id}/'],
    methods: {
      GET: {
        summary: 'Show a delivery.',
        output: { body: deliveryDetail },
        fails: [...refusals, 'not_found'],
        async handle({ deliveries }, call) {
          const delivery = await deliveries.find(deliveryIdOf(call))
          if (delivery === undefined) throw problem('not_found', { reason: 'delivery' })
          return { status: 200, body: showDeliveryInFull(delivery) }
        },
      },
    },
  }
}

function deliveryReplayEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.change_webhook')),
    name: 'Admin Webhook Delivery Replay',
    description: 'Sends a delivery again.',
    urlName: 'admin_webhook_delivery_replay',
    paths: ['/api/admin/webhooks/deliveries/{id}/replay/'],
    methods: {
      POST: {
        summary: 'Send a delivery again, under the id that it had. One that waits is sent at once.',
        output: { status: 204 },
        fails: [...refusals, 'not_found'],
        async handle(system, call) {
          const { actor } = await operatorOf(system, call)
          const outcome = await replayDelivery(system, actor, deliveryIdOf(call))
          if (outcome !== 'done') throw problem('not_found', { reason: outcome === 'gone' ? 'delivery' : 'webhook' })
          return { status: 204 }
        },
      },
    },
  }
}

function webhookReplayEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.change_webhook')),
    name: 'Admin Webhook Replay',
    description: 'Sends again what an endpoint did not take.',
    urlName: 'admin_webhook_replay',
    paths: ['/api/admin/webhooks/endpoints/{endpoint}/replay/'],
    methods: {
      POST: defineMethod({
        summary: `Send again what failed at that time or later, the oldest first: up to ${mostReplayed} at once.`,
        input: z.object({ since: datetimeField() }),
        output: { body: z.object({ replayed: z.int() }) },
        fails: [...refusals, 'invalid', 'not_found'],
        async handle(system, call) {
          const { actor } = await operatorOf(system, call)
          const asked = { endpoint: call.params.endpoint ?? '', since: Date.parse(call.input.since) }
          const replayed = await replayFailed(system, actor, asked)
          if (replayed === 'no_endpoint') throw problem('not_found', { reason: 'webhook' })
          return { status: 200, body: { replayed } }
        },
      }),
    },
  }
}

function webhookTestEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.change_webhook')),
    name: 'Admin Webhook Test',
    description: 'Tries an endpoint.',
    urlName: 'admin_webhook_test',
    paths: ['/api/admin/webhooks/endpoints/{endpoint}/test/'],
    methods: {
      POST: {
        summary: 'Send the event webhook.test there. The answer is the delivery: look at it again to see how it fared.',
        output: { status: 201, body: deliveryOutput },
        fails: [...refusals, 'not_found'],
        async handle(system, call) {
          const { actor } = await operatorOf(system, call)
          const delivery = await testWebhook(system, actor, call.params.endpoint ?? '')
          if (delivery === 'no_endpoint') throw problem('not_found', { reason: 'webhook' })
          return { status: 201, body: showDelivery(delivery) }
        },
      },
    },
  }
}

function deliveryIdOf({ params }: Call): number {
  return /^\d{1,15}$/.test(params.id ?? '') ? Number(params.id) : -1
}
