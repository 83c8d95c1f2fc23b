/** Mails that wait to be sent: their number, tried again at once, or dropped. */
import { z } from 'zod'
import { dropMail, retryMail } from '../../../flows/admin/manage-outbox.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Call, Endpoint } from '../../../http/endpoints/endpoint.ts'
import { answerPage, pageOf, pageOutput, pageQuery } from '../../../http/response/cursor-pages.ts'
import { hasModelPermissions, hasPermission } from '../../../permissions/has-model-permissions.ts'
import { problem } from '../../../problems.ts'
import type { Settings } from '../../../settings/settings.ts'
import { adminAccess } from '../access.ts'
import { mailOutput, showMail } from '../mails.ts'
import { operatorOf } from '../operator.ts'

export function outboxEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_outbox')),
    name: 'Admin Outbox',
    description: 'Mails that wait to be sent.',
    urlName: 'admin_outbox',
    paths: ['/api/admin/outbox/'],
    methods: {
      GET: defineMethod({
        summary: 'List the mails that wait, without their links.',
        query: z.object(pageQuery),
        output: pageOutput(mailOutput),
        fails: ['not_authenticated', 'permission_denied', 'invalid', 'invalid_cursor'],
        async handle({ outbox }, { query, incoming }) {
          const page = await outbox.list(pageOf(query))
          return answerPage(incoming, page, page.mails.map(showMail))
        },
      }),
    },
  }
}

export function outboxMailEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasModelPermissions('latchkey', 'outbox')),
    name: 'Admin Outbox Mail',
    description: 'One mail that waits.',
    urlName: 'admin_outbox_mail',
    paths: ['/api/admin/outbox/{id}/'],
    methods: {
      DELETE: {
        summary: 'Drop a mail that waits. It is never sent.',
        output: { status: 204 },
        fails: ['not_authenticated', 'permission_denied', 'not_found'],
        async handle(system, call) {
          const { actor } = await operatorOf(system, call)
          if ((await dropMail(system, actor, mailIdOf(call))) === 'gone') throw problem('not_found', { reason: 'mail' })
          return { status: 204 }
        },
      },
    },
  }
}

export function outboxRetryEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.change_outbox')),
    name: 'Admin Outbox Retry',
    description: 'Tries a mail again.',
    urlName: 'admin_outbox_retry',
    paths: ['/api/admin/outbox/{id}/retry/'],
    methods: {
      POST: {
        summary: 'Try to send a mail at once.',
        output: { status: 204 },
        fails: ['not_authenticated', 'permission_denied', 'not_found'],
        async handle(system, call) {
          const { actor } = await operatorOf(system, call)
          if ((await retryMail(system, actor, mailIdOf(call))) === 'gone')
            throw problem('not_found', { reason: 'mail' })
          return { status: 204 }
        },
      },
    },
  }
}

function mailIdOf({ params }: Call): number {
  return /^\d{1,15}$/.test(params.id ?? '') ? Number(params.id) : -1
}
