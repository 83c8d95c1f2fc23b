/** The account model of the settings, with the application's user fields if there are any. */
import type { Settings } from '../settings/settings.ts'
import type { AccountModel } from './account-model.ts'
import { emailAccounts } from './email-accounts.ts'
import { userFieldsOf } from './user-fields.ts'
import { usernameAccounts } from './username-accounts.ts'
import { withUserFields } from './with-user-fields.ts'

/** Twenty rows ask for it, and each model has fifteen schemas. */
const models = new WeakMap<Settings, AccountModel>()

export function accountModel(settings: Settings): AccountModel {
  const known = models.get(settings)
  if (known !== undefined) return known
  const model = chooseModel(settings)
  models.set(settings, model)
  return model
}

function chooseModel(settings: Settings): AccountModel {
  const model = settings.accounts === 'email' ? emailAccounts(settings) : usernameAccounts(settings)
  const own = userFieldsOf(settings)
  return own === undefined ? model : withUserFields(model, own)
}
