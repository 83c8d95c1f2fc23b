/**
 * Who may follow the feed: services that hold one of its secrets. They are no users, so a request that shows one has no
 * principal, and no token of a user opens the feed.
 */
import type { Authenticator } from '../../http/authorize/authenticator.ts'
import { isKnownSecret } from '../../kernel/known-secret.ts'
import { definePermission } from '../../permissions/define-permission.ts'
import type { Permission } from '../../permissions/permission.ts'
import { problem } from '../../problems.ts'

export const feedAuthentication: Authenticator = {
  name: 'RevocationFeedAuthentication',
  isChallenge: true,
  security: () => ({
    name: 'revocationFeed',
    scheme: { type: 'http', scheme: 'bearer', description: 'A secret of `revocationFeedTokens`.' },
  }),
  authenticate({ settings }, incoming) {
    const header = incoming.header('authorization')
    if (header === undefined || header === '') throw problem('not_authenticated', { reason: 'no_feed_token' })
    const shown = /^Bearer +([\x21-\x7e]+)$/i.exec(header)?.[1] ?? ''
    const known = settings.revocationFeedTokens ?? []
    if (
      !isKnownSecret(
        shown,
        known.map(each => each.reveal()),
      )
    )
      throw problem('authentication_failed', { reason: 'wrong_feed_token' })
    return undefined
  },
}

/** The authenticator refuses all others. It stands here so that documents do not call the row open. */
export const holdsFeedToken: Permission = definePermission('HoldsFeedToken', () => true)
