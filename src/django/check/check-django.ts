/** `adopt django URL --check`: reads everything, writes nothing, and says what a move would do. */
import type { DjangoSettings } from '../django-settings.ts'
import { jwtSeconds } from '../django-settings.ts'
import type { DjangoContext } from '../project.ts'
import { createReader } from '../reader.ts'
import { examineBeside } from './examine-beside.ts'
import { examineSettings } from './examine-settings.ts'
import { examineUsers } from './examine-users.ts'
import { type CheckFinding, findingLevels } from './finding.ts'
import { type CheckFacts, gatherFacts } from './gather-facts.ts'
import { type CheckedLogins, chooseLogins, type LoginChoices } from './logins.ts'

export interface CheckOptions {
  readonly settings: DjangoSettings | undefined
  readonly choices?: LoginChoices
  /** Whether an operator said which columns make a user inactive, or that none does. */
  readonly isInactiveSaid?: boolean
  /** Whether a password can match this stored hash. */
  readonly canVerify: (stored: string) => boolean
  /** Seconds since 1970. */
  readonly now: number
  readonly progress?: (users: number) => void
}

export interface DjangoCheck {
  readonly place: string
  readonly findings: readonly CheckFinding[]
  readonly facts: CheckFacts
  readonly logins: CheckedLogins
}

/** Throws DjangoUnavailable and DjangoSchemaError. */
export async function checkDjango(context: DjangoContext, options: CheckOptions): Promise<DjangoCheck> {
  const { driver, project } = context
  const { settings, canVerify, now, progress } = options
  const logins = chooseLogins(project, settings, options.choices ?? {})
  const slidingSeconds = settings && jwtSeconds(settings, 'SLIDING_TOKEN_REFRESH_LIFETIME')
  const facts = await driver.snapshot(connection =>
    gatherFacts(context, connection, createReader(context, connection, { slidingSeconds }), {
      logins: logins.settings,
      canVerify,
      now,
      ...(progress === undefined ? {} : { progress }),
    }),
  )
  const findings = [
    ...examineUsers(project, facts, settings, logins, options.isInactiveSaid === true),
    ...examineBeside(project, facts, settings, driver.place),
    ...examineSettings(project, settings),
  ]
  const place = ({ level }: CheckFinding) => findingLevels.indexOf(level)
  return { place: driver.place, facts, logins, findings: findings.toSorted((one, other) => place(one) - place(other)) }
}
