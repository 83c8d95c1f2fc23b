/** The format of the transcripts (see README.md), and reading the files. */
import { readdirSync, readFileSync } from 'node:fs'
import { type JsonObject, readJson } from './json.ts'

export type Header = readonly [name: string, value: string]

export interface Request {
  readonly method: string
  readonly path: string
  /** Null removes a default header. */
  readonly headers?: Readonly<Record<string, string | null>>
  readonly json?: unknown
  readonly form?: Readonly<Record<string, unknown>> | readonly (readonly [string, unknown])[]
  readonly multipart?: readonly (readonly [string, unknown])[]
  readonly raw?: string
  readonly raw_b64?: string
  /** The name of a cookie jar. */
  readonly jar?: string
}

export interface TokenShape {
  readonly header: JsonObject
  readonly payload: JsonObject
  readonly exp_minus_iat?: number
  readonly refresh_exp_minus_iat?: number
}

export interface ExpectedCookie {
  readonly name: string
  readonly value: string
  readonly attributes: Readonly<Record<string, string | true>>
  readonly jwt?: TokenShape
}

export interface Expectation {
  readonly status: number
  readonly headers: {
    readonly 'set-cookie'?: readonly ExpectedCookie[]
    readonly [name: string]: string | readonly ExpectedCookie[] | undefined
  }
  readonly body_kind?: string
  readonly body?: unknown
  readonly jwt?: Readonly<Record<string, TokenShape>>
}

/** Something to do before the request: `mint`, `resign`, `tamper`, `set`, `sleep`. */
export interface Operation {
  readonly op: string
  readonly as?: string
  readonly from?: string
  readonly how?: string
  readonly value?: unknown
  readonly seconds?: number
  readonly payload?: unknown
  readonly header?: JsonObject
  readonly set?: JsonObject
  readonly delete?: readonly string[]
  readonly alg?: string
  readonly key?: string
}

export interface Step {
  readonly name: string
  /** Sent, but not counted. */
  readonly setup?: boolean
  readonly tags?: readonly string[]
  readonly prepare?: readonly Operation[]
  readonly request: Request
  readonly capture?: Readonly<Record<string, string>>
  readonly repeat?: number
  readonly until?: number
  readonly expect: Expectation
}

export interface Scenario {
  readonly area: string
  readonly profile: string
  readonly steps: readonly Step[]
}

export interface ScenarioFile {
  readonly file: string
  readonly scenario: Scenario
}

export interface Fixture {
  readonly users: readonly { readonly id: number; readonly username: string; readonly password: string }[]
}

const corpus = new URL('corpus/', import.meta.url)

/** The scenarios of a profile, sorted by name; optionally only some `areas`. */
export function loadScenarios(profile: string, areas: readonly string[] = []): readonly ScenarioFile[] {
  return readdirSync(new URL('open/', corpus))
    .filter(file => file.endsWith('.json'))
    .sort()
    .map(file => ({ file, scenario: readCorpus(`open/${file}`) as Scenario }))
    .filter(({ scenario }) => scenario.profile === profile && (areas.length === 0 || areas.includes(scenario.area)))
}

/** The rows that a server must hold before it is tested. */
export function loadFixture(): Fixture {
  return readCorpus('fixture.json') as Fixture
}

function readCorpus(path: string): unknown {
  return readJson(readFileSync(new URL(path, corpus), 'utf8'))
}
