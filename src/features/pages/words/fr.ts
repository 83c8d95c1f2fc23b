import { fieldMessages } from './messages/fr.ts'
import { problems, social } from './refusals/fr.ts'
import type { Words } from './words.ts'

export const fr: Words = {
  name: 'Français',
  languages: 'Langues',
  skip: 'Aller au formulaire',
  errorPrefix: 'Erreur',
  summary: 'Il y a un problème',
  optional: 'facultatif',
  backToLogin: 'Retour à la connexion',
  fields: {
    email: 'Adresse e-mail',
    username: 'Nom d’utilisateur',
    first_name: 'Prénom',
    last_name: 'Nom',
    password: 'Mot de passe',
    password_confirm: 'Répétez le mot de passe',
    new_password: 'Nouveau mot de passe',
    new_password_confirm: 'Répétez le nouveau mot de passe',
  },
  hints: {
    username: 'Jusqu’à 150 lettres, chiffres et @ . + - _',
    passwordLength: least =>
      `Au moins ${least} caractères. Quelques mots sans lien entre eux se retiennent facilement.`,
  },
  login: {
    title: 'Connexion',
    lead: 'Heureux de vous revoir.',
    button: 'Se connecter',
    remember: 'Rester connecté sur cet appareil',
    forgot: 'Mot de passe oublié ?',
    noAccount: 'Pas encore de compte ?',
    register: 'Créer un compte',
    or: 'ou',
    with: provider => `Continuer avec ${provider}`,
  },
  mailLogin: {
    offer: 'Se connecter par e-mail',
    title: 'Connexion par e-mail',
    lead: 'Saisissez votre adresse e-mail : nous vous enverrons un message pour vous connecter.',
    button: 'Envoyer le message',
    waiting: {
      title: 'Consultez votre messagerie',
      sent: to =>
        `Si un compte a l’adresse ${to}, un message est en route. Regardez aussi dans le dossier des indésirables.`,
      link: 'Le lien du message vous connecte si vous l’ouvrez dans ce navigateur.',
      code: 'Code',
      codeHint: 'Les huit chiffres du message.',
      button: 'Se connecter',
      again: 'Envoyer un autre message',
    },
    opened: {
      title: 'Connexion',
      lead: 'Un clic, et vous êtes connecté.',
      button: 'Se connecter',
      again: 'Demander ici un nouveau message',
    },
  },
  register: {
    title: 'Créer un compte',
    lead: 'Cela prend moins d’une minute.',
    button: 'Créer le compte',
    hasAccount: 'Vous avez déjà un compte ?',
    login: 'Se connecter',
    done: { title: 'Votre compte est prêt', text: 'Vous pouvez maintenant vous connecter.' },
    doneByMail: {
      title: 'Consultez votre messagerie',
      text: 'Nous vous avons envoyé un e-mail. Suivez son lien pour confirmer votre adresse, puis connectez-vous.',
    },
  },
  forgot: {
    title: 'Mot de passe oublié ?',
    lead: 'Saisissez votre adresse e-mail : nous vous enverrons un lien pour en choisir un nouveau.',
    button: 'Envoyer le lien',
    done: {
      title: 'Consultez votre messagerie',
      text: 'Si un compte correspond à cette adresse, un e-mail contenant un lien est en route. Cela peut prendre quelques minutes ; regardez aussi dans les indésirables.',
    },
  },
  reset: {
    title: 'Choisissez un nouveau mot de passe',
    lead: 'Vous serez déconnecté de tous vos autres appareils.',
    button: 'Enregistrer le mot de passe',
    done: { title: 'Votre mot de passe a été modifié', text: 'Connectez-vous avec le nouveau.' },
  },
  verify: {
    title: 'Confirmez votre adresse e-mail',
    lead: 'Un clic, et votre adresse est confirmée.',
    button: 'Confirmer l’adresse',
    done: { title: 'Votre adresse est confirmée', text: 'Merci. Vous pouvez fermer cette page ou continuer.' },
  },
  resend: {
    title: 'Confirmez votre adresse e-mail',
    lead: 'Saisissez votre adresse : nous vous enverrons un nouveau lien de confirmation.',
    button: 'Envoyer le lien',
    done: {
      title: 'Consultez votre messagerie',
      text: 'Si un compte avec cette adresse attend d’être confirmé, un e-mail est en route.',
    },
  },
  confirm: {
    title: 'Confirmez votre nouvelle adresse',
    lead: 'Les e-mails de votre compte arriveront désormais à cette adresse.',
    button: 'Utiliser cette adresse',
    done: {
      title: 'Votre adresse a été modifiée',
      text: 'Les e-mails de votre compte arrivent maintenant à la nouvelle adresse.',
    },
  },
  restore: {
    title: 'Rétablir votre ancienne adresse ?',
    lead: 'À utiliser si quelqu’un d’autre a changé l’adresse de votre compte. Tous les appareils seront déconnectés et vous recevrez un e-mail pour choisir un nouveau mot de passe.',
    button: 'Rétablir mon adresse',
    done: {
      title: 'Votre adresse est rétablie',
      text: 'Tous les appareils sont déconnectés. Un e-mail pour choisir un nouveau mot de passe est en route.',
    },
  },
  notMe: {
    title: 'Vous n’avez pas ouvert ce compte ?',
    lead: 'Quelqu’un a saisi votre adresse pour créer un compte. Si ce n’était pas vous, le compte sera fermé et votre adresse redeviendra libre.',
    button: 'Ce n’était pas moi : fermer le compte',
    done: {
      title: 'Le compte a été fermé',
      text: 'Votre adresse n’est plus utilisée ici. Vous n’avez rien d’autre à faire.',
    },
  },
  mfa: {
    title: 'Encore une étape',
    lead: 'Votre compte est protégé par un second facteur.',
    button: 'Continuer',
    code: 'Code à usage unique',
    codeHint: 'Les six chiffres de votre application d’authentification ou l’un de vos codes de récupération.',
    recoveryHint: 'L’un de vos codes de récupération.',
    trust: 'Ne plus demander sur cet appareil',
    over: {
      title: 'Cette connexion est terminée',
      text: 'Elle a duré trop longtemps ou elle est déjà achevée. Veuillez vous reconnecter.',
    },
  },
  passkey: {
    login: 'Se connecter avec une clé d’accès',
    use: 'Utiliser une clé d’accès',
    failed: 'La clé d’accès n’a pas été utilisée. Réessayez ou choisissez un autre moyen.',
  },
  enrol: {
    title: 'Protégez votre compte',
    lead: 'Votre compte a besoin d’un second facteur : une application sur votre téléphone qui affiche un nouveau code toutes les trente secondes.',
    button: 'Configurer une application d’authentification',
    scan: 'Scannez cette image avec une application d’authentification, puis saisissez le code qu’elle affiche.',
    picture: 'Code QR pour l’application d’authentification',
    secret: 'Ou saisissez cette clé dans l’application :',
    code: 'Code de l’application',
    confirm: 'Confirmer et se connecter',
    codes: {
      title: 'Vos codes de récupération',
      lead: 'Conservez-les en lieu sûr : ils ne seront plus affichés. Chacun vous connecte une fois, quand vous avez perdu tout le reste.',
      button: 'Je les ai conservés',
    },
  },
  logout: {
    title: 'Se déconnecter ?',
    lead: 'Vous devrez vous reconnecter sur cet appareil.',
    button: 'Se déconnecter',
  },
  invitation: {
    title: 'Vous êtes invité',
    lead: 'Voyez de quoi il s’agit avant de répondre à l’invitation.',
    button: 'Afficher l’invitation',
    facts: {
      organization: 'Organisation',
      from: 'De la part de',
      address: 'Pour',
      role: 'Rôle',
      until: 'Valable jusqu’au',
    },
    roles: { owner: 'Propriétaire', admin: 'Administrateur', member: 'Membre' },
    as: login => `Vous êtes connecté en tant que ${login}.`,
    accept: 'Accepter l’invitation',
    decline: 'Refuser',
    other: login =>
      `Vous êtes connecté en tant que ${login}, et l’invitation est destinée à une autre adresse. Déconnectez-vous, puis connectez-vous avec le compte qui a cette adresse.`,
    logIn: { lead: 'Cette adresse a déjà un compte. Connectez-vous pour accepter.', button: 'Se connecter' },
    register: {
      lead: 'Choisissez un mot de passe, et vous ferez partie de l’organisation.',
      button: 'Créer le compte et rejoindre',
    },
    accepted: { title: 'Bienvenue', text: 'Vous faites maintenant partie de l’organisation.' },
    declined: {
      title: 'L’invitation a été refusée',
      text: 'Il n’y a rien d’autre à faire. Vous pouvez fermer cette page.',
    },
    back: 'Retour à l’invitation',
    on: 'Continuer',
  },
  link: {
    label: 'Lien de l’e-mail',
    hint: 'Copiez le lien complet de l’e-mail et collez-le ici.',
  },
  apps: { account: 'Compte', console: 'Console', needsScript: 'Cette page a besoin de JavaScript.' },
  problems,
  afterLink: {
    reset: 'Demander un nouveau lien',
    verify: 'Demander un nouveau lien',
    confirm: 'Se connecter et changer de nouveau l’adresse',
    restore: 'Réinitialiser le mot de passe',
    not_me: 'Retour à la connexion',
  },
  social,
  tryAgainIn: seconds => `Veuillez réessayer dans ${spanIn(seconds)}.`,
  fieldMessages,
}

function spanIn(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? '1 seconde' : `${seconds} secondes`
  return `${Math.ceil(seconds / 60)} minutes`
}
