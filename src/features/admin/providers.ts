/** An account of a provider that is linked to an account here, as an operator sees it. */
import { z } from 'zod'
import type { Settings } from '../../settings/settings.ts'
import { linkedAccountOutput, showLinkedAccount } from '../social/endpoints/accounts.ts'
import type { SocialAccount } from '../social/store.ts'

export const userProviderOutput = linkedAccountOutput.extend({
  is_usable: z.boolean().describe('Whether the settings have this provider still, so that one can sign in with it.'),
})

export function showUserProvider({ social }: Pick<Settings, 'social'>, linked: SocialAccount) {
  return { ...showLinkedAccount(linked), is_usable: Object.hasOwn(social, linked.provider) }
}
