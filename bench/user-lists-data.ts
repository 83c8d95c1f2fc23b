/** Accounts by the million, made by the database itself: names that repeat, few superusers, a third in one group. */

export type Run = (sql: string) => Promise<void>

const first = [
  'Otto',
  'Alma',
  'Bela',
  'Cleo',
  'Dora',
  'Emil',
  'Frida',
  'Gustav',
  'Hanna',
  'Ida',
  'Jakob',
  'Klara',
  'Leo',
]
const last = [
  'Müller',
  'Ångström',
  'Brandt',
  'Castro',
  'Dvořák',
  'Eriksen',
  'Fischer',
  'Garcia',
  'Hoffmann',
  'Ito',
  'Jansen',
]
const latin = [
  'mueller',
  'angstroem',
  'brandt',
  'castro',
  'dvorak',
  'eriksen',
  'fischer',
  'garcia',
  'hoffmann',
  'ito',
  'jansen',
]

export async function makeUsers(dialect: 'sqlite' | 'postgres', run: Run, count: number): Promise<void> {
  const isSqlite = dialect === 'sqlite'
  const pick = (names: readonly string[], by: string) =>
    `(CASE (${by}) % ${names.length} ${names.map((name, index) => `WHEN ${index} THEN '${name}'`).join(' ')} END)`
  const moment = (secondsSince: string) =>
    isSqlite
      ? `strftime('%Y-%m-%dT%H:%M:%SZ', 1672531200 + ${secondsSince}, 'unixepoch')`
      : `to_char(to_timestamp(1672531200 + ${secondsSince}), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
  const truth = (condition: string) => (isSqlite ? `(${condition})` : `((${condition}))`)
  const numbers = isSqlite
    ? `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`
    : `WITH n (i) AS (SELECT * FROM generate_series(1::bigint, ${count}))`
  const email = `lower(${pick(first, 'i')}) || '.' || ${pick(latin, 'i / 13')} || '.' || i || '@mail' || (i % 50) || '.example.com'`
  const idOf = isSqlite ? 'i + 10000000' : 'i + 10000000'
  await run(`
    INSERT INTO users (id, login, email, first_name, last_name, is_active, is_staff, is_superuser, date_joined, last_login, password)
    ${numbers}
    SELECT ${idOf}, ${email}, ${email}, ${pick(first, 'i')}, ${pick(last, 'i / 13')}, ${truth('i % 200 <> 0')},
      ${truth('i % 9973 = 1')}, ${truth(`i % ${Math.floor(count / 4)} = 7`)}, ${moment('i * 61')},
      CASE WHEN i % 5 < 2 THEN NULL ELSE ${moment('((i * 7919) % 90000000)')} END,
      'argon2$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$c29tZWhhc2hzb21laGFzaHNvbWVoYXNoc29tZWhhc2g'
    FROM n`)
  await run(`INSERT INTO user_groups (name) VALUES ('editors'), ('customers')`)
  const members = (name: string, condition: string) => `
    INSERT INTO group_members (group_id, user_id)
    SELECT (SELECT id FROM user_groups WHERE name = '${name}'), id FROM users WHERE ${condition}`
  await run(members('editors', `id % ${Math.max(1, Math.floor(count / 2000))} = 0`))
  await run(members('customers', 'id % 3 = 0'))
  await run(
    `UPDATE users SET email_verified = ${isSqlite ? 1 : 'true'} WHERE id IN (${10_000_000 + count - 5}, ${10_000_000 + count - 9})`,
  )
}
