import type { ReportedCode } from '../../../social/reported-codes.ts'
import type { ActionProblemCode, PageProblemCode } from '../codes.ts'

export const problems: Readonly<Record<PageProblemCode, string>> = {
  mfa_code_not_valid: 'Le code est faux ou a déjà servi. Prenez le suivant.',
  mfa_token_not_valid: 'Cette connexion est terminée. Veuillez vous reconnecter.',
  mfa_locked: 'Trop de codes faux. Utilisez une clé d’accès ou demandez de l’aide.',
  passkey_not_valid: 'Cette clé d’accès n’a pas été acceptée. Elle a peut-être été retirée du compte.',
  mail_code_not_valid: 'Le code est faux. Saisissez celui du dernier message.',
  mail_login_not_valid: 'Cette connexion est terminée. Demandez un nouveau message.',
  mail_login_elsewhere:
    'Ce lien ne fonctionne que dans le navigateur où vous l’avez demandé. Ouvrez-le là-bas, saisissez-y son code ou demandez ici un nouveau message.',
  invalid_credentials: 'L’identifiant ou le mot de passe est incorrect.',
  account_disabled: 'Ce compte est désactivé.',
  credentials_required: 'Saisissez votre identifiant et votre mot de passe.',
  invalid_or_expired_token: 'Ce lien n’est plus valable. Il a déjà servi ou il est trop ancien.',
  invitation_not_valid: 'L’invitation n’est plus valable.',
  invitation_other_address: 'L’invitation est destinée à une autre adresse e-mail.',
  member_already: 'Vous êtes déjà membre de cette organisation.',
  organization_full: 'L’organisation a autant de membres qu’elle peut en avoir.',
  throttled: 'Trop de tentatives.',
  csrf_failed: 'Ce formulaire a été envoyé depuis un autre site. Rechargez la page et réessayez.',
  adoption_following: 'Les comptes sont encore gérés par Django. Faites la modification là-bas.',
  permission_denied: 'Trop de tentatives. Veuillez réessayer plus tard.',
  overloaded: 'Le serveur est occupé. Veuillez réessayer dans un instant.',
  django_unavailable: 'Un autre service nécessaire est indisponible. Veuillez réessayer dans un instant.',
  internal_error: 'Un problème est survenu de notre côté. Veuillez réessayer.',
  invalid: 'Le formulaire n’a pas pu être lu. Veuillez réessayer.',
}

/** What a sign-in with a provider reports. */
export const social: Readonly<Record<ReportedCode, string>> = {
  mfa_required: 'Votre compte demande ici un second facteur.',
  mfa_enrolment_required: 'Votre compte a besoin d’un second facteur et n’en a pas encore.',
  social_refused: 'Le fournisseur n’a pas confirmé la connexion.',
  social_email_unverified: 'Le fournisseur n’a pas vérifié votre adresse e-mail.',
  social_email_not_shared: 'Le fournisseur ne nous a pas communiqué votre adresse e-mail.',
  social_email_taken:
    'Un compte existe déjà avec cette adresse. Connectez-vous avec votre mot de passe et associez-y le fournisseur.',
  social_already_linked: 'Ce compte du fournisseur est déjà associé.',
  social_state_invalid: 'La connexion a pris trop de temps ou a commencé ailleurs. Veuillez réessayer.',
  no_active_account: 'Aucun compte actif ne correspond à cette connexion.',
  provider_unavailable: 'Le fournisseur est injoignable. Veuillez réessayer dans un instant.',
}

const actions: Readonly<Record<ActionProblemCode, string>> = {
  recent_login_required: 'Reconnectez-vous : cette action demande une connexion de moins de quelques minutes.',
  reauthentication_required: 'Confirmez que c’est bien vous.',
  factor_exists: 'Il y a déjà une application d’authentification. Retirez-la d’abord.',
  factor_limit: 'Vous ne pouvez pas avoir plus de clés d’accès. Retirez-en une d’abord.',
  factor_needed: 'Votre compte doit avoir un second facteur, et c’est le dernier.',
  api_key_limit: 'Vous ne pouvez pas avoir plus de clés d’API. Révoquez-en une d’abord.',
  beyond_own_rights: 'Cela dépasse vos propres droits.',
  own_account: 'Vous ne pouvez pas faire cela à votre propre compte.',
  last_superuser: 'Il faut un superutilisateur actif, et c’est le dernier.',
  managed_by_configuration: 'Ce groupe est un rôle : son nom et ses droits viennent de la configuration.',
  account_in_use: 'Le compte ne peut pas être supprimé tant que d’autres données y font référence.',
  last_owner: 'Une organisation doit avoir un propriétaire, et c’est le dernier.',
  organization_limit: 'Vous possédez trop d’organisations.',
  organization_in_use: 'L’organisation ne peut pas être supprimée tant que d’autres données y font référence.',
  invitation_limit: 'Trop d’invitations de cette organisation sont en attente.',
  beyond_own_role: 'Cela dépasse votre rôle dans l’organisation.',
  social_last_login: 'C’est le seul moyen de se connecter à ce compte.',
  social_redirect_not_allowed: 'Le fournisseur ne peut pas revenir à cette page.',
}

/** For the pages behind the login, by codes. */
export const refusals: Readonly<Record<string, string>> = { ...problems, ...social, ...actions }
